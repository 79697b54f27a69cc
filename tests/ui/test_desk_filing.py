"""A filing on the whole desk: what a person corrects is in the draft and the verdict, and comes back with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.errors import AssetDamaged
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.cannot import CORRECTED
from reviewer_app.client.viewmodels.filingrows import PROBLEMS, Side, Tab
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.drafts import Draft, with_correction, with_outcome
from reviewer_app.domain.evidence import RegionAnchor
from reviewer_app.domain.verdicts import Outcome, Stated
from reviewer_app.media.values import BytesSource, Source
from reviewer_app.ui.desk.history import history
from reviewer_app.ui.evidence.filing import FilingView
from tests.ui.desk_bench import DeskBed, Key, Modifier
from tests.ui.evidence_bench import DEMO, pack
from tests.ui.past_made import earlier, two_levels, with_past

TERM = "/documents/0/read/营业期限/value"
READ, PAGE = "2016年08月07日至2026年08月06日", "2016年08月07日至2036年08月06日"


@pytest.fixture
def filing(bed: DeskBed) -> FilingView:
    """A renewal with nine days left on the desk, under the shipped rules."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], lines["demo-filing-02"])
    case_id = bed.give(0, 2)
    bed.count(case_id)
    bed.open(case_id)
    return bed.pane.filing


def write(bed: DeskBed, words: str) -> None:
    bed.press(Key.Key_Q)
    bed.pane.filing.correcting.field.selectAll()
    bed.write(words)
    bed.press(Key.Key_Return)


def test_a_correction_goes_into_the_draft_and_the_verdict(bed: DeskBed, filing: FilingView) -> None:
    bed.press(Key.Key_L)
    assert filing.model.row is not None and filing.model.row.name == "营业期限"
    write(bed, PAGE)
    (correction,) = bed.state.draft.corrections
    assert (correction.field, correction.read, correction.value) == (TERM, READ, PAGE)
    assert filing.model.row.state is State.MISMATCH
    case_id = bed.state.case.case_id if bed.state.case is not None else ""
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=Modifier.ControlModifier)
    given = next(one for one in bed.bench.operations if one.case_id == case_id)
    assert given.case_id == case_id
    assert bed.bench.decided[case_id].corrections == (correction,)


def test_a_pass_over_checks_that_fail_says_so_and_leads_to_them(bed: DeskBed, filing: FilingView) -> None:
    """It can be decided, but not under "Nothing is missing"; once nothing fails any more it says that."""
    foot, model = bed.page.decision.foot, filing.model
    assert sum(model.failing) > 0
    bed.press(Key.Key_P)
    assert bed.state.can_decide and foot.heading.text() == "Can be decided, 1 open point"
    (line,) = foot.lines.used
    assert line.whole.text().startswith("Checks of the papers that fail: ")
    bed.press(Key.Key_M)
    assert model.row is not None and model.row.state in PROBLEMS
    bed.page.decision.show_failing((0, 0))
    assert foot.heading.text() == "Nothing is missing"
    assert bed.page.refusals()["desk.missing"] == "Nothing is missing"


