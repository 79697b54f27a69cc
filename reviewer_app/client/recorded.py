"""The record of what went out with the program: the versions of the rules that a desk trusts by their digest alone.

Apart from the rulebooks, which are loaded behind the first picture of a start (decision 21).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

RECORD = Path(__file__).resolve().parents[2] / "resources" / "rulebooks" / "published.json"


@cache
def shipped_digests() -> frozenset[str]:
    """The digests of every version that ever came with the program. Raises OSError, ValueError where it is damaged."""
    return frozenset(json.loads(RECORD.read_bytes()).values())
