"""What the readers of YAML and of conditions complain of, in words that say what to do; theirs only where none fit."""

from __future__ import annotations

import re
from collections.abc import Iterable

YAML_WORDS = {
    "found character that cannot start any token": (
        "nothing begins with this sign; indent with blanks, not tabs, and put words that begin with a sign in quotes"
    ),
    "did not find expected ',' or '}'": (
        "a comma or the closing } is missing; write them in half width, and words with a colon or a comma in quotes"
    ),
    "did not find expected ',' or ']'": (
        "a comma or the closing ] is missing; write them in half width, and words with a colon or a comma in quotes"
    ),
    "mapping values are not allowed in this context": (
        "there is a colon too many, or a - without a blank behind it; put words with a colon in quotes"
    ),
    "could not find expected ':'": "this key has no colon; write one of half width with a blank behind it",
    "did not find expected key": (
        "it is not in line with what it belongs to, or a quote or bracket above is amiss; put it in line or close them"
    ),
    "did not find expected '-' indicator": "it is not in line with the list that it belongs to; put it in line",
    "found unexpected end of stream": "a quote is opened here and not closed; close it",
    "found unknown escape character": (
        "a \\ in double quotes has a meaning of its own; write it twice, or use single quotes"
    ),
}
"""By what the reader of YAML says."""
RUNTIME_WORDS = {
    "divide by zero": "it divides by 0; ask first whether the divisor is more than 0",
    "modulus by zero": "it divides by 0; ask first whether the divisor is more than 0",
    "Index error": "a list is shorter than that; ask for its size() first",
    "overflow": "a number grows too large; write it with smaller ones",
    "invalid regular expression": "what is to match is no regular expression; check its brackets",
}
"""By what is in the words of the runtime for a condition that fails on facts."""
_PLACE = re.compile(r"<input>:\d+:(\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '(.+)' applied to '\((.+)\)'")
_INPUT = re.compile(r"Syntax error: (?:extraneous|mismatched) input '(.*)' expecting")
_TOKEN = re.compile(r"Syntax error: token recognition error at: '(.*)'")
_UNKNOWN = re.compile(r"undeclared reference to '(.*)' \(")
_RESERVED = re.compile(r"reserved identifier: (\w+)")
_SPELT = {"and": "&&", "or": "||", "not": "!", "&": "&&", "|": "||", "=": "=="}
"""What people write for a sign, and the sign."""


def yaml_words(problem: str | None) -> str:
    """Why a text is no YAML, and what to do."""
    return YAML_WORDS.get(problem or "", f"{problem}; compare this line and the one before with a file that is read")


def condition_words(message: str, names: Iterable[str]) -> str:
    """Why a condition does not compile, by column, and what to do; `names` are those that it may use."""
    found = _PLACE.search(message)
    if found is None:
        return f"{message.splitlines()[0]}; compare it with a condition that is read"
    return f"at column {found[1]}: {_said(found[2], names)}"


def failure_words(message: str) -> str:
    """Why a condition cannot be worked out, and what to do."""
    for part, words in RUNTIME_WORDS.items():
        if part in message:
            return words
    return message.partition(": ")[2] or message  # in front is the runtime's own code


def _said(message: str, names: Iterable[str]) -> str:
    if "mismatched input '<EOF>'" in message:  # what might follow is a list of the reader's own signs
        return "it breaks off here; write the rest"
    if message.startswith("Syntax error: missing ')'"):
        return "a ( is not closed; write the )"
    if found := _INPUT.match(message):
        return _misplaced(found[1])
    if found := _TOKEN.match(message):
        return _sign(found[1].strip())
    if found := _UNKNOWN.match(message):
        if found[1] in _SPELT:
            return _misplaced(found[1])
        if found[1] == "math":
            return "math has no such function; use math.least, math.greatest, math.ceil, math.floor or math.round"
        return f"there is no name {found[1]}; known are {', '.join(names)}"
    if found := _RESERVED.match(message):
        return _misplaced(found[1])
    if found := _OVERLOAD.match(message):
        return _unlike(found[1].strip("_@").replace("?_:", "?:"), found[2])
    return f"it cannot be read, {message.removeprefix('Syntax error: ')}; compare it with a condition that is read"


def _misplaced(word: str) -> str:
    if word in _SPELT:
        return f"write {_SPELT[word]} for {word}"
    return f"{word} does not belong here; take it away, or write what is missing before it"


def _sign(sign: str) -> str:
    if sign in _SPELT:
        return f"write {_SPELT[sign]} for {sign}"
    if sign[:1] in ("'", '"'):
        return "a quote is opened here and not closed; close it"
    return f"{sign} is no sign of a condition; write signs and quotes of half width, such as >= and &&"


def _unlike(sign: str, kinds: str) -> str:
    if sorted(kinds.split(", ")) == ["double", "int"]:
        return f"{sign} does not go with {kinds}; write both numbers with a decimal point, as in 3.0, or both without"
    return f"{sign} does not go with {kinds}; compare things of one kind"
