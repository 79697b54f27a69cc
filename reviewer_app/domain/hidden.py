"""Characters that show nothing, turn what stands beside them, or pass for others: which, and where in the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Trick(StrEnum):
    """What a character does to who reads the text."""

    ZERO_WIDTH = "zero_width"
    BIDI = "bidi"
    TAG = "tag"
    SOFT_HYPHEN = "soft_hyphen"
    VARIATION = "variation"
    BLANK = "blank"
    MARK = "mark"
    CONTROL = "control"
    UNKNOWN = "unknown"
    LOOKALIKE = "lookalike"
    FULL_WIDTH = "full_width"

    @property
    def unseen(self) -> bool:
        """Whether the character itself is not seen as one; the others are seen and taken for something else."""
        return self not in (Trick.LOOKALIKE, Trick.FULL_WIDTH)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch [start, end) in code points of the stored string: one unseen character, or a run of ones that pass for
    others. `name` is the short name of its mark, the same in every language."""

    start: int
    end: int
    trick: Trick
    name: str


_NAMES = {
    0x1680: "OSPM", 0x2000: "NQSP", 0x2001: "MQSP", 0x2002: "ENSP", 0x2003: "EMSP", 0x2004: "3/MSP", 0x2005: "4/MSP",
    0x2006: "6/MSP", 0x2007: "FSP", 0x2008: "PSP", 0x2009: "THSP", 0x200A: "HSP", 0x202F: "NNBSP", 0x205F: "MMSP",
    0x00AD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x115F: "HCF", 0x1160: "HJF", 0x180E: "MVS", 0x200B: "ZWSP",
    0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x2028: "LINE", 0x2029: "PARA", 0x202A: "LRE",
    0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2061: "FA", 0x2062: "IT",
    0x2063: "IS", 0x2064: "IP", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0x2800: "BLANK",
    0x3164: "FILLER", 0xFEFF: "BOM", 0xFFA0: "FILLER",
}  # fmt: skip
"""The abbreviations of the Unicode character database where there is one; another mark has its code point."""
_ZERO_WIDTH = frozenset((0x034F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF))
_BIDI = frozenset((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x2070)))
_BLANKS = frozenset((0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0))
_PLAIN_BLANKS = " \u00a0\u3000"
"""Blanks as wide as they are taken to be; others are a hair's width, or as wide as some sign."""
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_PASSING = {
    "CYRILLIC": "АВЕЅЗІЈКМНОРСТУХЬаеѕіјкорсухһԁԛԝ",
    "GREEK": "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχγϲϳ",
    "ARMENIAN": "օսոցհզ",
}
"""Letters that look like Latin ones, by script."""
_AS_LATIN = {
    "CYRILLIC": "ABESZIJKMHOPCTYXbaesijkopcyxhdqw",
    "GREEK": "ABEZHIKMNOPTYXaeikvoptuxycj",
    "ARMENIAN": "ounghq",
}
_LATIN_FOR = dict(zip("".join(_PASSING.values()), "".join(_AS_LATIN.values()), strict=True))
_SCRIPT = {letter: script for script, letters in _PASSING.items() for letter in letters}
_RADICALS = re.compile("[\u2e80-\u2fd5]+")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\u2100-\u2138\u24b6-\u24e9\U0001f130-\U0001f189]+")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u058f]+")
_MIXED_WIDTH = re.compile("[A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_HALF_WIDTH = re.compile("[A-Za-z0-9]")
_SPLITS = re.compile(r"(?<=[\u4e00-\u9fff])[-‐‑–—−_*·•・.~～\\+^=#@&'\"]{1,8}(?=[\u4e00-\u9fff])")
"""Signs that split a word: some between two Chinese characters. Blanks and the marks of a list part words for good."""
_OF_EMOJI = frozenset("\ufe0e\ufe0f\u200d")
_SHOWS_AS_EMOJI = frozenset("0123456789#*\u203c\u2049\u3030\u00a9\u00ae")


@lru_cache(maxsize=8192)
def trick_of(character: str) -> Trick | None:
    """What a character does that cannot be seen; None where it can (line ends and tabs are no secret)."""
    if character in "\n\t":
        return None
    code = ord(character)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in (0x180B, 0x180C, 0x180D, 0x180F):
        return Trick.VARIATION
    if code in _ZERO_WIDTH:
        return Trick.ZERO_WIDTH
    if code in _BIDI:
        return Trick.BIDI
    if code in _BLANKS:
        return Trick.BLANK
    if code == 0x00AD:
        return Trick.SOFT_HYPHEN
    if 0xE0000 <= code <= 0xE007F:
        return Trick.TAG
    category = unicodedata.category(character)
    if category == "Zs" and character not in _PLAIN_BLANKS:
        return Trick.BLANK
    if category not in _HIDDEN_CATEGORIES:
        return None
    return Trick.UNKNOWN if category in ("Cn", "Co", "Cs") else Trick.CONTROL


def name_of(character: str) -> str:
    """The short name of an unseen character's mark."""
    code = ord(character)
    if code in _NAMES:
        return _NAMES[code]
    if 0xFE00 <= code <= 0xFE0F:
        return f"VS{code - 0xFE00 + 1}"
    if 0xE0100 <= code <= 0xE01EF:
        return f"VS{code - 0xE0100 + 17}"
    if 0xE0020 < code < 0xE007F:
        return f"TAG {chr(code - 0xE0000)}"
    return f"U+{code:04X}"


@lru_cache(maxsize=64)
def found_in(text: str) -> tuple[Found, ...]:
    """Everything of the kind in a text, in its order; nothing overlaps. Linear in its length."""
    return _found_in(text)


def _found_in(text: str) -> tuple[Found, ...]:
    letters = set(text)
    return tuple(sorted((*_unseen(text, letters), *_passing(text, letters)), key=lambda one: one.start))


def _unseen(text: str, letters: set[str]) -> Iterator[Found]:
    tricks = {letter: trick for letter in letters if (trick := trick_of(letter)) is not None}
    yield from _marks(text, letters, tricks)
    if not tricks:
        return
    for match in re.finditer(_any_of(tricks), text):
        at = match.start()
        if not _of_an_emoji(text, at):
            yield Found(at, at + 1, tricks[match.group()], name_of(match.group()))


def _any_of(characters: Iterable[str]) -> str:
    return "[" + re.escape("".join(sorted(characters))) + "]"


def _marks(text: str, letters: set[str], tricks: Iterable[str]) -> Iterator[Found]:
    """Marks drawn over a Chinese character, which bears none in any writing: a word is not found for them."""
    marks = {letter for letter in letters.difference(tricks) if unicodedata.category(letter) in ("Mn", "Me")}
    if not marks:
        return
    for drawn in re.finditer(f"(?<=[{_HAN}]){_any_of(marks.union(tricks))}+", text):
        for at in range(*drawn.span()):
            if text[at] in marks:
                yield Found(at, at + 1, Trick.MARK, name_of(text[at]))


def _of_an_emoji(text: str, at: int) -> bool:
    """Whether a joiner or a selector is part of one emoji, where it is seen: in how that one looks."""
    before = text[at - 1] if at else ""
    if text[at] in "\ufe0e\ufe0f":
        return bool(before) and (before in _SHOWS_AS_EMOJI or unicodedata.category(before) in ("So", "Sm"))
    if text[at] != "\u200d" or at + 1 >= len(text):
        return False
    pictured = before in ("\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))) or (
        bool(before) and unicodedata.category(before) == "So"
    )
    return pictured and unicodedata.category(text[at + 1]) in ("So", "Sm")


def _passing(text: str, letters: set[str]) -> Iterator[Found]:
    if not letters.isdisjoint(_SCRIPT):
        yield from _foreign(text)
    if any("\u2e80" <= letter <= "\u2fd5" for letter in letters):
        yield from (Found(*match.span(), Trick.LOOKALIKE, "radical") for match in _RADICALS.finditer(text))
    if any(_STYLED.match(letter) for letter in letters if letter > "\u20ff"):
        for match in _STYLED.finditer(text):
            plain = unicodedata.normalize("NFKC", match.group())
            if plain.isascii() and len(plain) == len(match.group()):  # not the signs for a trade mark or a number
                yield Found(*match.span(), Trick.LOOKALIKE, "styled")
    if any("\uff10" <= letter <= "\uff5a" for letter in letters):
        for run in _MIXED_WIDTH.finditer(text):
            if _HALF_WIDTH.search(run.group()):
                for match in _FULL_WIDTH.finditer(text, *run.span()):
                    yield Found(*match.span(), Trick.FULL_WIDTH, "full-width")


def _foreign(text: str) -> Iterator[Found]:
    """Letters of another script inside a word that has Latin ones; a word all of one script is not in disguise."""
    for word in _WORD.finditer(text):
        letters = word.group()
        if letters.isascii() or not any(letter < "\u0250" for letter in letters):
            continue
        at = word.start()
        while at < word.end():
            script = _SCRIPT.get(text[at])
            end = at + 1
            while script and end < word.end() and _SCRIPT.get(text[end]) == script:
                end += 1
            if script:
                yield Found(at, end, Trick.LOOKALIKE, script.capitalize())
            at = end


@lru_cache(maxsize=64)
def counts_in(text: str) -> dict[Trick, int]:
    """How many code points of each kind a text has, in the order of `Trick`; of a long one much sooner than found."""
    tally, counts = Counter(text), Counter[Trick]()
    letters = set(tally)
    tricks = {letter: trick for letter in letters if (trick := trick_of(letter)) is not None}
    for letter, trick in tricks.items():
        counts[trick] += tally[letter]
    for letter in _OF_EMOJI & letters:
        counts[tricks[letter]] -= sum(_of_an_emoji(text, match.start()) for match in re.finditer(letter, text))
    for one in (*_marks(text, letters, tricks), *_passing(text, letters)):
        counts[one.trick] += one.end - one.start
    return {trick: counts[trick] for trick in Trick if counts[trick]}


@lru_cache(maxsize=64)
def as_read(text: str) -> tuple[str, Sequence[int]]:
    """The text as an eye takes it, for finding words in: without the unseen, everything that passes for another as that
    one, in small letters; and for each character of it where it stands in `text`, with the length of `text` at last."""
    return _as_read(text, found_in(text), 0)


def each_as_read(texts: Sequence[str]) -> list[tuple[str, Sequence[int]]]:
    """Each text as it is read, looked through at once: of many short ones that takes a tenth of the time."""
    if len(texts) == 1:
        return [as_read(texts[0])]
    joined = "\n".join(texts)  # which is no secret, and part of no word, no run and no emoji
    found, plain = _found_in(joined), joined.translate({ord(letter): _plain(letter, False) for letter in set(joined)})
    made, at, start = list[tuple[str, Sequence[int]]](), 0, 0
    for text in texts:
        end, first = start + len(text), at
        while at < len(found) and found[at].start < end:
            at += 1
        own = found[first:at]
        made.append(_as_read(text, own, start) if own else (plain[start:end], range(len(text) + 1)))
        start = end + 1
    return made


def _as_read(text: str, found: Sequence[Found], start: int) -> tuple[str, Sequence[int]]:
    """A text with what was found in it, by places that count from `start` before it."""
    passing = any(one.trick is Trick.LOOKALIKE for one in found)
    dropped = {one.start - start for one in found if one.trick.unseen}
    seen = text.translate({ord(letter): _plain(letter, passing) for letter in set(text)})
    if not dropped:
        return seen, range(len(text) + 1)
    kept = [at for at in range(len(text)) if at not in dropped]
    return "".join([seen[at] for at in kept]), (*kept, len(text))


@lru_cache(maxsize=64)
def as_joined(text: str) -> tuple[str, Sequence[int]]:
    """As `as_read`, without the signs that split Chinese words either."""
    seen, places = as_read(text)
    signs = {at for match in _SPLITS.finditer(seen) for at in range(*match.span())}
    if not signs:
        return seen, places
    kept = [at for at in range(len(seen)) if at not in signs]
    return "".join([seen[at] for at in kept]), (*(places[at] for at in kept), places[len(seen)])


def _plain(letter: str, passing: bool) -> str:
    """One character for one: small, half-width, and without its disguise where the text has any."""
    plain = _LATIN_FOR.get(letter, letter) if passing else letter
    if "\uff01" <= plain <= "\uff5e" or (passing and plain > "\u20ff"):
        wide = unicodedata.normalize("NFKC", plain)
        plain = wide if len(wide) == 1 else plain
    small = plain.lower()
    return small if len(small) == 1 else plain


def forget() -> None:
    """Lets go of every text that was looked at: evidence stays in memory only as long as its case is open."""
    found_in.cache_clear()
    counts_in.cache_clear()
    as_read.cache_clear()
    as_joined.cache_clear()
