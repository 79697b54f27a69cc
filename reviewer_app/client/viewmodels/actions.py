"""Every action of the workstation, declared once: menus, keys, palette, help and documentation come from this list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.client.words import N_
from reviewer_app.domain.terms import Outcome


class Where(StrEnum):
    """On which page an action lives; PAGES is every page, ANYWHERE that too while a sheet lies over it."""

    ANYWHERE = "anywhere"
    PAGES = "pages"
    QUEUE = "queue"
    DESK = "desk"
    CLIP = "clip"
    LISTING = "listing"
    FILING = "filing"
    SIGNOFF = "signoff"
    APPEAL = "appeal"
    OUTBOX = "outbox"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its id, its name (a message id), its keys in Qt's portable notation, and where it lives.

    A bare letter or digit sleeps while text is being typed. `repeats` says that holding the key repeats it, `held`
    that it lasts until the key is let go of, `writes` that it leads to where text is typed: what comes right behind it
    is meant to be typed there.
    """

    id: str
    name: str
    where: Where
    keys: tuple[str, ...] = ()
    repeats: bool = False
    held: bool = False
    writes: bool = False


A, W = Action, Where
ACTIONS: tuple[Action, ...] = (
    A("sync", N_("Send and fetch now"), W.ANYWHERE, ("F5",)),
    A("language", N_("Switch language"), W.ANYWHERE, ("Ctrl+Alt+L", "Ctrl+Shift+L")),
    A("theme", N_("Switch light and dark"), W.ANYWHERE, ("Ctrl+Alt+T", "Ctrl+Shift+T")),
    A("quit", N_("Quit"), W.ANYWHERE, ("Ctrl+Q",)),
    A("go.queue", N_("Go to the queue"), W.PAGES, ("F2", "Alt+1")),
    A("go.desk", N_("Go to the desk"), W.PAGES, ("F3", "Alt+2")),
    A("go.signoff", N_("Go to sign-off"), W.PAGES, ("F4", "Alt+3")),
    A("go.outbox", N_("Go to the outbox"), W.PAGES, ("F6", "Alt+4")),
    A("go.rules", N_("Go to the rules"), W.PAGES, ("F7", "Alt+5")),
    A("go.settings", N_("Preferences"), W.PAGES, ("Ctrl+,",)),
    A("palette", N_("Find anything by name"), W.PAGES, ("Ctrl+K",)),
    A("keys", N_("Show the keys"), W.PAGES, ("F1", "?")),
    A("undo", N_("Take back: the finding taken out, else the last decision"), W.PAGES, ("Ctrl+Z",)),
    A("close_line", N_("Close the line that says something"), W.PAGES, ("Ctrl+.",)),
    A("sign_in", N_("Sign in again"), W.PAGES, ("F8",)),
    A("care.reveal", N_("Show what is blurred while held"), W.PAGES, ("F9",), held=True),
    A("care.veil", N_("Blur this case, or show it"), W.PAGES, ("Shift+F9",)),
    A("care.grey", N_("Pictures without colour"), W.PAGES, ("Ctrl+F9",)),
    A("care.later", N_("Put the break off"), W.PAGES, ("Alt+F9",)),
    A("recovery_key", N_("Make a recovery key"), W.PAGES, ("Ctrl+Alt+K",)),
    A("sign_out", N_("Sign out"), W.PAGES, ("Shift+F8",)),
    A("queue.search", N_("Search the queue"), W.QUEUE, ("/", "Ctrl+F"), writes=True),
    A("queue.take", N_("Take the case and judge it"), W.QUEUE, ("Return",)),
    A("queue.next", N_("Take the next case"), W.QUEUE, ("Ctrl+Return",)),
    A("queue.offline", N_("Take cases offline"), W.QUEUE, ("O",)),
    A("queue.release", N_("Give the case back"), W.QUEUE, ("Backspace",)),
    A("queue.release_all", N_("Give all cases back"), W.QUEUE, ("Shift+Backspace",)),
    A("queue.sort", N_("Change the order"), W.QUEUE, ("S",)),
    A("queue.formulas", N_("The formulas of the risk, or its words alone"), W.QUEUE, ("U",)),
    A("queue.filter", N_("Next filter"), W.QUEUE, ("F",)),
    A("desk.pass", N_("Pass"), W.DESK, ("P",)),
    A("desk.violation", N_("Violation"), W.DESK, ("V",)),
    A("desk.hold", N_("Hold"), W.DESK, ("H",)),
    A("desk.decide", N_("Decide and go to the next case"), W.DESK, ("Ctrl+Return",)),
    A("desk.flag_next", N_("Next flag"), W.DESK, ("N",)),
    A("desk.flag_previous", N_("Previous flag"), W.DESK, ("Shift+N",)),
    A("desk.flag_wrong", N_("The flag is wrong"), W.DESK, ("D",)),
    *(A(f"desk.clause_{n}", N_("Finding under clause of the short list"), W.DESK, (str(n),)) for n in range(1, 10)),
    A("desk.clause_search", N_("Search the clauses"), W.DESK, ("S",), writes=True),
    A("desk.element", N_("Establish the next element"), W.DESK, ("E",)),
    A("desk.measure", N_("Next measure of the clause"), W.DESK, ("Shift+E",)),
    A("desk.note", N_("Say why another measure"), W.DESK, ("Shift+W",), writes=True),
    A("desk.follows", N_("What follows, in full or in one line"), W.DESK, ("O",)),
    A("desk.answer", N_("Answer what follows hangs on"), W.DESK, ("Z",), writes=True),
    A("desk.finding_next", N_("Next finding"), W.DESK, ("G",)),
    A("desk.finding_remove", N_("Take the finding out"), W.DESK, ("Delete",)),
    A("desk.anchor", N_("Add the anchor"), W.DESK, ("Return",)),
    A("desk.box", N_("Draw a box"), W.DESK, ("B",)),
    A("desk.anchor_remove", N_("Take the anchor away"), W.DESK, ("Shift+Delete",)),
    A("desk.anchor_next", N_("Walk to the next anchor"), W.DESK, ("Tab",)),
    A("desk.anchor_previous", N_("Walk to the previous anchor"), W.DESK, ("Shift+Tab",)),
    A("desk.reason", N_("Write the reason"), W.DESK, ("W",), writes=True),
    A("desk.missing", N_("Jump to what is missing"), W.DESK, ("M",)),
    A("desk.history", N_("History of the case"), W.DESK, ("Y",)),
    A("desk.version", N_("Why this rulebook version"), W.DESK, ("U",)),
    A("desk.clause", N_("Read the finding's clause in the rules"), W.DESK, ("Shift+U",)),
    A("desk.ties", N_("What the case is tied to"), W.DESK, ("Shift+I",)),
    A("desk.back", N_("Back to the case that was being judged"), W.DESK, ("Backspace",)),
    A("desk.context", N_("Show or hide the context"), W.DESK, ("I",)),
    A("desk.release", N_("Give the case back"), W.DESK, ("Ctrl+Backspace",)),
    A("desk.take_again", N_("Take the case again"), W.DESK, ("A",)),
    A("desk.pass_by", N_("Go past the case to the next one"), W.DESK, ("F",)),
    A("desk.find", N_("Find in the evidence"), W.DESK, ("/", "Ctrl+F"), writes=True),
    A("clip.play", N_("Play or pause"), W.CLIP, ("Space",)),
    A("clip.back", N_("Shuttle back"), W.CLIP, ("J",)),
    A("clip.stop", N_("Stop"), W.CLIP, ("K",)),
    A("clip.forward", N_("Shuttle forward"), W.CLIP, ("L",)),
    A("clip.slower", N_("Play slower"), W.CLIP, ("Shift+J",)),
    A("clip.loop", N_("Play what is marked over and over"), W.CLIP, ("Shift+K",)),
    A("clip.faster", N_("Play faster"), W.CLIP, ("Shift+L",)),
    A("clip.step_back", N_("One frame back"), W.CLIP, (",", "Left"), repeats=True),
    A("clip.step", N_("One frame forward"), W.CLIP, (".", "Right"), repeats=True),
    A("clip.step_back_10", N_("Ten frames back"), W.CLIP, ("Shift+,", "<", "Shift+Left"), repeats=True),
    A("clip.step_10", N_("Ten frames forward"), W.CLIP, ("Shift+.", ">", "Shift+Right"), repeats=True),
    A("clip.in", N_("Mark in"), W.CLIP, ("[",)),
    A("clip.out", N_("Mark out"), W.CLIP, ("]",)),
    A("clip.unmark", N_("Take marks and box away"), W.CLIP, ("\\",)),
    A("clip.mute", N_("Sound on or off"), W.CLIP, ("Q",)),
    A("clip.sheet", N_("Contact sheet"), W.CLIP, ("T",)),
    A("clip.listing", N_("Case of the listing on the shelf"), W.CLIP, ("Shift+G",)),
    A("clip.beside", N_("A second clip beside this one"), W.CLIP, ("Shift+S",)),
    A("clip.beside_next", N_("Next clip beside"), W.CLIP, ("Shift+F",)),
    A("clip.side", N_("The keys move the other clip"), W.CLIP, ("Shift+D",)),
    A("clip.together", N_("Both clips together, or each by itself"), W.CLIP, ("Shift+C",)),
    A("clip.align", N_("Align here: these two frames belong together"), W.CLIP, ("Shift+A",)),
    A("clip.lanes", N_("Fold or open the lanes"), W.CLIP, ("Shift+T",)),
    A("clip.lane", N_("Fold one lane, with each press the next"), W.CLIP, ("Ctrl+T",)),
    A("clip.text", N_("Read the next text beside the picture"), W.CLIP, ("Ctrl+J",)),
    A("clip.time_in", N_("Look closer at the time line"), W.CLIP, ("Ctrl+=", "Ctrl++"), repeats=True),
    A("clip.time_out", N_("Look at more of the time line"), W.CLIP, ("Ctrl+-",), repeats=True),
    A("clip.time_all", N_("All of the time line"), W.CLIP, ("Ctrl+0",)),
    A("clip.time_earlier", N_("Earlier on the time line"), W.CLIP, ("PgUp",), repeats=True),
    A("clip.time_later", N_("Later on the time line"), W.CLIP, ("PgDown",), repeats=True),
    A("filing.page_next", N_("Next page"), W.FILING, ("PgDown",), repeats=True),
    A("filing.page_previous", N_("Previous page"), W.FILING, ("PgUp",), repeats=True),
    A("filing.rotate", N_("Rotate"), W.FILING, ("T",)),
    A("filing.rotate_back", N_("Rotate the other way"), W.FILING, ("Shift+T",)),
    A("filing.fit_width", N_("Fit to the width"), W.FILING, ("Shift+F",)),
    A("filing.row_next", N_("Next row"), W.FILING, ("J",), repeats=True),
    A("filing.row_previous", N_("Previous row"), W.FILING, ("K",), repeats=True),
    A("filing.problem_next", N_("Next mismatch or unreadable row"), W.FILING, ("L",), repeats=True),
    A("filing.problem_previous", N_("Previous mismatch or unreadable row"), W.FILING, ("Shift+L",), repeats=True),
    A("filing.side", N_("Form or paper"), W.FILING, ("Space",)),
    A("filing.correct", N_("Correct what the machine read"), W.FILING, ("Q",), writes=True),
    A("filing.confirm", N_("Confirm what the machine read"), W.FILING, ("Shift+Q",)),
    A("filing.answer", N_("Answer what a check of the filing hangs on"), W.FILING, ("Shift+Z",), writes=True),
    A("filing.finding", N_("Finding under the clause that the row breaks"), W.FILING, ("Shift+Return",)),
    A("filing.past", N_("Earlier filings of the merchant beside this one"), W.FILING, ("Shift+Y",)),
    A("filing.past_earlier", N_("Compare with an earlier filing"), W.FILING, ("[",), repeats=True),
    A("filing.past_later", N_("Compare with a later filing"), W.FILING, ("]",), repeats=True),
    A("filing.tab", N_("Next table beside the pages"), W.FILING, ("Ctrl+J",)),
    A("picture.zoom_in", N_("Zoom in"), W.DESK, ("+", "="), repeats=True),
    A("picture.zoom_out", N_("Zoom out"), W.DESK, ("-",), repeats=True),
    A("picture.fit", N_("Fit to the window"), W.DESK, ("0",)),
    A("listing.picture_next", N_("Next picture"), W.LISTING, ("PgDown",), repeats=True),
    A("listing.picture_previous", N_("Previous picture"), W.LISTING, ("PgUp",), repeats=True),
    A("listing.section_next", N_("Next section of the listing"), W.LISTING, ("T",)),
    A("listing.section_previous", N_("Previous section of the listing"), W.LISTING, ("Shift+T",)),
    A("listing.read_on", N_("Read on in a long text"), W.LISTING, ("Space",)),
    A("listing.revision_left", N_("Another revision on the left"), W.LISTING, ("[",), repeats=True),
    A("listing.revision_right", N_("Another revision on the right"), W.LISTING, ("]",), repeats=True),
    A("listing.beside", N_("Two pictures side by side"), W.LISTING, ("L",)),
    A("listing.beside_next", N_("Next picture on the right"), W.LISTING, (".",), repeats=True),
    A("listing.beside_previous", N_("Previous picture on the right"), W.LISTING, (",",), repeats=True),
    A("listing.answer", N_("Say what the register says of a certificate"), W.LISTING, ("Shift+Z",), writes=True),
    A("listing.code_next", N_("Next code on the picture"), W.LISTING, ("Q",)),
    A("signoff.confirm", N_("Confirm"), W.SIGNOFF, ("C",)),
    A("signoff.change", N_("Change"), W.SIGNOFF, ("X",)),
    A("signoff.return", N_("Return"), W.SIGNOFF, ("R",)),
    A("appeal.uphold", N_("Uphold"), W.APPEAL, ("C",)),
    A("appeal.overturn", N_("Overturn"), W.APPEAL, ("X",)),
    A("appeal.partly", N_("Uphold in part"), W.APPEAL, ("R",)),
    A("outbox.dismiss", N_("Take note and put away"), W.OUTBOX, ("Return",)),
    A("outbox.open", N_("Open the case"), W.OUTBOX, ("O",)),
    A("rules.search", N_("Search the rules"), W.RULES, ("/", "Ctrl+F"), writes=True),
    A("rules.book_next", N_("Next book"), W.RULES, ("B",), repeats=True),
    A("rules.book_previous", N_("Previous book"), W.RULES, ("Shift+B",), repeats=True),
    A("rules.version_earlier", N_("Earlier version"), W.RULES, ("[",), repeats=True),
    A("rules.version_later", N_("Later version"), W.RULES, ("]",), repeats=True),
    A("rules.read", N_("Read the version"), W.RULES, ("R",)),
    A("rules.compare", N_("Compare two versions"), W.RULES, ("C",)),
    A("rules.other", N_("Compare with another version"), W.RULES, ("A",)),
    A("rules.link", N_("Copy a link to this"), W.RULES, ("L",)),
    A("rules.trust", N_("Trust a policy owner's key"), W.RULES, ("K",)),
    A("rules.back", N_("Back to the case"), W.RULES, ("Backspace",)),
    A("rules.try", N_("Try a version on decided cases"), W.RULES, ("T",)),
    A("rules.run", N_("Run or stop the back-test"), W.RULES, ("G",)),
    A("rules.plot", N_("By month or by clause"), W.RULES, ("M",)),
    A("rules.open_case", N_("Open the example"), W.RULES, ("O",)),
    A("rules.judge_again", N_("Have cases judged again"), W.RULES, ("J",)),
)
BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

