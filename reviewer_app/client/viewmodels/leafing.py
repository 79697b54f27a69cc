"""Which pictures of the files that move were looked at: each counts as one, however long it was on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from reviewer_app.domain.coverage import Watched, leafed


class Leafing:
    """The files of one case that move, of which a picture at least was before a person; pages count from one."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = {}
        self._pages: dict[str, int] = {}

    def begin(self, before: Iterable[Watched] = ()) -> None:
        """Another case is on the desk; what was looked at of its files before counts on."""
        self._pages = {one.asset: one.end_pts for one in before if one.counts_pictures}
        self._seen = {
            one.asset: {n + 1 for a, b in one.stretches for n in range(a, b)} for one in before if one.counts_pictures
        }

    def saw(self, asset: str, page: int, pages: int) -> bool:
        """A picture of a file was painted before a person; whether that is new."""
        if self._pages.get(asset) != pages:  # its bytes are the same for ever, so nobody counted it as we do
            self._pages[asset], self._seen[asset] = pages, set()
        new = page not in self._seen[asset]
        self._seen[asset].add(page)
        return new

    def next_unseen(self, asset: str) -> int:
        """The first picture of a file that was not looked at; the first one of a file that was seen whole, or never."""
        seen = self._seen.get(asset, set())
        return next((page for page in range(1, self._pages.get(asset, 0) + 1) if page not in seen), 1)

    def record(self) -> tuple[Watched, ...]:
        """What was looked at, for the record."""
        return tuple(leafed(asset, pages, self._seen[asset]) for asset, pages in self._pages.items())
