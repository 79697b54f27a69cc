"""Looking after the person: what is veiled, when a break is due, and for how long evidence was on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from reviewer_app.client.settings.preferences import BREAK_AFTER, GREYSCALE, VEIL
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.preferences import PreferencesModel

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.client.workbench.values import OpenCase
    from reviewer_app.domain.clock import Clock

REVEALED: Final = 10.0
"""Seconds for which evidence is seen after the key that reveals it was let go."""
TICK: Final = 15.0
"""Seconds between two looks at the clock."""
AWAY: Final = 120.0
"""Seconds without key, mouse or a playing clip after which nobody is taken to be looking."""
BREAK: Final = 300.0
"""Seconds without any of these that are a break."""
LATER: Final = 600.0
"""Seconds for which the reminder of a break is silent after it was put off."""
KEPT_DAYS: Final = 30
WRITE_EVERY: Final = 4
"""Ticks between two writes of the days."""


@dataclass(frozen=True, slots=True)
class ViewingDay:
    """For how long evidence was on the screen on a day, in seconds; and of these, of grave cases, unveiled."""

    day: date
    seconds: float
    grave: float


class CareModel(Observed):
    """What the screen asks before it shows evidence. Everything here is the person's choice and stays on this computer.

    `in_sight` says whether a case is before the person's eyes, `plays` whether a clip plays there: then somebody is
    taken to be looking, though nothing is pressed. The days are written as a note of the encrypted
    profile; no message to the server has a place for them.
    """

    def __init__(self, bench: Bench, lanes: Lanes, clock: Clock, preferences: PreferencesModel) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock, self._preferences = bench, lanes, clock, preferences
        self._case_id, self._own, self._grave = "", False, False
        self._chosen: bool | None = None
        self._held = False
        self._seen_until = self._quiet_until = 0.0
        self._touched = self._since = clock.monotonic()
        self._ticked = clock.monotonic()
        self._unwritten = 0
        self._kept: str | None = None
        self._cancel: Callable[[], None] = lambda: None
        self.in_sight: Callable[[], bool] = lambda: False
        self.plays: Callable[[], bool] = lambda: False
        self.days: tuple[ViewingDay, ...] = ()
        preferences.watch(self.changed)

    def start(self) -> None:
        """Reads the days that were counted before, and begins to count."""
        self._lanes.store(self._bench.viewing, self._read)
        self._again()

    def stop(self) -> None:
        """Counts up to now, writes it, and ticks no more."""
        self._count()
        self._cancel()
        self._write()

    # -- the veil -----------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase | None) -> None:
        """Another case is on the desk: what was chosen or revealed for the one before holds no more."""
        case_id = case.case_id if case is not None else ""
        if case_id == self._case_id:
            return
        self._case_id, self._chosen, self._seen_until, self._held = case_id, None, 0.0, False
        self._own = self._grave = case is not None and is_grave(case)
        self.changed()

    def beside(self, case: OpenCase | None) -> None:
        """A clip of another case is about to be seen beside, or is put away: it is veiled as that case would be.

        What was revealed, or chosen to be seen, of the case on the desk does not hold for it.
        """
        grave, wanted = case is not None and is_grave(case), self._preferences.get(VEIL)
        self._grave = self._own or grave
        if case is not None and (wanted == "always" or (wanted == "grave" and grave)):
            self._chosen, self._seen_until, self._held = self._chosen or None, 0.0, False
        self.changed()

    @property
    def veils(self) -> bool:
        """Whether this case's pictures are to be blurred, revealed or not."""
        if self._chosen is not None:
            return self._chosen
        wanted = self._preferences.get(VEIL)
        return wanted == "always" or (wanted == "grave" and self._grave)

    @property
    def hides(self) -> bool:
        """Whether pictures are blurred now."""
        return self.veils and not self._held and self._clock.monotonic() >= self._seen_until

    @property
    def grey(self) -> bool:
        """Whether pictures are without colour."""
        return self._preferences.get(GREYSCALE)

    def reveal(self) -> bool:
        """Shows what is blurred, for `REVEALED` seconds; False where nothing is."""
        if not self.veils:
            return False
        before = self.hides
        self._seen_until = self._clock.monotonic() + REVEALED
        self._lanes.later(REVEALED + 0.05, self._veil_again)
        if before:
            self.changed()
        return True

    def hold(self, held: bool) -> None:
        """The key that reveals is held: what is blurred is seen until `REVEALED` seconds after it was let go of."""
        before, self._held = self._held, held and self.veils
        if before and not held:
            self.reveal()

    def turn_veil(self) -> None:
        """Blurs this case, or lets it be seen, until another is on the desk."""
        self._chosen, self._seen_until, self._held = not self.veils, 0.0, False
        self.changed()

    def turn_grey(self) -> None:
        """Takes the colour out of pictures, or gives it back."""
        self._preferences.toggle(GREYSCALE)

    def _veil_again(self) -> None:
        if self.hides:
            self.changed()

    # -- breaks and days ----------------------------------------------------------------------------------------------

    def touch(self) -> None:
        """A key was pressed, or the mouse used: what for is nobody's business."""
        now = self._clock.monotonic()
        if now - self._touched >= BREAK:
            self._since = now
        self._touched = now

    @property
    def break_due(self) -> int:
        """Minutes at a stretch where a break is due, else 0."""
        after, now = self._preferences.get(BREAK_AFTER), self._clock.monotonic()
        stretch = self._touched - self._since
        if not after or stretch < after * 60 or now < self._quiet_until or now - self._touched >= BREAK:
            return 0
        return int(stretch // 60)

    def later(self) -> bool:
        """Puts the reminder off for `LATER` seconds; False where there is none."""
        if not self.break_due:
            return False
        self._quiet_until = self._clock.monotonic() + LATER
        self.changed()
        return True

    def week(self) -> tuple[ViewingDay, ...]:
        """The last seven days, today last; days without any are there with nothing."""
        today = self._today()
        known = {one.day: one for one in self.days}
        days = [today - timedelta(days=back) for back in range(6, -1, -1)]
        return tuple(known.get(day, ViewingDay(day, 0, 0)) for day in days)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _again(self) -> None:
        self._cancel = self._lanes.later(TICK, self._tick)

    def _tick(self) -> None:
        self._count()
        self._unwritten += 1
        if self._unwritten >= WRITE_EVERY:
            self._write()
        self.changed()
        self._again()

    def _count(self) -> None:
        """Adds what went by since the last look, where somebody was looking."""
        now = self._clock.monotonic()
        # A computer that slept wakes up with hours on the clock, of which nobody looked at anything.
        went, self._ticked = min(now - self._ticked, TICK), now
        if not self._case_id or not self.in_sight():
            return
        if self.plays():
            self.touch()
        if now - self._touched > AWAY:
            return
        today = ViewingDay(self._today(), went, went if self._grave and not self.hides else 0)
        self.days = _added(self.days, today)[-KEPT_DAYS:]

    def _read(self, text: str) -> None:
        counted, self.days, self._kept = self.days, days_of(text), text
        for one in counted:  # what went by before the days were read
            self.days = _added(self.days, one)
        self.changed()

    def _write(self) -> None:
        """Writes the days where they are others than on the disk; before those are read it would write over them."""
        self._unwritten = 0
        text = text_of(self.days)
        if self._kept is None or text == self._kept:
            return

        def written(nothing: None) -> None:
            self._kept = text

        # A disk that takes nothing is said where work is lost; a few minutes of this are not worth a line.
        self._lanes.store(lambda: self._bench.keep_viewing(text), written, lambda trouble: None)


def _added(days: tuple[ViewingDay, ...], more: ViewingDay) -> tuple[ViewingDay, ...]:
    """The days with so much more on one of them."""
    had = next((one for one in days if one.day == more.day), ViewingDay(more.day, 0, 0))
    sum_ = ViewingDay(more.day, had.seconds + more.seconds, had.grave + more.grave)
    return (*(one for one in days if one.day != more.day), sum_)


def is_grave(case: OpenCase) -> bool:
    """Whether a clause whose breach is grave is named by a flag of the case, or by a finding that somebody made in it.

    Findings are those of the verdicts that come with it and of the draft as it was opened: what is entered on the desk
    blurs nothing under who has just seen it.
    """
    # Late: any key asks what is veiled, also before there is a case.
    from reviewer_app.client.viewmodels.shortlist import short_list
    from reviewer_app.domain.rulebook import Severity

    given = [*(one.operation.verdict for one in case.verdicts), *((case.sheet.judged,) if case.sheet.judged else ())]
    findings = [*case.draft.findings, *(finding for verdict in given for finding in verdict.findings)]
    # By the clause's name in any version: the one that it was found under may have been corrected since.
    found = {(finding.rulebook.id, finding.clause) for finding in findings}
    named = [choice.clause for choice in short_list(case) if choice.flagged]
    books = [book.rulebook for book in case.sheet.versions]
    named += [clause for book in books for clause in book.clauses if (book.id, clause.id) in found]
    return any(clause.severity is Severity.GRAVE for clause in named)


def text_of(days: tuple[ViewingDay, ...]) -> str:
    """Days as they are kept."""
    return json.dumps([[one.day.isoformat(), round(one.seconds), round(one.grave)] for one in days])


def days_of(text: str) -> tuple[ViewingDay, ...]:
    """Days as they were kept; a note that cannot be read counts as none."""
    try:
        rows = json.loads(text or "[]")
        return tuple(ViewingDay(date.fromisoformat(day), float(all_), float(grave)) for day, all_, grave in rows)
    except (ValueError, TypeError):
        return ()
