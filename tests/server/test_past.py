"""Earlier filings, on both databases: who is told what of them, whose papers may be fetched, and that no name goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewer_app.domain.events import Round
from reviewer_app.domain.past import FILINGS, LOOKED, Past
from reviewer_app.domain.verdicts import Correction, Outcome, Stated, Verdict
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.routes import work
from reviewer_app.server.service.past import Room
from reviewer_app.wire.messages import CaseFile, Grant, Held, Takings
from tests.server.desk import Desk, cites, finding, hold, passing, signing
from tests.server.made import PNG, asset, listing
from tests.server.test_ties import bring, shop

Sit = Callable[[EmbeddedServer, str], Desk]
READ, PAGE = "2026年01月01日", "2036年01月01日"


def filing(ref: str, at: str = "2026-03-01", merchant: dict[str, Any] | None = None, **form: str) -> dict[str, Any]:
    """A filing with one paper."""
    paper = {"type": "business_licence", "file": asset(PNG), "read": {"有效期至": {"value": READ}}}
    subject = {"purpose": "renewal", "declared": {"名称": "全网最佳", **form}, "documents": [paper]}
    return listing(ref, kind="filing", conduct_at=f"{at}T10:00:00+08:00", subject=subject) | {
        "merchant": merchant or shop(1, phone="138")
    }


def come(desk: Desk, *records: dict[str, Any]) -> dict[str, str]:
    """Brings filings in with their paper."""
    assert desk.put(PNG, asset(PNG)["sha256"]).ok
    return bring(desk, *records)


def take(desk: Desk, case_id: str) -> Grant:
    """A case in hand, with the filings of before."""
    reply = desk.post("leases?past=true", {"case_ids": [case_id]})
    (grant,) = Takings.model_validate_json(reply.content).grants
    return grant


def past(desk: Desk, case_id: str) -> Past:
    """What goes with the lease."""
    found = take(desk, case_id).file.past
    assert found is not None
    return found


def found(grant: Grant, **more: Any) -> Verdict:
    """A violation by the name that is declared."""
    one = finding(grant, measure=more.pop("measure", "warn"))
    anchor = one.anchors[0].model_copy(update={"field": "/declared/名称"})
    one = one.model_copy(update={"anchors": (anchor,)})
    return Verdict(outcome=Outcome.VIOLATION, findings=(one,), reason="审核员乙说的话", **cites(), **more)


def test_a_lease_brings_what_was_handed_in_before_and_what_was_decided(server: EmbeddedServer, sit: Sit) -> None:
    ids = come(
        sit(server, "op"),
        filing("old", "2025-03-01", 联系电话="137"),
        filing("now", "2026-02-01", 联系电话="138"),
        filing("later", "2026-02-20"),
        filing("other", "2025-03-01", merchant=shop(2)),
    )
    before = sit(server, "rev-b")
    correction = Correction(field="/documents/0/read/有效期至/value", read=READ, value=PAGE)
    grant = before.one(ids["old"])
    assert before.decide(grant, found(grant, corrections=(correction,))).fate == "accepted"
    told = past(sit(server, "rev-a"), ids["now"])
    (one,) = told.filings
    assert (one.case_id, one.ref, told.more) == (ids["old"], "old", False)
    assert one.handed is not None and one.verdict is not None
    assert one.handed.subject.declared["联系电话"] == "137"
    assert one.handed.corrections == (correction,)
    assert (one.verdict.outcome, one.verdict.round) == ("violation", Round.FIRST)
    assert [(b.clause, b.measure) for b in one.verdict.breaches] == [("absolute", "warn")]
    assert [cite.id for cite in one.verdict.rulebooks] == ["test-book"]


def test_no_word_and_no_name_of_who_judged_goes_along(server: EmbeddedServer, sit: Sit) -> None:
    ids = come(sit(server, "op"), filing("old", "2025-03-01"), filing("now"))
    before = sit(server, "rev-b")
    grant = before.one(ids["old"])
    before.decide(grant, found(grant))
    text = past(sit(server, "rev-a"), ids["now"]).model_dump_json()
    assert "全网最佳" in text
    assert not [word for word in ("rev-b", "审核员乙", "绝对化用语", "500.00") if word in text]


def test_what_is_not_decided_is_only_named(server: EmbeddedServer, sit: Sit) -> None:
    ids = come(sit(server, "op"), filing("old", "2025-03-01"), filing("held", "2025-06-01"), filing("now"))
    before, desk = sit(server, "rev-b"), sit(server, "rev-a")
    before.decide(before.one(ids["held"]), hold(before))
    before.one(ids["old"])
    assert [(one.ref, one.verdict, one.handed) for one in past(desk, ids["now"]).filings] == [
        ("held", None, None),
        ("old", None, None),
    ]


def test_a_verdict_that_waits_for_a_signature_is_none_and_a_confirmed_one_says_so(
    server: EmbeddedServer, sit: Sit
) -> None:
    ids = come(sit(server, "op"), filing("old", "2025-03-01"), filing("now"))
    before, desk, sup = sit(server, "rev-b"), sit(server, "rev-a"), sit(server, "sup")
    grant = before.one(ids["old"])
    before.decide(grant, found(grant, measure="close"))
    assert past(desk, ids["now"]).filings[0].handed is None
    signed = sup.one(ids["old"])
    assert sup.decide(signed, signing(Outcome.CONFIRM, signed)).fate == "accepted"
    (one,) = past(desk, ids["now"]).filings
    assert one.verdict is not None
    assert (one.verdict.outcome, one.verdict.round, one.verdict.breaches[0].measure) == (
        "violation",
        Round.SIGNOFF,
        "close",
    )


def test_papers_of_before_are_given_as_long_as_the_case_is_in_hand(server: EmbeddedServer, sit: Sit) -> None:
    operator, sha = sit(server, "op"), asset(PNG + b"old")["sha256"]
    assert operator.put(PNG + b"old", sha).ok
    old = filing("old", "2025-03-01")
    old["subject"]["documents"][0]["file"] = asset(PNG + b"old")
    ids = come(operator, old, filing("now"), filing("elsewhere", merchant=shop(2)))
    before, desk, other = sit(server, "rev-b"), sit(server, "rev-a"), sit(server, "rev-c")
    grant = take(desk, ids["now"])
    take(other, ids["elsewhere"])
    assert desk.get(f"assets/{sha}").status_code == 404  # nothing is decided about it
    first = before.one(ids["old"])
    before.decide(first, passing())
    assert desk.get(f"assets/{sha}").content == PNG + b"old"
    assert other.get(f"assets/{sha}").status_code == 404  # has a filing of somebody else
    desk.release(Held(case_id=ids["now"], epoch=grant.lease.epoch))
    assert desk.get(f"assets/{sha}").status_code == 404


def test_a_later_filing_gives_no_right_to_be_seen_from_an_earlier_one(server: EmbeddedServer, sit: Sit) -> None:
    operator, sha = sit(server, "op"), asset(PNG + b"late")["sha256"]
    assert operator.put(PNG + b"late", sha).ok
    late = filing("late", "2026-02-20")
    late["subject"]["documents"][0]["file"] = asset(PNG + b"late")
    ids = come(operator, late, filing("now", "2026-02-01"))
    before, desk = sit(server, "rev-b"), sit(server, "rev-a")
    before.decide(before.one(ids["late"]), passing())
    assert past(desk, ids["now"]).filings == ()
    assert desk.get(f"assets/{sha}").status_code == 404


def test_who_only_reads_compares_what_they_may_open_anyway(server: EmbeddedServer, sit: Sit) -> None:
    ids = come(sit(server, "op"), filing("old", "2025-03-01"), filing("now"))
    before, desk = sit(server, "rev-b"), sit(server, "rev-a")
    grant = before.one(ids["old"])
    before.decide(grant, found(grant))
    desk.decide(take(desk, ids["now"]), passing())

    def read(who: Desk) -> Past | None:
        return CaseFile.model_validate_json(who.get(f"cases/{ids['now']}", params={"past": "true"}).content).past

    audited, own = read(sit(server, "aud")), read(desk)
    assert audited is not None and audited.filings[0].handed is not None
    assert audited.filings[0].verdict is not None and audited.filings[0].verdict.breaches
    assert own is not None and own.filings[0].verdict is not None
    ended = own.filings[0].verdict
    assert (ended.outcome, ended.breaches, ended.rulebooks) == ("violation", (), ())  # no right: how it ended, no more
    assert own.filings[0].handed is None  # the case is not in hand any more


def test_there_is_an_end_to_what_is_sent_and_it_is_said(lite: EmbeddedServer, sit: Sit) -> None:
    records = [filing(f"f{n:02}", f"2025-01-{n + 1:02}") for n in range(FILINGS + 1)]
    ids = come(sit(lite, "op"), *records, filing("now"))
    told = past(sit(lite, "rev-a"), ids["now"])
    assert told.more
    assert [one.ref for one in told.filings] == [f"f{n:02}" for n in range(FILINGS, 0, -1)]
    assert LOOKED > FILINGS


def test_what_is_too_large_to_come_along_is_named(lite: EmbeddedServer, sit: Sit) -> None:
    big = {f"字段{n}": "长" * 3900 for n in range(60)}
    ids = come(sit(lite, "op"), filing("one", "2025-01-01", **big), filing("two", "2025-02-01", **big), filing("now"))
    before = sit(lite, "rev-b")
    for ref in ("one", "two"):
        before.decide(before.one(ids[ref]), passing())
    told = past(sit(lite, "rev-a"), ids["now"])
    assert [(one.ref, one.handed is None, one.verdict is None) for one in told.filings] == [
        ("two", False, False),
        ("one", True, False),
    ]


def test_what_comes_along_with_many_cases_has_one_room(
    lite: EmbeddedServer, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply of which a desk reads no end would come again with every asking, for as long as the leases last."""
    big = {f"字段{n}": "长" * 3900 for n in range(20)}  # 234,000 bytes, and a third of that in characters
    of = [shop(n) for n in range(3)]
    records = [filing(f"old{n}", "2025-01-01", merchant=shop_, **big) for n, shop_ in enumerate(of)]
    ids = come(sit(lite, "op"), *records, *(filing(f"now{n}", merchant=shop_) for n, shop_ in enumerate(of)))
    before, desk = sit(lite, "rev-b"), sit(lite, "rev-a")
    for n in range(3):
        before.decide(before.one(ids[f"old{n}"]), passing())
    monkeypatch.setattr(work, "Room", lambda: Room(500_000))
    reply = desk.post("leases?past=true", {"case_ids": [ids[f"now{n}"] for n in range(3)]})
    filings = [grant.file.past for grant in Takings.model_validate_json(reply.content).grants]
    assert [[one.handed is None for one in told.filings] for told in filings if told] == [[False], [False], [True]]


def test_nobody_is_told_who_did_not_ask_and_a_listing_has_none(lite: EmbeddedServer, sit: Sit) -> None:
    ids = come(sit(lite, "op"), filing("old", "2025-03-01"), filing("now"), listing("goods", merchant=shop(1)))
    desk = sit(lite, "rev-a")
    assert desk.one(ids["now"]).file.past is None
    assert take(desk, ids["goods"]).file.past is None


def test_what_was_stated_of_papers_is_taken_with_a_pass_and_told_later(server: EmbeddedServer, sit: Sit) -> None:
    ids = come(sit(server, "op"), filing("old", "2025-03-01"), filing("now"))
    before = sit(server, "rev-b")
    stated = Stated(schedule="filing-thresholds", name="brand_from_abroad", value=True)
    assert before.decide(before.one(ids["old"]), passing(stated=(stated,))).fate == "accepted"
    (one,) = past(sit(server, "rev-a"), ids["now"]).filings
    assert one.handed is not None and one.handed.stated == (stated,)
