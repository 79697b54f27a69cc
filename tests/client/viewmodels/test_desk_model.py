"""The desk without a screen: opening, judging, walking, deciding and saving, in milliseconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import NotSaved, Trouble
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import Saved
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.evidence import TextAnchor, TimeAnchor
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Outcome
from tests.client.fakes import FakeBench
from tests.client.samples import Clock, new_id

COMMENT = TextAnchor(field="/comments/1/text", start=1, exact="我微信")


class Bed:
    """A desk over a workbench in memory, with three cases in hand."""

    def __init__(self) -> None:
        self.clock, self.lanes = Clock(), InlineLanes()
        self.bench = FakeBench(6, self.clock)
        self.ids = [self.bench.give(n, n) for n in range(3)]
        self.heard: list[Changes] = []
        self.ready: list[str] = []
        numbers = iter(range(10_000))
        self.desk = DeskModel(self.bench, self.lanes, self.clock, lambda: new_id(next(numbers)), self.heard.append)
        self.disk: list[str] = []
        self.desk.saving.on_disk = lambda trouble: self.disk.append(type(trouble).__name__)
        self.desk.on_ready = lambda state: self.ready.append(state.case.case_id if state and state.case else "")

    def case(self) -> OpenCase:
        """The case on the desk."""
        case = self.desk.state.case
        assert case is not None
        return case

    def lacks(self) -> list[Lack]:
        """What blocks."""
        return [item.lack for item in self.desk.state.missing if item.blocking]

    def time_anchor(self) -> TimeAnchor:
        """A place in the clip."""
        video = self.case().record.assets()[0].sha256
        return TimeAnchor(asset=video, start_pts=90_000, end_pts=180_000, first_pts=0, time_base=(1, 30_000))

    def judged(self) -> Draft:
        """A whole violation, as a first round leaves it."""
        self.desk.open(self.ids[0])
        self.desk.clause_key(1)
        self.desk.bind(COMMENT)
        self.desk.establish_next()
        self.desk.reason("置顶评论引导站外联系。")
        return self.desk.state.draft


@pytest.fixture
def bed() -> Bed:
    """A desk."""
    return Bed()


def test_a_case_opens_with_its_first_flag_and_the_flagged_clauses_first(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    state = bed.desk.state
    assert state.flag_at == 0
    assert state.page is Where.CLIP
    assert [choice.flagged for choice in state.short_list] == [True, True, False, False]
    assert [choice.key for choice in state.short_list] == [1, 2, 3, 4]
    assert bed.lacks() == [Lack.OUTCOME]
    assert bed.ready == [bed.ids[1]]


def test_a_violation_is_made_by_keys_alone(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.clause_key(1)
    assert bed.desk.state.draft.outcome is Outcome.VIOLATION
    assert bed.desk.state.draft.findings[0].flag == 0
    assert set(bed.lacks()) == {Lack.ELEMENT, Lack.REASON}
    assert bed.desk.bind(COMMENT)
    bed.desk.establish_next()
    assert bed.lacks() == [Lack.REASON]
    bed.desk.reason("置顶评论引导站外联系。")
    assert bed.desk.state.can_decide


def test_the_same_clause_again_goes_to_the_finding_that_is_there(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.clause_key(1)
    first = bed.desk.state.finding_at
    bed.desk.clause_key(2)
    assert bed.desk.state.finding_at != first
    bed.desk.clause_key(1)
    assert bed.desk.state.finding_at == first
    assert len(bed.desk.state.draft.findings) == 2


def test_a_clause_is_one_of_its_book(bed: Bed) -> None:
    case = bed.bench.cases[bed.ids[0]]
    own = case.sheet.books()[0].rulebook
    listed = [clause.model_copy(update={"sender_ids": (), "kinds": (CaseKind.LISTING,)}) for clause in own.clauses]
    own_unnamed = own.model_copy(
        update={"clauses": tuple(clause.model_copy(update={"sender_ids": ()}) for clause in own.clauses)}
    )
    other = own.model_copy(update={"id": "a-book", "clauses": tuple(listed)})
    books = Published(digest="a" * 64, rulebook=other), Published(digest="b" * 64, rulebook=own_unnamed)
    bed.bench.cases[bed.ids[0]] = replace(case, sheet=replace(case.sheet, versions=books))
    bed.desk.open(bed.ids[0])
    choices = bed.desk.state.short_list
    assert [one.book.rulebook.id for one in choices] == [own.id] * len(own.clauses) + ["a-book"] * len(listed)
    first, second = (
        next(one for one in choices if one.book == book and one.clause.id == listed[0].id) for book in books
    )
    bed.desk.find_under(first)
    bed.desk.find_under(second)
    assert [finding.rulebook.id for finding in bed.desk.state.draft.findings] == ["a-book", own.id]
    bed.desk.find_under(first)
    assert bed.desk.state.finding_at == bed.desk.state.draft.findings[0].id


def test_without_a_finding_no_place_is_bound(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    assert not bed.desk.bind(COMMENT)
    assert bed.desk.state.draft.empty


def test_a_place_taken_away_opens_the_element_again(bed: Bed) -> None:
    bed.judged()
    finding = bed.desk.state.draft.findings[0]
    bed.desk.unbind(finding.id, 0)
    assert bed.lacks() == [Lack.ELEMENT]
    bed.desk.drop_finding()
    assert bed.desk.state.finding_at is None
    assert bed.lacks() == [Lack.FINDING]


def test_a_place_in_time_dates_the_finding(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.clause_key(1)
    bed.desk.bind(bed.time_anchor())
    found = bed.desk.state.draft.findings[0]
    assert found.conduct_at == bed.case().record.conduct_at + timedelta(seconds=3)


def test_places_on_both_sides_of_a_switch_go_to_findings_of_their_own_versions(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    case = bed.case()
    own = case.sheet.books()[0]
    turn = case.record.conduct_at + timedelta(seconds=10)
    ended = own.model_copy(update={"rulebook": own.rulebook.model_copy(update={"effective_until": turn})})
    begun = own.rulebook.model_copy(update={"version": "later", "effective_from": turn, "effective_until": None})
    later = Published(digest="d" * 64, rulebook=begun)
    rest = tuple(book for book in case.sheet.versions if book.rulebook.id != own.rulebook.id)
    bed.bench.cases[bed.ids[0]] = replace(case, sheet=replace(case.sheet, versions=(*rest, ended, later)))
    bed.desk.open(bed.ids[0])
    key = next(one.key for one in bed.desk.state.short_list if one.book.rulebook.id == own.rulebook.id and one.key)
    before = bed.time_anchor()
    after = before.model_copy(update={"start_pts": 20 * 30_000, "end_pts": 21 * 30_000})
    bed.desk.clause_key(key)
    first = bed.desk.state.finding_at
    assert bed.desk.bind(before) and bed.desk.state.finding_at == first
    assert bed.desk.bind(after)
    second = bed.desk.state.finding_at
    found = bed.desk.state.draft.findings
    assert [(f.id, f.rulebook, f.anchors) for f in found] == [
        (first, ended.cite, (before,)),
        (second, later.cite, (after,)),
    ]
    assert Lack.ACROSS_SWITCH not in bed.lacks()
    again = before.model_copy(update={"end_pts": 200_000})
    assert bed.desk.bind(again) and bed.desk.state.finding_at == first  # back to its own side
    met = []
    for _ in range(3):
        bed.desk.clause_key(key)
        met.append(bed.desk.state.finding_at)
    assert met == [second, first, second]  # the clause's key goes from one to the other
    assert [p for p in bed.desk.state.places if p[0] == second] == [(second, 0)]


def test_a_wrong_flag_is_said_and_taken_back(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.flag_step(1)
    bed.desk.flag_wrong()
    assert [(answer.flag, answer.agrees) for answer in bed.desk.state.draft.flags] == [(1, False)]
    bed.desk.flag_wrong()
    assert bed.desk.state.draft.flags == ()
    bed.desk.flag_step(-2)
    assert bed.desk.state.flag_at == 2


def test_a_hold_has_a_reason_and_the_longest_term(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.hold_next()
    assert (bed.desk.state.draft.outcome, bed.desk.state.draft.hold) == (Outcome.HOLD, None)
    assert Lack.HOLD_REASON in [item.lack for item in bed.desk.state.missing]
    assert not bed.desk.state.can_decide
    bed.desk.hold_next()
    held = bed.desk.state.draft.hold
    assert held is not None
    assert (held.reason, held.until - bed.clock.now()) == ("papers", timedelta(hours=72))
    bed.desk.hold_because("advice")
    again = bed.desk.state.draft.hold
    assert again is not None
    assert (again.reason, again.owner) == ("advice", "policy")
    assert bed.desk.state.can_decide


def test_deciding_shows_the_case_that_was_made_ready(bed: Bed) -> None:
    bed.judged()
    opened = bed.bench.calls.count("open")
    seen: list[str] = []
    bed.desk.watch(lambda: seen.append(bed.desk.state.case.case_id if bed.desk.state.case else ""))
    assert bed.desk.decide()
    assert bed.case().case_id == bed.ids[1]
    assert seen[0] == bed.ids[1]
    assert bed.bench.calls[opened:].count("open") <= 2
    assert bed.bench.decided[bed.ids[0]].reason == "置顶评论引导站外联系。"


def test_the_last_case_leaves_an_empty_desk(bed: Bed) -> None:
    for case_id in bed.ids[1:]:
        bed.bench.release(case_id)
    bed.judged()
    assert bed.desk.decide()
    assert bed.desk.state.case is None
    assert not bed.desk.state.can_decide


def test_nothing_is_decided_while_something_is_missing(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    assert not bed.desk.decide()
    assert "decide" not in bed.bench.calls


def test_a_decision_that_the_disk_refuses_leaves_the_draft_saved(bed: Bed) -> None:
    draft = bed.judged()
    bed.bench.trouble["decide"] = NotSaved()
    bed.desk.decide()
    state = bed.desk.state
    assert bed.disk == ["NotSaved"] and state.saved is Saved.NO
    bed.lanes.run_due()
    state = bed.desk.state
    assert bed.disk == ["NotSaved", "NoneType"] and state.saved is Saved.YES
    assert state.case is not None and state.draft == draft
    assert bed.bench.cases[bed.ids[0]].draft == draft
    assert not state.busy


def test_a_draft_is_written_after_a_pause_and_before_another_case(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.reason("甲")
    assert bed.desk.state.saved is Saved.SAVING
    bed.lanes.run_due()
    assert bed.desk.state.saved is Saved.YES
    bed.desk.reason("甲乙")
    bed.desk.open(bed.ids[1])
    assert bed.bench.cases[bed.ids[0]].draft.reason == "甲乙"


def test_a_full_disk_is_said_and_the_form_stays(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.bench.trouble["save_draft"] = NotSaved()
    bed.desk.reason("甲")
    bed.lanes.run_due()
    assert bed.desk.state.saved is Saved.NO
    assert bed.disk == ["NotSaved"]
    assert bed.desk.state.draft.reason == "甲"
    bed.desk.reason("甲乙")
    bed.lanes.run_due()
    assert bed.desk.state.saved is Saved.YES
    assert bed.disk == ["NotSaved", "NoneType"]


def test_sign_off_walks_the_places_of_the_verdict_and_a_change_starts_from_it(bed: Bed) -> None:
    draft = bed.judged()
    signed = bed.bench.give(4, 0, signoff=draft)
    bed.desk.open(signed)
    assert bed.desk.state.page is Where.SIGNOFF
    bed.desk.anchor_step(1)
    assert bed.desk.state.anchor_here == COMMENT
    bed.desk.choose(Outcome.CHANGE)
    assert bed.desk.state.draft.findings == draft.findings
    assert bed.lacks() == [Lack.UNCHANGED, Lack.REMARK]
    bed.desk.result("pass")
    bed.desk.reason("比较有依据。")
    assert bed.desk.state.can_decide
    bed.desk.choose(Outcome.CONFIRM)
    assert bed.desk.state.draft.result is None
    bed.desk.choose(Outcome.CHANGE)  # the same key is the same thing the second time
    assert bed.desk.state.draft.result == "violation"


def test_what_is_only_read_cannot_be_judged(bed: Bed) -> None:
    bed.desk.read(new_id(5))
    bed.desk.clause_key(1)
    bed.desk.choose(Outcome.PASS)
    bed.desk.reason("甲")
    assert bed.desk.state.draft.empty
    assert not bed.desk.state.can_decide


def test_giving_back_goes_to_the_next_case(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.reason("先放一放")
    bed.desk.release()
    assert "save_draft" in bed.bench.calls
    assert bed.ids[0] not in bed.bench.cases
    assert bed.case().case_id in bed.ids[1:]
    bed.desk.release()
    bed.desk.release()
    assert bed.desk.state.case is None


def test_a_lease_that_was_kept_alive_is_seen_and_the_draft_stays(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    bed.desk.reason("甲")
    held = bed.bench.cases[bed.ids[0]]
    assert held.lease is not None
    later = held.lease.model_copy(update={"until": held.lease.until + timedelta(minutes=10)})
    bed.bench.cases[bed.ids[0]] = replace(held, lease=later)
    bed.desk.hear(Changes(leases=True, cases=frozenset({bed.ids[1]})))
    assert bed.case().lease == held.lease
    bed.desk.hear(Changes(leases=True))
    assert bed.case().lease == later
    assert bed.desk.state.draft.reason == "甲"


def test_who_shows_a_clip_of_another_case_hears_when_cases_in_hand_come_or_go(bed: Bed) -> None:
    heard: list[str] = []
    bed.desk.on_hands = lambda: heard.append("hands")
    bed.desk.open(bed.ids[0])
    bed.desk.hear(Changes(media=True, cases=frozenset({bed.ids[1]})))
    assert heard == []
    bed.desk.hear(Changes(leases=True, cases=frozenset({bed.ids[1]})))
    assert heard == ["hands"]


def test_trouble_at_opening_is_said(bed: Bed) -> None:
    bed.desk.open(new_id(5))
    assert isinstance(bed.desk.state.trouble, Trouble)
    assert not bed.desk.state.busy


def watching(bed: Bed, end: int) -> Watched:
    """So much of the clip on the desk was seen."""
    video = bed.case().record.assets()[0].sha256
    return Watched(asset=video, time_base=(1, 30_000), first_pts=0, end_pts=300_000, stretches=((0, end),))


def test_what_was_watched_goes_with_the_draft_and_the_decision_and_is_written_on_leaving_by_itself(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    seen = [watching(bed, 1000)]
    bed.desk.watching = lambda: tuple(seen)
    bed.desk.watched()
    assert bed.desk.state.draft.watched == (watching(bed, 1000),)
    bed.desk.open(bed.ids[1])
    assert bed.bench.cases[bed.ids[0]].draft == Draft(watched=(seen[0],))
    bed.desk.open(bed.ids[0])
    assert bed.desk.state.draft.watched == (seen[0],) and bed.desk.state.draft.empty
    bed.desk.choose(Outcome.PASS)
    seen[0] = watching(bed, 2000)
    bed.desk.leave()
    bed.lanes.run_due()
    assert bed.bench.cases[bed.ids[0]].draft.watched == (watching(bed, 2000),)
    seen[0] = last = watching(bed, 3000)
    bed.desk.decide()
    assert bed.bench.decided[bed.ids[0]].watched == (last,)


def test_what_was_watched_of_another_clip_is_not_taken_for_this_one(bed: Bed) -> None:
    bed.desk.open(bed.ids[0])
    other = watching(bed, 1000).model_copy(update={"asset": "9" * 64})
    bed.desk.watching = lambda: (other,)
    bed.desk.reason("甲")
    assert bed.desk.state.draft == Draft(reason="甲")


def test_a_case_that_was_only_read_is_put_away_when_it_goes_from_the_desk(bed: Bed) -> None:
    read = bed.bench.rows[5].case_id
    bed.desk.read(read)
    bed.desk.read(read)  # once more: it stays
    assert bed.bench.put_aside == []
    bed.desk.open(bed.ids[0])
    assert bed.bench.put_aside == [read]
    bed.desk.open(bed.ids[1])
    bed.desk.read(read)
    bed.desk.close()
    assert bed.bench.put_aside == [read, read]
