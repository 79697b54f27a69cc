"""What the words of a lab report conclude: passed or failed where they say so in a known phrase, else nothing."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_BESIDE_CHINESE = re.compile(r"(?<=[\u2e80-\u9fff]) | (?=[\u2e80-\u9fff])")
_CLAUSES = re.compile(r"[。；;，,!?\n]|\.(?= |$)")
_CODE = r"(?:gb|qb|sb|ny|sn|db[0-9]*|iso|iec|en|astm)(?:/[a-z]+)? ?[0-9][0-9.:\-]*|《[^《》]*》"
_ASKED = (
    rf"{_CODE}|标准|要求|规定|限量|技术|指标|相关|国家|行业|企业|产品|食品|安全|质量|的|及|和|之"
    r"|(?:to|with|of|in|and|the|all|its|relevant|applicable|national|technical"
    r"|requirements?|standards?|limits?|specifications?)\b"
)
"""What a phrase may say that something keeps to."""
_BEFORE = (
    rf"{_CODE}|抽样|检验|检测|检查|本次|此次|批次|样品|产品|商品|所检|所测|受检|项目|指标|结论|结果|判定|评定|判为|单项|综合|总体"
    r"|全部|所有|各项|依据|按照|根据|标准|要求|经|按|本|该|此|批|均|都|皆|为|是|的|[:()/、 ]"
    r"|(?:the|this|these|all|each|every|samples?|items?|products?|goods|batch|lot|tests?|tested|inspected|inspection"
    r"|results?|conclusion|verdict|overall|judgement|is|are|was|were|has|have|been|to be|be|judged|found|considered"
    r"|as|of)\b"
)
"""What may stand before a phrase and changes nothing of what it says."""
_PASSED = re.compile(
    rf"(?:(?:{_BEFORE})*+(?:合格|达标|通过(?:检验|检测)?|符合(?: |{_ASKED})*+"
    rf"|(?:pass(?:ed|es)?|accept(?:ed|able)?)\b(?: (?:the )?(?:tests?|inspection)\b)?"
    rf"|(?:conform(?:s|ing|ed)?|compl(?:y|ies|iant|ied)|in (?:conformity|compliance)|meets?|met)\b(?: |{_ASKED})*+))+"
    rf"(?:{_BEFORE})*+"
)
_NEUTRAL = re.compile(rf"(?:{_BEFORE})*+")
_KEPT = r"(?:完全|全部)?(?:符合|相符|达标|通过)"
_FAILED = re.compile(
    rf"[不未非]合格|(?:不予|未予|不能|未能|没有|不|未){_KEPT}|不可接受|拒收"
    r"|\b(?:(?:did|do|does|has|have|is|are|was|were|can|could) ?)?(?:not|n't)"
    r"(?: (?:been|be|fully|found|judged|considered|to|in))*"
    r" (?:pass(?:ed)?|conform(?:ing|ed|ity)?|compl(?:y|ied|iant|iance)|meet|met|accept(?:ed|able))\b"
    r"|\bnon-? ?(?:conform|compl[iy])[a-z]*|\b(?:un|not )(?:acceptable|satisfactory)\b|\bdis-?qualified\b"
    r"|\bfail(?:s|ed|ure)?\b|\breject(?:s|ed)?\b|\bout of (?:conformity|compliance|specification)\b"
)
_TURNED = re.compile(
    r"(?:未|无|没有|没|零|非|若|如|凡|是否|尚)[^不未非]{0,8}$|\b(?:no|not|never|without|zero|none|if|whether|0)\b[^.]{0,20}$"
)
"""What turns a failure that follows into none, or into a question."""
_COUNTED_NONE = re.compile(r"(?:项目?|品|数量?|率|s)*[:为是]? ?(?:0|零|无|none)(?![0-9.])")
_AGAIN = re.compile(r"复检|复验|复测|初检|重检|\bre-?(?:test|inspect)")
"""A report of two looks, which may say both."""
_PASS_WORD = re.compile(r"合格|符合|达标|通过|\b(?:pass|conform|compl[iy]|meet|accept)")


class Verdict(StrEnum):
    """What is said of an item, or of a whole report."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


def verdict_in(words: str) -> Verdict:
    """What a conclusion says, in Chinese or English.

    Passed is a report whose every clause is a known phrase and one of them says so; failed is one with a clause that
    says so. Anything else, a double negation, a condition or a reservation too, is for a person to read.
    """
    text = _plain(words)
    said = [_clause(clause.strip()) for clause in _CLAUSES.split(text)]
    if _AGAIN.search(text):
        return Verdict.UNKNOWN
    if Verdict.FAIL in said:
        return Verdict.FAIL
    return Verdict.PASS if Verdict.PASS in said and Verdict.UNKNOWN not in said else Verdict.UNKNOWN


def _clause(clause: str) -> Verdict | None:
    """What one clause says; None where it says nothing of the matter."""
    if (found := _FAILED.search(clause)) is not None:
        before, after = clause[: found.start()], clause[found.end() :]
        plainly = not (_TURNED.search(before) or _COUNTED_NONE.match(after) or _PASS_WORD.search(before + "|" + after))
        return Verdict.FAIL if plainly else Verdict.UNKNOWN
    if _NEUTRAL.fullmatch(clause):
        return None
    return Verdict.PASS if _PASSED.fullmatch(clause) else Verdict.UNKNOWN


def _plain(words: str) -> str:
    """Narrow small letters, one blank between words and none beside Chinese characters."""
    narrow = unicodedata.normalize("NFKC", words).casefold().replace("\u2019", "'").replace("\u2010", "-")
    return _BESIDE_CHINESE.sub("", re.sub(r"[^\S\n]+", " ", narrow)).strip()