def test_the_way_to_a_check_that_fails_leads_out_of_the_comparison(bed: DeskBed) -> None:
    """The row is in this filing: it is seen there, with its page, and the keyboard is in its table."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], lines["demo-filing-02"])
    case_id = bed.give(0, 2)
    bed.count(case_id)
    bed.bench.cases[case_id] = with_past(bed.bench.cases[case_id], earlier())
    bed.open(case_id)
    view = bed.pane.filing
    bed.press(Key.Key_P)
    bed.press(Key.Key_Y, modifiers=Modifier.ShiftModifier)
    assert view.comparing
    bed.press(Key.Key_M)
    row = view.model.row
    assert row is not None and row.state in PROBLEMS
    assert not view.comparing and view.side.isVisible() and view.grid.hasFocus()
    spot, page = row.spot(view.model.side), view.model.pictures.state
    assert view.grid.currentIndex().row() == view.model.at
    assert spot is not None and (page.at, page.page, page.box) == (*spot.page, spot.read.box)


def test_confirming_the_machine_does_not_throw_a_correction_away(bed: DeskBed, filing: FilingView) -> None:
    bed.press(Key.Key_L)
    write(bed, PAGE)
    (kept,) = bed.state.draft.corrections
    bed.press(Key.Key_Q, modifiers=Modifier.ShiftModifier)
    assert bed.state.draft.corrections == (kept,)
    assert CORRECTED.what in bed.pane.banner.words.text() and bed.pane.banner.isVisible()
    (below,) = [cell.below for cell in filing.grid.cells.row(filing.model.at or 0) if cell.text == PAGE]
    assert below.startswith("corrected · ") and below.endswith(f"machine: {READ}")


def test_confirming_the_machine_takes_what_was_begun_out_of_the_line(bed: DeskBed, filing: FilingView) -> None:
    """It counts no more, so it stands there no more; what is begun anew is what the line shows."""
    bed.press(Key.Key_L, Key.Key_Q)
    filing.correcting.field.selectAll()
    bed.write("half of it")
    filing.grid.setFocus()
    bed.press(Key.Key_Q, modifiers=Modifier.ShiftModifier)
    assert [one.value for one in bed.state.draft.corrections] == [READ] and bed.state.draft.begun == ()
    assert not filing.correcting.isVisible() and filing.correcting.field.text() == ""
    bed.press(Key.Key_Q)
    assert filing.correcting.field.text() == READ
    bed.write("2")
    filing.correcting.field.selectAll()
    bed.write(READ)
    assert bed.state.draft.begun == () and filing.correcting.isVisible() and filing.correcting.field.hasFocus()


def test_bytes_that_come_meanwhile_leave_a_correction_in_place(bed: DeskBed, filing: FilingView) -> None:
    bed.press(Key.Key_L)
    write(bed, PAGE)
    state = bed.state
    assert state.case is not None
    fresh = replace(state.case, here=frozenset())
    bed.stage.desktop.desk.follow(state.case, fresh)
    bed.settle()
    spot = filing.model.rows[filing.model.at or 0].spot(Side.READ)
    assert spot is not None and spot.value == PAGE


class Harmed(BytesSource):
    """A file whose bytes were altered on the disk, which is found when they are read."""

    def read(self, offset: int, length: int) -> bytes:
        raise AssetDamaged(self.sha256)


@pytest.mark.parametrize("harmed", [False, True])
def test_a_file_that_comes_takes_its_place_and_nothing_else_from_the_screen(
    bed: DeskBed, filing: FilingView, monkeypatch: pytest.MonkeyPatch, harmed: bool
) -> None:
    state = bed.state
    assert state.case is not None
    assets = [still.asset for still in filing.model.pictures.state.items]
    late, source = assets[-1], bed.bench.source
    bed.press(Key.Key_L, Key.Key_Q)
    filing.correcting.field.selectAll()
    bed.write("half of it")
    filing.stills.canvas.setFocus()  # to look at the page again
    filing.finder.field.setText("2016")
    box = (0.2, 0.2, 0.1, 0.1)
    opened = [Harmed(b"%PDF", late)]

    def gone(sha256: str) -> Source:
        """Where it was harmed it is opened once, and is not here from then on."""
        if sha256 != late:
            return source(sha256)
        if not harmed or not opened:
            raise Trouble(sha256)
        return opened.pop()

    monkeypatch.setattr(bed.bench, "source", gone)
    bed.pane._reader.forget(frozenset())
    filing.model.pictures.show(filing.model.pictures.state.items)
    filing.model.pictures.go(len(assets) - 1, 1, box)
    bed.settle()
    assert filing.trouble is not None and filing.trouble.code == "not_here"
    monkeypatch.setattr(bed.bench, "source", source)
    before = replace(state.case, here=frozenset(assets) - {late})
    bed.stage.desktop.desk.follow(state.case, before)
    bed.stage.desktop.desk.follow(before, replace(before, here=frozenset(assets)))
    bed.settle()
    shown = filing.model.pictures.state
    assert (shown.at, shown.box, shown.trouble) == (len(assets) - 1, box, None)
    assert shown.picture is not None
    assert (filing.correcting.isVisible(), filing.correcting.field.text()) == (True, "half of it")
    assert filing.finder.field.text() == "2016"


def test_a_correction_half_typed_stays_while_the_page_is_looked_at_and_goes_with_escape(
    bed: DeskBed, filing: FilingView
) -> None:
    bed.press(Key.Key_L, Key.Key_Q)
    filing.stills.canvas.setFocus()
    assert not filing.correcting.isVisible()  # nothing was written
    bed.press(Key.Key_Q)
    filing.correcting.field.selectAll()
    bed.write("half of it")
    filing.stills.canvas.setFocus()
    assert filing.correcting.isVisible() and bed.state.draft.corrections == ()
    row = filing.model.at or 0
    filing.model.choose(next(at for at, one in enumerate(filing.model.rows) if at != row and one.spots))
    assert filing.correct() and filing.correcting.field.text() != "half of it"
    filing.model.choose(row, Side.READ)
    assert filing.correct() and filing.correcting.field.text() == "half of it"
    bed.press(Key.Key_Escape)
    assert not filing.correcting.isVisible()
    assert filing.correct() and filing.correcting.field.text() == READ


def test_a_row_is_bound_to_a_finding_with_return(bed: DeskBed, filing: FilingView) -> None:
    bed.press(Key.Key_L, Key.Key_1)
    bed.bind()
    (finding,) = bed.state.draft.findings
    spot = filing.model.correctable
    assert spot is not None
    (anchor,) = finding.anchors
    assert isinstance(anchor, RegionAnchor) and anchor.box == spot.read.box


def test_one_key_makes_a_finding_of_what_is_wrong_with_the_row(bed: DeskBed, filing: FilingView) -> None:
    bed.press(Key.Key_L)
    bed.press(Key.Key_Return, modifiers=Modifier.ShiftModifier)
    bed.qtbot.waitUntil(lambda: bed.anchors() == 1)
    (finding,) = bed.state.draft.findings
    assert (finding.rulebook.id, finding.clause) == ("listings-filings", "licence-days")
    assert isinstance(finding.anchors[0], RegionAnchor)
    assert bed.state.draft.outcome is Outcome.VIOLATION
    bed.press(Key.Key_K)  # a row with which nothing is wrong
    bed.press(Key.Key_Return, modifiers=Modifier.ShiftModifier)
    assert len(bed.state.draft.findings) == 1 == bed.anchors()


def test_digits_begin_findings_under_the_clauses_that_judge_filings(bed: DeskBed, filing: FilingView) -> None:
    keyed = [choice.clause for choice in bed.state.short_list if choice.key]
    assert [clause.kinds for clause in keyed] == [(CaseKind.FILING,)] * 9
    assert keyed[0].id == "licence-days"  # a flag names it
    assert any(choice.clause.kinds == (CaseKind.LISTING,) for choice in bed.state.short_list)


def test_who_signs_sees_the_filing_as_it_was_corrected_and_the_history_says_so(bed: DeskBed) -> None:
    bed.bench.lines = (*(pack(DEMO)[ref] for ref in ("demo-clip-01", "demo-listing-01", "demo-filing-02")),)
    judged = with_correction(with_outcome(Draft(), Outcome.PASS), TERM, READ, PAGE)
    case_id = bed.give(0, 2, judged)
    bed.count(case_id)
    bed.open(case_id)
    rows = bed.pane.filing.model.rows
    row = next(row for row in rows if row.name == "营业期限")
    spot = row.spot(Side.READ)
    assert spot is not None and (spot.value, spot.corrected) == (PAGE, True)
    case = bed.state.case
    assert case is not None
    below = [line for entry in history(case) for line in entry.below]
    assert f"营业期限: the machine read “{READ}”, a person reads “{PAGE}”" in below


def test_letters_that_sign_are_not_taken_by_the_filing(bed: DeskBed) -> None:
    """C, X and R decide at sign-off: nothing of the evidence may have them."""
    bed.bench.lines = (*(pack(DEMO)[ref] for ref in ("demo-clip-01", "demo-listing-01", "demo-filing-02")),)
    bed.open(bed.give(0, 2, with_outcome(Draft(), Outcome.PASS)))
    for key, outcome in ((Key.Key_X, Outcome.CHANGE), (Key.Key_R, Outcome.RETURN), (Key.Key_C, Outcome.CONFIRM)):
        bed.press(key)
        assert bed.state.draft.outcome is outcome
    assert QApplication.focusWidget() is not None


# -- what no paper says ------------------------------------------------------------------------------------------------


@pytest.fixture
def chained(bed: DeskBed) -> FilingView:
    """A flagship whose letters make two levels, which is too deep unless the brand is from abroad."""
    lines = pack(DEMO)
    bed.bench.lines = (lines["demo-clip-01"], lines["demo-listing-01"], two_levels())
    case_id = bed.give(0, 2)
    bed.count(case_id)
    bed.open(case_id)
    return bed.pane.filing


def level(filing: FilingView) -> State:
    return next(row.state for row in filing.model.tables.rows[Tab.FIELDS] if row.name == "授权级数")


def test_a_brand_from_abroad_is_stated_by_key_and_goes_with_a_pass(bed: DeskBed, chained: FilingView) -> None:
    asking = chained.side.asking
    assert asking.isVisible() and level(chained) is State.UNREADABLE
    assert asking.line.text.text() == "The brand is from abroad"
    assert asking.line.accessibleName() == "The brand is from abroad · not answered yet"
    bed.press(Key.Key_Z, modifiers=Modifier.ShiftModifier)
    bed.press(Key.Key_1)
    assert chained.side.grid.hasFocus()
    assert level(chained) is State.MATCH
    stated = Stated(schedule="filing-thresholds", name="brand_from_abroad", value=True)
    assert bed.state.draft.stated == (stated,)
    assert asking.line.accessibleName() == "The brand is from abroad · Yes"
    bed.press(Key.Key_Z, modifiers=Modifier.ShiftModifier)
    bed.press(Key.Key_2)
    assert level(chained) is State.MISMATCH
    case_id = bed.state.case.case_id if bed.state.case is not None else ""
    bed.press(Key.Key_Z, modifiers=Modifier.ShiftModifier)
    bed.press(Key.Key_1)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=Modifier.ControlModifier)
    assert bed.bench.decided[case_id].stated == (stated,)


def test_an_answer_is_taken_back_with_its_digit(bed: DeskBed, chained: FilingView) -> None:
    for _press in range(2):
        bed.press(Key.Key_Z, modifiers=Modifier.ShiftModifier)
        bed.press(Key.Key_1)
    assert bed.state.draft.stated == () and level(chained) is State.UNREADABLE


def test_nothing_is_asked_of_a_filing_without_such_a_chain(bed: DeskBed, filing: FilingView) -> None:
    assert not filing.side.asking.isVisible()
    assert filing.answer() is False
