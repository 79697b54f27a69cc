"""Memory that runs out says nothing of the file: neither too large nor damaged, and the next time it may be there."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import av
import pytest
from PIL import Image

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.worker import clips, scan
from reviewer_app.media.worker.pictures import Still
from reviewer_app.media.worker.source import RangeFile
from tests.media.conftest import Recipe, made, source_of

# A worker that may take 96 MB beyond what it has taken when it starts: too little for a picture of 127 MB.
TIGHT = """
from reviewer_app.media.worker import confine
from reviewer_app.media.worker.serve import serve
pages = int(open("/proc/self/statm").read().split()[0])
confine.ADDRESS_SPACE = pages * 4096 + 96 * 1024**2
from reviewer_app.media.worker import __main__
"""


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (6500, 6500), "navy").save(target, "JPEG")
    return target.getvalue()


def no_memory(*_what: object, **_how: object) -> Any:
    raise av.error.MemoryError(12, "Cannot allocate memory")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is one of address space")
def test_a_picture_for_which_memory_runs_out_is_not_called_too_large() -> None:
    source = source_of(picture())
    with (
        MediaRoom(command=(sys.executable, "-I", "-c", TIGHT)) as room,
        pytest.raises(CannotShow) as refusal,
    ):
        room.probe(source, verify=True)
    assert refusal.value.reason is Reason.NO_MEMORY
    with MediaRoom() as room:
        room.probe(source, verify=True)


def test_a_decoder_of_clips_without_memory_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    content = made(Recipe())
    walk, packet = scan._Walk(), SimpleNamespace(decode=no_memory)
    with pytest.raises(MemoryError):
        walk.decode(packet, None, None)  # type: ignore[arg-type]
    assert walk.damaged == 0
    with pytest.raises(MemoryError):
        next(clips._decoded(iter([packet])))  # type: ignore[list-item]
    monkeypatch.setattr(av, "open", no_memory)
    with pytest.raises(MemoryError):
        clips.open_container(RangeFile(len(content), lambda at, size: content[at : at + size], 999), Kind.MP4)


def test_a_decoder_of_pictures_without_memory_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture()

    def open_picture(*_what: object, **_how: object) -> Any:
        raise OSError("out of memory when reading image file")

    monkeypatch.setattr(Image, "open", open_picture)
    with pytest.raises(CannotShow) as refusal:
        Still(RangeFile(len(content), lambda at, size: content[at : at + size], 999), Kind.JPEG).probe(verify=False)
    assert refusal.value.reason is Reason.NO_MEMORY
