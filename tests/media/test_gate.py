"""The gate: real containers are named from their bytes, and descriptions of other places are none."""

import io

import pytest
from PIL import Image

from reviewer_app.media.gate import HEAD_BYTES, Kind, sniff, vint

from .conftest import Recipe, made

SDP = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 43434 RTP/AVP 96\r\n"
REFUSED = {
    "sdp": SDP,
    "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "dash": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "html": b"<!doctype html><script>1</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "subtitle": b"1\n00:00:01,000 --> 00:00:02,000\nhello\n",
    "postscript": b"%!PS-Adobe-3.0\n",
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "elf": b"\x7fELF" + b"\0" * 60,
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08meta",
    "empty": b"",
    "zeros": b"\0" * 4096,
    "utf16": "WEBVTT".encode("utf-16"),
}


def saved(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(target, form)
    return target.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_container_is_no_kind(name: str) -> None:
    assert sniff(REFUSED[name]) is None


@pytest.mark.parametrize(
    ("form", "kind"),
    [("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP), ("GIF", Kind.GIF), ("PDF", Kind.PDF)],
)
def test_pictures_and_documents_are_named_from_their_bytes(form: str, kind: Kind) -> None:
    assert sniff(saved(form)) is kind


@pytest.mark.parametrize(
    ("container", "codec", "kind"),
    [("mp4", "libx264", Kind.MP4), ("webm", "libvpx-vp9", Kind.WEBM), ("matroska", "libx264", Kind.MATROSKA)],
)
def test_clips_are_named_from_their_bytes(container: str, codec: str, kind: Kind) -> None:
    content = made(Recipe(pts=(0, 3600), container=container, codec=codec, options={}, sound=False))
    assert sniff(content[:HEAD_BYTES]) is kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nx", Kind.VTT),
        (b"\xef\xbb\xbfWEBVTT - title\r\n", Kind.VTT),
        (b"WEBVTTX", None),
        (b"ID3\x04\x00\x00\x00\x00\x02\x01" + b"\0" * 20, Kind.MP3),
        (b"ID3\x04\x00\x00\x80\x00\x02\x01" + b"\0" * 20, None),
        (b"\xff\xfb\x90\x64", Kind.MP3),
        (b"\xff\xfb\xf0\x64", None),
        (b"\xff\xf1\x50\x80", Kind.AAC),
        (b"OggS\0\x02" + b"\0" * 20, Kind.OGG),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", Kind.WAV),
        (b"\0\0\0\x18ftypM4A \0\0\0\0isommp42\0\0\0\x08free", Kind.M4A),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x02free", None),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x08\0\0\0\0", None),
        (b"\0\0\xff\x18ftypisom\0\0\0\0isommp42\0\0\0\x08free", None),
        (b"\x1a\x45\xdf\xa3\x87\x42\x82\x84evil", None),
        (b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm", Kind.WEBM),
        (b"\x1a\x45\xdf\xa3\xff\x42\x82\x84webm", None),
        (b"  \r\n%PDF-1.7\n", Kind.PDF),
        (b"x%PDF-1.7\n", None),
    ],
)
def test_heads_are_read_as_their_specifications_say(head: bytes, kind: Kind | None) -> None:
    assert sniff(head) is kind


def test_every_prefix_of_every_kind_is_looked_at_without_error() -> None:
    for content in (
        saved("WEBP"),
        made(Recipe(pts=(0,), container="webm", codec="libvpx-vp9", options={}, sound=False)),
    ):
        assert {sniff(content[:length]) for length in range(200)} <= {None, Kind.WEBP, Kind.WEBM}


@pytest.mark.parametrize(
    ("data", "value"), [(b"\x81", (1, 1)), (b"\x40\x7f", (2, 127)), (b"\x40", None), (b"\0", None), (b"", None)]
)
def test_variable_size_integers(data: bytes, value: tuple[int, int] | None) -> None:
    assert vint(data, 0) == value
