"""The listing's desk under real key presses: sections, revisions, prices, papers, word lists, codes, two pictures."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.listing import Section
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import RegionPlace, TextPlace
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor, holds
from reviewer_app.domain.hidden import Trick, trick_of
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.evidence.listing import ListingView
from tests.media.hostile import WORDS
from tests.media.test_hostile import png_bomb
from tests.rulebooks.verdicts_made import sheet_of
from tests.ui.desk_bench import DeskBed
from tests.ui.evidence_bench import DEMO, PATIENCE, Bed, case_of, pack

K, M = Qt.Key, Qt.KeyboardModifier
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"
TRUTHS: list[dict[str, Any]] = json.loads((REAL / "truth.json").read_text("utf-8")) if REAL.is_dir() else []


@pytest.fixture
def pane(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made = Bed(qtbot, room)
    yield made
    made.close()


def put(bed: Bed, data: dict[str, Any]) -> OpenCase:
    """Shows a record under the shipped rulebooks and schedules, and waits for its picture."""
    case = case_of(data)
    known = sheet_of(case.record, {})
    case = replace(case, sheet=replace(case.sheet, versions=known.versions, schedules=known.schedules))
    with bed.qtbot.waitSignal(bed.pane.first_painted, timeout=PATIENCE):
        bed.pane.show_case(case)
    view(bed).reading.setFocus()
    return case


def view(bed: Bed) -> ListingView:
    return bed.pane.listing


def demo(bed: Bed, ref: str = "demo-listing-01", **product: Any) -> dict[str, Any]:
    data = pack(bed.folder)[ref]
    subject = data["subject"]
    return data | {"flags": [], "subject": subject | {"product": subject["product"] | product}}


# -- sections ---------------------------------------------------------------------------------------------------------


def test_one_key_leads_through_the_sections_and_back(pane: Bed) -> None:
    put(pane, demo(pane))
    seen = []
    for _section in Section:
        seen.append((view(pane).model.section, view(pane).plot.isVisible(), view(pane).sides.isVisible()))
        pane.press("t")
        assert QApplication.focusWidget() is view(pane).reading
    assert [section for section, _plot, _sides in seen] == list(Section)
    assert [section for section, plot, _sides in seen if plot] == [Section.PRICES]
    assert [section for section, _plot, sides in seen if sides] == [Section.CHANGES]
    pane.key(K.Key_T, M.ShiftModifier)
    assert view(pane).tabs.at == Section.PAPERS


def test_a_place_is_gone_to_in_the_section_that_has_it(pane: Bed) -> None:
    case = put(pane, demo(pane))
    for anchor, section in (
        (FieldAnchor(field="/price_history", value="[]"), Section.PRICES),
        (TextAnchor(field="/product/attributes/等级", start=0, exact="一级"), Section.FIELDS),
        (FieldAnchor(field="/certificates", value=None), Section.PAPERS),
        (TextAnchor(field="/previous/0/product/name", start=0, exact="雾岭"), Section.CHANGES),
    ):
        pane.pane.go_to_anchor(anchor)
        assert view(pane).model.section is section, case.case_id
        assert not pane.pane.banner.isVisible()


def test_the_sections_are_named_again_in_another_language(pane: Bed, chinese: None) -> None:
    put(pane, demo(pane))
    speak("zh_CN")
    pane.pane.retranslate()
    assert [name.split(" · ")[0] for _id, name in view(pane).model.titles()] == ["字段", "变更内容", "价格", "证书"]


# -- revisions --------------------------------------------------------------------------------------------------------


def test_revisions_are_chosen_by_key_and_only_the_judged_one_makes_evidence(pane: Bed) -> None:
    case = put(pane, demo(pane))
    pane.press("[")  # shows them
    model, reading = view(pane).model, view(pane).reading
    assert model.section is Section.CHANGES
    before = (model.left, model.right)
    pane.press("[")
    assert (model.left, model.right) != before
    pane.press("[[")
    assert (model.left, model.right) == before
    row = model.line_of("/previous/0/product/name")
    assert row is not None
    reading.go_to(row, 0, 2)
    pane.key(K.Key_Return)
    assert pane.anchors == []
    assert pane.pane.banner.isVisible()
    assert "another revision" in pane.pane.banner.words.text()
    reading.go_to(row + 1, *model.lines[row + 1].added[0])
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert isinstance(anchor, TextAnchor)
    assert anchor.field == "/product/name"
    assert holds(anchor, case.subject, case.here)


def test_the_right_side_has_a_key_of_its_own(pane: Bed) -> None:
    put(pane, demo(pane))
    pane.press("]]")
    model = view(pane).model
    assert (model.left, model.right) == (len(model.sides) - 2, 0)
    assert view(pane).sides.newer.text() == model.sides[0].name()


# -- prices -----------------------------------------------------------------------------------------------------------


def test_the_plot_is_walked_by_key_and_leads_to_the_price_in_the_record(pane: Bed) -> None:
    case = put(pane, demo(pane))
    pane.press("tt")
    plot, model = view(pane).plot, view(pane).model
    plot.setFocus()
    said = plot.accessibleName()
    pane.key(K.Key_Home)
    pane.key(K.Key_Right)
    assert plot.accessibleName() != said
    row = view(pane).reading.row
    assert model.lines[row].pointer == "/price_history/1/price"
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert isinstance(anchor, TextAnchor)
    assert anchor.field == "/price_history/1/price"
    assert holds(anchor, case.subject, case.here)


def test_a_dot_is_where_its_price_is_and_can_be_clicked(pane: Bed) -> None:
    data = demo(pane)
    history = [("2025-08-10T09:00:00+08:00", "10"), ("2025-08-11T09:00:00+08:00", "40")]
    data["subject"] |= {"price_history": [{"at": at, "price": price} for at, price in history]}
    put(pane, data)
    pane.press("tt")
    low, high = view(pane).plot.places()
    assert low.x() < high.x()
    assert low.y() > high.y()
    QTest.mouseClick(view(pane).plot, Qt.MouseButton.LeftButton, pos=QPointF(low).toPoint())
    assert view(pane).model.lines[view(pane).reading.row].pointer == "/price_history/0/price"


def test_no_price_at_all_is_said(pane: Bed) -> None:
    data = demo(pane, list_price=None)
    data["subject"] |= {"price_history": []}
    put(pane, data)
    pane.press("tt")
    assert view(pane).plot.accessibleName() == "No price is on record"
    assert not view(pane).plot.grab().isNull()


# -- hidden text and long text ----------------------------------------------------------------------------------------


def test_no_character_that_turns_text_reaches_the_screen(pane: Bed) -> None:
    turned = "\u202eabc\u202c \u2067x\u2069 שלום"
    put(pane, demo(pane, description=turned, attributes={turned: turned}))
    for line in view(pane).reading.lines:
        assert not any(trick_of(letter) is Trick.BIDI for letter in line.name + line.shown.text)
    text = view(pane).reading.toPlainText()
    assert not any(trick_of(letter) is Trick.BIDI for letter in text)
    block = view(pane).reading.document().begin()
    while block.isValid():
        assert block.textDirection() is Qt.LayoutDirection.LeftToRight or not block.text().isascii()
        assert block.blockFormat().layoutDirection() is Qt.LayoutDirection.LeftToRight
        block = block.next()


STALL = 1.0
"""Seconds of the screen's thread that tell a stall, on however busy a machine; how long it takes the bench measures."""
NESTED = WORDS["200 kB of nested HTML"]


