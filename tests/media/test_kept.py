"""What was derived before is the answer where a source has it: equal, checked, and without asking a worker."""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from reviewer_app.media import recipes
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.derived import Derived, packed, unpacked
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, Picture

from .conftest import Recipe, made, source_of
from .test_clips import RECIPES
from .test_derived import encoded, scene
from .test_hostile import a_pdf

CLIP, STILL, PDF = made(RECIPES["constant"]), encoded(scene(), "JPEG"), a_pdf()


@dataclass
class Keeper:
    """A source that has what was derived from it before."""

    content: bytes
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return source_of(self.content).sha256

    def read(self, offset: int, length: int) -> bytes:
        return BytesSource(self.content, "").read(offset, length)

    def derived(self, recipe: str) -> bytes | None:
        return self.kept.get(recipe)


ASKS: dict[str, tuple[bytes, str, Callable[[MediaRoom, Keeper], Derived]]] = {
    "probe of a clip": (CLIP, recipes.PROBE, lambda room, source: room.probe(source, verify=True)),
    "poster": (CLIP, recipes.POSTER, lambda room, source: room.poster(source, 1920, 1920)),
    "filmstrip": (CLIP, recipes.FILMSTRIP, lambda room, source: room.filmstrip(source, 60, 96)),
    "waveform": (CLIP, recipes.WAVEFORM, lambda room, source: room.waveform(source, 2000)),
    "looks": (CLIP, recipes.LOOKS, lambda room, source: room.looks(source, Decoding())),
    "probe of a picture": (STILL, recipes.PROBE, lambda room, source: room.probe(source)),
    "picture": (STILL, recipes.PICTURE, lambda room, source: room.picture(source, 1600, 1600)),
    "thumb": (STILL, recipes.THUMB, lambda room, source: room.picture(source, 96, 96)),
    "probe of a document": (PDF, recipes.PROBE, lambda room, source: room.probe(source)),
    "page": (PDF, recipes.page(1), lambda room, source: room.page(source, 1, 1600, 1600)),
    "thumb of a page": (PDF, recipes.THUMB, lambda room, source: room.page(source, 1, 96, 96)),
}


@pytest.mark.parametrize("name", ASKS)
def test_what_was_kept_is_the_answer_and_no_worker_is_started(room: MediaRoom, name: str) -> None:
    content, recipe, ask = ASKS[name]
    source = Keeper(content)
    value = ask(room, source)
    source.kept[recipe] = packed(value)
    idle = MediaRoom()
    assert ask(idle, source) == value
    assert idle.worker_pid is None


def test_a_picture_that_was_not_made_smaller_answers_for_every_larger_size(room: MediaRoom) -> None:
    source = Keeper(STILL)
    source.kept[recipes.PICTURE] = packed(room.picture(source, 1600, 1600))
    source.kept[recipes.THUMB] = packed(room.picture(source, 96, 96))
    idle = MediaRoom()
    assert idle.picture(source, 4800, 4800) == room.picture(source_of(STILL), 4800, 4800)
    assert idle.worker_pid is None
    for size in (700, 95):
        assert room.picture(source, size, size) == room.picture(source_of(STILL), size, size)
    assert room.picture(source, 1600, 1600, box=(0, 0, 0.5, 0.5)).width == 500


def test_another_size_another_page_and_another_count_are_made_anew(room: MediaRoom) -> None:
    source = Keeper(CLIP, dict.fromkeys(recipes.every(), b"nonsense"))
    assert room.poster(source, 80, 80).width == 80
    assert room.waveform(source, 7).buckets == 7
    assert len(room.filmstrip(source, 3, 20).pts) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\2{}",
        b"\0\0\0\2[]",
        b"\xff\xff\xff\xff",
        packed(Picture(2, 2, 8, bytes(16), 2, 2)),
        packed(Picture(9, 9, 8, bytes(16), 2, 2)),
        packed(Picture(2, 2, 8, bytes(4000), 2, 2))[:-9],
    ],
)
def test_what_makes_no_sense_is_as_if_it_were_not_there(room: MediaRoom, content: bytes) -> None:
    source = Keeper(CLIP, dict.fromkeys(recipes.every(), content))
    assert room.poster(source, 1920, 1920) == room.poster(source_of(CLIP), 1920, 1920)
    assert room.probe(source) == room.probe(source_of(CLIP))


