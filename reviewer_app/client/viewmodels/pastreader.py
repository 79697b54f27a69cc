"""The reader of earlier filings' papers: those at hand from the disk, others asked of the server and held in memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from reviewer_app.client.remote.api import Refused
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.words import N_
from reviewer_app.domain.cases import Asset
from reviewer_app.media.values import Source
from reviewer_app.wire.problems import Code

ROOM = 64 * 1024 * 1024
"""Bytes of decoded pages that are kept while two filings lie beside each other."""
OFFLINE = Cannot(
    "offline",
    N_("The earlier paper is not on this computer, and the server cannot be reached."),
    N_("What was declared and read then is here; the page comes when there is a network."),
)
NOT_GIVEN = Cannot(
    "not_given",
    N_("The server does not give the earlier paper any more."),
    N_("The filing it belongs to may be judged anew; the page opens when that is decided."),
)


class PastReader(Reader):
    """A reader beside the desk's own. A paper that no case here needs is fetched when it is looked at, and let go of
    with the comparison: it is never written to the disk."""

    def __init__(self, desk: Reader) -> None:
        super().__init__(desk._bench, desk._media, desk._lanes, room=ROOM)
        self._papers: dict[str, Asset] = {}
        self._coming: dict[str, list[Callable[[Source | Cannot], None]]] = {}

    def offer(self, papers: Iterable[Asset]) -> None:
        """The papers that may be asked for; what was held of others is let go of."""
        self._papers = {paper.sha256: paper for paper in papers}
        self.forget(frozenset(self._papers))

    def _not_opened(self, key: tuple[Hashable, ...], work: Callable[[Source], object], why: Cannot) -> None:
        """A paper that is not on the disk is asked of the server."""
        paper = self._papers.get(str(key[0]))
        if paper is None:
            super()._not_opened(key, work, why)
            return
        self._fetch(
            paper,
            lambda found: self._answer(key, found) if isinstance(found, Cannot) else self._decode(key, work, found),
        )

    def _fetch(self, paper: Asset, then: Callable[[Source | Cannot], None]) -> None:
        """Asks the server, once for all who wait for the same paper."""
        if paper.sha256 in self._coming:
            self._coming[paper.sha256].append(then)
            return
        self._coming[paper.sha256] = [then]

        def came(found: Source | Cannot) -> None:
            if not isinstance(found, Cannot) and paper.sha256 in self._papers:
                self._sources[paper.sha256] = found
            for hear in self._coming.pop(paper.sha256, []):
                hear(found)

        self._lanes.network(lambda: self._bench.fetch(paper), came, lambda trouble: came(_why_not(trouble)))


def _why_not(trouble: Trouble) -> Cannot:
    if isinstance(trouble, Offline):
        return OFFLINE
    if isinstance(trouble, Refused) and trouble.problem.code is Code.NOT_FOUND:
        return NOT_GIVEN
    return Cannot("not_here", trouble.what, trouble.todo or trouble.safe)
