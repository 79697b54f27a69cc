"""What the rules page says of versions: where one stands, what a difference is called, what became of a clause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.citewords import place_in_source
from reviewer_app.client.viewmodels.library import Shelf, Standing
from reviewer_app.client.viewmodels.names import KINDS as KINDS_OF_CASE
from reviewer_app.client.viewmodels.names import SEVERITIES
from reviewer_app.client.words import N_, _, language
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.rulebook import Severity
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.rulebooks.diff import Change, Difference, Field, Kind
from reviewer_app.rulebooks.history import Turn
from reviewer_app.rulebooks.printing import CHANGES, KINDS

STANDINGS = {
    Standing.PAST: N_("Past"),
    Standing.IN_FORCE: N_("In force now"),
    Standing.ANNOUNCED: N_("Announced"),
    Standing.CORRECTED: N_("Corrected"),
}
PLACES = {
    "number": N_("Number"),
    "title": N_("Title"),
    "kinds": N_("Kinds of case"),
    "definition": N_("What it says"),
    "applies": N_("Where it applies"),
    "exemptions": N_("What is exempt"),
    "elements": N_("What must be established"),
    "examples": N_("Examples"),
    "severity": N_("Severity"),
    "measures": N_("What may follow"),
    "citations": N_("Where it comes from"),
    "sender_ids": N_("Ids that senders use"),
    "keywords": N_("Search words"),
    "coverage": N_("Share of the clip to watch"),
    "when": N_("Condition"),
    "terms": N_("What follows"),
    "steps": N_("Step"),
    "effective_from": N_("In force from"),
    "effective_until": N_("In force until"),
    "formula": N_("Formula"),
    "note": N_("Note"),
    "rows": N_("Rows"),
    "met": N_("Condition"),
    "effect": N_("Effect"),
    "impact": N_("Impact"),
    "term_days": N_("Days"),
    "notice_days": N_("Days of notice"),
    "signoff": N_("Sign-off"),
    "parts": N_("Parts"),
    "deductions": N_("Deductions"),
    "bands": N_("Bands"),
    "clauses": N_("Clauses"),
    "labels": N_("Words it may be"),
    "words": N_("Words it may be"),
    "zh": N_("Chinese words"),
    "en": N_("English words"),
    "harmless": N_("Phrases that are no hit"),
    "scheme": N_("Scheme of certificates"),
    "goods": N_("Goods it reaches"),
    "states": N_("What is stated"),
    "defaults": N_("What is ours in it"),
    "least": N_("Least"),
    "most": N_("At most"),
    "bonuses": N_("Bonuses"),
    "points": N_("Points"),
    "weight": N_("Weight"),
    "metrics": N_("Metrics"),
    "rungs": N_("Rungs"),
    "hangs": N_("What hangs on it"),
    "group": N_("Group"),
    "caps": N_("Caps"),
    "zone": N_("Time zone"),
    "in_force": N_("In force from"),
    "until": N_("In force until"),
    "text": N_("Words"),
}
NOTHING = "—"


def change_words(change: Change) -> str:
    """What a kind of change is called."""
    return CHANGES[change].within(language())


def kind_words(kind: Kind) -> str:
    """What a kind of thing is called."""
    return KINDS[kind].within(language())


def difference_title(one: Difference) -> str:
    """What differs, by name; a ladder's step by its number too."""
    title = one.title.within(language()) if one.title is not None else kind_words(one.kind)
    if one.kind is Kind.STEP:
        return _("Step {number}: {title}").format(number=one.id.rpartition(":")[2], title=title)
    return title


def place_words(place: str) -> str:
    """A place in a version as it is called: what it belongs to, then the name of the thing in it."""
    first, _dot, rest = place.partition(".")
    head = _(PLACES[first]) if first in PLACES else first
    named = " ".join(_(PLACES[part]) if part in PLACES else part for part in rest.split(".") if part != "text")
    return f"{head} · {named}" if named else head


def value_words(value: Any, tongue: str | None = None) -> str:
    """A value of a version as text to read, in the language in use or in `tongue`; a list goes line by line."""
    spoken = tongue or language()
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return str(value["zh" if spoken.startswith("zh") else "en"])
    if isinstance(value, list):
        return "\n".join(value_words(item, spoken) for item in value)
    if isinstance(value, dict):
        return _entry_words(value, spoken)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _entry_words(value: dict[str, Any], tongue: str) -> str:
    if set(value) == {"text", "violates"}:
        return words.named(_("Violates") if value["violates"] else _("Allowed"), value_words(value["text"], tongue))
    if "source" in value and "clause" in value:
        return cited(value["source"], value["clause"], value.get("read", True))
    if isinstance(value.get("text"), dict):
        return value_words(value["text"], tongue)
    if isinstance(value.get("title"), dict):
        return value_words(value["title"], tongue)
    told = (words.named(name, value_words(item, tongue)) for name, item in value.items() if item not in (None, [], ""))
    return _(", ").join(told)


def cited(source: str, clause: str, read: bool) -> str:
    """A place in a source, and whether it is known at second hand only."""
    said = "{source} {clause}" if read else _("{source} {clause} (known at second hand)")
    return said.format(source=source, clause=place_in_source(clause))


def sides(field: Field, before: VersionHead, after: VersionHead) -> tuple[str, str, str]:
    """A place before and after, and a language's name where only the other language's words differ.

    What is not there at all is empty.
    """
    old, new = _side(field, field.before, before), _side(field, field.after, after)
    if old != new:
        return old, new, ""
    other = "en" if language().startswith("zh") else "zh_CN"
    name = _("English") if other == "en" else _("Chinese")
    return value_words(field.before, other), value_words(field.after, other), name


