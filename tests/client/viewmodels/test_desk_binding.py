"""Places on their way to a finding, over two cases and two states of each: none is lost, and none comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reviewer_app.client.trouble import CannotTake, NotSaved
from reviewer_app.client.viewmodels.queue import QueueModel
from reviewer_app.client.words import language, speak
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.evidence import Anchor, TextAnchor, TimeAnchor
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.domain.rulebook import Proof, Published
from reviewer_app.domain.verdicts import Outcome
from tests.client.viewmodels.test_desk_between import Bed
from tests.client.viewmodels.test_saving import Stubborn

COMMENT = TextAnchor(field="/comments/1/text", start=1, exact="我微信")
Answer = Callable[[Anchor | None], None]


@pytest.fixture
def english() -> Iterator[None]:
    """Begins in English, and gives the language back."""
    before = language()
    speak("en")
    yield
    speak(before)


class FarOff:
    """Evidence that gives no place before a test says so; `told` is what was said of each place.

    As on the screen, the case is decided where that waited for the place.
    """

    def __init__(self, bed: Bed) -> None:
        self._bed, self._asked, self.told = bed, list[Answer](), list[bool]()

    def _told(self, done: bool) -> None:
        self.told.append(done)
        if self._bed.desk.state.waits and not self._bed.desk.state.awaited:
            self._bed.desk.decide()

    def ask(self) -> None:
        """Enter, on the case that is on the desk."""

        def keep(then: Answer) -> bool:
            self._asked.append(then)
            return True

        assert self._bed.desk.bind_when(keep, self._told)

    def come(self, anchor: Anchor | None = COMMENT) -> None:
        """The place that was asked for first is known now."""
        self._asked.pop(0)(anchor)


def asked_for_one() -> tuple[Bed, FarOff]:
    """A finding on the first case, and a place on its way to it."""
    bed = Bed()
    bed.desk.find_under(bed.desk.state.short_list[0])
    far = FarOff(bed)
    far.ask()
    assert bed.desk.state.bindings == (bed.desk.state.draft.findings[0].id,)
    return bed, far


def decided_but_for_one() -> tuple[Bed, FarOff]:
    """The same, with all else there and the deciding key pressed: the case is decided as soon as the place comes."""
    bed, far = asked_for_one()
    case, finding = bed.desk.state.case, bed.desk.state.draft.findings[0]
    assert case is not None
    clause = case.sheet.clause_of(finding)
    for element in clause.elements if clause is not None else ():
        if element.proof is not Proof.ANCHOR:
            bed.desk.establish(finding.id, element.id, True)
    bed.desk.reason("because of what is written there")
    assert not bed.desk.decide() and bed.desk.state.waits
    return bed, far


def with_other_measures(book: Published, **changed: object) -> Published:
    """A version of a rulebook whose clauses leave out the first of their measures."""
    clauses = (one.model_copy(update={"measures": one.measures[1:] or one.measures}) for one in book.rulebook.clauses)
    return book.model_copy(update={"rulebook": book.rulebook.model_copy(update={"clauses": tuple(clauses)} | changed)})


def places(bed: Bed) -> list[int]:
    """How many places the findings on the desk have."""
    return [len(finding.anchors) for finding in bed.desk.state.draft.findings]


def go_where_the_first_comes_next(bed: Bed) -> None:
    """The last of three cases is on the desk, and the first is read off the disk for the key that decides it."""
    bed.desk.open(bed.ids[2])
    ready = bed.desk.ready
    assert ready is not None and ready.case is not None and ready.case.case_id == bed.ids[0]


def test_a_place_that_came_for_the_case_that_is_ready_is_there_when_that_comes_forward() -> None:
    bed, far = asked_for_one()
    go_where_the_first_comes_next(bed)
    far.come()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]
    bed.desk.go_past(bed.bench.cases[bed.ids[2]])
    assert places(bed) == [1]
    bed.desk.reason("and what is entered now")
    bed.desk.save_now()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]


def test_the_screen_is_told_the_newer_state_that_the_next_case_opens_in() -> None:
    bed, far = asked_for_one()
    go_where_the_first_comes_next(bed)
    told = len(bed.prepared)
    far.come()
    ready = bed.desk.ready
    assert bed.prepared[told:] == [bed.ids[0]]
    assert ready is not None and [len(finding.anchors) for finding in ready.draft.findings] == [1]


def test_what_a_full_disk_took_late_is_in_the_case_that_was_read_before() -> None:
    """The next case was read while its draft was still owed: once that is written, nobody else has it."""
    bed = Bed()
    bed.bench.trouble = Stubborn(save_draft=NotSaved())
    bed.desk.reason("owed for a while")
    go_where_the_first_comes_next(bed)
    bed.bench.trouble = {}
    bed.desk.save_now()
    assert bed.on_disk(0).reason == "owed for a while"
    bed.desk.go_past(bed.bench.cases[bed.ids[2]])
    assert bed.desk.state.draft.reason == "owed for a while"


# -- given back -------------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_given_back_after_all_keeps_the_places_on_their_way() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    far.ask()
    bed.bench.trouble["release"] = CannotTake("the server is away")
    bed.desk.release()
    far.come()
    assert places(bed) == [0] and len(bed.desk.state.bindings) == 2
    bed.lanes.answer()
    assert isinstance(bed.desk.state.trouble, CannotTake)
    assert places(bed) == [1] and len(bed.desk.state.bindings) == 1 and far.told == [True]
    far.come(TextAnchor(field="/comments/0/text", start=0, exact="多少"))
    assert places(bed) == [2] and bed.desk.state.bindings == ()


def test_a_case_that_was_left_and_is_not_given_back_after_all_has_them_in_its_draft() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("the server is away")
    bed.desk.release()
    far.come()
    bed.desk.open(bed.ids[1])
    bed.lanes.answer()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]


def test_a_case_that_was_given_back_takes_no_place_any_more() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    far.ask()
    bed.desk.release()
    far.come()
    bed.lanes.answer()
    written = bed.bench.calls.count("save_draft")
    far.come()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[1]
    assert bed.desk.state.bindings == () and far.told == []
    assert bed.bench.orphans == {} and bed.bench.calls.count("save_draft") == written


def test_a_case_is_not_decided_after_it_was_to_be_given_back() -> None:
    """The last word was to let it go: a server that cannot be reached makes no verdict of that."""
    bed, far = decided_but_for_one()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("the server is away")
    bed.desk.release()
    far.come()
    bed.lanes.answer()
    assert bed.bench.decided == {} and far.told == [True] and places(bed) == [1]
    assert isinstance(bed.desk.state.trouble, CannotTake) and not bed.desk.state.waits
    assert bed.desk.decide()


@pytest.mark.parametrize("refused", [False, True])
def test_a_case_is_not_decided_while_it_is_given_back_from_the_queue(refused: bool) -> None:
    bed, far = decided_but_for_one()
    bed.desk.look(False)
    assert not bed.desk.state.waits
    bed.lanes.slow.add("network")
    if refused:
        bed.bench.trouble["release"] = CannotTake("the server is away")
    queue = QueueModel(bed.bench, bed.lanes, bed.told, lambda case_id, read_only: None, LeasePolicy())
    queue.giving_back = bed.desk.giving_back
    queue.shown(True)
    queue.choose(next(at for at, row in enumerate(queue.state.pages[0]) if row.case_id == bed.ids[0]))
    queue.release()
    far.come()
    assert bed.bench.decided == {} and places(bed) == [0], "it waits for what the server says"
    bed.lanes.answer()
    assert bed.bench.decided == {} and places(bed) == ([1] if refused else [0])
    assert (bed.ids[0] in bed.bench.cases) is refused and bed.desk.state.bindings == ()
    assert far.told == ([True] if refused else [])


def test_a_case_that_is_waited_for_again_while_the_queue_gives_it_back_is_decided_only_if_it_stays() -> None:
    bed, far = decided_but_for_one()
    bed.desk.look(False)
    given_back = bed.desk.giving_back(bed.ids[0])
    bed.desk.look(True)
    assert not bed.desk.decide() and bed.desk.state.waits
    far.come()
    given_back(True)
    assert bed.bench.decided == {} and not bed.desk.state.waits and far.told == []


def test_a_case_is_not_decided_after_another_was_asked_for_and_did_not_come() -> None:
    bed, far = decided_but_for_one()
    bed.bench.trouble["open"] = CannotTake("not to be had")
    bed.desk.open(bed.ids[1])
    assert isinstance(bed.desk.state.trouble, CannotTake)
    far.come()
    assert bed.bench.decided == {} and places(bed) == [1]


def test_a_case_is_not_decided_after_it_was_to_be_taken_again() -> None:
    bed, far = decided_but_for_one()
    bed.desk.hear(bed.bench.lose(0, free=True))
    assert not bed.desk.decide() and bed.desk.state.waits
    bed.bench.trouble["take"] = CannotTake("the server is away")
    bed.hold.take_again()
    far.come()
    assert bed.bench.decided == {} and places(bed) == [1]
    assert isinstance(bed.desk.state.trouble, CannotTake)


def test_a_case_given_back_twice_before_the_server_answers_keeps_what_came_for_it() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("the first time")
    bed.desk.release()
    far.come()
    bed.desk.open(bed.ids[1])
    bed.desk.open(bed.ids[0])
    bed.desk.release()
    while not far.told:
        bed.lanes.answer_one()
    assert places(bed) == [1]


def test_two_cases_given_back_at_once_keep_what_comes_for_each_apart() -> None:
    bed, far = asked_for_one()
    bed.lanes.slow.add("network")
    bed.bench.trouble["release"] = CannotTake("the first stays")
    bed.desk.release()
    bed.desk.open(bed.ids[1])
    bed.desk.find_under(bed.desk.state.short_list[0])
    other = FarOff(bed)
    other.ask()
    bed.desk.release()
    bed.desk.save_now()
    written = bed.bench.calls.count("save_draft")
    far.come()
    other.come()
    assert bed.bench.calls.count("save_draft") == written, "each waits for what the server says of its own case"
    bed.lanes.answer()
    assert [len(finding.anchors) for finding in bed.on_disk(0).findings] == [1]
    assert bed.ids[1] not in bed.bench.cases and bed.bench.orphans == {}


# -- seen before it is decided ----------------------------------------------------------------------------------------


def test_a_case_is_decided_when_its_place_comes_and_moves_nothing_else() -> None:
    bed, far = decided_but_for_one()
    far.come()
    assert [len(one.anchors) for one in bed.bench.decided[bed.ids[0]].findings] == [1]


@pytest.mark.parametrize("measures", [True, False])
def test_what_a_place_moves_across_a_switch_of_versions_is_seen_before_it_is_decided(measures: bool) -> None:
    """The finding goes to the version in force at the place: under another one, and maybe with another measure."""
    bed = Bed()
    case = bed.bench.cases[bed.ids[0]]
    own, turn = case.sheet.books()[0], case.record.conduct_at + timedelta(seconds=10)
    ended = own.model_copy(update={"rulebook": own.rulebook.model_copy(update={"effective_until": turn})})
    begins = {"version": "later", "effective_from": turn, "effective_until": None}
    same = own.model_copy(update={"rulebook": own.rulebook.model_copy(update=begins)})
    later = (with_other_measures(own, **begins) if measures else same).model_copy(update={"digest": "d" * 64})
    rest = tuple(one for one in case.sheet.versions if one.rulebook.id != own.rulebook.id)
    bed.bench.cases[bed.ids[0]] = replace(case, sheet=replace(case.sheet, versions=(*rest, ended, later)))
    bed.desk.hear(Changes(rulebooks=True))
    bed.desk.find_under(next(one for one in bed.desk.state.short_list if one.book.rulebook.id == own.rulebook.id))
    far = FarOff(bed)
    far.ask()
    finding = bed.desk.state.draft.findings[0]
    bed.desk.establish_next()
    bed.desk.reason("because of what is seen there")
    assert finding.rulebook == ended.cite and not bed.desk.decide() and bed.desk.state.waits
    video = case.record.assets()[0].sha256
    far.come(TimeAnchor(asset=video, start_pts=600_000, end_pts=630_000, first_pts=0, time_base=(1, 30_000)))
    state = bed.desk.state
    assert bed.bench.decided == {} and far.told == [True] and state.can_decide
    assert (state.waits, state.unseen) == (False, True)
    assert (state.draft.findings[0].rulebook, state.draft.findings[0].measure != finding.measure) == (
        later.cite,
        measures,
    )
    assert bed.desk.decide(), "it has been seen by now"
    assert [one.rulebook for one in bed.bench.decided[bed.ids[0]].findings] == [later.cite]


@pytest.mark.parametrize("news", ["rules", "bytes", "the hold ended"])
def test_what_is_new_of_a_case_that_waits_for_a_place_is_seen_before_it_is_decided(news: str) -> None:
    bed, far = decided_but_for_one()
    case = bed.bench.cases[bed.ids[0]]
    match news:
        case "rules":
            book = case.sheet.books()[0]
            versions = tuple(with_other_measures(one) if one is book else one for one in case.sheet.versions)
            bed.bench.cases[bed.ids[0]] = replace(case, sheet=replace(case.sheet, versions=versions))
            bed.desk.hear(Changes(rulebooks=True))
        case "bytes":
            assert case.here
            bed.bench.cases[bed.ids[0]] = replace(case, here=frozenset())
            bed.desk.hear(Changes(media=True))
        case _:
            bed.desk.hear(bed.bench.lose(0, free=True))
    assert (bed.desk.state.waits, bed.desk.state.unseen) == (False, True)
    far.come()
    assert bed.bench.decided == {} and places(bed) == [1]


def test_a_case_that_waits_for_a_place_and_is_gone_by_then_is_not_said_to_be_decided_after_a_look() -> None:
    bed, far = decided_but_for_one()
    bed.desk.hear(bed.bench.lose(0, free=True, here=False))
    assert (bed.desk.state.waits, bed.desk.state.unseen) == (False, False)
    far.come()
    assert bed.bench.decided == {} and places(bed) == [1]


def test_a_hold_that_is_only_kept_alive_calls_off_nothing() -> None:
    bed, far = decided_but_for_one()
    case = bed.bench.cases[bed.ids[0]]
    assert case.lease is not None
    lease = case.lease.model_copy(update={"until": case.lease.until + timedelta(minutes=10)})
    sheet = replace(case.sheet, known_at=case.sheet.known_at + timedelta(minutes=1))
    bed.bench.cases[bed.ids[0]] = replace(case, lease=lease, sheet=sheet)
    bed.desk.hear(Changes(leases=True))
    assert bed.desk.state.case is not None and bed.desk.state.case.lease == lease and bed.desk.state.waits
    far.come()
    assert bed.ids[0] in bed.bench.decided


def test_another_language_calls_off_nothing(english: None) -> None:
    bed, far = decided_but_for_one()
    rows = bed.desk.state.follows.rows
    speak("zh_CN")
    bed.desk.respeak()
    assert bed.desk.state.waits and [row.text for row in bed.desk.state.follows.rows] != [row.text for row in rows]
    far.come()
    assert bed.ids[0] in bed.bench.decided


def test_a_rule_that_comes_after_another_language_is_seen_before_it_is_decided(english: None) -> None:
    bed, far = decided_but_for_one()
    speak("zh_CN")
    bed.desk.respeak()
    case = bed.bench.cases[bed.ids[0]]
    book = case.sheet.books()[0]
    versions = tuple(with_other_measures(one) if one is book else one for one in case.sheet.versions)
    bed.bench.cases[bed.ids[0]] = replace(case, sheet=replace(case.sheet, versions=versions))
    bed.desk.hear(Changes(rulebooks=True))
    assert (bed.desk.state.waits, bed.desk.state.unseen) == (False, True)
    far.come()
    assert bed.bench.decided == {}


# -- while the hold is lost -------------------------------------------------------------------------------------------


def lose(bed: Bed) -> None:
    """The hold on the case on the desk has ended, and it is not on this computer any more."""
    bed.desk.hear(bed.bench.lose(0, free=True, here=False))
    assert bed.desk.state.case is not None and not bed.desk.state.case.writable


def test_a_place_that_comes_while_the_hold_is_lost_is_there_and_kept() -> None:
    bed, far = asked_for_one()
    held = bed.bench.cases[bed.ids[0]]
    lose(bed)
    far.come()
    assert places(bed) == [1] and bed.desk.state.bindings == () and far.told == [True]
    bed.desk.save_now()
    kept = bed.bench.orphans[bed.ids[0]]
    assert [len(finding.anchors) for finding in kept.findings] == [1]
    assert bed.desk.state.case is not None
    bed.desk.follow(bed.desk.state.case, replace(held, draft=kept))
    assert bed.desk.state.case.writable and places(bed) == [1]
    bed.desk.reason("it goes on")
    assert bed.desk.state.draft.reason == "it goes on"


def test_a_place_that_comes_when_its_lost_case_was_gone_past_is_in_the_draft_that_was_left() -> None:
    bed, far = asked_for_one()
    lose(bed)
    bed.hold.pass_by()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[1]
    far.come()
    assert [len(finding.anchors) for finding in bed.bench.orphans[bed.ids[0]].findings] == [1]
    assert places(bed) == []


def test_a_place_that_comes_while_its_lost_case_is_only_read_is_in_the_draft_that_was_left() -> None:
    bed, far = asked_for_one()
    bed.desk.open(bed.ids[1])
    bed.told(bed.bench.lose(0, free=True, here=False))
    bed.desk.read(bed.ids[0])
    assert bed.desk.state.case is not None and bed.desk.state.case.lease is None
    far.come()
    assert [len(finding.anchors) for finding in bed.bench.orphans[bed.ids[0]].findings] == [1]


def test_what_was_typed_when_the_hold_went_is_entered_when_the_case_is_gone_past() -> None:
    bed = Bed()
    typed = bed.types(7)
    lose(bed)
    assert typed == [7] and bed.desk.state.draft.stated == ()
    bed.hold.pass_by()
    assert bed.desk.state.case is not None and bed.desk.state.case.case_id == bed.ids[1]
    assert [one.value for one in bed.bench.orphans[bed.ids[0]].stated] == [7]
    assert bed.desk.state.draft.stated == () and bed.desk.state.trouble is None


# -- taken out --------------------------------------------------------------------------------------------------------


def test_a_finding_that_was_taken_out_comes_back_with_the_place_that_was_on_its_way() -> None:
    bed, far = asked_for_one()
    far.ask()
    bed.desk.drop_finding()
    far.come()
    assert bed.desk.state.draft.findings == () and far.told == [False]
    assert bed.desk.take_back_finding()
    assert places(bed) == [1] and len(bed.desk.state.bindings) == 1
    far.come(TextAnchor(field="/comments/0/text", start=0, exact="多少"))
    assert places(bed) == [2] and far.told == [False, True]


def test_deciding_does_not_wait_for_a_place_of_a_finding_that_was_taken_out() -> None:
    bed, _far = asked_for_one()
    bed.desk.drop_finding()
    bed.desk.choose(Outcome.PASS)
    assert bed.desk.decide()
    assert bed.bench.decided[bed.ids[0]].findings == ()
