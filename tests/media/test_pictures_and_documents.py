"""Stills and pages: upright, scaled, opaque, and words where they stand."""

import io
import struct
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from PIL import Image

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, DocumentProbe, Picture, PictureProbe

from .conftest import source_of

RED, GREEN, BLUE, WHITE = b"\x00\x00\xff\xff", b"\x00\xff\x00\xff", b"\xff\x00\x00\xff", b"\xff\xff\xff\xff"


def quartered(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red, green over blue, white."""
    image = Image.new(mode, (width, height), "white")
    for box, colour in (((0, 0), "red"), ((width // 2, 0), "lime"), ((0, height // 2), "blue")):
        image.paste(Image.new(mode, (width // 2, height // 2), colour), box)
    return image


def saved(image: Image.Image, form: str, **options: Any) -> BytesSource:
    target = io.BytesIO()
    image.save(target, form, **options)
    return source_of(target.getvalue())


def pixel(picture: Picture, x: float, y: float) -> bytes:
    """The pixel at fractions of the picture."""
    at = int(y * picture.height) * picture.stride + int(x * picture.width) * 4
    return picture.pixels[at : at + 4]


def quarters(picture: Picture) -> list[bytes]:
    return [pixel(picture, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_a_picture_is_shown_as_it_is(room: MediaRoom, form: str) -> None:
    source = saved(quartered(), form, **({"lossless": True} if form == "WEBP" else {}))
    assert room.probe(source, verify=True) == PictureProbe(form.lower(), 60, 40, 1)
    picture = room.picture(source, 600, 600)
    assert (picture.width, picture.height, picture.full_width, picture.full_height) == (60, 40, 60, 40)
    assert quarters(picture) == [RED, GREEN, BLUE, WHITE]


def test_the_largest_size_within_the_limit_is_taken(room: MediaRoom) -> None:
    source = saved(quartered(3000, 2000), "JPEG", quality=95)
    picture = room.picture(source, 300, 300)
    assert (picture.width, picture.height, picture.full_width, picture.full_height) == (300, 200, 3000, 2000)
    assert room.picture(source, 99999, 100).width == 150


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_whatever_way_the_camera_was_held(room: MediaRoom, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quartered() if orientation == 1 else quartered().transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    source = saved(stored, "PNG", exif=exif)
    probe = room.probe(source)
    assert isinstance(probe, PictureProbe)
    assert (probe.width, probe.height) == (60, 40)
    assert quarters(room.picture(source, 60, 60)) == [RED, GREEN, BLUE, WHITE]
    box = room.picture(source, 60, 60, (0.5, 0.0, 0.5, 0.5))
    assert (box.width, box.height, set(quarters(box))) == (30, 20, {GREEN})


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16", "1", "LA"])
def test_every_way_to_store_colours_is_opaque_in_the_end(room: MediaRoom, mode: str) -> None:
    image = Image.new("I;16", (8, 8), 65535) if mode == "I;16" else Image.new("L", (8, 8), 255).convert(mode)
    picture = room.picture(saved(image, "JPEG" if mode == "CMYK" else "PNG"), 8, 8)
    assert set(quarters(picture)) == {WHITE}


def test_what_is_transparent_lies_on_white(room: MediaRoom) -> None:
    assert set(quarters(room.picture(saved(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG"), 8, 8))) == {WHITE}
    half = pixel(room.picture(saved(Image.new("RGBA", (8, 8), (255, 0, 0, 128)), "PNG"), 8, 8), 0.5, 0.5)
    assert half[2:] == b"\xff\xff"
    assert 120 < half[0] < 135


def moving(form: str, count: int = 3, size: tuple[int, int] = (60, 40)) -> BytesSource:
    """Pictures after one another in a file: red, green, blue, and over again."""
    colours = ("red", "lime", "blue")
    first, *more = (Image.new("RGB", size, colours[number % 3]) for number in range(count))
    lossless = {"lossless": True} if form == "WEBP" else {}
    return saved(first, form, save_all=True, append_images=more, duration=[100 + n for n in range(count)], **lossless)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_each_picture_of_one_that_moves_is_a_page_in_whatever_order_they_are_asked_for(
    room: MediaRoom, form: str
) -> None:
    source = moving(form)
    assert room.probe(source, verify=True) == PictureProbe(form.lower(), 60, 40, 3)
    for number, colour in ((1, RED), (2, GREEN), (3, BLUE), (1, RED), (3, BLUE), (2, GREEN)):
        page = room.page(source, number, 600, 600)
        assert (page.width, page.height, page.full_width, page.full_height) == (60, 40, 60, 40)
        assert set(quarters(page)) == {colour}
    assert set(quarters(room.picture(source, 600, 600))) == {RED}
    for nowhere in (0, 4):
        with pytest.raises(NoSuchPlace):
            room.page(source, nowhere, 600, 600)
    assert set(quarters(room.page(source, 2, 600, 600))) == {GREEN}


def on_canvas(source: BytesSource, side: int) -> BytesSource:
    """The same GIF whose pictures lie on so large a square."""
    content = bytearray(source.content)
    content[6:10] = struct.pack("<HH", side, side)
    return source_of(bytes(content))


@pytest.mark.parametrize(("count", "side"), [(1_001, 60), (6, 6_000)])
def test_more_than_can_be_leafed_through_is_not_shown_in_part(room: MediaRoom, count: int, side: int) -> None:
    source = on_canvas(moving("GIF", count, (2, 2)), side)
    for asked in (lambda: room.probe(source), lambda: room.page(source, 1, 60, 60)):
        with pytest.raises(CannotShow) as refusal:
            asked()
        assert refusal.value.reason is Reason.TOO_LARGE
    assert room.probe(on_canvas(moving("GIF", 3, (2, 2)), 6_000)).frames == 3  # type: ignore[union-attr]


@pytest.mark.parametrize("kept", [1.0, 0.7])
def test_a_photograph_with_another_picture_beside_it_does_not_move(room: MediaRoom, kept: float) -> None:
    """As telephones store it: a preview or a map of depths behind the picture, which may be cut off on its way."""
    file = io.BytesIO()
    quartered(1200, 800).save(file, "MPO", save_all=True, append_images=[quartered(1200, 800)], quality=95)
    content = file.getvalue()
    with Image.open(io.BytesIO(content)) as image:
        assert image.n_frames == 2  # type: ignore[attr-defined]
    source = source_of(content[: int(len(content) * kept)])
    assert room.probe(source, verify=True) == PictureProbe("jpeg", 1200, 800, 1)
    small, large = room.page(source, 1, 100, 100), room.page(source, 1, 2000, 2000)
    assert (small.full_width, large.full_width, large.width) == (1200, 1200, 1200)
    with pytest.raises(NoSuchPlace):
        room.page(source, 2, 100, 100)


def test_a_damaged_picture_of_one_that_moves_is_so_for_who_looks_at_the_first(room: MediaRoom) -> None:
    noise = [Image.effect_noise((200, 200), 90 + step).convert("P") for step in range(4)]
    file = io.BytesIO()
    noise[0].save(file, "GIF", save_all=True, append_images=noise[1:], duration=100)
    content = file.getvalue()
    torn = source_of(content[: int(len(content) * 0.6)])
    assert isinstance(probe := room.probe(source_of(content), verify=True), PictureProbe) and probe.frames == 4
    with pytest.raises(CannotShow):
        room.probe(torn, verify=True)


def test_codes_are_read_off_the_picture_of_one_that_moves_that_is_asked_for(room: MediaRoom) -> None:
    barcode = zxingcpp.create_barcode("urn:second", zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(barcode.to_image(scale=6)).convert("RGB")
    blank = Image.new("RGB", code.size, "white")
    source = saved(blank, "GIF", save_all=True, append_images=[code])
    assert room.codes(source, page=1) == room.codes(source) == []
    assert [one.text for one in room.codes(source, page=2)] == ["urn:second"]


@pytest.mark.parametrize("box", [(1.0, 0.0, 0.5, 0.5), (0.2, 0.2, 0.0, 0.5), (-0.5, 0.0, 0.2, 0.2)])
def test_a_box_outside_the_picture_is_no_place(room: MediaRoom, box: tuple[float, float, float, float]) -> None:
    with pytest.raises(NoSuchPlace):
        room.picture(saved(quartered(), "PNG"), 60, 60, box)


def document(*, rotation: int = 0) -> BytesSource:
    """A page of 300 by 200 points with two words in its upper left, and an empty second page of 200 by 300."""
    pdf = pypdfium2.PdfDocument.new()
    page = pdf.new_page(300, 200)
    font = pdfium.FPDFText_LoadStandardFont(pdf, b"Helvetica")
    text = pdfium.FPDFPageObj_CreateTextObj(pdf, font, 20)
    units = "Hello world".encode("utf-16-le") + b"\0\0"
    pdfium.FPDFText_SetText(text, (pdfium.FPDF_WCHAR * (len(units) // 2)).from_buffer_copy(units))
    pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 30, 150)
    pdfium.FPDFPage_InsertObject(page, text)
    page.gen_content()
    page.set_rotation(rotation)
    pdf.new_page(200, 300)
    target = io.BytesIO()
    pdf.save(target)
    pdfium.FPDFFont_Close(font)
    pdf.close()
    return source_of(target.getvalue())


def test_a_document_has_pages_of_their_sizes(room: MediaRoom) -> None:
    probe = room.probe(document(), verify=True)
    assert isinstance(probe, DocumentProbe)
    assert (probe.page_count, probe.page_sizes) == (2, ((300.0, 200.0), (200.0, 300.0)))


def test_a_page_is_as_large_as_fits_and_on_white(room: MediaRoom) -> None:
    source = document()
    page = room.page(source, 1, 900, 900)
    assert (page.width, page.height, page.full_width, page.full_height) == (900, 600, 300, 200)
    assert pixel(page, 0.9, 0.9) == WHITE
    assert any(page.pixels[at] < 64 for at in range(0, len(page.pixels), 4))
    assert set(page.pixels[3::4]) == {255}
    assert room.page(source, 2, 900, 900).width == 600


@pytest.mark.parametrize("rotation", [0, 90])
def test_words_stand_where_the_ink_is(room: MediaRoom, rotation: int) -> None:
    source = document(rotation=rotation)
    found = room.page_text(source, 1)
    assert [(word.text, found.text[word.start : word.start + len(word.text)]) for word in found.words] == [
        ("Hello", "Hello"),
        ("world", "world"),
    ]
    page = room.page(source, 1, 600, 600)
    for word in found.words:
        x, y, width, height = word.box
        assert (width > height) == (rotation == 0)
        inside = [
            pixel(page, x + width * across / 40, y + height * down / 40)[0]
            for across in range(40)
            for down in range(40)
        ]
        assert min(inside) < 64
    assert room.page_text(source, 2).words == ()


def test_chinese_words_are_single_characters() -> None:
    from reviewer_app.media.worker.documents import _word_ranges

    assert [("ab 营业c d"[start:end]) for start, end in _word_ranges("ab 营业c d")] == ["ab", "营", "业", "c", "d"]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there_is_no_place(room: MediaRoom, number: int) -> None:
    with pytest.raises(NoSuchPlace):
        room.page(document(), number, 100, 100)
    with pytest.raises(NoSuchPlace):
        room.page_text(document(), number)


def test_each_family_answers_only_for_itself(room: MediaRoom) -> None:
    for ask in (
        lambda: room.frame(document(), 0),
        lambda: room.picture(document(), 9, 9),
        lambda: room.page_text(saved(quartered(), "PNG"), 1),
        lambda: room.cues(document()),
    ):
        with pytest.raises(CannotShow) as refusal:
            ask()
        assert refusal.value.reason is Reason.WRONG_FAMILY


def turned_page(rotate: int, crop: tuple[int, int, int, int]) -> bytes:
    """A page that is stored turned and cut, with one word on it."""
    words = "BT /F1 24 Tf 150 330 Td (HELLOWORLD) Tj ET"
    sides, inside = " ".join(map(str, crop)), "/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /CropBox [{sides}] /Rotate {rotate} {inside} >>",
        f"<< /Length {len(words)} >>\nstream\n{words}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return made + end.encode()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [(0, 0, 400, 600), (100, 250, 350, 450), (-50, -50, 420, 700)])
def test_words_lie_where_they_are_seen_however_a_page_is_stored(
    room: MediaRoom, rotate: int, crop: tuple[int, int, int, int]
) -> None:
    """The box of a word is the box of its ink on the upright page, which is what is anchored."""
    source = source_of(turned_page(rotate, crop))
    page, text = room.page(source, 1, 600, 600), room.page_text(source, 1)
    pixels = bytes(page.pixels)
    dark = [at // 4 for at in range(0, len(pixels), 4) if pixels[at] < 128]
    across, down = [at % (page.stride // 4) for at in dark], [at // (page.stride // 4) for at in dark]
    ink = (
        min(across) / page.width,
        min(down) / page.height,
        (max(across) + 1) / page.width,
        (max(down) + 1) / page.height,
    )
    (word,) = text.words
    x, y, width, height = word.box
    assert (x, y, x + width, y + height) == pytest.approx(ink, abs=2 / 600)
