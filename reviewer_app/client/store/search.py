"""Words for the full-text index: bigrams and single characters of scripts without spaces, whole words of the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import add

# Han with its extensions and compatibility forms, kana, Hangul.
_DENSE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
_BREAK = "\u241f"  # keeps a phrase from running on from one stretch of characters, or text, into the next
_LONGEST = 200


@cache
def _stretches() -> re.Pattern[str]:
    """Compiled with the first words, not with the program: it takes 3 ms."""
    return re.compile(f"([{_DENSE}]+)|([^\\W_{_DENSE}]+)")


def _runs(text: str) -> list[tuple[bool, str]]:
    """Stretches of text in order: (True, characters without spaces) or (False, a word), folded."""
    return [(bool(dense), dense or word) for dense, word in _stretches().findall(_folded(text))]


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def index_words(texts: Iterable[str]) -> tuple[str, str]:
    """What the index holds for some texts: a sequence of bigrams and words, and the set of single characters."""
    parts = [_words_of(text) for text in texts]
    singles = frozenset().union(*(single for _, single in parts))
    return f" {_BREAK} ".join([words for words, _ in parts]), " ".join(singles)


@lru_cache(maxsize=4096)  # merchants and reasons come again and again
def _words_of(text: str) -> tuple[str, frozenset[str]]:
    sequence: list[str] = []
    singles: set[str] = set()
    for dense, word in _stretches().findall(_folded(text)):
        if word:
            sequence.append(word[:_LONGEST])
            continue
        singles.update(dense)
        sequence.extend(map(add, dense, dense[1:]))
        sequence.append(_BREAK)
    return " ".join(sequence), frozenset(singles)


def match_for(query: str) -> str | None:
    """An FTS5 expression that finds every word of a query; the last word may be unfinished. None where it has none.

    What is typed without a space between, such as a reference, is found together and in its order. Only letters and
    digits reach the expression, each term quoted, so that no query can break out of it.
    """
    chunks = [_runs(chunk) for chunk in query[:_LONGEST].split()]
    groups = [group for chunk in chunks for group in _together(chunk)]
    return " AND ".join(_term(group, at == len(groups) - 1) for at, group in enumerate(groups)) or None


def _together(chunk: list[tuple[bool, str]]) -> list[list[tuple[bool, str]]]:
    """The runs of a chunk, words that follow each other in one group; characters without spaces by themselves."""
    groups: list[list[tuple[bool, str]]] = []
    for run in chunk:
        if groups and not run[0] and not groups[-1][-1][0]:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _term(group: list[tuple[bool, str]], last: bool) -> str:
    dense, run = group[-1]
    if not dense:
        # A number alone is mostly a whole one; behind a word, as in a reference, it may be unfinished.
        unfinished = last and ((len(run) > 1 and not run.isdecimal()) or len(group) > 1)
        phrase = " ".join(word for _, word in group)
        return f'words : "{phrase}"' + (" *" if unfinished else "")
    if len(run) == 1:
        return f'singles : "{run}"'
    return 'words : "' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"'
