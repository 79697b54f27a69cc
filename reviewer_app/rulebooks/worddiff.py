"""Two wordings side by side: which words of each the other has not; Chinese goes by characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
MOST = 4000
"""Tokens of a wording that are still compared one by one; longer ones are marked whole, for the time grows squared."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a wording; `differs` where the other wording has not got it."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def marked(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both wordings in pieces. What stands between two words that differ is marked with them if it is only space."""
    olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(olds), len(news)) > MOST:
        return _whole(before, before != after), _whole(after, before != after)
    old, new = list[tuple[str, bool]](), list[tuple[str, bool]]()
    for kind, start, end, onset, offset in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        old.append(("".join(olds[start:end]), kind != "equal"))
        new.append(("".join(news[onset:offset]), kind != "equal"))
    return _joined(old), _joined(new)


def _whole(text: str, differs: bool) -> Pieces:
    return (Piece(text, differs),) if text else ()


def _joined(parts: Iterable[tuple[str, bool]]) -> Pieces:
    kept = [part for part in parts if part[0]]
    pieces: list[Piece] = []
    for at, (text, differs) in enumerate(kept):
        between = 0 < at < len(kept) - 1 and kept[at - 1][1] and kept[at + 1][1]
        differs = differs or (between and text.isspace())
        if pieces and pieces[-1].differs == differs:
            pieces[-1] = Piece(pieces[-1].text + text, differs)
        else:
            pieces.append(Piece(text, differs))
    return tuple(pieces)
