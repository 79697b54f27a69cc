"""Two filings compared: what changed and what only is written otherwise, papers paired, rules of either day."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from reviewer_app.domain.cases import Asset, FiledDocument, FilingSubject, Party, ReadField
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.drafts import Sheet
from reviewer_app.domain.past import Handed, PastFiling
from reviewer_app.domain.verdicts import Correction
from reviewer_app.rulebooks.filing_past import Compared, Part, Told, Turn, beside, paired
from tests.client.samples import filing_json, new_id, record_of
from tests.rulebooks.verdicts_made import sheet_of

NOW, THEN = datetime.fromisoformat("2026-03-01T10:00:00+08:00"), datetime.fromisoformat("2025-03-01T10:00:00+08:00")


def paper(kind: str, digit: str, **read: str) -> FiledDocument:
    """A paper of a type, with what a machine read off it."""
    file = Asset(path=f"assets/{digit}.png", sha256=digit * 64, bytes=1, type="image/png")
    return FiledDocument(type=kind, file=file, read={name: ReadField(value=value) for name, value in read.items()})


def subject(*papers: FiledDocument, **declared: str) -> FilingSubject:
    return FilingSubject(purpose="renewal", declared=declared, documents=papers)


def shop(**identifiers: str) -> Party:
    return Party(id="m-1", name="某店", shop_type="flagship", identifiers=identifiers)


def sheet(today: FilingSubject, merchant: Party) -> Sheet:
    record = record_of(filing_json("filing-1")).model_copy(
        update={"conduct_at": NOW, "subject": today, "merchant": merchant, "flags": ()}
    )
    return replace(sheet_of(record), subject=today.model_dump(mode="json"))


def before(then: FilingSubject, merchant: Party, **more: Any) -> PastFiling:
    handed = Handed(merchant=merchant, subject=then, corrections=more.pop("corrections", ()))
    return PastFiling(case_id=new_id(5), ref="old", conduct_at=more.pop("at", THEN), handed=handed)


def compared(then: FilingSubject, now: FilingSubject, **more: Any) -> list[Compared]:
    one, other = more.pop("shops", (shop(), shop()))
    return list(beside(sheet(now, other), more.pop("today", ()), (), before(then, one, **more)))


def turn(rows: list[Compared], part: Part, name: str = "", told: Told | None = None) -> Turn:
    (found,) = (row.turn for row in rows if (row.part, row.name, row.told) == (part, name, told))
    return found


LICENCE = paper("business_licence", "a", 名称="甲公司", 营业期限="2016-01-01 至 2026-12-31")


@pytest.mark.parametrize(
    ("then", "now", "turned"),
    [
        ("甲公司", "乙公司", Turn.CHANGED),
        ("甲 公司", "甲公司", Turn.SAME),
        ("2016年1月1日", "2016-01-01", Turn.SAME),
        ("ＡＢＣ", "abc", Turn.SAME),
    ],
)
def test_what_only_is_written_otherwise_is_no_change(then: str, now: str, turned: Turn) -> None:
    rows = compared(subject(LICENCE, 名称=then), subject(LICENCE, 名称=now))
    assert turn(rows, Part.DECLARED, "名称") is turned


def test_fields_that_came_and_went_are_marked_and_changes_stand_first() -> None:
    rows = compared(subject(LICENCE, 甲="1", 丙="3"), subject(LICENCE, 乙="2", 丙="3"))
    assert turn(rows, Part.DECLARED, "甲") is Turn.GONE
    assert turn(rows, Part.DECLARED, "乙") is Turn.NEW
    assert turn(rows, Part.DECLARED, "丙") is Turn.SAME
    same = [row.turn is Turn.SAME for row in rows]
    assert same == sorted(same)
    assert next(row.part for row in rows if row.turn is Turn.SAME) is Part.DECLARED


def test_the_registration_is_compared_too() -> None:
    shops = shop(uscc="1", phone="2"), shop(uscc="9", legal_person="某")
    rows = compared(subject(LICENCE), subject(LICENCE), shops=shops)
    found = {row.name: row.turn for row in rows if row.part is Part.REGISTRY and row.told is None}
    assert found == {"uscc": Turn.CHANGED, "phone": Turn.GONE, "legal_person": Turn.NEW}
    assert turn(rows, Part.REGISTRY, told=Told.SHOP) is Turn.SAME


def test_each_filing_is_checked_on_its_own_day() -> None:
    rows = compared(subject(LICENCE), subject(LICENCE))
    (term,) = (row for row in rows if row.part is Part.TERM)
    assert term.then is not None and term.now is not None
    assert term.then.check is not None and term.now.check is not None
    assert (term.then.check.fact("on"), term.now.check.fact("on")) == (THEN.date(), NOW.date())
    assert (term.then.check.fact("days"), term.now.check.fact("days")) == (670, 305)
    late = compared(subject(LICENCE), subject(LICENCE), at=datetime.fromisoformat("2020-01-01T00:00:00+08:00"))
    (old,) = (row for row in late if row.part is Part.TERM)
    assert old.then is not None and old.then.check is None  # no version was in force: nothing is claimed


def test_readings_that_were_corrected_count_on_their_side() -> None:
    field, read = "/documents/0/read/营业期限/value", LICENCE.read["营业期限"].value
    earlier = Correction(field=field, read=read, value="2016-01-01 至 2025-12-31")
    rows = compared(subject(LICENCE), subject(LICENCE), corrections=(earlier,))
    (term,) = (row for row in rows if row.part is Part.TERM)
    assert term.turn is Turn.CHANGED
    assert term.then is not None and term.then.corrected and term.then.value == earlier.value
    assert term.now is not None and not term.now.corrected


def test_papers_are_paired_by_file_then_by_what_they_say() -> None:
    one, two = paper("brand_authorisation", "b", 授权方="甲"), paper("brand_authorisation", "c", 授权方="乙")
    newer = paper("brand_authorisation", "d", 授权方="乙")
    assert paired((one, two, LICENCE), (LICENCE, newer, one)) == [(2, 0), (1, 1), (0, 2)]
    assert paired((one,), (LICENCE,)) == [(None, 0), (0, None)]
    rows = compared(subject(LICENCE, one), subject(LICENCE, two))
    files = {row.kind: row.turn for row in rows if row.told is Told.PAPER}
    assert files == {"business_licence": Turn.SAME, "brand_authorisation": Turn.CHANGED}


def test_the_chain_is_laid_beside_letter_by_letter() -> None:
    mark = paper("trademark", "e", 注册人="甲公司")
    direct = paper("brand_authorisation", "f", 授权方="甲公司", 被授权方="丙公司", 授权期限="2024-01-01 至 2027-01-01")
    first = paper("brand_authorisation", "f", 授权方="甲公司", 被授权方="乙公司", 授权期限="2024-01-01 至 2027-01-01")
    second = paper("brand_authorisation", "0", 授权方="乙公司", 被授权方="丙公司", 授权期限="2024-01-01 至 2027-01-01")
    firm = paper("business_licence", "a", 名称="丙公司")
    rows = compared(subject(firm, mark, direct), subject(firm, mark, first, second))
    assert turn(rows, Part.CHAIN, told=Told.HOLDER) is Turn.SAME
    levels = next(row for row in rows if row.told is Told.LEVELS)
    assert levels.then is not None and levels.now is not None
    assert (levels.then.value, levels.now.value, levels.turn) == ("1", "2", Turn.CHANGED)
    letters = [(row.number, row.turn) for row in rows if row.told is Told.LETTER]
    assert letters == [(1, Turn.CHANGED), (2, Turn.NEW)]


def test_lab_items_are_among_what_was_read() -> None:
    then = paper("lab_report", "a", **{"铅/标准指标": "≤ 0.5", "铅/实测值": "0.2"})
    now = paper("lab_report", "b", **{"铅/标准指标": "≤ 0.5", "铅/实测值": "0.9"})
    rows = compared(subject(then), subject(now))
    (result,) = (row for row in rows if row.name == "铅/实测值")
    assert result.turn is Turn.CHANGED
    assert result.now is not None and result.now.check is not None and result.now.check.state is State.MISMATCH


def test_where_nothing_was_handed_down_nothing_is_compared() -> None:
    named = PastFiling(case_id=new_id(5), ref="old", conduct_at=THEN)
    with pytest.raises(ValueError, match="named"):
        beside(sheet(subject(LICENCE), shop()), (), (), named)


def test_hundreds_of_papers_are_paired_by_their_order_in_no_time() -> None:
    then = [paper("other", "a", **{f"字段{at}": str(at)}) for at in range(200)]
    now = [paper("other", "b", **{f"字段{at}": str(at)}) for at in range(201)]
    began = time.perf_counter()
    assert paired(then, now) == [*((at, at) for at in range(200)), (None, 200)]
    assert time.perf_counter() - began < 1
