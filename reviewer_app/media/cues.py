"""Owns reading WebVTT transcripts into plain cues."""

import html
import re
from fractions import Fraction
from typing import Final

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import Cue

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_CUES: Final = 50_000
MAX_CUE_CHARACTERS: Final = 4_000

# Cue timings and text as W3C WebVTT 1, sections 4.1 and 6.4: hours optional, minutes and seconds two digits under 60.
_STAMP: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING: Final = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?", re.ASCII)
_TAG: Final = re.compile(r"<[^>]*>?")


def parse(content: bytes) -> list[Cue]:
    """Read the cues of a WebVTT file in the order in which they start; notes, styles and regions are left out.

    A block whose timing cannot be read, or that ends no later than it starts, is left out too, as players do. Raises
    CannotShow when it is no WebVTT, is no UTF-8, or is over a cap.
    """
    if len(content) > MAX_BYTES:
        raise CannotShow(Reason.TOO_LARGE, "transcript")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as malformed:
        raise CannotShow(Reason.DAMAGED, "transcript is no UTF-8") from malformed
    header, *blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", header):
        raise CannotShow(Reason.UNKNOWN_KIND, "no WebVTT")
    cues = [cue for block in blocks if (cue := _cue(block.strip("\n").split("\n"))) is not None]
    if len(cues) > MAX_CUES:
        raise CannotShow(Reason.TOO_LARGE, "too many cues")
    return sorted(cues, key=lambda cue: cue.start_s)


def _cue(lines: list[str]) -> Cue | None:
    """Read a block: an optional identifier line, a timing line, and text."""
    for at, line in enumerate(lines[:2]):
        timing = _TIMING.fullmatch(line)
        if timing:
            start, end = _seconds(*timing.groups()[:4]), _seconds(*timing.groups()[4:])
            return Cue(start, end, _plain("\n".join(lines[at + 1 :]))) if end > start else None
    return None


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> Fraction:
    whole = int((hours or "0")[:6]) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + Fraction(int(thousandths), 1000)


def _plain(marked_up: str) -> str:
    """Drop tags, then resolve character references; what is left is text and is shown as text."""
    return html.unescape(_TAG.sub("", marked_up[:MAX_CUE_CHARACTERS])).strip()
