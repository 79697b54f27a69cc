"""Which clips can lie beside one: of cases in hand that are tied to it, from the real store, nearest ties first."""

from __future__ import annotations

from typing import Any

from reviewer_app.client.store import Store
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.events import Round
from reviewer_app.domain.ties import TieKind, shared_ties
from reviewer_app.wire.messages import Grant
from reviewer_app.wire.problems import Code, problem
from tests.client.made import Maker, sha
from tests.client.opened import lease_of, open_case
from tests.client.samples import clip_json, filing_json, listing_json, new_id
from tests.client.store.test_assets import receive

OWN = new_id(1)


def clip(ref: str, **parties: str) -> dict[str, Any]:
    """A clip of nobody that any other is of, but for the parties that are named."""
    data = clip_json(ref)
    named = {"merchant": f"m-{ref}", "creator": f"c-{ref}", "room": f"room-{ref}", "listing": f"l-{ref}"} | parties
    data["merchant"] |= {"id": named["merchant"]}
    data["creator"] |= {"id": named["creator"]}
    data["subject"] |= {"room": named["room"]}
    data["subject"]["shelf"][0]["listing"] = named["listing"]
    return data


def hold(store: Store, case_id: str, data: dict[str, Any]) -> None:
    """Takes a case in hand."""
    store.leases.put([Grant(lease=lease_of(case_id), file=open_case(data, case_id).file)])


def test_only_tied_clips_in_hand_are_offered_the_nearest_ties_first(store: Store, bench: Workbench) -> None:
    own = clip("own", merchant="m-1", creator="c-1", listing="l-1")
    held = {
        2: clip("stranger"),
        3: clip("creator", creator="c-1"),
        4: clip("merchant", merchant="m-1"),
        5: clip("goods", merchant="m-1", creator="c-1", listing="l-1"),
        6: listing_json(),
        7: filing_json(),
    }
    for number, data in {1: own, **held}.items():
        data["merchant"] |= {"id": data["merchant"]["id"] if number < 6 else "m-1"}
        hold(store, new_id(number), data)
    found = bench.clips_beside(bench.open(OWN))
    assert [(one.case.record.ref, one.ties) for one in found] == [
        ("goods", (TieKind.GOODS, TieKind.MERCHANT, TieKind.CREATOR)),
        ("merchant", (TieKind.MERCHANT,)),
        ("creator", (TieKind.CREATOR,)),
    ]
    for one in found:
        assert one.ties == shared_ties(bench.open(OWN).record, one.case.record)


def test_a_room_alone_ties_two_clips_and_where_nobody_made_it_known_nothing_does(
    store: Store, bench: Workbench
) -> None:
    own, other, neither = clip("own", room="room-1"), clip("other", room="room-1"), clip("neither")
    for data in (own, neither):
        del data["creator"]
    del neither["subject"]["room"]
    for number, data in enumerate((own, other, neither), 1):
        hold(store, new_id(number), data)
    (found,) = bench.clips_beside(bench.open(OWN))
    assert (found.case.record.ref, found.ties) == ("other", (TieKind.ROOM,))
    assert bench.clips_beside(bench.open(new_id(3))) == ()


def test_a_case_that_was_lost_is_not_offered_and_one_that_is_decided_and_not_sent_is(
    store: Store, bench: Workbench
) -> None:
    for number, ref in enumerate(("own", "lost", "sent", "kept"), 1):
        hold(store, new_id(number), clip(ref, creator="c-1"))
    make = Maker(3)
    store.drafts.save(DraftKey(new_id(2), Round.FIRST, 1), make.draft())
    store.leases.lose(new_id(2), 1, problem(Code.LEASE_LOST))
    store.outbox.add(make.operation(case_id=new_id(3)), "t", make.draft())
    assert store.leases.row(new_id(2)) is not None
    assert [one.case.record.ref for one in bench.clips_beside(bench.open(OWN))] == ["sent", "kept"]
    store.leases.end([new_id(4)])
    assert [one.case.record.ref for one in bench.clips_beside(bench.open(OWN))] == ["sent"]


def test_what_is_on_this_computer_of_each_is_known(store: Store, bench: Workbench) -> None:
    content = b"bytes of a clip"
    for number, ref in enumerate(("own", "here", "coming"), 1):
        data = clip(ref, creator="c-1")
        if ref == "here":
            data["subject"]["video"] |= {"sha256": sha(content), "bytes": len(content)}
        hold(store, new_id(number), data)
    receive(store, content)
    found = {one.case.record.ref: one.case for one in bench.clips_beside(bench.open(OWN))}
    assert sha(content) in found["here"].here
    assert found["coming"].record.assets()[0].sha256 not in found["coming"].here
    assert bench.source(sha(content)).read(0, 100) == content
