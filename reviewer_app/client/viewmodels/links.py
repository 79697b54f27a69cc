"""Links into the rules: to a version or a thing in it, to two versions side by side, to a back-test between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.rulebooks.diff import Difference

LINK, TRIAL = "reviewer://rulebook/", "reviewer://backtest/"
_LINK = re.compile(
    r"reviewer://(?P<what>rulebook|backtest)/(?P<book>[^@\s]+)@"
    r"(?:(?P<before>[^#\s]+?)\.\.)?(?P<version>[^#\s]+)(?:#(?P<entry>\S+))?\Z"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link leads: to an entry of a version, or to a difference from the version `before`; `tried` on cases."""

    book: str
    version: str
    entry: str = ""
    before: str = ""
    tried: bool = False


def link_to(volume: Volume, entry: str = "") -> str:
    """The link to a version, or to a thing in it: a clause or part by its id, anything else by its pointer."""
    return f"{LINK}{volume.name}" + (f"#{entry}" if entry else "")


def link_between(before: Volume, after: Volume, one: Difference | None = None) -> str:
    """The link to two versions of a book side by side, or to a difference between them."""
    return f"{LINK}{_both(before, after)}" + (f"#{named(one)}" if one is not None else "")


def link_to_trial(before: Volume, after: Volume) -> str:
    """The link to the back-test of a version in the place of another; it leads there and runs nothing."""
    return f"{TRIAL}{_both(before, after)}"


def named(one: Difference) -> str:
    """What a difference is called in a link: no other between two versions is of the same kind and id."""
    return f"{one.kind}:{one.id}"


def read_link(text: str) -> Place | None:
    """Where a link leads; None for what is no link."""
    found = _LINK.match(text.strip())
    if found is None or (found["what"] == "backtest" and found["before"] is None):
        return None
    tried = found["what"] == "backtest"
    return Place(found["book"], found["version"], found["entry"] or "", found["before"] or "", tried)


def _both(before: Volume, after: Volume) -> str:
    return f"{before.name}..{after.head.version}"
