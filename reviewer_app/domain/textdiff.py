"""Two wordings side by side: which stretches of each the other has not, bounded in time whatever the texts are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

Range = tuple[int, int]
Ranges = tuple[Range, ...]

_WORDS = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number with its places
    r"|[A-Za-z\u00c0-\u052f]+(?:['\u2019-][A-Za-z\u00c0-\u052f]+)*"  # a word of a script that parts words by blanks
    r"|\s+|.[\u0300-\u036f\u200d\ufe0f]*",
    re.DOTALL,
)
_LINES = re.compile(r"[^\n。；！？;!?>]*[\n。；！？;!?>]*", re.DOTALL)
MOST = 300
"""Tokens that are compared one by one: the comparison grows with the third power of them in the worst wording."""
ISLAND = 2
"""Code points: what stayed the same between two changes is marked with them where it is no longer than that."""


def differing(before: str, after: str) -> tuple[Ranges, Ranges]:
    """What each of two texts has and the other has not, in code points: whole words and numbers, Chinese by character.

    Sentences that stand once in either text part the work first, then words that do; what is still too long is marked
    whole. So the time grows no faster than the length, times its logarithm.
    """
    if before == after:
        return (), ()
    pairs = [
        ((a + c, a + d), (b + e, b + f))
        for (a, a_end), (b, b_end) in _apart(before, after, _LINES)
        for (c, d), (e, f) in _by_words(before[a:a_end], after[b:b_end])
    ]
    old = [one for one, _other in pairs if one[0] < one[1]]
    new = [other for _one, other in pairs if other[0] < other[1]]
    return _joined(before, old), _joined(after, new)


def _by_words(before: str, after: str) -> Iterator[tuple[Range, Range]]:
    for (a, a_end), (b, b_end) in _apart(before, after, _WORDS):
        olds, news = _WORDS.findall(before[a:a_end]), _WORDS.findall(after[b:b_end])
        if max(len(olds), len(news)) > MOST:
            yield (a, a_end), (b, b_end)
            continue
        starts, ends = [0, *accumulate(map(len, olds))], [0, *accumulate(map(len, news))]
        for kind, c, d, e, f in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
            if kind != "equal":
                yield (a + starts[c], a + starts[d]), (b + ends[e], b + ends[f])


def _apart(before: str, after: str, tokens: re.Pattern[str]) -> Iterator[tuple[Range, Range]]:
    """The stretches between tokens that both texts share at their ends, or have just once and in one order."""
    olds, news = tokens.findall(before), tokens.findall(after)
    starts, ends = [0, *accumulate(map(len, olds))], [0, *accumulate(map(len, news))]
    pending = [(0, len(olds), 0, len(news))]
    while pending:
        a, a_end, b, b_end = _trimmed(olds, news, *pending.pop())
        if a == a_end and b == b_end:
            continue
        shared = _shared(olds[a:a_end], news[b:b_end]) if max(a_end - a, b_end - b) > MOST // 4 else []
        if not shared:
            yield (starts[a], starts[a_end]), (ends[b], ends[b_end])
            continue
        at, onset = a, b
        for i, j in [*((a + i, b + j) for i, j in shared), (a_end, b_end)]:
            pending.append((at, i, onset, j))
            at, onset = i + 1, j + 1


def _trimmed(
    olds: Sequence[str], news: Sequence[str], a: int, a_end: int, b: int, b_end: int
) -> tuple[int, int, int, int]:
    while a < a_end and b < b_end and olds[a] == news[b]:
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and olds[a_end - 1] == news[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return a, a_end, b, b_end


def _shared(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run, in order, of tokens that stand once in each: pairs of places."""
    old_counts, new_counts = Counter(olds), Counter(news)
    place = {word: at for at, word in enumerate(news) if new_counts[word] == 1}
    pairs = [(at, place[word]) for at, word in enumerate(olds) if old_counts[word] == 1 and word in place]
    tops: list[int] = []
    ends: list[int] = []
    came_from = [-1] * len(pairs)
    for number, (_at, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        came_from[number] = ends[pile - 1] if pile else -1
        tops[pile : pile + 1] = [other]
        ends[pile : pile + 1] = [number]
    run, number = list[tuple[int, int]](), ends[-1] if ends else -1
    while number >= 0:
        run.append(pairs[number])
        number = came_from[number]
    return run[::-1]


def _joined(text: str, ranges: Sequence[Range]) -> Ranges:
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and len(text[found[-1][1] : start].strip()) <= ISLAND:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)
