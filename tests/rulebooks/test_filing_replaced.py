"""Old licences beside their renewals: shown as replaced by a rule that can be seen, and never where nobody can tell."""

from __future__ import annotations

import pytest

from reviewer_app.domain.checks.result import State
from tests.rulebooks.test_filing_review import changed, paper, review

CODE = "92330109MA2B0X5F3T"
OLD = {"统一社会信用代码": CODE, "名称": "旧名商行", "营业期限": "2016-08-09至2026-06-30", "核准日期": "2016-08-09"}
NEW = OLD | {"名称": "清溪商贸行", "营业期限": "2026-06-20至2036-06-19", "核准日期": "2026-06-20"}


def licences(*papers: dict[str, str], kind: str = "business_licence") -> dict[tuple[str, int], tuple[State, str]]:
    """The gravest check of each reading of several licences, beside a form that says what the newest does."""
    found = review(changed(declared={"名称": "清溪商贸行"}, documents=[paper(kind, **read) for read in papers]))
    order = (State.MISMATCH, State.UNREADABLE, State.MATCH, State.NOT_APPLICABLE)
    told = {
        (one.read_name, one.document or 0): min(one.checks, key=lambda c: order.index(c.state)) for one in found.fields
    }
    assert found.replaced == {
        document for (_name, document), check in told.items() if check.said.startswith("replaced")
    }
    return {at: (check.state, check.said) for at, check in told.items()}


@pytest.mark.parametrize("turn", [1, -1])
def test_an_old_licence_beside_its_renewal_is_replaced_and_the_renewal_is_checked(turn: int) -> None:
    found = licences(*[OLD, NEW][::turn])
    old, new = (0, 1)[::turn]
    assert {found[name, old] for name in OLD} == {(State.NOT_APPLICABLE, "replaced-issued")}
    assert found["名称", new] == (State.MATCH, "same") and found["营业期限", new] == (State.MATCH, "days-left")
    assert licences(OLD)["名称", 0][0] is State.MISMATCH  # alone it is today's
    untold = [{name: value for name, value in one.items() if name != "核准日期"} for one in (OLD, NEW)]
    assert licences(*untold[::turn])["名称", old] == (State.NOT_APPLICABLE, "replaced-until")
    endless = [untold[0], untold[1] | {"营业期限": "2026-06-20至长期"}]
    assert licences(*endless[::turn])["名称", old] == (State.NOT_APPLICABLE, "replaced-open")


@pytest.mark.parametrize(
    "other",
    [
        NEW | {"统一社会信用代码": "91330109MA27W8XK31"},  # another firm's
        NEW | {"核准日期": "2026-08-01", "营业期限": "2026-08-01至2036-07-31"},  # not issued yet on that day
        NEW | {"核准日期": OLD["核准日期"], "营业期限": OLD["营业期限"]},  # neither is the later one
        {name: value for name, value in NEW.items() if name not in ("核准日期", "营业期限")},  # nobody can tell
    ],
)
def test_what_is_not_known_to_replace_a_licence_leaves_it_checked(other: dict[str, str]) -> None:
    assert licences(OLD, other)["名称", 0][0] is State.MISMATCH


def test_licences_that_contradict_each_other_and_those_of_other_premises_all_stand() -> None:
    ring = (
        {"核准日期": "2026-01-02", "营业期限": "至2026-10-01"},
        {"核准日期": "2026-01-01", "营业期限": "至2026-12-01"},
    )
    third = {"营业期限": "至2026-11-01"}  # ends before the second, after the first, which was issued after the second
    read = [{"统一社会信用代码": CODE, "名称": "旧名商行"} | one for one in (*ring, third)]
    assert [licences(*read)["名称", at][0] for at in range(3)] == [State.MISMATCH] * 3
    food = [
        {"统一社会信用代码": CODE, "许可证编号": f"JY3{at}", "经营者名称": "旧名", "有效期至": f"203{at}-01-01"}
        for at in (1, 2)
    ]
    assert licences(*food, kind="food_licence")["有效期至", 0] == (State.MATCH, "valid-days")
    food[0]["许可证编号"] = food[1]["许可证编号"]
    assert licences(*food, kind="food_licence")["有效期至", 0] == (State.NOT_APPLICABLE, "replaced-until")


@pytest.mark.parametrize("turn", [1, -1])
def test_what_only_a_replaced_licence_carries_is_said_to_be_compared_with_nothing(turn: int) -> None:
    """Nor are the form's own values let off what is asked of them wherever they stand."""
    old, new = OLD | {"法定代表人": "棠若水", "信用代码": CODE}, dict(NEW)
    declared = {"名称": "清溪商贸行", "法定代表人": "棠若水", "信用代码": "92330109MA2B0X5F3X"}
    papers = [paper("business_licence", **read) for read in [old, new][::turn]]
    found = review(changed(declared=declared, documents=papers)).fields
    rows = {(one.name, one.document): [(c.state, c.said) for c in one.checks] for one in found if one.declared}
    at = (0, 1)[::turn][0]
    replaced, alone = (State.NOT_APPLICABLE, "replaced-issued"), (State.UNREADABLE, "only-replaced")
    assert rows["法定代表人", at] == [replaced, alone]
    assert rows["信用代码", at][:2] == [replaced, alone]
    assert rows["信用代码", at][2][0] is State.MISMATCH
    assert rows["名称", at] == [replaced]  # today's paper has it


def test_what_only_replaced_licences_carry_is_said_once() -> None:
    """On the last of them: one gap of the form is one."""
    older = {"营业期限": "2006-08-09至2016-08-08", "核准日期": "2006-08-09"}
    carried = {"法定代表人": "棠若水", "信用代码": CODE}
    papers = [paper("business_licence", **read) for read in (OLD | carried | older, OLD | carried, NEW)]
    declared = {"法定代表人": "棠若水", "信用代码": "92330109MA2B0X5F3X"}
    found = review(changed(declared=declared, documents=papers)).fields
    rows = {(one.name, one.document): [c.said for c in one.checks] for one in found if one.declared}
    for name in declared:
        assert rows[name, 0] == ["replaced-issued"]
        assert rows[name, 1][:2] == ["replaced-issued", "only-replaced"]
    assert [one.document for one in found if one.state is State.MISMATCH] == [1]
