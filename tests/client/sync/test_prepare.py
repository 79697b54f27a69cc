"""Preparing ahead: what a case shows first is made from its files as they come, kept, and read instead of decoded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.store import Store
from reviewer_app.client.sync import Preparation, SyncLoop
from reviewer_app.client.sync.prepare import derivations
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.refusals import Refusals
from reviewer_app.media import recipes
from reviewer_app.media.derived import packed
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import ClipProbe, DocumentProbe
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Held, TakeAsk
from tests.client.desks import Desk, desk, server
from tests.client.made import Maker, sha
from tests.client.store.test_assets import needed, receive
from tests.media.conftest import Recipe, made
from tests.media.test_hostile import a_pdf, png_bomb

CLIP = made(Recipe())
PICTURE, DOCUMENT = png_bomb(40), a_pdf()


def here(store: Store, *files: bytes) -> str:
    case_id = needed(store, Maker(5), *files)
    for data in files:
        receive(store, data)
    return case_id


def kept(store: Store, data: bytes) -> set[str]:
    return {recipe for recipe in recipes.every() if store.assets.derived.has(sha(data), recipe)}


def test_each_kind_has_what_it_shows_first_and_is_read_without_a_worker(store: Store) -> None:
    large = made(Recipe(pts=(0, 3600), size=(720, 1280), sound=False))
    here(store, CLIP, PICTURE, DOCUMENT, large)
    assert Preparation(store).run() == (sha(CLIP), sha(PICTURE), sha(DOCUMENT), sha(large))
    assert kept(store, large) == {*kept(store, CLIP), recipes.GLANCE}
    every, of_clips = {recipes.PROBE, recipes.PREPARED}, {recipes.FILMSTRIP, recipes.WAVEFORM, recipes.LOOKS}
    assert kept(store, CLIP) == {*every, *of_clips, recipes.POSTER}
    assert kept(store, PICTURE) == {*every, recipes.PICTURE, recipes.THUMB}
    assert kept(store, DOCUMENT) == {*every, recipes.page(1), recipes.THUMB}

    idle = MediaRoom()
    with store.assets.open(sha(CLIP)) as source:
        probe = idle.probe(source, verify=True)
        assert isinstance(probe, ClipProbe) and probe.whole
        assert idle.poster(source, recipes.FRAME_SIDE, recipes.FRAME_SIDE).pts == probe.first_pts
        assert len(idle.filmstrip(source, recipes.TILES, recipes.TILE_HEIGHT).pts) == 30
        assert any(idle.waveform(source, recipes.BUCKETS).peaks)
    with store.assets.open(sha(PICTURE)) as source:
        assert idle.picture(source, 4800, 4800).width == 40
    with store.assets.open(sha(DOCUMENT)) as source:
        assert isinstance(idle.probe(source), DocumentProbe)
        assert idle.page(source, 1, recipes.STILL_SIDE, recipes.STILL_SIDE).height == recipes.STILL_SIDE
    assert idle.worker_pid is None
    assert Preparation(store).run() == ()


def test_what_a_version_with_fewer_recipes_prepared_gets_what_it_lacks(store: Store) -> None:
    """As a clip that was prepared before there were looks: its sheet would decode all of it each time."""
    here(store, CLIP)
    with MediaRoom() as room, store.assets.open(sha(CLIP)) as source:
        for recipe, value in derivations(room, source):
            if recipe != recipes.LOOKS:
                store.assets.derived.keep(sha(CLIP), recipe, packed(value))
    store.assets.derived.keep(sha(CLIP), recipes.PREPARED.replace(f"{recipes.LOOKS}, ", ""), b"")
    preparation = Preparation(store)
    assert preparation.run() == (sha(CLIP),) and recipes.LOOKS in kept(store, CLIP)
    assert preparation.run() == ()
    assert store.assets.derived.sweep() == 1  # what said that all of fewer is here


def test_a_large_picture_is_seen_as_it_was_made_ahead_and_decoded_only_for_a_closer_look(store: Store) -> None:
    large = png_bomb(2400)
    here(store, large)
    Preparation(store).run()
    with MediaRoom() as room, store.assets.open(sha(large)) as source:
        room.stop()
        bench = cast(Bench, SimpleNamespace(source=lambda sha256: source))
        model = PicturesModel(Reader(bench, room, InlineLanes()))
        model.show([Still(sha(large), "goods")])
        picture = model.state.picture
        assert picture is not None
        assert (picture.width, picture.full_width) == (recipes.STILL_SIDE, 2400)
        model.closer(recipes.STILL_SIDE)
        assert room.worker_pid is None
        model.closer(2 * recipes.STILL_SIDE)
        assert room.worker_pid is not None
        picture = model.state.picture
        assert picture is not None and picture.width == 2400
        model.closer(9000)
        assert model.state.picture is picture


def test_what_cannot_be_shown_is_kept_with_its_reason_and_costs_the_others_nothing(store: Store) -> None:
    cut = CLIP[:200]
    here(store, cut, b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", PICTURE)
    Preparation(store).run()
    idle = MediaRoom()
    for data, reason in ((cut, Reason.DAMAGED), (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", Reason.UNKNOWN_KIND)):
        with store.assets.open(sha(data)) as source, pytest.raises(CannotShow) as refusal:
            idle.probe(source)
        assert refusal.value.reason is reason
    assert recipes.PROBE in kept(store, PICTURE)


def test_what_cannot_be_shown_is_told_as_it_is_found_and_known_to_the_next_sitting(store: Store) -> None:
    whole = made(Recipe(pts=tuple(range(0, 40 * 3600, 3600))))
    head, broken = CLIP[:200], whole[: len(whole) * 9 // 10]
    here(store, head, broken, PICTURE)
    told: list[str] = []
    before = Refusals(store)
    assert before.among((sha(head), sha(broken), sha(PICTURE))) == frozenset()
    Preparation(store, on_refused=told.append).run()
    assert told == [sha(head), sha(broken)]
    for known in (before, Refusals(store)):
        assert known.among((sha(head), sha(broken), sha(PICTURE))) == {sha(head), sha(broken)}


def test_what_a_screen_was_refused_is_taken_back_by_an_answer_to_the_same(store: Store) -> None:
    known = Refusals(store)
    assert known.tell(sha(CLIP), "page 1", True)
    assert not known.tell(sha(CLIP), "page 2", True)
    assert not known.tell(sha(CLIP), "page 1", False)
    assert known.among((sha(CLIP), sha(PICTURE))) == {sha(CLIP)}
    assert known.tell(sha(CLIP), "page 2", False)
    assert known.among((sha(CLIP),)) == frozenset()


@pytest.mark.parametrize("reason", [Reason.CRASHED, Reason.NO_MEMORY])
def test_a_crash_is_not_kept_and_not_tried_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[..., None], reason: Reason
) -> None:
    expect_log(rf"WARNING .*asset .* is not prepared: {reason}")
    tried: list[str] = []

    def crash(self: MediaRoom, source: object, **how: object) -> None:
        tried.append("clip")
        raise CannotShow(reason)

    monkeypatch.setattr(MediaRoom, "prepare", crash)
    here(store, CLIP, PICTURE)
    preparation = Preparation(store)
    preparation.run()
    preparation.run()
    assert tried == ["clip"]
    assert kept(store, CLIP) == set()
    assert recipes.PROBE in kept(store, PICTURE)


def test_altered_bytes_are_not_prepared(store: Store) -> None:
    here(store, CLIP, PICTURE)
    path = store.assets.path_of(sha(CLIP))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    Preparation(store).run()
    assert kept(store, CLIP) == set()
    assert recipes.PROBE in kept(store, PICTURE)


def test_no_worker_is_left_when_nothing_is_to_be_done(store: Store) -> None:
    threads = threading.active_count()
    here(store, PICTURE)
    preparation = Preparation(store)
    preparation.run()
    assert preparation._room is None
    assert threading.active_count() == threads


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        yield opened
        held = [row.lease for row in opened.store.leases.all()]
        opened.api.release(tuple(Held(case_id=lease.case_id, epoch=lease.epoch) for lease in held))


def test_the_loop_prepares_what_it_has_fetched(mine: Desk) -> None:
    taken = mine.api.take(TakeAsk(count=3))
    mine.store.leases.put(taken.grants)
    shown = {fact.sha256 for one in taken.grants for fact in one.file.assets if fact.type not in (None, "text/vtt")}
    assert shown
    loop = SyncLoop(mine.api, mine.store, mine.clock, lambda report: None, prepare=True)
    loop.start()
    done = threading.Event()
    for _ in range(600):
        if all(mine.store.assets.derived.has(sha256, recipes.PROBE) for sha256 in shown):
            break
        done.wait(0.1)
    else:
        pytest.fail("not prepared in a minute")
    assert loop.stop()


def test_stopping_does_not_wait_for_a_clip_that_is_being_prepared(mine: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()
    whole = MediaRoom.prepare

    def slow(self: MediaRoom, source: object, **how: object) -> object:
        begun.set()

        class Slow:
            size, sha256 = 10_000, "0" * 64

            def read(self, offset: int, length: int) -> bytes:
                threading.Event().wait(0.5)
                return CLIP[offset : offset + length].ljust(length, b"\0")

        return whole(self, Slow())

    monkeypatch.setattr(MediaRoom, "prepare", slow)
    monkeypatch.setattr(MediaRoom, "probe", slow)
    mine.store.leases.put(mine.api.take(TakeAsk(count=1)).grants)
    loop = SyncLoop(mine.api, mine.store, mine.clock, lambda report: None, prepare=True)
    loop.start()
    assert begun.wait(30)
    assert loop.stop(10)
    assert not any(thread.name == "prepare" for thread in threading.enumerate())
