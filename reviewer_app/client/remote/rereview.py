"""Decided cases from the server, and which of them are asked to be judged again after a correction."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reviewer_app.client.remote.api import ApiClient
from reviewer_app.client.words import _
from reviewer_app.domain.decided import DecidedCase
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.backtest import Answer, Tally, trial, tried
from reviewer_app.rulebooks.compiled import read_compiled, read_compiled_schedule
from reviewer_app.wire.messages import RereviewAsk, RulebookEntry

AT_ONCE = 500
STEP = 1000


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The cases that wait to be judged again, and how many more the correction may change."""

    asked: tuple[str, ...]
    left: int


def decided_cases(api: ApiClient) -> Iterator[DecidedCase]:
    """Every decided case of the server, page by page. Raises what `ApiClient` does."""
    after: str | None = None
    while True:
        page = api.decided(after)
        yield from page.cases
        if page.next is None:
            return
        after = page.next


def ask_again(
    api: ApiClient, wrong: str, right: str, limit: int, tally: Tally, on_progress: Callable[[int], None]
) -> AskedAgain:
    """Has cases judged again that a published correction would change, or of which only a person can tell.

    At most `limit`: adverse decisions first, the oldest of them first. `wrong` and `right` are `id@version`, as the
    server has them. Raises ValueError where one is not there or does not correct the other.
    """
    digest, before = _published(api, wrong)
    after = _published(api, right)[1]
    if after.id != before.id or after.corrects != before.version:
        raise ValueError(_("{right} does not correct {wrong}.").format(right=right, wrong=wrong))
    both, wanted, found = trial(before, after), Oldest(limit), 0
    for count, case in enumerate(decided_cases(api), 1):
        one = tried(both, case)
        tally.add(one)
        if one.answer in (Answer.WOULD_CHANGE, Answer.NEEDS_PERSON):
            found += 1
            wanted.add(case)
        if count % STEP == 0:
            on_progress(count)
    asked: list[str] = []
    chosen = wanted.in_order()
    for at in range(0, len(chosen), AT_ONCE):
        asked += api.ask_again(RereviewAsk(corrected=digest, case_ids=chosen[at : at + AT_ONCE])).asked
    return AskedAgain(tuple(asked), found - len(asked))


def _published(api: ApiClient, name: str) -> tuple[str, VersionHead]:
    """Digest and text of a version of a rulebook or of a schedule. Raises ValueError where the server has none."""
    if (book := _named(api.rulebooks().rulebooks, name)) is not None:
        return book, read_compiled(api.rulebook(book), book).rulebook
    if (schedule := _named(api.schedules().schedules, name)) is not None:
        return schedule, read_compiled_schedule(api.schedule(schedule), schedule).schedule
    raise ValueError(_("The server has no version {name}.").format(name=name))


def _named(entries: tuple[RulebookEntry, ...], name: str) -> str | None:
    return next((one.digest for one in entries if f"{one.id}@{one.version}" == name), None)


class Oldest:
    """The first so many cases by their order, adverse decisions first, with no more of them in memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[tuple[int, float, str]] = []  # a heap whose first is the last in order

    def add(self, case: DecidedCase) -> None:
        """Looks at one more."""
        later = (0 if case.result == "violation" else -1, -case.decided_at.timestamp(), case.case_id)
        heapq.heappush(self._kept, later)
        if len(self._kept) > self._limit:
            heapq.heappop(self._kept)

    def in_order(self) -> tuple[str, ...]:
        """Their ids, in the order in which they are to be judged."""
        return tuple(case_id for *_order, case_id in sorted(self._kept, reverse=True))

    def adverse(self, limit: int) -> int:
        """How many of the first `limit` were decided against somebody."""
        return sum(against == 0 for against, *_rest in sorted(self._kept, reverse=True)[:limit])
