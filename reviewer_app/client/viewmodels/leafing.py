"""Which pictures of the files that move were looked at: each counts as one, however long it was on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from reviewer_app.domain.coverage import Watched, leafed


class Leafing:
    """The files of one case that move, of which a picture at least was before a person; pages count from one."""

    def __init__(self) -> None:
        self._before: dict[str, Watched] = {}
        self._seen: dict[str, set[int]] = {}
        self._pages: dict[str, int] = {}

    def begin(self, before: Iterable[Watched] = ()) -> None:
        """Another case is on the desk; what was looked at of its files before counts on."""
        self._before = {one.asset: one for one in before if one.counts_pictures}
        self._seen, self._pages = {}, {}

    def saw(self, asset: str, page: int, pages: int) -> bool:
        """A picture of a file was painted before a person; whether that is new."""
        if asset not in self._seen:
            before = self._before.get(asset)
            known = before.stretches if before is not None and before.end_pts == pages else ()
            self._pages[asset], self._seen[asset] = pages, {at + 1 for start, end in known for at in range(start, end)}
        new = page not in self._seen[asset]
        self._seen[asset].add(page)
        return new

    def next_unseen(self, asset: str) -> int:
        """The first picture of a file that was not looked at; the first one of a file that was seen whole, or never."""
        record = self._record(asset) if asset in self._seen else self._before.get(asset)
        gaps = record.unwatched if record is not None else ()
        return int(gaps[0][0]) + 1 if gaps else 1

    def record(self) -> tuple[Watched, ...]:
        """What was looked at by now of the files that were in front in this sitting."""
        return tuple(map(self._record, self._seen))

    def _record(self, asset: str) -> Watched:
        return leafed(asset, self._pages[asset], self._seen[asset])