WITHOUT_A_DOOR = frozenset({Where.APPEAL})
"""Places that nothing leads to yet: their keys work on such a case, and are not listed where keys are learnt."""

TRYING = frozenset({"rules.try", "rules.run", "rules.plot", "rules.open_case", "rules.judge_again"})
"""What only those see who may try a version on decided cases."""

OUTCOME_ACTIONS: dict[str, Outcome] = {
    "desk.pass": Outcome.PASS,
    "desk.violation": Outcome.VIOLATION,
    "desk.hold": Outcome.HOLD,
    "signoff.confirm": Outcome.CONFIRM,
    "signoff.change": Outcome.CHANGE,
    "signoff.return": Outcome.RETURN,
    "appeal.uphold": Outcome.UPHOLD,
    "appeal.overturn": Outcome.OVERTURN,
    "appeal.partly": Outcome.PARTLY,
}
"""The action that chooses each outcome."""


def live(where: Where, page: Where) -> bool:
    """Whether an action of `where` is awake on `page`; the desk's wake with any kind of evidence on it."""
    if where in (Where.ANYWHERE, Where.PAGES) or where is page:
        return True
    return where is Where.DESK and page in (Where.CLIP, Where.LISTING, Where.FILING, Where.SIGNOFF, Where.APPEAL)
