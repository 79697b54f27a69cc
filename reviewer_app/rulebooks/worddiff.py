"""Two wordings side by side: which words of each the other has not; Chinese goes by characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；！？.;!?\n]*[。；！？.;!?\n]*", re.DOTALL)
MOST = 300
"""Tokens that are compared one by one, beginning and end that are the same set aside. In the worst wording the time
grows with the third power; a longer one goes by sentences, and one of very many sentences is marked whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a wording; `differs` where the other wording has not got it."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]
Parts = list[tuple[str, bool]]


def marked(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both wordings in pieces. What stands between two words that differ is marked with them if it is only space."""
    for tokens in (_TOKEN, _SENTENCE):
        olds, news = tokens.findall(before), tokens.findall(after)
        start = _alike(olds, news)
        end = _alike(olds[start:][::-1], news[start:][::-1])
        old, new = olds[start : len(olds) - end], news[start : len(news) - end]
        if max(len(old), len(new)) <= MOST:
            head, tail = "".join(olds[:start]), "".join(olds[len(olds) - end :])
            left, right = _compared(old, new)
            return _joined([(head, False), *left, (tail, False)]), _joined([(head, False), *right, (tail, False)])
    return _whole(before, before != after), _whole(after, before != after)


def _alike(olds: Sequence[str], news: Sequence[str]) -> int:
    """How many tokens both begin with."""
    return next(
        (at for at, (old, new) in enumerate(zip(olds, news, strict=False)) if old != new), min(len(olds), len(news))
    )


def _compared(olds: Sequence[str], news: Sequence[str]) -> tuple[Parts, Parts]:
    old, new = Parts(), Parts()
    for kind, start, end, onset, offset in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        old.append(("".join(olds[start:end]), kind != "equal"))
        new.append(("".join(news[onset:offset]), kind != "equal"))
    return old, new


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