def _side(field: Field, value: Any, head: VersionHead) -> str:
    return "" if value is None else value_words(called(field.place, value, head))


def called(place: str, value: Any, head: VersionHead) -> Any:
    """A value with the names of measures, sources, severities and kinds of case in the place of their ids."""
    if place == "severity":
        return _(SEVERITIES[Severity(value)])
    if place == "kinds" and isinstance(value, list):
        return [_(KINDS_OF_CASE[CaseKind(one)]) for one in value]
    if place == "measures" and isinstance(value, list):
        known = {measure.id: measure.title.within(language()) for measure in head.measures}
        return [known.get(one, one) if isinstance(one, str) else one for one in value]
    if place == "citations" and isinstance(value, list):
        titles = {source.id: source.title.within(language()) for source in head.sources}
        return [one | {"source": titles.get(one["source"], one["source"])} for one in value]
    return value


# -- versions ---------------------------------------------------------------------------------------------------------


def day_of(at: datetime, volume: Volume) -> str:
    """A date in the zone of a version."""
    return words.day(at, ZoneInfo(volume.head.zone))


def last_day(end: datetime, volume: Volume) -> str:
    """The last whole day before a half-open period ends."""
    return day_of(end - timedelta(seconds=1), volume)


def period_words(shelf: Shelf, volume: Volume) -> str:
    """When a version counts, in dates of its zone; both days are in it."""
    start, end = day_of(volume.head.effective_from, volume), shelf.end(volume)
    if end is None:
        return _("From {start}").format(start=start)
    return _("{start} to {end}").format(start=start, end=last_day(end, volume))


def standing_words(shelf: Shelf, volume: Volume, now: datetime) -> str:
    """Where a version stands today, in a sentence's worth of words."""
    standing, correction = shelf.standing(volume, now), shelf.corrected_by(volume)
    said = _(STANDINGS[standing])
    if standing is Standing.CORRECTED and correction is not None:
        said = _("Corrected by {version}").format(version=correction.head.version)
    elif standing is Standing.ANNOUNCED:
        ahead = volume.head.effective_from - now
        said = _("Announced: counts in {span}").format(span=words.span(ahead.total_seconds()))
    if volume.head.corrects is not None:
        said = f"{said} · " + _("corrects {version}").format(version=volume.head.corrects)
    return f"{said} · {period_words(shelf, volume)}"


def missing_words(shelf: Shelf) -> Iterator[str]:
    """What no version holds: conduct before the first, and gaps."""
    first = shelf.versions[0]
    yield _("Conduct before {day} has no version here: nothing of it can be judged by this book.").format(
        day=day_of(first.head.effective_from, first)
    )
    for gap in shelf.gaps():
        yield _("No version is in force from {start} to {end}.").format(
            start=day_of(gap.start, first), end=last_day(gap.end, first)
        )


# -- what is not used --------------------------------------------------------------------------------------------------


def withheld_words(withheld: Iterable[Withheld]) -> str:
    """Which versions are here and not used, why, and what that means; nothing where there is none."""
    found = tuple(withheld)
    lines = []
    for why, said in _WITHHELD.items():
        names = [item.name for item in found if item.why is why]
        if names:
            lines.append(_(said).format(versions=_(", ").join(names)))
    if lines:
        lines.append(_("The other versions count as before; a case that needs one of these can be held."))
    return " ".join(lines)


_WITHHELD = {
    Why.UNKNOWN_KEY: N_("Not used yet: {versions}, signed with a key that this computer does not know."),
    Why.UNSIGNED: N_("Not used: {versions}, which nobody signed and which did not come with this program."),
    Why.NEWER: N_("Not read: {versions}, newer than this program reads; update it."),
}


# -- history ----------------------------------------------------------------------------------------------------------


def turn_words(turn: Turn) -> Iterator[str]:
    """What a version did to a clause or part, a line for each thing that people look for."""
    zone = ZoneInfo(turn.after.zone)
    until = words.day(turn.after.effective_from - timedelta(seconds=1), zone)
    if turn.before is None:
        yield _("It is there from the first version on.")
        return
    number = turn.field("number")
    if number is not None:
        line = _("It was number {before} until {day}, and is {after} since.")
        yield line.format(before=number.before, after=number.after, day=until)
    cited = [field for field in turn.fields if field.place.startswith("citations.")]
    gone = [_cited(field.before, turn) for field in cited if field.before and not field.after]
    come = [_cited(field.after, turn) for field in cited if field.after and not field.before]
    if gone:
        yield _("It stood on {sources} until {day}.").format(sources=_(", ").join(gone), day=until)
    if come:
        yield _("Since then it stands on {sources}.").format(sources=_(", ").join(come))
    places = dict.fromkeys(place_words(f.place) for f in turn.fields if not f.place.startswith(("number", "citations")))
    if places:
        yield _("Other words or values: {places}.").format(places=_("; ").join(places))


def _cited(value: Any, turn: Turn) -> str:
    if not isinstance(value, dict):
        return str(value)
    known = (*turn.after.sources, *(turn.before.sources if turn.before is not None else ()))
    source = next((one.title.within(language()) for one in known if one.id == value["source"]), value["source"])
    return f"{source} {place_in_source(value['clause'])}"
