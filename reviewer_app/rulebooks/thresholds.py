"""The thresholds of filings as a person is told them: asked of the version in force then, with the figures shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from reviewer_app.domain.checks.result import Basis, Checked, Fact, State, checked
from reviewer_app.domain.decided import SEVERAL
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.schedule import InputType, ScheduleVersion, Threshold
from reviewer_app.domain.score import Facts, Lacking
from reviewer_app.domain.values import Text
from reviewer_app.domain.verdicts import OF_PAPERS, Stated
from reviewer_app.rulebooks.consequences import Asked
from reviewer_app.rulebooks.effects import Answer, Judged, ask
from reviewer_app.rulebooks.runtime import ConditionError


class Thresholds:
    """The schedule `filing-thresholds` at the time of a case's conduct; `on` is the day that it was there.

    `stated` is what a person said of inputs that no paper carries; `asked` gathers the yes-or-no inputs without which
    something that was checked cannot be told, with what was said of them. `told` gathers every input that was told, by
    name: SEVERAL where papers tell different things.
    """

    def __init__(self, sheet: Sheet, stated: Iterable[Stated] = ()) -> None:
        conduct_at = sheet.record.conduct_at
        found = sheet.schedule_of(OF_PAPERS, conduct_at)
        self.version: ScheduleVersion | None = found.schedule if found is not None else None
        known = (item.schedule for item in sheet.schedules if item.schedule.id == OF_PAPERS)
        zone = self.version or next(known, None)
        there = conduct_at.astimezone(ZoneInfo(zone.zone)) if zone is not None else conduct_at
        self.on: date = there.date()
        self.asked: dict[str, Asked] = {}
        self.told: dict[str, bool | int | float | str] = {}
        inputs = {item.name: item for item in self.version.inputs} if self.version is not None else {}
        self._flags = {name: item for name, item in inputs.items() if item.type is InputType.FLAG}
        theirs = (one for one in stated if one.schedule == OF_PAPERS and one.name in self._flags)
        self._stated = {one.name: one.value for one in theirs if isinstance(one.value, bool)}

    def basis(self, threshold_id: str) -> Basis | None:
        """The row that a check rests on; None where no version has it."""
        part = self.version.part(threshold_id) if self.version is not None else None
        if self.version is None or not isinstance(part, Threshold):
            return None
        return Basis(f"{OF_PAPERS} {self.version.version}", part.id, part.title, part.leads_to)

    def check(self, threshold_id: str, facts: Facts, said: str, **figures: Fact) -> Checked:
        """Whether a threshold is met. What is lacking is UNREADABLE; without a version in force nothing applies.

        `said` names the sentence of the sum, `figures` are what it shows. Never raises: a condition that fails on facts
        was refused before the version was published.
        """
        basis = self.basis(threshold_id)
        if self.version is None or basis is None:
            return checked(State.NOT_APPLICABLE, "no-version", Basis(OF_PAPERS), on=self.on)
        self._keep(facts)
        try:
            answer = ask(self.version, threshold_id, facts)
            if isinstance(answer, Lacking):
                answer, figures = self._with_stated(threshold_id, facts, answer, figures)
        except (ConditionError, ValueError):
            return checked(State.UNREADABLE, "not-told", basis, **figures)
        if isinstance(answer, Lacking):
            return checked(State.UNREADABLE, "lacking", basis, names=self._named(answer.names))
        met = isinstance(answer, Judged) and answer.met
        return checked(State.MATCH if met else State.MISMATCH, said, basis, **figures)

    def _with_stated(
        self, threshold_id: str, facts: Facts, lacking: Lacking, figures: dict[str, Fact]
    ) -> tuple[Answer, dict[str, Fact]]:
        """The same with what a person stated; what could be stated is noted as asked."""
        open_ = [name for name in lacking.names if name in self._flags]
        for name in open_:
            self.asked[name] = Asked(self._flags[name], self._stated.get(name))
        said = {name: self._stated[name] for name in open_ if name in self._stated}
        if not said or self.version is None:
            return lacking, figures
        self._keep(said)
        answer = ask(self.version, threshold_id, {**facts, **said})
        return answer, figures | {"stated": _said(self.asked[name] for name in said)}

    def _keep(self, facts: Facts) -> None:
        for name, value in facts.items():
            self.told[name] = value if self.told.get(name, value) == value else SEVERAL

    def _named(self, names: Iterable[str]) -> Text:
        """What lacking inputs are called."""
        inputs = {item.name: item.text for item in self.version.inputs} if self.version is not None else {}
        found = [inputs.get(name, Text(zh=name, en=name)) for name in names]
        return Text(zh="、".join(one.zh for one in found), en=", ".join(one.en for one in found))


def _said(stated: Iterable[Asked]) -> Text:
    """What was stated, in words."""
    told = [(one.input.text, bool(one.value)) for one in stated]
    return Text(
        zh="、".join(f"{text.zh}：{'是' if value else '否'}" for text, value in told),
        en=", ".join(f"{text.en}: {'yes' if value else 'no'}" for text, value in told),
    )
