"""Decoding ahead: asked once, kept within bounds, and trouble as an answer."""

from __future__ import annotations

from typing import cast

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader, WholeClip
from reviewer_app.client.viewmodels.textplaces import text_anchor
from reviewer_app.client.viewmodels.texts import Line, Whole
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.evidence import FieldAnchor, TextAnchor
from reviewer_app.media import recipes
from reviewer_app.media.derived import packed
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import Frame
from tests.client.viewmodels.evidence_fakes import (
    TICKS,
    UNEVEN,
    Assets,
    FakeMedia,
    HeldLanes,
    frame_at,
    reader_of,
    sha_of,
)
from tests.media.conftest import Recipe, made, room, source_of
from tests.media.test_kept import Keeper

__all__ = ["room"]

A, B = "a" * 64, "b" * 64


def test_the_same_question_is_asked_once() -> None:
    media, lanes = FakeMedia(), HeldLanes()
    reader, assets = reader_of(media, lanes)
    answers: list[object] = []
    for _time in range(3):
        reader.frame(A, 7, answers.append)
    lanes.go()
    reader.frame(A, 7, answers.append)
    assert media.asked == [("frame", A, 7)]
    assert len(answers) == 4
    assert assets.opened == [A]


def test_a_poster_is_the_frame_at_its_pts() -> None:
    media = FakeMedia()
    reader, _assets = reader_of(media)
    reader.poster(A, lambda found: None)
    reader.frame(A, 1024, lambda found: None)
    assert media.asked == [("poster", A)]


def small_of(pts: int) -> Frame:
    """The frame at a pts, as large as a glance of it is."""
    return Frame(540, 960, 2160, bytes(2160 * 960), pts, TICKS, sha_of(pts))


@pytest.mark.parametrize(
    ("room", "enough"),
    [((540.0, 2000.0), True), ((900.0, 960.0), True), ((541.0, 961.0), False), ((2000.0, 2000.0), False)],
)
def test_a_glance_is_taken_where_it_is_enough_and_never_for_the_frame_itself(
    room: tuple[float, float], enough: bool
) -> None:
    media, lanes = FakeMedia(), HeldLanes()
    media.glances[A] = small_of(UNEVEN[0])
    reader, _assets = reader_of(media, lanes, room=1 << 24)
    answers: list[object] = []
    for _time in range(2):  # asked by the view, then by the model: it is read once
        reader.first(A, room, answers.append)
    lanes.go()
    assert answers == [small_of(UNEVEN[0]) if enough else frame_at(UNEVEN[0])] * 2
    assert media.asked == ([] if enough else [("poster", A)])
    for ask in (reader.poster, lambda sha, then: reader.frame(sha, UNEVEN[0], then)):
        ask(A, answers.append)
        lanes.go()
        assert answers[-1] == frame_at(UNEVEN[0])
    assert media.asked == [("poster", A)]  # once, and it is the frame at its pts
    reader.first(A, room, answers.append)
    assert answers[-1] == frame_at(UNEVEN[0])  # what is better is here already


def test_a_clip_that_is_not_prepared_is_asked_for_its_poster_once() -> None:
    media = FakeMedia()
    reader, _assets = reader_of(media)
    answers: list[object] = []
    reader.first(A, (100, 100), answers.append)
    reader.poster(A, answers.append)
    assert answers == [frame_at(UNEVEN[0])] * 2
    assert media.asked == [("poster", A)]


def test_of_a_clip_what_was_made_as_it_came_is_read_and_nothing_decoded(room: MediaRoom) -> None:
    content = made(Recipe(pts=tuple(range(0, 20 * 3600, 3600))))
    plain = source_of(content)
    prepared = room.prepare(plain)
    kept = {
        recipes.PROBE: packed(prepared.probe),
        recipes.POSTER: packed(prepared.poster),
        recipes.FILMSTRIP: packed(prepared.filmstrip),
        recipes.WAVEFORM: packed(prepared.waveform),
    }
    asked: list[str] = []

    class Noting(Keeper):
        def derived(self, recipe: str) -> bytes | None:
            asked.append(recipe)
            return super().derived(recipe)

    assets = Assets()
    monkey = {"source": lambda sha256: Noting(content, kept)}
    assets.__dict__.update(monkey)
    with MediaRoom(command=("false",)) as dead:  # no worker of it ever answers
        reader = Reader(cast(Bench, assets), dead, InlineLanes())
        answers: list[object] = []
        reader.prepare(plain.sha256, answers.append)
        assert recipes.POSTER not in asked  # the largest of them: whoever wants it asks for it alone, once
        reader.poster(plain.sha256, answers.append)
    assert answers == [WholeClip(prepared.probe, prepared.filmstrip, prepared.waveform), prepared.poster]


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    media = FakeMedia()
    reader, _assets = reader_of(media, room=3000)
    for page in range(1, 5):
        reader.page(A, page, 250, lambda found: None)  # 1000 bytes each
    assert [reader.keeps(A, "page", page, 250) for page in range(1, 5)] == [False, True, True, True]


def test_what_belongs_to_other_cases_is_let_go() -> None:
    media = FakeMedia()
    reader, _assets = reader_of(media)
    for asset in (A, B):
        reader.frame(asset, 7, lambda found: None)
    reader.forget(frozenset({B}))
    assert media.gone == {A}  # the worker lets go of it too
    assert not reader.keeps(A, "frame", 7)
    assert reader.keeps(B, "frame", 7)


