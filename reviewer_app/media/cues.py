"""Owns reading WebVTT transcripts into plain cues, without losing words of theirs."""

import html
import re
from fractions import Fraction
from operator import itemgetter
from typing import Final

from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.values import Cue, Transcript

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_CUES: Final = 50_000
MAX_CUE_CHARACTERS: Final = 4_000

# Cue timings and text as W3C WebVTT 1, sections 4.1 and 6.4: hours optional, minutes and seconds two digits under 60.
_STAMP: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING: Final = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?", re.ASCII)
# Tags as section 4.2.2 has them. Whatever else an angle bracket begins, as in "<140", was written to be read.
_TAG: Final = re.compile(rf"</?(?:c|i|b|u|ruby|rt|v|lang)(?:[.\s][^<>]*)?>|<{_STAMP}>", re.ASCII | re.IGNORECASE)
_LEFT_OUT: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t\n]|\Z)")


def parse(content: bytes) -> Transcript:
    """Read the cues of a WebVTT file in the order in which they start; notes, styles and regions are left out.

    A block whose timing cannot be read, or that ends no later than it starts, has no time: no player shows it, but who
    judges the words does read it. A cue longer than the cap is read as several of the same time. Raises CannotShow when
    it is no WebVTT, is no UTF-8, or is over another cap.
    """
    if len(content) > MAX_BYTES:
        raise CannotShow(Reason.TOO_LARGE, "transcript")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as malformed:
        raise CannotShow(Reason.DAMAGED, "transcript is no UTF-8") from malformed
    # Of a longer run of line ends the rest is stripped from its block: a pattern over all would keep others waiting.
    header, *blocks = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n\n")
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", header):
        raise CannotShow(Reason.UNKNOWN_KIND, "no WebVTT")
    first = header.partition("\n")[2]
    if "-->" in first:
        blocks.insert(0, first)  # a cue right below the signature counts
    cues, untimed = list[tuple[int, int, str]](), list[str]()
    for block in (stripped for block in blocks if (stripped := block.strip("\n"))):
        timed = _timed(block.split("\n"))
        if timed is not None:
            start, end, text = timed
            cues += [(start, end, part) for part in _parts(text)]
        elif not _LEFT_OUT.match(block):
            untimed += [part for part in _parts(_plain(block)) if part]
    if len(cues) + len(untimed) > MAX_CUES:
        raise CannotShow(Reason.TOO_LARGE, "too many cues")
    cues.sort(key=itemgetter(0))
    seconds = (Cue(Fraction(start, 1000), Fraction(end, 1000), part) for start, end, part in cues)
    return Transcript(tuple(seconds), tuple(untimed))


def _timed(lines: list[str]) -> tuple[int, int, str] | None:
    """Read a block: an optional identifier line, a timing line, and text; None where it is on the screen at no time.

    Its times are in thousandths, as the file has them: of 50,000 cues that takes half as long as with fractions.
    """
    for at, line in enumerate(lines[:2]):
        timing = _TIMING.fullmatch(line)
        if timing:
            found = timing.groups()
            start, end = _thousandths(*found[:4]), _thousandths(*found[4:])
            return (start, end, _plain("\n".join(lines[at + 1 :]))) if end > start else None
    return None


def _parts(text: str) -> list[str]:
    if len(text) <= MAX_CUE_CHARACTERS:
        return [text]
    return [text[at : at + MAX_CUE_CHARACTERS] for at in range(0, max(len(text), 1), MAX_CUE_CHARACTERS)]


def _thousandths(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    whole = int((hours or "0")[:6]) * 3600 + int(minutes) * 60 + int(seconds)
    return 1000 * whole + int(thousandths)


def _plain(marked_up: str) -> str:
    """Drop tags, then resolve character references; what is left is text and is shown as text."""
    return html.unescape(_TAG.sub("", marked_up) if "<" in marked_up else marked_up).strip()
