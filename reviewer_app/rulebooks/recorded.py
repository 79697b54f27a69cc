"""The record of what went out with the program: a digest for every version, and where the record lies.

Apart from the versions themselves, since a desk asks it whom to trust and has no use for their sources.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

PUBLISHED = "published.json"
"""Beside the rulebooks: the digest of every version that went out, by `id@version`."""


def shipped_folder() -> Path:
    """`resources/rulebooks` beside the package."""
    return Path(__file__).resolve().parents[2] / "resources" / "rulebooks"


@cache
def shipped_digests() -> frozenset[str]:
    """The digests of every version that ever came with the program. Raises OSError, ValueError where it is damaged."""
    return frozenset(json.loads((shipped_folder() / PUBLISHED).read_bytes()).values())
