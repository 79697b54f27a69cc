"""What a round of syncing did, as one value: what changed, how the server was, and each decision's fate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import NOTHING

if TYPE_CHECKING:
    from reviewer_app.client.store.values import Settled
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.domain.changes import Changes


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one round. `trouble` is what ended it early, `retry_after` seconds the server asked to be spared.

    `lost` names cases whose lease passed on; `media` is bytes of evidence here and needed; `signed_out` says that
    nothing more is asked until somebody signs in. `skew` is how many seconds the server's clock was ahead when asked.
    `fetching` says that it is of a round of fetching evidence, not of syncing.
    """

    changes: Changes = NOTHING
    online: bool = False
    signed_out: bool = False
    trouble: Trouble | None = None
    retry_after: float | None = None
    sent: int = 0
    fates: tuple[Settled, ...] = ()
    lost: tuple[str, ...] = ()
    media: tuple[int, int] = (0, 0)
    skew: float = 0.0
    fetching: bool = False
