"""The filing without a screen: declared beside read, pages leafed and turned, rows that are anchors."""

from __future__ import annotations

import pytest

from reviewer_app.client.viewmodels.evidence import CHANGED
from reviewer_app.client.viewmodels.filing import FilingModel, Match, agree
from reviewer_app.client.viewmodels.pictures import FIRST_SIDE
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import FilingSubject
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, holds
from reviewer_app.media.errors import CannotShow, Reason
from tests.client.opened import open_case
from tests.client.samples import filing_json, new_id
from tests.client.viewmodels.evidence_fakes import FakeMedia, HeldLanes, reader_of


def shown(pages: int = 2) -> tuple[FilingModel, OpenCase, FakeMedia]:
    """A model with a filing on it, whose licence has pages."""
    data = filing_json()
    data["subject"]["declared"]["对公账户户名"] = "清溪商贸行"
    data["subject"]["documents"][1]["read"] = {"账户名称": {"value": "清溪商贸行（个体）"}}
    data["subject"]["documents"][0]["read"]["登记机关"] = {"value": "", "page": 1, "box": [0.1, 0.8, 0.2, 0.1]}
    case = open_case(data, new_id(1))
    media = FakeMedia(pages={data["subject"]["documents"][0]["file"]["sha256"]: pages})
    reader, _assets = reader_of(media)
    model = FilingModel(reader)
    model.show(case)
    return model, case, media


def test_rows_stand_in_the_order_of_the_form_with_what_is_only_read_behind() -> None:
    model, _case, _media = shown()
    assert [(row.name, row.match) for row in model.rows] == [
        ("店铺名称", Match.NOT_READ),
        ("名称", Match.SAME),
        ("营业期限", Match.SAME),
        ("对公账户户名", Match.DIFFERENT),
        ("登记机关", Match.NOT_DECLARED),
    ]


@pytest.mark.parametrize(
    ("declared", "read", "match"),
    [
        ("ABC 公司", "ABC 公司", Match.SAME),
        ("ＡＢＣ公司", "abc 公司", Match.SPACING),
        ("2026-08-21", "2028-08-21", Match.DIFFERENT),
        ("", "x", Match.DIFFERENT),
    ],
)
def test_values_agree_but_for_width_and_blanks(declared: str, read: str, match: Match) -> None:
    assert agree(declared, read) is match


def test_a_row_goes_to_its_box_and_both_of_its_sides_are_anchors() -> None:
    model, case, _media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    model.choose(2)
    assert model.pictures.state.box == (0.3, 0.42, 0.3, 0.04)
    declared, read = model.anchor(declared=True), model.anchor(declared=False)
    assert declared == FieldAnchor(field="/declared/营业期限", value="2026-08-21")
    licence = case.record.subject.documents[0].file.sha256
    assert read == RegionAnchor(asset=licence, box=(0.3, 0.42, 0.3, 0.04), page=1)
    assert holds(declared, case.subject, case.here)


def test_every_row_gives_anchors_that_hold() -> None:
    model, case, _media = shown()
    for index in range(len(model.rows)):
        model.choose(index)
        for declared in (True, False):
            anchor = model.anchor(declared)
            assert anchor is not None
            assert holds(anchor, case.subject, case.here), (index, declared, anchor)


def test_a_field_that_the_form_has_not_is_bound_as_absent() -> None:
    model, _case, _media = shown()
    model.choose(4)
    assert model.anchor(declared=True) == FieldAnchor(field="/declared/登记机关", value=None)


def test_pages_lead_over_into_the_next_paper_and_back() -> None:
    model, _case, _media = shown(pages=2)
    pictures = model.pictures
    places = []
    for by in (1, 1, 1, -1, -1, -1, -1):
        pictures.next_page(by)
        places.append((pictures.state.at, pictures.state.page))
    assert places == [(0, 2), (1, 1), (1, 1), (0, 2), (0, 1), (0, 1), (0, 1)]


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


def test_a_closer_look_asks_for_a_sharper_page() -> None:
    model, _case, media = shown()
    model.pictures.closer(FIRST_SIDE)
    assert [question[3] for question in media.asked if question[0] == "page"] == [FIRST_SIDE]
    model.pictures.closer(2 * FIRST_SIDE)
    assert [question[3] for question in media.asked if question[0] == "page"] == [FIRST_SIDE, 2 * FIRST_SIDE]


def test_a_page_that_is_not_there_says_so() -> None:
    model, case, _media = shown()
    assert isinstance(case.record.subject, FilingSubject)
    licence = case.record.subject.documents[0].file.sha256
    model.pictures.go_to_asset(licence, 9, (0.1, 0.1, 0.1, 0.1))
    assert model.pictures.state.note == CHANGED
    assert not model.pictures.go_to_asset("f" * 64, 1, None)


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


def test_what_was_read_is_found_by_its_place() -> None:
    model, _case, _media = shown()
    assert model.row_at(0, 1, (0.4, 0.43, 0.05, 0.01)) == 2
    assert model.row_at(0, 2, (0.4, 0.43, 0.05, 0.01)) is None
    assert model.row_of("/declared/营业期限") == 2
    assert model.row_of("/documents/0/read/登记机关/value") == 4
