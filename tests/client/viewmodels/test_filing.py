"""The filing without a screen: declared beside read, checks and corrections, pages leafed and turned, anchors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reviewer_app.client.viewmodels.cannot import CHANGED, UNPLACED
from reviewer_app.client.viewmodels.checkwords import SAID, STATES, badge_words, clause_words, source_words, sum_words
from reviewer_app.client.viewmodels.filing import FilingModel, stills
from reviewer_app.client.viewmodels.filingrows import Row, Side, Tab
from reviewer_app.client.viewmodels.pictures import FIRST_SIDE, PicturesModel
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import FilingSubject
from reviewer_app.domain.checks.codes import check_registration
from reviewer_app.domain.checks.result import Basis, Checked, State, checked
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, holds
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import PageText, Word
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from tests.client.opened import open_case
from tests.client.samples import filing_json, new_id
from tests.client.viewmodels.evidence_fakes import FakeMedia, HeldLanes, reader_of


def shown(pages: int = 2) -> tuple[FilingModel, OpenCase, FakeMedia]:
    """A model with a filing on it, whose licence has pages and whose report two items."""
    data = filing_json()
    data["conduct_at"] = data["flagged_at"] = "2026-08-11T10:00:00+08:00"
    subject = data["subject"]
    subject["declared"]["对公账户户名"] = "清溪商贸行"
    subject["documents"][1]["read"] = {"账户名称": {"value": "清溪商贸行（个体）"}}
    subject["documents"][0]["read"]["登记机关"] = {"value": "", "page": 1, "box": [0.1, 0.8, 0.2, 0.1]}
    items = {
        "铅/标准指标": {"value": "≤10", "page": 1, "box": [0.4, 0.2, 0.1, 0.02]},
        "铅/实测值": {"value": "0.4", "page": 1, "box": [0.6, 0.2, 0.1, 0.02]},
        "镉/标准指标": {"value": "≤5", "page": 1, "box": [0.4, 0.3, 0.1, 0.02]},
        "镉/实测值": {"value": "6", "page": 1, "box": [0.6, 0.3, 0.1, 0.02]},
        "镉/单项判定": {"value": "不合格"},
    }
    subject["documents"].append({"type": "lab_report", "file": subject["documents"][1]["file"], "read": items})
    case = open_case(data, new_id(1))
    sheet = replace(case.sheet, schedules=shipped_schedules(), versions=tuple(one.published for one in shipped()))
    case = replace(case, sheet=sheet)
    media = FakeMedia(pages={subject["documents"][0]["file"]["sha256"]: pages})
    reader, _assets = reader_of(media)
    model = FilingModel(reader)
    model.show(case)
    return model, case, media


def said(row: Row) -> list[str]:
    return [check.said for check in row.checks]


def test_rows_stand_in_the_order_of_the_form_with_what_is_only_read_behind() -> None:
    model, _case, _media = shown()
    assert [(row.name, row.state) for row in model.rows] == [
        ("店铺名称", State.NOT_APPLICABLE),
        ("名称", State.MATCH),
        ("营业期限", State.MISMATCH),
        ("对公账户户名", State.MISMATCH),
        ("登记机关", State.UNREADABLE),
    ]
    assert model.counts()[State.MISMATCH] == 2
    assert said(model.rows[2]) == ["same", "days-left"]


def test_lab_items_have_a_table_of_their_own_failed_ones_first() -> None:
    model, _case, _media = shown()
    assert model.tabs == (Tab.FIELDS, Tab.ITEMS)
    model.show_tab(Tab.ITEMS)
    assert [(row.name, row.state) for row in model.rows] == [("镉", State.MISMATCH), ("铅", State.MATCH)]
    model.choose(0, Side.RESULT)
    assert model.pictures.state.box == (0.6, 0.3, 0.1, 0.02)
    anchor = model.anchor()
    assert isinstance(anchor, RegionAnchor) and anchor.box == (0.6, 0.3, 0.1, 0.02)
    model.choose(0, Side.VERDICT)  # it was read without a place: the field itself is bound
    assert model.anchor() == FieldAnchor(field="/documents/2/read/镉~1单项判定/value", value="不合格")
    model.next_tab()
    assert (model.tab, model.at) == (Tab.FIELDS, None)


def test_a_row_goes_to_its_box_and_both_of_its_sides_are_anchors() -> None:
    model, case, _media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    model.choose(2)
    assert model.pictures.state.box == (0.3, 0.42, 0.3, 0.04)
    declared, read = model.anchor(Side.DECLARED), model.anchor(Side.READ)
    assert declared == FieldAnchor(field="/declared/营业期限", value="2026-08-21")
    licence = case.record.subject.documents[0].file.sha256
    assert read == RegionAnchor(asset=licence, box=(0.3, 0.42, 0.3, 0.04), page=1)
    assert holds(declared, case.subject, case.here)


def test_every_row_gives_anchors_that_hold() -> None:
    model, case, _media = shown()
    for tab in model.tabs:
        model.show_tab(tab)
        for index, row in enumerate(model.rows):
            sides = [Side.DECLARED] if tab is Tab.FIELDS else []
            for side in sides + [side for side, _spot in row.spots]:
                model.choose(index, side)
                anchor = model.anchor()
                assert anchor is not None
                assert holds(anchor, case.subject, case.here), (row.name, side, anchor)


def test_a_field_that_the_form_has_not_is_bound_as_absent() -> None:
    model, _case, _media = shown()
    model.choose(4)
    assert model.anchor(Side.DECLARED) == FieldAnchor(field="/declared/登记机关", value=None)


def test_walking_goes_row_by_row_and_ends_at_the_ends() -> None:
    model, _case, _media = shown()
    walked = []
    for by in (1, 1, -1, -1, -1):
        model.step(by)
        walked.append(model.at)
    assert walked == [0, 1, 0, 0, 0]
    model.choose(None)
    model.step(-1)
    assert model.at == len(model.rows) - 1


def test_walking_from_problem_to_problem_goes_through_the_tables_and_round() -> None:
    model, _case, _media = shown()
    walked = []
    for by in (1, 1, 1, 1, 1, -1, -1):
        assert model.step_problem(by)
        walked.append((model.tab, model.at, model.side))
    fields = [(Tab.FIELDS, at, Side.READ) for at in (2, 3, 4)]
    item = (Tab.ITEMS, 0, Side.RESULT)
    assert walked == [*fields, item, fields[0], item, fields[2]]


def test_there_is_no_problem_to_go_to_where_all_agrees() -> None:
    model, case, _media = shown()
    data = filing_json()
    data["subject"]["documents"] = data["subject"]["documents"][:1]
    data["subject"]["declared"] = {"名称": "清溪食品有限公司"}
    data["subject"]["documents"][0]["read"].pop("营业期限")
    other = open_case(data, new_id(2))
    model.show(replace(other, sheet=replace(other.sheet, schedules=case.sheet.schedules)))
    assert not model.step_problem(1)
    assert model.at is None


def test_a_correction_is_worked_with_at_once_and_one_stays_at_the_row() -> None:
    model, _case, _media = shown()
    model.choose(2, Side.READ)
    spot = model.correctable
    assert spot is not None
    model.correct((Correction(field=spot.pointer, read=spot.read.value, value="2036-08-21"),))
    assert model.at == 2
    row = model.rows[2]
    assert said(row) == ["differs", "days-left"]
    assert [check.state for check in row.checks] == [State.MISMATCH, State.MATCH]
    corrected = row.spot(Side.READ)
    assert corrected is not None and (corrected.value, corrected.corrected) == ("2036-08-21", True)
    model.correct(())
    assert said(model.rows[2]) == ["same", "days-left"]


def test_what_was_judged_is_shown_with_its_corrections() -> None:
    model, case, _media = shown()
    read = "2026-08-21"
    draft = case.draft.model_copy(
        update={"corrections": (Correction(field="/documents/0/read/营业期限/value", read=read, value="2026-09-30"),)}
    )
    model.show(replace(case, draft=draft))
    assert said(model.rows[2]) == ["differs", "days-left"]


def test_the_page_s_own_text_is_a_hint_where_it_is_another_reading() -> None:
    model, case, media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    licence = case.record.subject.documents[0].file.sha256
    words = [Word(text, at, (0.31 + at / 100, 0.43, 0.01, 0.02)) for at, text in enumerate("2026-08-12")]
    mark = Word("样", 10, (0.35, 0.3, 0.1, 0.3))  # across the page: it stands out of the box
    media.texts[licence, 1] = PageText("2026-08-12样", (*words, mark))
    model.choose(2, Side.READ)
    assert model.own == "2026-08-12"
    model.choose(1)
    assert model.own == ""
    model.choose(2)
    field = model.correctable
    assert field is not None
    model.correct((Correction(field=field.pointer, read=field.read.value, value="2026-08-12"),))
    assert model.own == ""  # the person reads what the page says


def test_boxes_of_problems_are_known_page_by_page() -> None:
    model, _case, _media = shown()
    assert model.boxes(0, 1) == (
        (State.MISMATCH, (0.3, 0.42, 0.3, 0.04)),
        (State.UNREADABLE, (0.1, 0.8, 0.2, 0.1)),
    )
    assert model.boxes(0, 2) == ()


def test_pages_lead_over_into_the_next_paper_and_back() -> None:
    model, _case, _media = shown(pages=2)
    pictures = model.pictures
    places = []
    for by in (1, 1, -1, -1, -1):
        pictures.next_page(by)
        places.append((pictures.state.at, pictures.state.page))
    assert places == [(0, 2), (1, 1), (0, 2), (0, 1), (0, 1)]


@pytest.mark.parametrize(
    ("start", "presses", "end"),
    [(0, (1,), (0, 2)), (0, (-1, 1, 1), (1, 1)), (0, (1, 1, -1), (0, 2)), (1, (-1,), (0, 2)), (1, (-1, -1), (0, 1))],
)
def test_presses_before_a_paper_has_said_what_it_is_are_kept(
    start: int, presses: tuple[int, ...], end: tuple[int, int]
) -> None:
    """They end where slow ones would, over the edges too."""
    _model, case, media = shown(pages=2)
    subject = case.record.subject
    assert isinstance(subject, FilingSubject)
    lanes = HeldLanes()
    pictures = PicturesModel(reader_of(media, lanes)[0])
    pictures.show(stills(subject))
    pictures.go(start)
    for by in presses:
        pictures.next_page(by)
    assert (pictures.state.at, pictures.state.page) == (start, 1)
    lanes.go()
    assert (pictures.state.at, pictures.state.page, pictures.state.note) == (*end, None)
    assert pictures.state.picture is not None


def test_where_a_paper_cannot_be_shown_a_kept_press_leads_on() -> None:
    _model, case, media = shown(pages=2)
    subject = case.record.subject
    assert isinstance(subject, FilingSubject)
    media.cannot[subject.documents[0].file.sha256] = CannotShow(Reason.DAMAGED)
    lanes = HeldLanes()
    pictures = PicturesModel(reader_of(media, lanes)[0])
    pictures.show(stills(subject))
    pictures.next_page(1)
    lanes.go()
    assert (pictures.state.at, pictures.state.trouble) == (1, None)


def test_a_turned_page_stays_turned_and_its_boxes_upright() -> None:
    model, _case, _media = shown()
    model.pictures.rotate()
    model.pictures.next_page(1)
    assert model.pictures.state.quarter == 0
    model.pictures.next_page(-1)
    assert model.pictures.state.quarter == 1
    model.pictures.set_box((0.1, 0.2, 0.3, 0.4))
    anchor = model.pictures.anchor()
    assert anchor is not None
    assert anchor.box == (0.1, 0.2, 0.3, 0.4)
    model.pictures.rotate(-1)
    model.pictures.rotate(-1)
    assert model.pictures.state.quarter == 3


def test_a_closer_look_asks_for_a_sharper_page() -> None:
    model, _case, media = shown(pages=1)
    model.pictures.closer(FIRST_SIDE)
    assert [question[3] for question in media.asked if question[0] == "page"] == [FIRST_SIDE]
    model.pictures.closer(2 * FIRST_SIDE)
    assert [question[3] for question in media.asked if question[0] == "page"] == [FIRST_SIDE, 2 * FIRST_SIDE]


def test_the_page_that_comes_next_is_decoded_while_one_is_looked_at() -> None:
    _model, _case, media = shown(pages=3)
    assert [question[2] for question in media.asked if question[0] == "page"] == [1, 2]


def test_a_page_that_is_not_there_says_so_and_accuses_the_bytes_only_of_what_was_bound() -> None:
    model, case, _media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    licence = case.record.subject.documents[0].file.sha256
    for named_by, note in (({}, UNPLACED), ({"absent": CHANGED}, CHANGED)):
        model.pictures.go_to_asset(licence, 9, (0.1, 0.1, 0.1, 0.1), **named_by)
        assert model.pictures.state.note == note
        model.pictures.go_to_asset(licence, 1, None)
        assert model.pictures.state.note is None
        assert not model.pictures.go_to_asset("f" * 64, 1, None, **named_by)
        assert model.pictures.state.note == note


def test_other_rules_check_the_filing_anew_where_one_is_and_nothing_else_does() -> None:
    """A case is heard of with every heartbeat; what was worked out is kept until other rules count."""
    model, case, _media = shown()
    model.show_tab(Tab.ITEMS)
    model.choose(next(at for at, row in enumerate(model.rows) if row.name == "铅"), Side.RESULT)
    tables = model.tables
    later = replace(case.sheet, known_at=case.sheet.known_at + timedelta(minutes=2))
    model.follow(replace(case, here=frozenset(), sheet=later))
    assert model.tables is tables
    bare = replace(case, sheet=replace(case.sheet, versions=(), schedules=()))
    model.follow(bare)
    assert model.tables is not tables and model.books == ()
    assert model.row is not None and model.row.name == "铅" and model.tab is Tab.ITEMS
    model.follow(case)
    assert model.tables.rows == tables.rows and model.books == case.sheet.books()


def test_a_correction_that_moves_its_item_takes_the_person_along() -> None:
    model, _case, _media = shown()
    model.show_tab(Tab.ITEMS)
    assert [row.name for row in model.rows] == ["镉", "铅"]  # what failed comes first
    model.choose(0, Side.RESULT)
    read = {"镉": ("6", "4"), "铅": ("0.4", "40")}
    fields = {name: f"/documents/2/read/{name}~1实测值/value" for name in read}
    model.correct([Correction(field=fields[name], read=was, value=now) for name, (was, now) in read.items()])
    assert [row.name for row in model.rows] == ["铅", "镉"]
    assert model.row is not None and model.row.name == "镉"


def test_a_paper_that_cannot_be_shown_leaves_the_others() -> None:
    model, case, media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    media.cannot[case.record.subject.documents[1].file.sha256] = CannotShow(Reason.LOCKED)
    model.pictures.go(1)
    assert model.pictures.state.trouble is not None
    assert model.pictures.state.trouble.code == "locked"
    assert model.pictures.anchor() is None
    model.pictures.go(0)
    assert model.pictures.state.trouble is None


def test_a_page_that_comes_late_is_not_shown_in_place_of_another() -> None:
    _model, case, media = shown()
    lanes = HeldLanes()
    reader, _assets = reader_of(media, lanes)
    model = FilingModel(reader)
    model.show(case)
    model.pictures.go(1)
    lanes.go()
    assert model.pictures.state.pages == 0
    assert model.pictures.state.picture is not None
    assert model.pictures.state.picture.full_width == 40


def test_a_row_names_its_page_whatever_paper_was_shown_before() -> None:
    """A paper that is just gone to has not said yet what it is: the pages of the one before it do not count."""
    data = filing_json()
    data["subject"]["declared"]["账户名称"] = "清溪商贸行"
    box = [0.1, 0.5, 0.3, 0.05]
    data["subject"]["documents"][1]["read"] = {"账户名称": {"value": "清溪商贸行", "page": 2, "box": box}}
    case = open_case(data, new_id(1))
    licence, account = (paper["file"]["sha256"] for paper in data["subject"]["documents"][:2])
    for pages, page in (({account: 3}, 2), ({licence: 3}, None)):  # a document behind a picture, and the other way
        lanes = HeldLanes()
        model = FilingModel(reader_of(FakeMedia(pages=pages), lanes)[0])
        model.show(case)
        lanes.go()
        model.choose([row.name for row in model.rows].index("账户名称"), Side.READ)
        assert (model.pictures.state.at, model.pictures.state.pages) == (1, 0)
        at_once = model.anchor()
        assert isinstance(at_once, RegionAnchor) and (at_once.asset, at_once.page) == (account, 2)
        model.pictures.go(0)  # gone on before the file has answered
        lanes.go()
        later = model.anchor()
        assert isinstance(later, RegionAnchor) and (later.asset, later.page) == (account, page)
        model.pictures.go(1)
        assert model.pictures.state.pages == pages.get(account, 0)


def test_what_was_read_is_found_by_its_place() -> None:
    model, _case, _media = shown()
    assert model.at_box(0, 1, (0.4, 0.43, 0.05, 0.01)) == (Tab.FIELDS, 2, Side.READ)
    assert model.at_box(0, 2, (0.4, 0.43, 0.05, 0.01)) is None
    assert model.at_box(2, 1, (0.62, 0.305, 0.0, 0.0)) == (Tab.ITEMS, 0, Side.RESULT)
    assert model.find("/declared/营业期限") == (Tab.FIELDS, 2, Side.DECLARED)
    assert model.find("/documents/0/read/登记机关/value") == (Tab.FIELDS, 4, Side.READ)
    assert model.find("/documents/2/read/铅~1实测值/value") == (Tab.ITEMS, 1, Side.RESULT)
    assert model.find("/declared/无") is None


# -- words ---------------------------------------------------------------------------------------------------------


def test_a_sum_shows_its_figures_the_rule_and_the_row() -> None:
    model, case, _media = shown()
    days = model.rows[2].checks[1]
    assert badge_words(days) == "10 days left"
    assert sum_words(days) == (
        "10 days are left on 2026-08-11: the last day is 2026-08-21. "
        "Required: More than 15 days of the licence left. [thresholds of filings, version 2025-01-23]"
    )
    assert clause_words(days.basis, case.sheet.books()) == "8 Days left on the business licence"
    assert clause_words(Basis("", clause="listings-filings:gone"), case.sheet.books()) == ""
    assert source_words(None) == ""


def test_a_sum_is_told_in_the_language_that_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    model, _case, _media = shown()
    speak("zh_CN")
    try:
        assert "营业执照剩余有效期多于十五日" in sum_words(model.rows[2].checks[1])
    finally:
        speak("en")


def test_what_a_paper_says_cannot_pass_for_our_words() -> None:
    check = check_registration("91330199MAF6J9XF\u202e0")
    assert "‹RLO›" in sum_words(check)


@pytest.mark.parametrize("name", sorted(SAID))
def test_every_sentence_has_a_badge(name: str) -> None:
    badge, sentence = SAID[name]
    assert badge and sentence.endswith((".", ")."))


def test_a_check_without_a_sentence_says_its_state() -> None:
    assert badge_words(Checked(State.MISMATCH, "never heard of")) == STATES[State.MISMATCH]
    assert sum_words(checked(State.MATCH, "same")) == "Form and paper say the same."


def test_a_licence_that_was_replaced_says_so_on_its_paper_and_is_no_problem_to_walk_to() -> None:
    data = filing_json()
    old = data["subject"]["documents"][0]
    code = {"统一社会信用代码": {"value": "92330109MA2B0X5F3T"}}
    old["read"] = code | {"营业期限": {"value": "2016-08-09至2026-01-01"}, "名称": {"value": "旧名"}}
    new = old | {"read": old["read"] | {"营业期限": {"value": "2025-12-01至长期"}, "名称": {"value": "清溪商贸行"}}}
    data["subject"] |= {"declared": {"名称": "清溪商贸行"}, "documents": [new, old]}
    reader, _assets = reader_of(FakeMedia())
    model = FilingModel(reader)
    model.show(open_case(data, new_id(1)))
    assert [still.title for still in model.pictures.state.items] == ["Business licence", "Business licence, replaced"]
    assert not model.step_problem(1) and model.boxes(1, 1) == ()
    told = next(row for row in model.rows if row.spots and row.spots[0][1].document == 1)
    assert badge_words(told.checks[0]) == "replaced" and "92330109MA2B0X5F3T" in sum_words(told.checks[0])
    model.correct((Correction(field="/documents/1/read/统一社会信用代码/value", read="x", value="91330109MA27W8XK31"),))
    assert [still.title for still in model.pictures.state.items] == ["Business licence"] * 2
    assert model.step_problem(1)  # it is another firm's, and today's of that