def _answer(reader: Reader) -> object:
    answers: list[Frame | Cannot] = []
    reader.frame(A, 7, answers.append)
    return answers[0]


def test_every_reason_has_words_and_something_to_do() -> None:
    for reason in Reason:
        reader, _assets = reader_of(FakeMedia(cannot={A: CannotShow(reason)}))
        found = _answer(reader)
        assert isinstance(found, Cannot)
        assert found.code == reason.value
        assert found.what.endswith(".")
        assert found.todo.endswith(".")


def test_trouble_is_not_kept() -> None:
    media = FakeMedia(cannot={A: CannotShow(Reason.UNREADABLE)})
    reader, _assets = reader_of(media)
    assert isinstance(_answer(reader), Cannot)
    media.cannot.clear()
    assert isinstance(_answer(reader), Frame)


def test_a_place_that_the_bytes_do_not_have_has_changed() -> None:
    class Gone(FakeMedia):
        def _ask(self, *question: object) -> None:
            raise NoSuchPlace("pts")

    reader, _assets = reader_of(Gone())
    found = _answer(reader)
    assert isinstance(found, Cannot)
    assert found.code == "changed"


def test_selected_words_the_whole_text_or_the_field() -> None:
    words = Line("", "加我微信", "/comments/1/text", Whole.TEXT)
    field = Line("", "加我微信", "/product/name", Whole.FIELD, value="加我微信")
    absent = Line("", "", "/product/origin", Whole.FIELD)
    assert text_anchor(words, (2, 4)) == TextAnchor(field="/comments/1/text", start=2, exact="微信")
    assert text_anchor(words, None) == TextAnchor(field="/comments/1/text", start=0, exact="加我微信")
    assert text_anchor(field, (0, 0)) == FieldAnchor(field="/product/name", value="加我微信")
    assert text_anchor(absent, None) == FieldAnchor(field="/product/origin", value=None)
    assert text_anchor(Line("", "Attributes"), None) is None


def test_what_comes_late_for_a_case_that_is_gone_is_not_kept() -> None:
    lanes = HeldLanes()
    reader, _assets = reader_of(FakeMedia(), lanes)
    reader.frame(A, 7, lambda found: None)
    reader.forget(frozenset({B}))
    lanes.go()
    assert not reader.keeps(A, "frame", 7)


def test_a_decode_to_the_end_is_given_up_when_its_case_goes_and_is_asked_anew_when_it_comes_back() -> None:
    """Nobody hears of the one that was given up, whenever it ends."""
    media, lanes = FakeMedia(clips={A, B}), HeldLanes()
    reader, _assets = reader_of(media, lanes)
    heard: list[tuple[str, object]] = []
    assert reader.so_far(A) is None
    for sha256 in (A, B):
        reader.prepare(sha256, lambda found, sha256=sha256: heard.append((sha256, found)))  # type: ignore[misc]
    assert (reader.so_far(A), reader.so_far(B)) == (0.0, 0.0)
    reader.forget(frozenset({B}))
    assert (reader.so_far(A), reader.so_far(B)) == (None, 0.0)
    reader.prepare(A, lambda found: heard.append(("A again", found)))
    lanes.go()
    assert [who for who, _found in heard] == [B, "A again"]
    assert all(isinstance(found, WholeClip) for _who, found in heard), "and none of them is told that it was given up"
    assert (reader.so_far(A), reader.so_far(B)) == (None, None)


def test_a_file_that_cannot_be_shown_is_told_and_taken_back_when_it_can() -> None:
    media = FakeMedia(pages={A: 3})
    reader, assets = reader_of(media)
    told: list[tuple[str, str, bool]] = []
    reader.on_refusal = lambda *one: told.append(one)
    media.cannot[A] = CannotShow(Reason.TOO_SLOW)
    reader.page(A, 2, 250, lambda found: None)
    reader.page_text(A, 2, lambda found: None)  # a search that fails hides nothing
    del media.cannot[A]
    reader.page(A, 3, 250, lambda found: None)
    reader.page(A, 2, 500, lambda found: None)
    reader.page(A, 2, 750, lambda found: None)  # it was told once, and is known
    assets.missing.add(B)
    reader.picture(B, 250, lambda found: None)  # it is only not here yet
    assert told == [(A, "page 2", True), (A, "page 2", False)]


def test_what_was_found_out_elsewhere_is_taken_back_too() -> None:
    reader, _assets = reader_of(FakeMedia())
    told: list[tuple[str, str, bool]] = []
    reader.on_refusal = lambda *one: told.append(one)
    reader.picture(A, 250, lambda found: None)
    reader.doubt(frozenset({A}))
    reader.probe(A, lambda found: None)
    assert told == [(A, "probe", False)]
    reader.doubt(frozenset())  # as the next state of the case says: nothing is told of it any more
    reader.picture(A, 500, lambda found: None)
    assert told == [(A, "probe", False)]


def test_a_clip_that_breaks_off_is_told_as_one_that_cannot_be_shown() -> None:
    media = FakeMedia(whole=False, clips={A})
    reader, _assets = reader_of(media)
    told: list[tuple[str, str, bool]] = []
    reader.on_refusal = lambda *one: told.append(one)
    reader.probe(A, lambda found: None)
    reader.prepare(A, lambda found: None)
    assert told == [(A, "prepare", True)]
