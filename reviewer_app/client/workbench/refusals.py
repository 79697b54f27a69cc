"""Which evidence files this computer cannot show, though their bytes are of a kind that is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from reviewer_app.client.store import Store
from reviewer_app.media import recipes


class Refusals:
    """What was found out about files: ahead, as it is kept beside them, and on the screen, as it is told.

    What is told is of this sitting and by what was asked for (a probe, a page): a later answer to the same takes it
    back, for a crash or a time limit may have had other reasons than the bytes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: defaultdict[str, set[str]] = defaultdict(set)
        self._kept: dict[str, bool] = {}

    def tell(self, sha256: str, question: str, refused: bool) -> bool:
        """Notes an answer; whether the file as a whole counts otherwise now than before."""
        told = self._told[sha256]
        before = bool(told)
        (told.add if refused else told.discard)(question)
        return bool(told) != before

    def among(self, sha256s: Iterable[str]) -> frozenset[str]:
        """Those of the files that cannot be shown."""
        return frozenset(sha256 for sha256 in sha256s if self._told.get(sha256) or self._kept_so(sha256))

    def _kept_so(self, sha256: str) -> bool:
        """Whether what was made of the file ahead says so; read once, for it lies in the bytes and stays."""
        known = self._kept.get(sha256)
        if known is None:
            content = self._store.assets.derived.read(sha256, recipes.PROBE)
            if content is None:
                return False  # not prepared yet
            from reviewer_app.media.derived import refuses  # late: it is needed for cases on the desk alone

            known = self._kept[sha256] = refuses(content)
        return known