@pytest.mark.parametrize(
    "text", [NESTED, "<b>最佳\u200b</b>\n" * 15_000, "全网最佳，" * 40_000], ids=["nested", "lines", "cjk"]
)
def test_200_kilobytes_are_shown_at_once_and_every_place_in_them(pane: Bed, text: str) -> None:
    put(pane, demo(pane))
    longest, least = 0.0, 9.0
    for _time in range(2):
        put(pane, demo(pane))
        data = demo(pane, description=text)
        case = case_of(data)
        known = sheet_of(case.record, {})
        case = replace(case, sheet=replace(case.sheet, versions=known.versions, schedules=known.schedules))
        since = time.thread_time()
        pane.pane.listing.show_case(case)
        QApplication.processEvents()
        longest = time.thread_time() - since
        least = min(least, longest)
    assert least < STALL
    model, reading = view(pane).model, view(pane).reading
    spot = model.spots[-1]
    since = time.thread_time()
    view(pane).go_to_spot(len(model.spots) - 1)
    QApplication.processEvents()
    assert time.thread_time() - since < STALL
    assert reading.lines[reading.row].pointer == spot.pointer
    assert reading.selected() == (spot.start, spot.end)


def test_a_long_text_is_read_on_by_key_and_searched_as_a_whole(pane: Bed) -> None:
    text = "<p>布料</p>\n" * 20_000 + "结尾在此"
    case = put(pane, demo(pane, description=text))
    row = view(pane).model.line_of("/product/description")
    assert row is not None
    reading = view(pane).reading
    reading.go_to(row)
    first = reading.lines[row].window
    pane.key(K.Key_Space)
    assert reading.row == row
    assert first is not None
    second = reading.lines[row].window
    assert second is not None
    assert second[0] > first[0]
    pane.press("/")
    pane.compose("结尾在此")
    pane.until(lambda: not reading.searching)
    assert reading.selected() == (len(text) - 4, len(text))
    pane.key(K.Key_Escape)
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert anchor == TextAnchor(field="/product/description", start=len(text) - 4, exact="结尾在此")
    assert holds(anchor, case.subject, case.here)


