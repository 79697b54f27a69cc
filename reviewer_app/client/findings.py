"""What a check finds in the files of rulebooks, in the language in use.

The rulebooks speak English and know no catalogue; their complaints are known here by their shape, and a test holds this
list to all that they say. File, line and place are for machines too and stay as they are, as does what the system says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewer_app.rulebooks.problems import RulebookProblem

FOUND = (
    N_("The file has {bytes} bytes; at most {most} are read. Split or shorten it."),
    N_("This is not UTF-8. Save the file as UTF-8."),
    N_("This is not YAML: {why}."),
    N_("There is a control character here. Remove it."),
    N_("The file is empty."),
    N_("A second document begins here. Keep one in each file."),
    N_("The document ends too early or too late here."),
    N_("Anchors and aliases (& and *) are not read. Write the value out."),
    N_("The tag {tag} is not read. Write a plain value."),
    N_("This is nested more than {levels} levels deep."),
    N_("A key is a plain word."),
    N_("The key {key} is here a second time. Keep one of them."),
    N_("The file cannot be read: {why}."),
    N_("A rulebook is a mapping of keys to values."),
    N_("There is no <id>/<version>.yaml here. Name the folder of rulebooks."),
    N_("This is the folder of one rulebook. Name the folder that it lies in."),
    N_("This is a file. Name the folder of rulebooks, in which it lies as <id>/<version>.yaml."),
    N_("these are the cases of a version; name the version that they lie beside"),
    N_("write kind: schedule for a schedule, and leave it out of a rulebook"),
    N_("There is no {name} here. Write ID@VERSION."),
    N_("not a time zone that is known; write one such as Asia/Shanghai."),
    N_("clocks in {zone} skip {word}; write the instant with its offset."),
    N_("day is out of range for month."),
    N_("month must be in 1..12."),
    N_("hour must be in 0..23."),
    N_("this is missing; add it."),
    N_("this key is not known here; check its spelling or remove it."),
    N_("words are expected, not a list or mapping; put words in quotes."),
    N_("words are expected, not {given}; put words in quotes."),
    N_("a list is expected; put it in [ ]."),
    N_("at least {least} must be given."),
    N_("write true or false."),
    N_("write a whole number."),
    N_("write a number."),
    N_("write {least} or more."),
    N_("write more than {least}."),
    N_("write {most} or less."),
    N_("write less than {most}."),
    N_("nothing is written; write it."),
    N_("write {least} characters or more."),
    N_("it is too long; write {most} characters or fewer."),
    N_("there are too many; keep {most} or fewer."),
    N_("keys and values are expected here, one to a line."),
    N_("write a day such as 2026-02-01."),
    N_("write a day such as 2026-02-01, or an instant such as 2026-02-01T10:00."),
    N_("write an instant with its offset, such as 2026-02-01T10:00:00+08:00."),
    N_("a name has letters, digits and . _ : - alone, and begins with a letter or digit."),
    N_("a name has small letters, digits and _ alone, and begins with a letter."),
    N_("this is not JSON: {why}."),
    N_("the line is longer than {most} bytes; no decided case is."),
    N_("write one of {known}."),
    N_("write it after the pattern {pattern}."),
    N_("{name} is here a second time; give it a name of its own"),
    N_("{name} is here a second time; give it another id."),
    N_("there is no Chinese in it; translate it"),
    N_("there is no English in it; translate it"),
    N_("give words to find it by in Chinese and in English"),
    N_("the folder is called {folder}; let both agree"),
    N_("the file is called {file}; let both agree"),
    N_("this id is taken by one of the other form: a rulebook is no schedule"),
    N_("there is no measure {name}; known are {known}"),
    N_("there is no source {name}; known are {known}"),
    N_("there is no round {name}; known are {known}"),
    N_("there is no role {name}; known are {known}"),
    N_("there is no {name} in this version; known are {known}"),
    N_("the source {name} was not read; write read: false here too"),
    N_("the rulebook does not judge a {kind}"),
    N_("no clause leads to this measure; remove it or name it in a clause"),
    N_("no clause cites this source; remove it or cite it"),
    N_("nothing cites this source; remove it or cite it"),
    N_("name a clause as rulebook:clause"),
    N_("version {version} of {rulebook} has no clause {clause}"),
    N_("there is no rulebook {name} here"),
    N_("at most {most} elements can be shown; join some"),
    N_("no required element is bound to a place in the evidence (proof: anchor)"),
    N_("nothing computes an element yet; use anchor or statement"),
    N_("there is no example of what is a breach; add one"),
    N_("there is no example of what is no breach; add one"),
    N_("only a clip is watched; leave coverage out, or let the clause judge clips"),
    N_("no measure may follow; name at least one"),
    N_("narrower and wider are said against the version before; name it in supersedes"),
    N_("there is no day {day}"),
    N_("the text was not yet in force when this version begins, on {day}"),
    N_("the text is no longer in force before this version ends; cite the one that replaced it"),
    N_("the first of the rounds is called first"),
    N_("there are rules for a sign-off, and no round signoff; add the round, or remove the rules"),
    N_("a term has 1 day at least; leave it out where there is none"),
    N_("a hold lasts {most} hours at most; write fewer"),
    N_("it has {length} characters; at most {most} are read"),
    N_("it walks over a list inside another walk; put one after the other"),
    N_("at column {column}: {said}"),
    N_("nothing is written; write a condition over the names that it may use"),
    N_("nothing that it asks about is {word}; known are {known}"),
    N_("it cannot be worked out: {why}"),
    N_("it cannot be worked out for {facts}: {why}"),
    N_("it gives {type} where true or false is meant"),
    N_("it gives {type} where a decimal number is meant"),
    N_("it gives {value} where 0 to 1 is meant; hold it with math.least and math.greatest"),
    N_("it gives {value} for {facts} where 0 to 1 is meant; hold it with math.least and math.greatest"),
    N_("no input may be the word {word}; known are {known}"),
    N_("there is no part in it: a ladder, a table, a lexicon or another; add what it is for"),
    N_("an input of type word, and no other, lists the words it may be"),
    N_("a person reads the words: give each a label, in their order"),
    N_("it is counted, taken from the case or stated; keep one of them"),
    N_("what is counted is of type count"),
    N_("what is counted has a window, unless it is counted within one stream"),
    N_("{name} is of type {type}"),
    N_("steps are numbered 1, 2, 3 and so on, in this order"),
    N_("no step leads to this measure; remove it or name it in a step"),
    N_("a share needs both percent and of, the input it is a share of"),
    N_("there is no number {name} among the inputs"),
    N_("there is no count {name} among the inputs"),
    N_("the range ends before it begins; write [from, to]"),
    N_("the exceptional limit is not below the end of the range of days"),
    N_("what is for good has no days; keep one of them"),
    N_("this holds although nothing was counted; ask for a count of 1 at least"),
    N_("rows go down, each from a smaller value than the one before"),
    N_("it uses the input {name}, and there is no {type} of that name"),
    N_("the least is more than the most; exchange them"),
    N_("say which parameters are not public and what stands for them"),
    N_("the lowest band begins above the least score, {least}; let it begin there"),
    N_("no deduction is of the group {name}; mend the name or remove it"),
    N_("rungs go from the best value to the worst"),
    N_("a worse value earns no more points than a better one"),
    N_("nothing uses this input; remove it"),
    N_("this is no English word; put it under zh"),
    N_("no word of the lexicon stands in it, so that it changes nothing; remove it"),
    N_("it asks for nothing; name a scheme of certificates, or what is to be stated"),
    N_("a word has no blanks around it, and something to see"),
    N_("this is the earliest version; it supersedes none; remove it"),
    N_("{file} has this version already; give this one another"),
    N_("the version ends before it begins; mend one of the two days"),
    N_("it is published after it takes effect; only a correction may be"),
    N_("a change is public {days} days before it takes effect; publish earlier or let it begin later"),
    N_("there is no other version {version} here; name one that is"),
    N_("a correction has the period of what it corrects: {since} until further notice"),
    N_("a correction has the period of what it corrects: {since} until {until}"),
    N_("a correction is published after version {version}"),
    N_("version {version} comes before this one; name it in supersedes"),
    N_("this overlaps version {version}, which is no correction; end that one here, or name it in corrects"),
    N_("between version {version} and this one nothing is in force from {since}; begin then or end that one later"),
    N_("this version was published with other content; restore it and correct it with a new version"),
    N_("{version} was published and is gone or unreadable."),
    N_("This is not a list of digests. Restore it from an earlier state."),
    N_("no cases lie beside this version; write {file}"),
    N_("There is no version of this name to try the cases on."),
    N_("{name} is {found}, and {wanted} is expected; mend the case or the version"),
    N_("it cannot be asked: {why}"),
    N_("there is no {name} in the answer; it has {known}"),
    N_("the bytes are not the canonical ones of this version; compile it anew"),
    N_("it says {said}, and now it is {now}; write when it is published, today"),
    N_("The rulebook is of a newer format (at {where}). Update the program to read it."),
)

WHY = (
    N_("nothing begins with this sign; indent with blanks, not tabs, and put words that begin with a sign in quotes"),
    N_("a comma or the closing }} is missing; write them in half width, and words with a colon or a comma in quotes"),
    N_("a comma or the closing ] is missing; write them in half width, and words with a colon or a comma in quotes"),
    N_("there is a colon too many, or a - without a blank behind it; put words with a colon in quotes"),
    N_("this key has no colon; write one of half width with a blank behind it"),
    N_("it is not in line with what it belongs to, or a quote or bracket above is amiss; put it in line or close them"),
    N_("it is not in line with the list that it belongs to; put it in line"),
    N_("a quote is opened here and not closed; close it"),
    N_("a \\ in double quotes has a meaning of its own; write it twice, or use single quotes"),
    N_("{said}; compare this line and the one before with a file that is read"),
    N_("it divides by 0; ask first whether the divisor is more than 0"),
    N_("a list is shorter than that; ask for its size() first"),
    N_("a number grows too large; write it with smaller ones"),
    N_("what is to match is no regular expression; check its brackets"),
    N_("it breaks off here; write the rest"),
    N_("a ( is not closed; write the )"),
    N_("there is no name {name}; known are {known}"),
    N_("math has no such function; use math.least, math.greatest, math.ceil, math.floor or math.round"),
    N_("write {sign} for {word}"),
    N_("{word} does not belong here; take it away, or write what is missing before it"),
    N_("{sign} is no sign of a condition; write signs and quotes of half width, such as >= and &&"),
    N_("{sign} does not go with {kinds}; write both numbers with a decimal point, as in 3.0, or both without"),
    N_("{sign} does not go with {kinds}; compare things of one kind"),
    N_("it cannot be read, {said}; compare it with a condition that is read"),
    N_("{said}; compare it with a condition that is read"),
    N_("there is no input {name}; known are {known}"),
    N_("the input {name} is {kind}, within {least} and {most} where it is a number"),
    N_("{version} has no part {name}; ask for one that it has"),
    N_("it names no sender; write the sender's id of a clause among its facts"),
    N_("a rulebook is asked for a clause or a signoff, not for {name}"),
)
"""What the readers of YAML and of conditions, and who is asked a case, give as the reason."""
_LISTS = ("known", "kinds", "facts")
"""What is filled in as a list of names."""


def found_lines(problems: Iterable[RulebookProblem]) -> Iterator[str]:
    """Each complaint as a line: file, line and place as they are, what is wrong in the language in use."""
    for problem in problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        yield f"{place}: {found_words(problem.message)}"


def found_words(said: str) -> str:
    """A complaint in the language in use, behind the place that it begins with; as it is where it is not known here."""
    place, colon, rest = said.partition(": ")
    while colon:  # a place may hold a key of the file, which may be any words
        if (words := _shaped(rest)) != rest:
            return f"{place}: {words}"
        more, colon, rest = rest.partition(": ")
        place = f"{place}: {more}"
    return _shaped(said)


def _shaped(said: str) -> str:
    from reviewer_app.client.refusals import shaped_words

    return shaped_words(said, FOUND, filled=_filled)


def _filled(name: str, words: str) -> str:
    """What is filled in, in the language in use: a reason, or a list with the marks between that the language has."""
    from reviewer_app.client.refusals import shaped_words

    if name in _LISTS:
        return words.replace(", ", _(", "))
    return shaped_words(words, WHY, filled=_filled) if name in ("why", "said") else words
