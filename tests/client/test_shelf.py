"""From a shelf to the cases of its listings: how one gets there by what the disk knows, from the real store."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app.client.store import Store
from reviewer_app.client.store.queue_rows import stretch
from reviewer_app.client.viewmodels.shelf import STEPS, WORDS, goods_words
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.shelf import WAYS, Goods, Reach
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.events import Status
from reviewer_app.domain.ties import SHELF, Shelved, TiedCase, TieKind, Ties
from reviewer_app.wire.messages import Feed, Grant, QueueRow
from reviewer_app.wire.problems import Code, problem
from tests.client.made import Maker
from tests.client.opened import lease_of, open_case
from tests.client.samples import NOW, books, clip_json, held_by, listing_json, new_id, queue_row

OWN = new_id(1)


def told(number: int, outcome: str | None = None, opens: bool = False) -> TiedCase:
    """A listing's case as the server told of it."""
    return TiedCase(
        case_id=new_id(number),
        ref=f"r-{number}",
        kind=CaseKind.LISTING,
        title="物",
        conduct_at=NOW,
        ties=(TieKind.GOODS, TieKind.MERCHANT),
        outcome=outcome,
        opens=opens,
    )


def row(number: int, **changed: Any) -> QueueRow:
    """A case as the feed told of it; offered to nobody."""
    base = {"case_id": new_id(number), "offered": False, "holder": None, "status": Status.WAITING, "outcome": None}
    return queue_row(number, books()[1]).model_copy(update=base | changed)


def hold(store: Store, number: int, data: dict[str, Any], ties: Ties | None = None) -> None:
    """Takes a case in hand, with what it is tied to."""
    file = open_case(data, new_id(number)).file.model_copy(update={"ties": ties})
    store.leases.put([Grant(lease=lease_of(new_id(number)), file=file)])


def clip(*listings: str) -> dict[str, Any]:
    """A clip with these on its shelf, one a second."""
    data = clip_json()
    data["subject"]["shelf"] = [{"from": float(at), "listing": one, "title": "物"} for at, one in enumerate(listings)]
    return data


def reach(bench: Workbench) -> dict[str, tuple[Reach, str]]:
    """What is known of each of the goods on the clip's shelf."""
    return {name: (goods.reach, goods.case_id) for name, goods in bench.on_shelf(bench.open(OWN)).items()}


def test_each_of_the_goods_has_its_way_or_a_word_why_there_is_none(store: Store, bench: Workbench) -> None:
    cases = {
        "hand": (told(2),),
        "free": (told(3),),
        "read": (told(4, "pass"),),
        "taken": (told(5),),
        "away": (told(6),),
        "held": (told(7),),
        "barred": (told(8),),
        "opens": (told(9, "violation", opens=True),),
        "closed": (told(10, "violation"),),
        "outside": (told(11),),
        "lost": (told(12),),
        "sent": (told(13),),
        "two": (told(15), told(14)),
        "acted": (told(16),),
    }
    shelf = tuple(Shelved(listing=name, cases=of) for name, of in cases.items())
    hold(store, 1, clip(*cases, "none", "hand"), Ties(at=NOW, shelf=shelf))
    for number in (2, 12, 13):
        hold(store, number, listing_json(f"l-{number}"))
    store.leases.lose(new_id(12), 1, problem(Code.LEASE_LOST))
    store.outbox.add(Maker().operation(case_id=new_id(13)), "sent", Maker().draft())
    rows = (
        row(3, offered=True),
        row(4, status=Status.DECIDED, outcome="pass"),
        row(5, status=Status.WORKING, holder=held_by(False)),
        row(6, status=Status.WORKING, holder=held_by(True)),
        row(7, status=Status.HELD),
        row(8),
        row(12, offered=True),
        row(14, offered=True),
        row(15, status=Status.WORKING, holder=held_by(False)),
        row(16, acted=True),
    )
    store.queue.apply_feed(stretch(Feed(rows=rows, cursor="1", more=False)))
    assert reach(bench) == {
        "hand": (Reach.HAND, new_id(2)),
        "free": (Reach.FREE, new_id(3)),
        "read": (Reach.READ, new_id(4)),
        "taken": (Reach.TAKEN, new_id(5)),
        "away": (Reach.AWAY, new_id(6)),
        "held": (Reach.HELD, new_id(7)),
        "barred": (Reach.BARRED, new_id(8)),
        "opens": (Reach.READ, new_id(9)),
        "closed": (Reach.CLOSED, new_id(10)),
        "outside": (Reach.OUTSIDE, new_id(11)),
        "lost": (Reach.FREE, new_id(12)),  # the hold ended, and nobody else took it
        "sent": (Reach.DECIDED, new_id(13)),
        "two": (Reach.FREE, new_id(14)),  # the latest is somebody else's, the one before it can be had
        "acted": (Reach.ACTED, new_id(16)),
        "none": (Reach.NONE, ""),
    }


def test_what_was_not_looked_up_is_not_said_to_be_without_a_case(store: Store, bench: Workbench) -> None:
    hold(store, 1, clip(*(f"n{at}" for at in range(SHELF + 1))), Ties(at=NOW, shelf=()))
    known = reach(bench)
    assert (known["n0"][0], known[f"n{SHELF}"][0]) == (Reach.NONE, Reach.BEYOND)


@pytest.mark.parametrize("ties", [None, Ties(at=NOW)])
def test_a_server_that_does_not_tell_is_not_taken_for_none(store: Store, bench: Workbench, ties: Ties | None) -> None:
    hold(store, 1, clip("l-1"), ties)
    assert reach(bench) == {"l-1": (Reach.UNTOLD, "")}


def test_every_reach_has_words_and_every_way_a_step() -> None:
    speak("en")
    assert WORDS.keys() == set(Reach) and STEPS.keys() == WAYS
    said = goods_words(Goods(Reach.CLOSED, new_id(2), "violation"))
    assert said == ("The listing's case is not yours to read. Decided: Violation.", "")
