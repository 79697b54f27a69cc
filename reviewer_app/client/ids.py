"""Mints identifiers on this computer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reviewer_app.domain.ids import uuid7

if TYPE_CHECKING:
    from reviewer_app.domain.clock import Clock


def fresh_id(clock: Clock) -> str:
    """A new UUIDv7 of this moment."""
    return uuid7(int(clock.now().timestamp() * 1000), os.urandom(10))
