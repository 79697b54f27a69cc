"""Tests what a case is called and which files it needs, in the order in which they are needed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from reviewer_app.domain.cases import (
    Asset,
    CaseKind,
    Certificate,
    ClipSubject,
    FiledDocument,
    FilingSubject,
    Flag,
    ListingSubject,
    Product,
    Revision,
    ShelfItem,
)
from tests.domain.made import CLIP, NOW, record


def asset(letter: str) -> Asset:
    return Asset(path=f"{letter}.bin", sha256=letter * 64, bytes=1, type="x/y")


def clip(**more: str) -> ClipSubject:
    return ClipSubject.model_validate({"video": asset("a"), **more})


def filing(**declared: str) -> FilingSubject:
    papers = tuple(FiledDocument(type="licence", file=asset(letter)) for letter in "aba")
    return FilingSubject(purpose="open", declared=declared, documents=papers)


LISTING = ListingSubject(
    revision=2,
    captured_at=NOW,
    product=Product(name="Tea"),
    images=(asset("a"), asset("b")),
    certificates=(Certificate(scheme="CCC", document=asset("c")), Certificate(scheme="none")),
    previous=(Revision(revision=1, captured_at=NOW, product=Product(name="Old tea"), images=(asset("b"), asset("d"))),),
)


@pytest.mark.parametrize(
    ("kind", "subject", "title"),
    [
        (CaseKind.CLIP, clip(title="A stream", room="Room 1"), "A stream"),
        (CaseKind.CLIP, clip(room="Room 1"), "Room 1"),
        (CaseKind.CLIP, clip(), "case-1"),
        (CaseKind.LISTING, LISTING, "Tea"),
        (CaseKind.FILING, filing(店铺名称="茶铺", shop_name="Tea shop"), "茶铺"),
        (CaseKind.FILING, filing(shop_name="Tea shop"), "Tea shop"),
        (CaseKind.FILING, filing(), "A shop"),
    ],
)
def test_a_case_is_called_by_what_it_is_about(
    kind: CaseKind, subject: ClipSubject | ListingSubject | FilingSubject, title: str
) -> None:
    assert record(kind=kind, subject=subject).title == title


def _letters(subject: ClipSubject | ListingSubject | FilingSubject) -> str:
    return "".join(found.sha256[0] for found in record(subject=subject).assets())


def test_files_come_once_and_what_is_judged_comes_first() -> None:
    assert _letters(ClipSubject(video=asset("c"), transcript=asset("b"), screen_text=asset("a"))) == "cba"
    assert _letters(clip()) == "a"
    assert _letters(LISTING) == "abcd"
    assert _letters(filing()) == "ab"


def test_a_shelf_item_is_read_by_the_name_of_the_format() -> None:
    item = ShelfItem.model_validate_json('{"from": 1.5, "listing": "l", "title": "t"}')
    assert item.from_ == 1.5
    assert ShelfItem.model_validate_json(item.model_dump_json(by_alias=True)) == item


@pytest.mark.parametrize(
    "text",
    [
        '{"reason": "r", "unheard": 1}',
        '{"reason": 1}',
        '{"reason": "r", "anchor": {"type": "smell", "field": "/x", "exact": "y"}}',
        '{"reason": "r", "anchor": {"type": "region", "asset": "xyz", "box": [0, 0, 1, 1]}}',
        '{"reason": "r", "anchor": {"type": "time", "asset": "%s", "start": 0, "end": 1, "box": [0, 0, 2, 1]}}'
        % ("a" * 64),
    ],
)
def test_what_the_format_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Flag.model_validate_json(text)


def test_a_file_is_shown_only_where_its_bytes_are_what_the_place_is_for() -> None:
    clip = record()
    assert clip.unshown({}) == frozenset()
    assert clip.unshown({CLIP: "video/webm"}) == clip.unshown({CLIP: "audio/mp4"}) == frozenset()
    for other in (None, "text/vtt", "image/png", "application/pdf"):
        assert clip.unshown({CLIP: other}) == {CLIP}