# -- word lists -------------------------------------------------------------------------------------------------------


def test_n_walks_the_flags_and_then_what_word_lists_found(bed: DeskBed) -> None:
    case_id = bed.give(0, 1)
    bed.count(case_id)
    bed.open(case_id)
    spots = bed.pane.listing.model.spots
    flags = len(bed.state.case.record.flags) if bed.state.case else 0
    assert spots and flags
    reading = bed.pane.listing.reading
    for _flag in range(flags - 1):
        bed.press(K.Key_N)
    assert bed.state.flag_at == flags - 1
    for spot in spots:
        bed.press(K.Key_N)
        assert bed.state.flag_at is None
        assert reading.lines[reading.row].pointer == spot.pointer
        assert reading.selected() == (spot.start, spot.end)
    bed.press(K.Key_D)  # no flag is here that it could be said of
    assert bed.state.draft.flags == ()
    bed.press(K.Key_N)
    assert bed.state.flag_at == 0
    assert bed.pane.listing.model.spot_at is None
    bed.press(K.Key_N, modifiers=M.ShiftModifier)
    assert bed.pane.listing.model.spot_at == len(spots) - 1
    bed.press(K.Key_1)
    bed.bind()
    (finding,) = bed.state.draft.findings
    assert isinstance(finding.anchors[-1], TextAnchor)
    last = spots[-1]
    assert (finding.anchors[-1].field, finding.anchors[-1].start) == (last.pointer, last.start)


# -- pictures ---------------------------------------------------------------------------------------------------------


def coded(words: str) -> bytes:
    """A picture with a two-dimensional code in its lower half."""
    code = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode)
    view_of = memoryview(zxingcpp.write_barcode_to_image(code, scale=6))
    drawn = Image.frombytes("L", (view_of.shape[1], view_of.shape[0]), view_of.tobytes())
    picture = Image.new("RGB", (600, 800), "white")
    picture.paste(drawn.convert("RGB"), (200, 450))
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def test_a_code_is_read_as_text_and_its_box_is_bound_by_key(pane: Bed) -> None:
    words = "https://elsewhere.example/\u202ejoin"
    content = coded(words)
    image = {"path": "assets/c.png", "sha256": pane.assets.add(content), "bytes": len(content), "type": "image/png"}
    data = demo(pane)
    data["subject"] |= {"images": [image]}
    case = put(pane, data)
    pane.until(lambda: view(pane).codes.isVisible())
    assert view(pane).codes.texts[0].text() == "1  https://elsewhere.example/‹RLO›join"
    assert view(pane).codes.texts[0].textFormat() is Qt.TextFormat.PlainText
    assert not view(pane).codes.texts[0].openExternalLinks()
    pane.press("q")
    pane.key(K.Key_Return)
    anchor = pane.made()
    assert isinstance(anchor, RegionAnchor)
    assert anchor.asset == image["sha256"]
    assert anchor.box[0] == pytest.approx(200 / 600, abs=0.08)
    assert anchor.box[1] == pytest.approx(450 / 800, abs=0.08)
    assert holds(anchor, case.subject, case.here)


def test_two_pictures_are_seen_side_by_side_and_together(pane: Bed) -> None:
    put(pane, demo(pane))
    pane.press("l")
    listing = view(pane)
    assert listing.beside.isVisible()
    assert not listing.reading.isVisible()
    pane.until(lambda: listing.beside.canvas.has_picture)
    pane.press("++")
    assert listing.beside.canvas.view.zoom == pytest.approx(listing.stills.canvas.view.zoom)
    assert listing.stills.canvas.view.zoom > 1
    shown = listing.model.beside.state.at
    pane.press(".")
    assert listing.model.beside.state.at != shown
    pane.press(",")
    pane.until(lambda: listing.model.beside.state.at == shown)
    pane.press("l")
    assert not listing.beside.isVisible()
    assert listing.reading.isVisible()


