"""Schedules to the rulebooks: ladders, scores, penalties, tables and thresholds, in versions of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from reviewer_app.domain.goods import Lexicon, Requirement
from reviewer_app.domain.rulebook import RulebookCite, Severity
from reviewer_app.domain.score import Score
from reviewer_app.domain.timeline import Lines, Timeline
from reviewer_app.domain.values import Key, Sha256, Text, Value
from reviewer_app.domain.version_head import Citation, Measure, VersionHead

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}\z", description="A name that conditions can use.")]
Whole = Annotated[int, Field(ge=0)]
Cited = Annotated[tuple[Citation, ...], Field(min_length=1)]


class InputType(StrEnum):
    """What an input is: a whole count, a number, yes or no, or one of the words it lists."""

    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    WORD = "word"


class Scene(StrEnum):
    """Where creators sell: a stream, or a short video. Some counts are kept by scene."""

    STREAM = "stream"
    VIDEO = "video"


class Subject(StrEnum):
    """Whose breaches are counted."""

    CREATOR = "creator"
    MERCHANT = "merchant"
    STREAM = "stream"
    GOODS = "goods"


class Counting(Value):
    """What the server counts of its decided cases: breaches of a subject, or its pieces (a stream, a video) with one.

    `clauses` are `rulebook:clause`; empty for all, as `severities` is. With a `scene` only conduct of that scene
    counts, and for conduct of the other the count is 0. `this`: the conduct that is judged counts, too.
    """

    of: Subject
    what: Literal["breaches", "pieces"]
    clauses: tuple[Key, ...] = ()
    severities: tuple[Severity, ...] = ()
    scene: Scene | None = None
    this: bool = True


class Taken(StrEnum):
    """A figure of the case record that an input is taken from; `sales` is its sales amount."""

    SALES = "sales"
    ORDERS = "orders"


class Label(Value):
    """What a word that an input may be is called."""

    word: Key
    text: Text


class Input(Value):
    """A declared input: what it counts, in which window (days, half-open, ending at the conduct), in which unit.

    `words` are the values that a WORD may take, `labels` what they are called. Where it comes from is declared, too:
    `counted` by the server, `taken` from the case record, or `stated` by who judges. An input with none of them is
    known to the platform alone, and is lacking here.
    """

    name: Name
    type: InputType
    text: Text
    window_days: Annotated[int, Field(gt=0)] | None = None
    unit: str | None = None
    words: tuple[Key, ...] = ()
    labels: tuple[Label, ...] = ()
    counted: Counting | None = None
    taken: Taken | None = None
    stated: bool = False

    def word_text(self, word: str, language: str) -> str:
        """What one of its words is called; the word itself where it has no label."""
        return next((label.text.within(language) for label in self.labels if label.word == word), word)


class Term(Value):
    """A measure with its terms. With a `scene` it follows for conduct of that scene alone.

    `percent` is a share of the input `of`, held back for `days` (from, to); in exceptional cases for `days_limit` at
    the most. `amount` (from, to) is a range in yuan. `for_good` is a measure without an end.
    """

    measure: Key
    percent: Annotated[int, Field(gt=0, le=100)] | None = None
    of: Name | None = None
    days: Annotated[tuple[Whole, ...], Field(min_length=2, max_length=2)] | None = None
    days_limit: Whole | None = None
    amount: Annotated[tuple[Whole, ...], Field(min_length=2, max_length=2)] | None = None
    for_good: bool = False
    scene: Scene | None = None


class Step(Value):
    """A step of a ladder, numbered from one: the condition (CEL over the inputs) under which it is reached."""

    number: Annotated[int, Field(ge=1)]
    title: Text
    when: str
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]
    citations: Cited


class Ladder(Value):
    """Steps that one kind of breach goes up; the highest whose condition holds is the one reached.

    `clauses` are the ids of the rulebook clauses whose breach is counted on it, as `rulebook:clause`.
    """

    id: Key
    title: Text
    clauses: tuple[Key, ...] = ()
    note: Text | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Penalty(Value):
    """An amount of money that is rounded down to whole `unit` yuan, with nothing below `least`.

    `clauses` are those whose breach it follows, as `rulebook:clause`; with none it is arithmetic alone.
    """

    id: Key
    title: Text
    clauses: tuple[Key, ...] = ()
    note: Text | None = None
    of: Name
    unit: Annotated[int, Field(gt=0)]
    least: Whole
    citations: Cited


class TableRow(Value):
    """From `at_least` on, up to the next row, the table gives `gives`."""

    at_least: Whole
    gives: Whole


class Table(Value):
    """A table of steps over a whole input; rows go down from the largest, and the first that is reached counts.

    `units` are days for a unit of time, for sources that speak of months and years.
    """

    id: Key
    title: Text
    of: Name
    rows: Annotated[tuple[TableRow, ...], Field(min_length=1)]
    units: dict[str, int] = {}
    citations: Cited


class Threshold(Value):
    """A condition for being let in (CEL over the inputs); `leads_to` is the clause that is breached where it fails."""

    id: Key
    title: Text
    met: str
    leads_to: Key | None = None
    citations: Cited


AnyPart = Ladder | Penalty | Table | Threshold | Score | Lexicon | Requirement
"""What a schedule is made of."""


class ScheduleVersion(VersionHead):
    """One version of a schedule, whole; it serves rulebooks and changes on a calendar of its own.

    `note` says what is not known of it: a day of publication that is a placeholder, say.
    """

    kind: Literal["schedule"]
    notice_days: Annotated[int, Field(ge=7, le=60)]
    note: Text | None = None
    measures: tuple[Measure, ...] = ()
    inputs: tuple[Input, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    tables: tuple[Table, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    scores: tuple[Score, ...] = ()
    lexicons: tuple[Lexicon, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def parts(self) -> tuple[AnyPart, ...]:
        """Everything that can be asked of it, in the order of the format."""
        return (
            *self.ladders,
            *self.penalties,
            *self.tables,
            *self.thresholds,
            *self.scores,
            *self.lexicons,
            *self.requirements,
        )

    def part(self, part_id: str) -> AnyPart | None:
        """The part of that id, or None."""
        return next((part for part in self.parts if part.id == part_id), None)


class PublishedSchedule(Value):
    """A version beside the SHA-256 of its canonical bytes."""

    digest: Sha256
    schedule: ScheduleVersion

    @property
    def cite(self) -> RulebookCite:
        """The short name under which what follows from it cites it."""
        return RulebookCite(id=self.schedule.id, version=self.schedule.version, digest=self.digest)


def by_schedule(versions: Iterable[PublishedSchedule]) -> dict[str, list[PublishedSchedule]]:
    """The versions of each schedule, in the order of the schedules' ids."""
    found: dict[str, list[PublishedSchedule]] = {}
    for item in versions:
        found.setdefault(item.schedule.id, []).append(item)
    return dict(sorted(found.items()))


def schedule_lines(versions: Sequence[PublishedSchedule]) -> Mapping[str, Timeline[PublishedSchedule]]:
    """The time line of each schedule, in the order of their ids."""
    return _LINES.of(versions)


def schedule_in_force(
    versions: Iterable[PublishedSchedule], conduct_at: datetime, known_at: datetime
) -> PublishedSchedule | None:
    """Of one schedule the version that counts for a conduct time, by the rule of rulebooks; None before the first."""
    return Timeline(versions, _head).at(conduct_at, known_at)


def _head(item: PublishedSchedule) -> ScheduleVersion:
    return item.schedule


_LINES = Lines(_head)