def test_a_small_file_cannot_unfold_into_a_large_one() -> None:
    content = packed(Picture(2048, 2048, 8192, bytes(8192 * 2048), 2048, 2048))
    assert len(content) < 100_000
    assert isinstance(unpacked(content), Picture)
    (length,) = struct.unpack_from("!I", content)
    header = json.loads(content[4 : 4 + length]) | {"whole": 99}
    head = json.dumps(header).encode()
    with pytest.raises(ValueError, match="no derived value"):
        unpacked(struct.pack("!I", len(head)) + head + content[4 + length :])


def test_why_an_asset_is_not_shown_is_kept_too() -> None:
    source = Keeper(CLIP, {recipes.PROBE: packed(CannotShow(Reason.DAMAGED, "clip"))})
    idle = MediaRoom()
    with pytest.raises(CannotShow) as refusal:
        idle.probe(source, verify=True)
    assert (refusal.value.reason, refusal.value.detail) == (Reason.DAMAGED, "clip")
    assert idle.worker_pid is None


def test_a_recipe_changes_its_name_with_what_comes_out() -> None:
    """Who changes a size here must raise the number: files of the old size would be taken for the new one."""
    sizes = (
        recipes.FRAME_SIDE,
        recipes.GLANCE_SIDE,
        recipes.TILES,
        recipes.TILE_HEIGHT,
        recipes.BUCKETS,
        recipes.STILL_SIDE,
    )
    assert (*sizes, recipes.THUMB_SIDE, recipes.PAGES) == (1920, 960, 60, 96, 2000, 1600, 96, 3)
    assert [recipe for recipe in recipes.every() if recipe != recipes.PREPARED] == [
        *("probe 2", "poster 1", "glance 1", "filmstrip 1", "waveform 2", "looks 1", "picture 1", "thumb 1"),
        *("page 1 1", "page 2 1", "page 3 1"),
    ]


def test_what_is_derived_for_a_clip_of_a_recipe_is_what_each_recipe_asks_for(room: MediaRoom) -> None:
    prepared = room.prepare(source_of(made(Recipe(pts=tuple(range(0, 70 * 3600, 3600))))))
    source = Keeper(made(Recipe(pts=tuple(range(0, 70 * 3600, 3600)))))
    source.kept = {
        recipes.PROBE: packed(prepared.probe),
        recipes.POSTER: packed(prepared.poster),
        recipes.FILMSTRIP: packed(prepared.filmstrip),
        recipes.WAVEFORM: packed(prepared.waveform),
    }
    fresh = source_of(source.content)
    assert room.probe(source, verify=True) == room.probe(fresh, verify=True)
    assert room.poster(source, 1920, 1920) == room.poster(fresh, 1920, 1920)
    assert room.filmstrip(source, 60, 96) == room.filmstrip(fresh, 60, 96)
    assert room.waveform(source, 2000) == room.waveform(fresh, 2000)


def test_the_glance_is_the_first_frame_smaller_and_only_where_the_frame_is_larger(room: MediaRoom) -> None:
    large = source_of(made(Recipe(pts=(0, 3600, 7200), size=(720, 1280), sound=False)))
    prepared = room.prepare(large)
    glance = prepared.glance
    assert glance is not None
    assert glance == room.poster(large, recipes.GLANCE_SIDE, recipes.GLANCE_SIDE)
    assert (glance.width, glance.height) == (540, 960)
    assert (glance.pts, glance.time_base, glance.sha256) == (
        *(prepared.poster.pts, prepared.poster.time_base),
        prepared.poster.sha256,
    )
    assert room.prepare(source_of(CLIP)).glance is None
    source = Keeper(large.content)
    idle = MediaRoom()
    assert idle.glance(source) is None
    source.kept[recipes.GLANCE] = packed(glance)
    assert idle.glance(source) == glance
    assert idle.worker_pid is None
