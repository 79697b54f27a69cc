"""The server's limits on leases, as a sign-in tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class LeasePolicy:
    """The server's limits: the desk term in seconds, how many cases and hours go offline, how many in hand at once."""

    # As part of a message it is read as strictly as every value, and the first picture of a start needs no message.
    __pydantic_config__: ClassVar[Any] = {"strict": True, "extra": "forbid"}

    desk_seconds: int = 600
    offline_cases: int = 200
    offline_hours: int = 72
    in_hand: int = 24
    """Decisions that rest before they are sent count too: at two seconds each, half a minute has fifteen of them."""