def test_both_of_two_large_pictures_are_sharper_from_near(pane: Bed) -> None:
    contents = [png_bomb(2400), png_bomb(2000)]
    shas = [pane.assets.add(content) for content in contents]
    data = demo(pane)
    data["subject"] |= {
        "images": [
            {"path": f"assets/{n}.png", "sha256": sha, "bytes": len(contents[n]), "type": "image/png"}
            for n, sha in enumerate(shas)
        ],
        "previous": [],
    }
    put(pane, data)
    pane.press("l")
    first, second = view(pane).stills.canvas, view(pane).beside.canvas
    pane.until(lambda: first.has_picture and second.has_picture)
    assert (first.image().width(), second.image().width()) == (1600, 1600)
    pane.press("+++++++++")
    pane.until(lambda: (first.image().width(), second.image().width()) == (2400, 2000))


def test_words_of_a_flag_are_seen_though_two_pictures_were_compared(pane: Bed) -> None:
    put(pane, demo(pane))
    pane.press("l")
    pane.pane.go_to_place(TextPlace(type="text", field="/product/name", exact="雾岭"))
    assert view(pane).reading.isVisible()


# -- the shared pack --------------------------------------------------------------------------------------------------


def places() -> Iterator[Any]:
    for truth in TRUTHS:
        for finding in truth["findings"] if truth["kind"] == "listing" else ():
            for place in finding["places"]:
                yield pytest.param(truth["ref"], place, id=f"{truth['ref']}-{place.get('field') or place['asset']}")


@pytest.mark.shared_data
@pytest.mark.skipif(not TRUTHS, reason="the shared data pack does not stand beside the project")
@pytest.mark.parametrize(("ref", "place"), list(places()))
def test_each_truth_of_the_shared_pack_is_seen_and_bound_where_it_is(
    qtbot: QtBot, room: MediaRoom, ref: str, place: dict[str, Any]
) -> None:
    bed = Bed(qtbot, room, REAL)
    case = put(bed, pack(REAL)[ref])
    if place["channel"] == "text":
        bed.pane.go_to_place(TextPlace(type="text", field=place["field"], exact=place["exact"], start=place["start"]))
        view(bed).reading.setFocus()
        wanted: Any = TextAnchor(field=place["field"], start=place["start"], exact=place["exact"])
    elif place["channel"] == "field":
        row = view(bed).model.seek(place["field"])
        assert row is not None
        view(bed).reading.setFocus()
        view(bed).reading.go_to(row)
        wanted = FieldAnchor(field=place["field"], value=view(bed).model.lines[row].value)
    else:
        asset = next(a for a in case.record.assets() if a.path == place["asset"])
        region = RegionPlace(type="region", asset=asset.sha256, box=tuple(place["box"]), page=place.get("page"))
        bed.pane.go_to_place(region)
        bed.until(lambda: view(bed).model.pictures.state.picture)
        view(bed).stills.canvas.setFocus()
        wanted = RegionAnchor(asset=asset.sha256, box=tuple(place["box"]), page=place.get("page"))
    assert not bed.pane.banner.isVisible()
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert anchor == wanted
    assert holds(anchor, case.subject, case.here)
    bed.close()


def test_what_the_register_says_is_stated_by_key_and_goes_into_the_verdict(bed: DeskBed) -> None:
    data = pack(DEMO)["demo-listing-03"]
    bed.bench.lines = (pack(DEMO)["demo-clip-01"], data, pack(DEMO)["demo-filing-01"])
    data = json.loads(json.dumps(data))
    data["subject"]["certificates"] = [{"scheme": "CCC", "number": "2021010198765432", "valid_until": "2027-01-01"}]
    bed.bench.lines = (bed.bench.lines[0], data, bed.bench.lines[2])
    case_id = bed.give(0, 1)
    bed.count(case_id)
    bed.open(case_id)
    listing = bed.pane.listing
    assert not listing.asking.isVisible()
    bed.press(K.Key_Z, modifiers=M.ShiftModifier)
    assert listing.model.section is Section.PAPERS and listing.asking.isVisible()
    line = listing.asking.line
    assert line.hasFocus()
    assert line.accessibleName() == "CCC 2021010198765432 in the register · not answered yet"
    bed.press(K.Key_2)
    said = Correction(field="/certificates/0/status", read="", value="suspended")
    assert bed.state.draft.corrections == (said,)
    assert dict(listing.model.titles())["papers"] == "Papers · suspended"
    assert listing.model.section is Section.PAPERS and listing.reading.hasFocus()
    bed.press(K.Key_P)
    assert [item.lack for item in bed.state.missing if item.blocking] == []
    bed.press(K.Key_Return, modifiers=M.ControlModifier)
    assert bed.bench.decided[case_id].corrections == (said,)
