"""A real listing under real key presses: plain text to the code point, pictures and papers to the fraction."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextFormat
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.listing import Section
from reviewer_app.client.words import speak
from reviewer_app.domain.cases import ListingSubject, RegionPlace, TextPlace
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor, holds
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.desk.said import anchor_words
from tests.media.hostile import BIDI, WORDS, ZERO_WIDTH, listings
from tests.ui.evidence_bench import Bed, pack

K, M = Qt.Key, Qt.KeyboardModifier
HOSTILE = (
    "<img src='file:///etc/hostname'><b>最\u200b低😀价</b>\u202e<script>alert(1)</script>\n"
    "<a href='javascript:alert(1)'>x</a> &lt;b&gt; ‹ZWSP› \u2066end"
)


@pytest.fixture
def bed(qtbot: QtBot, room: MediaRoom) -> Iterator[Bed]:
    """A pane with its keys."""
    made_bed = Bed(qtbot, room)
    yield made_bed
    made_bed.close()


def hostile(bed: Bed) -> dict[str, Any]:
    """A listing whose description is an attack."""
    data = pack(bed.folder)["demo-listing-01"]
    product = data["subject"]["product"] | {"description": HOSTILE, "attributes": {"<b>a/b~</b>": "<i>x</i>"}}
    return data | {"flags": [], "subject": data["subject"] | {"product": product}}


def test_a_hidden_character_is_named_where_it_stands(bed: Bed) -> None:
    bed.show(hostile(bed))
    text = bed.pane.listing.reading.toPlainText()
    assert HOSTILE.replace("\u200b", "‹ZWSP›").replace("\u202e", "‹RLO›").replace("\u2066", "‹LRI›") in text


@pytest.mark.parametrize("name", WORDS)
def test_hostile_text_stays_text(bed: Bed, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    reached: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *arguments: reached.append(arguments))
    bed.show(listings()[name])
    reading = bed.pane.listing.reading
    assert not {*BIDI, *ZERO_WIDTH} & {*reading.toPlainText()}
    block = reading.document().begin()
    while block.isValid():
        for fragment in block:
            letters = fragment.fragment().charFormat()
            assert not letters.isAnchor()
            assert not letters.isImageFormat()
            assert letters.objectType() == QTextFormat.ObjectTypes.NoObject.value
        block = block.next()
    assert reached == []


def test_a_hidden_character_has_a_look_that_no_text_can_imitate(bed: Bed) -> None:
    bed.show(hostile(bed))
    reading = bed.pane.listing.reading
    text = reading.toPlainText()
    real, typed = text.index("‹ZWSP›"), text.rindex("‹ZWSP›")
    assert real != typed
    grounds = []
    for at in (real, typed):
        cursor = reading.textCursor()
        cursor.setPosition(_units(text, at) + 1)
        grounds.append(cursor.charFormat().background().style() is not Qt.BrushStyle.NoBrush)
    assert grounds == [True, False]


def _units(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


@pytest.mark.parametrize("words", ["低😀", "最\u200b低", "</b>\u202e<script>", "\n<a href", "end"])
def test_selected_words_are_code_points_of_the_stored_text(bed: Bed, words: str) -> None:
    case = bed.show(hostile(bed))
    place = TextPlace(type="text", field="/product/description", exact=words)
    bed.pane.go_to_place(place)
    assert bed.pane.listing.reading.textCursor().hasSelection()
    bed.pane.listing.reading.setFocus()
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert anchor == TextAnchor(field="/product/description", start=HOSTILE.index(words), exact=words)
    assert holds(anchor, case.subject, case.here)


def test_words_selected_with_the_keys_alone(bed: Bed) -> None:
    case = bed.show(hostile(bed))
    reading = bed.pane.listing.reading
    reading.setFocus()
    row = bed.pane.listing.model.line_of("/product/description")
    assert row is not None
    while reading.row < row:
        bed.key(K.Key_Down)
    bed.key(K.Key_Home)
    start = HOSTILE.index("低")
    for _step in range(start + len("‹ZWSP›") - 1):  # the mark of one hidden character is walked through
        bed.key(K.Key_Right)
    bed.key(K.Key_Right, M.ShiftModifier)
    bed.key(K.Key_Right, M.ShiftModifier)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert anchor == TextAnchor(field="/product/description", start=start, exact="低😀")
    assert holds(anchor, case.subject, case.here)


def test_a_field_with_nothing_selected_is_bound_whole_and_an_absence_as_absence(bed: Bed) -> None:
    data = pack(bed.folder)["demo-listing-01"]
    subject = {key: value for key, value in data["subject"].items() if key != "certificates"}
    case = bed.show(data | {"flags": [], "subject": subject})
    listing = bed.pane.listing
    listing.reading.setFocus()
    for pointer, value in (("/product/price", subject["product"]["price"]), ("/certificates", None)):
        if value is None:
            bed.key(K.Key_T, M.ShiftModifier)  # the papers are the last of the sections
        row = listing.model.line_of(pointer)
        assert row is not None
        while listing.reading.row < row:
            bed.key(K.Key_Down)
        bed.key(K.Key_Return)
        anchor = bed.made()
        assert anchor == FieldAnchor(field=pointer, value=value)
        assert holds(anchor, case.subject, case.here)


def test_find_goes_from_place_to_place(bed: Bed) -> None:
    bed.show(hostile(bed))
    bed.pane.listing.stills.canvas.setFocus()
    bed.press("/")
    bed.press("alert")
    finder = bed.pane.listing.finder
    assert finder.found.text() == "2 places"
    assert bed.pane.listing.reading.selected() == (HOSTILE.index("alert"), HOSTILE.index("alert") + 5)
    bed.key(K.Key_Return)
    assert bed.pane.listing.reading.selected() == (HOSTILE.rindex("alert"), HOSTILE.rindex("alert") + 5)
    bed.pane.listing.model.show_section(Section.PRICES)  # counts what is shown, here and back
    assert finder.found.text() == "0 places" and finder.field.property("wrong")
    bed.pane.listing.model.show_section(Section.FIELDS)
    assert finder.found.text() == "2 places" and not finder.field.property("wrong")
    bed.press("/")
    bed.key(K.Key_End)
    bed.press("xyz")
    assert finder.found.text() == "0 places"


def test_a_box_on_a_picture_and_the_next_picture(bed: Bed) -> None:
    case = bed.show("demo-listing-01")
    assert isinstance(case.record.subject, ListingSubject)
    bed.pane.listing.stills.canvas.setFocus()
    bed.key(K.Key_PageDown)
    bed.until(lambda: bed.pane.listing.model.pictures.state.picture)
    bed.press("b")
    bed.key(K.Key_Left)
    bed.key(K.Key_Left, M.ControlModifier)
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor)
    assert anchor.asset == case.record.subject.images[1].sha256
    assert anchor.page is None
    assert anchor.box == pytest.approx((0.349, 0.35, 0.3, 0.3))
    assert holds(anchor, case.subject, case.here)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_a_picture_that_moves_says_so_and_is_leafed_through_to_its_last(bed: Bed, form: str) -> None:
    target = io.BytesIO()
    first, *more = (Image.new("RGB", (300, 200), colour) for colour in ("white", "red", "blue"))
    first.save(target, form, save_all=True, append_images=more, duration=500)
    data = pack(bed.folder)["demo-listing-01"]
    one = {"path": "assets/x", "sha256": bed.assets.add(target.getvalue()), "bytes": target.tell(), "type": "image/gif"}
    images = [one, *data["subject"]["images"]]
    case = bed.show(data | {"flags": [], "subject": data["subject"] | {"images": images, "previous": []}})
    stills = bed.pane.listing.stills
    state = stills.model.state
    bed.until(lambda: stills.model.state.picture)
    stills.canvas.setFocus()
    seen = []
    for number in (1, 2, 3):
        bed.until(lambda number=number: stills.model.state.picture and stills.model.state.page == number)  # type: ignore[misc]
        assert stills.place.text() == f"1 / {len(state.items)} · moves: picture {number} of 3"
        assert stills.canvas.accessibleName().endswith(f" · moves: picture {number} of 3")
        seen.append(stills.canvas.image().pixelColor(150, 100).getRgb()[:3])
        if number == 2:
            bed.press("b")
            bed.key(K.Key_Left)
            bed.key(K.Key_Return)
        bed.key(K.Key_PageDown)
    for found, drawn in zip(seen, ((255, 255, 255), (255, 0, 0), (0, 0, 255)), strict=True):
        assert found == pytest.approx(drawn, abs=3)
    bed.until(lambda: stills.model.state.picture and stills.model.state.at == 1)
    assert stills.place.text() == f"2 / {len(state.items)}"
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor)
    assert (anchor.asset, anchor.page) == (one["sha256"], 2)
    assert holds(anchor, case.subject, case.here)
    bed.pane.go_to_anchor(anchor)
    bed.until(lambda: stills.model.state.picture)
    assert (stills.model.state.page, stills.model.state.box) == (2, anchor.box)
    bed.key(K.Key_PageUp)
    bed.key(K.Key_PageUp)  # before it there is none
    assert (stills.model.state.at, stills.model.state.page) == (0, 1)


def test_a_picture_that_moves_says_so_beside_and_is_leafed_through_there_too(bed: Bed) -> None:
    target = io.BytesIO()
    first, *more = (Image.new("RGB", (300, 200), colour) for colour in ("white", "red", "blue"))
    first.save(target, "GIF", save_all=True, append_images=more, duration=500)
    data = pack(bed.folder)["demo-listing-01"]
    one = {"path": "assets/x", "sha256": bed.assets.add(target.getvalue()), "bytes": target.tell(), "type": "image/gif"}
    images = [data["subject"]["images"][0], one]
    subject = data["subject"] | {"images": images, "certificates": [], "previous": []}
    bed.show(data | {"flags": [], "subject": subject})
    bed.until(lambda: bed.pane.listing.model.pictures.state.picture)
    bed.press("l")
    beside = bed.pane.listing.beside
    seen = []
    for number in (1, 2, 3):
        bed.until(lambda number=number: beside.canvas.has_picture and beside.model.beside.state.page == number)  # type: ignore[misc]
        moving = f"moves: picture {number} of 3"
        assert beside.title.text() == beside.canvas.accessibleName() == f"Picture 2 · {moving}"
        assert beside.place.text() == f"2 / 2 · {moving}"
        seen.append(beside.canvas.image().pixelColor(150, 100).getRgb()[:3])
        bed.press(".")
    for found, drawn in zip(seen, ((255, 255, 255), (255, 0, 0), (0, 0, 255)), strict=True):
        assert found == pytest.approx(drawn, abs=3)
    assert beside.model.beside.state.at == 0  # behind the last one comes the first again
    bed.until(lambda: beside.canvas.has_picture)
    assert (beside.title.text(), beside.place.text()) == ("Picture 1", "1 / 2")
    bed.press(",")
    assert (beside.model.beside.state.at, beside.model.beside.state.page) == (1, 3)


def test_a_place_on_a_picture_that_moves_is_called_by_both_its_numbers(bed: Bed, chinese: None) -> None:
    data = pack(bed.folder)["demo-listing-01"]
    picture = {"path": "assets/x.gif", "sha256": "b" * 64, "bytes": 9, "type": "image/gif"}
    paper = {"path": "assets/x.pdf", "sha256": "c" * 64, "bytes": 9, "type": "application/pdf"}
    images = [data["subject"]["images"][0], picture]
    certificates = [{"scheme": "CCC", "number": "1", "document": paper}]
    case = bed.show(data | {"flags": [], "subject": data["subject"] | {"images": images, "certificates": certificates}})
    places = [("b" * 64, 3), ("b" * 64, None), ("c" * 64, 3), ("d" * 64, 3), ("d" * 64, None)]
    anchors = [RegionAnchor(asset=asset, box=(0.1, 0.1, 0.2, 0.2), page=page) for asset, page in places]
    said = ["picture 2, frame 3", "picture 2", "p. 3", "p. 3", "picture"]
    assert [anchor_words(case, anchor) for anchor in anchors] == [f"□ {one}" for one in said]
    speak("zh_CN")
    said = ["图 2，第 3 幅", "图 2", "第 3 页", "第 3 页", "图片"]
    assert [anchor_words(case, anchor) for anchor in anchors] == [f"□ {one}" for one in said]


def test_a_region_flag_is_gone_to_and_bound(bed: Bed) -> None:
    data = pack(bed.folder)["demo-listing-05"]
    case = bed.show(data)
    place = next(flag.anchor for flag in case.record.flags if isinstance(flag.anchor, RegionPlace))
    bed.pane.go_to_place(place)
    bed.until(lambda: bed.pane.listing.model.pictures.state.picture)
    state = bed.pane.listing.model.pictures.state
    assert state.still is not None
    assert state.still.asset == place.asset
    bed.pane.listing.stills.canvas.setFocus()
    bed.key(K.Key_Return)
    anchor = bed.made()
    assert isinstance(anchor, RegionAnchor)
    assert (anchor.asset, anchor.box) == (place.asset, place.box)


def test_a_flag_whose_words_are_not_there_goes_to_its_field_and_says_so(bed: Bed) -> None:
    bed.show("demo-listing-01")
    bed.pane.go_to_place(TextPlace(type="text", field="/product/name", exact="nobody wrote this"))
    assert bed.pane.banner.isVisible()
    bed.pane.go_to_place(TextPlace(type="text", field="/nowhere", exact="x"))
    assert bed.pane.banner.isVisible()


def test_zoom_keeps_to_the_picture_and_fit_brings_it_back(bed: Bed) -> None:
    bed.show("demo-listing-01")
    canvas = bed.pane.listing.stills.canvas
    canvas.setFocus()
    bed.press("+++")
    assert canvas.view.zoom == pytest.approx(1.25**3)
    bed.key(K.Key_Left)
    assert canvas.view.centre[0] < 0.5
    bed.press("0")
    assert (canvas.view.zoom, canvas.view.centre) == (1.0, (0.5, 0.5))
    assert bed.pane.where is Where.LISTING


def test_what_is_painted_is_the_picture(bed: Bed) -> None:
    bed.show("demo-listing-01")
    canvas = bed.pane.listing.stills.canvas
    image = canvas.image()
    left, top, width, height = canvas.view.rect
    shot = canvas.grab().toImage()
    seen = QColor(shot.pixel(round(left + width / 2), round(top + height / 2)))
    meant = QColor(image.scaled(round(width), round(height)).pixel(round(width / 2), round(height / 2)))
    assert abs(seen.red() - meant.red()) + abs(seen.green() - meant.green()) + abs(seen.blue() - meant.blue()) < 60
