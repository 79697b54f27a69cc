"""Two small rulebooks, each with two versions, for tests that must not hang on the wording of the real ones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache

from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.rulebook import (
    Citation,
    Clause,
    Element,
    Example,
    Exemption,
    HoldReason,
    Measure,
    Procedure,
    Proof,
    Published,
    RiskTerm,
    RulebookVersion,
    RuleSource,
    Severity,
    SignoffRule,
)
from reviewer_app.domain.values import Text
from reviewer_app.rulebooks.compiled import compile_version

SHANGHAI = timezone(timedelta(hours=8))
TURN = datetime(2026, 7, 1, tzinfo=SHANGHAI)
"""The instant at which the second versions take over."""

Words = tuple[str, str]
LIVESTREAM: tuple[tuple[str, str, Words, Words, Severity, str], ...] = (
    (
        "absolute-terms",
        "3.2",
        ("绝对化用语", "Absolute terms"),
        ("以最高级或绝对化的说法推销商品。", "Goods are sold with superlatives that leave no room."),
        Severity.MEDIUM,
        "absolute-terms",
    ),
    (
        "offsite-traffic",
        "5.1",
        ("站外引流", "Leading buyers elsewhere"),
        ("引导观众离开平台联系或付款。", "Viewers are led off the platform to talk or pay."),
        Severity.HIGH,
        "platform-offsite@2020-10",
    ),
    (
        "food-claims",
        "3.5",
        ("普通食品功效宣称", "Health claims for ordinary food"),
        ("普通食品宣称治疗或预防疾病。", "Ordinary food is said to cure or prevent illness."),
        Severity.GRAVE,
        "food-claims",
    ),
    (
        "price-base",
        "4.1",
        ("价格比较基准", "What a price is compared with"),
        ("比较价格没有说明依据或期间。", "A price comparison names neither its basis nor its period."),
        Severity.MEDIUM,
        "price-compare",
    ),
)
GOODS: tuple[tuple[str, str, Words, Words, Severity, str], ...] = (
    (
        "licence-term",
        "2.1",
        ("证照余期", "Time left on a licence"),
        ("提交时证照剩余有效期不足。", "Too little time is left on the licence when it is handed in."),
        Severity.HIGH,
        "licence-term",
    ),
    (
        "same-subject",
        "2.6",
        ("主体一致", "The same subject everywhere"),
        ("收款账户、授权与执照主体不一致。", "Account, authorisation and licence name different subjects."),
        Severity.HIGH,
        "same-subject",
    ),
    (
        "list-price",
        "4.1",
        ("划线价依据", "Ground for a struck-out price"),
        ("划线价没有成交依据。", "Nothing was ever sold at the struck-out price."),
        Severity.MEDIUM,
        "price-compare",
    ),
)


def _text(words: Words) -> Text:
    return Text(zh=words[0], en=words[1])


def _clause(row: tuple[str, str, Words, Words, Severity, str]) -> Clause:
    name, number, title, definition, severity, sender = row
    return Clause(
        id=name,
        number=number,
        title=_text(title),
        definition=_text(definition),
        exemptions=(Exemption(id="quoted", text=_text(("转述他人且明确反对", "Quoted in order to contradict it"))),),
        elements=(
            Element(
                id="shown", text=_text(("在画面、语音或文字中出现", "It is seen, said or written")), proof=Proof.ANCHOR
            ),
            Element(
                id="about-goods",
                text=_text(("指向所售商品", "It is about the goods on sale")),
                proof=Proof.STATEMENT,
            ),
        ),
        examples=(
            Example(text=_text(("“全网最低价，只要九块九”", "“Nowhere cheaper, only 9.90”")), violates=True),
            Example(text=_text(("“比上周便宜两元”", "“Two yuan less than last week”")), violates=False),
        ),
        severity=severity,
        measures=("warn", "suspend"),
        citations=(
            Citation(source="ad-law", clause="第九条第三项"),
            Citation(source="platform", clause="4.2", read=False),
        ),
        sender_ids=(sender,),
        keywords=(title[0], title[1].split()[0]),
    )


def _procedure() -> Procedure:
    return Procedure(
        rounds=("first", "signoff"),
        reason_min_chars=6,
        signoff=(
            SignoffRule(
                id="high-impact",
                text=_text(("措施暂停带货权限", "The measure suspends selling rights")),
                when="impact >= 3",
            ),
        ),
        risk=(
            RiskTerm(
                id="severity",
                text=_text(("标记所指条款的严重程度", "How grave the flagged clauses are")),
                expression="double(severity) / 3.0",
                weight=40,
            ),
            RiskTerm(
                id="flag-score",
                text=_text(("标记的最高得分", "The highest score of a flag")),
                expression="max_flag_score",
                weight=30,
            ),
            RiskTerm(
                id="sales",
                text=_text(("成交额（以五万元为满）", "Sales (full at 50,000)")),
                expression="math.least(gmv / 50000.0, 1.0)",
                weight=30,
            ),
        ),
        hold_reasons=(
            HoldReason(id="papers", text=_text(("等待补充材料", "Waiting for papers")), hours=72, owner="reviewer"),
            HoldReason(id="advice", text=_text(("请示规则负责人", "Asked the policy owner")), hours=24, owner="policy"),
        ),
    )


def _version(
    name: str, title: Words, kinds: tuple[CaseKind, ...], clauses: tuple[Clause, ...], second: bool
) -> RulebookVersion:
    begin = TURN if second else datetime(2023, 5, 1, tzinfo=SHANGHAI)
    return RulebookVersion(
        id=name,
        version=begin.strftime("%Y-%m-%d"),
        title=_text(title),
        applies_to=kinds,
        zone="Asia/Shanghai",
        published_at=begin - timedelta(days=14),
        effective_from=begin,
        effective_until=None if second else TURN,
        supersedes="2023-05-01" if second else None,
        summary=_text(
            ("补充条款并更新依据。", "Adds a clause and renews its grounds.")
            if second
            else ("首个版本。", "First version.")
        ),
        sources=(
            RuleSource(
                id="ad-law", title=_text(("广告法（2021 年修正）", "Advertising Law (2021)")), in_force="2021-04-29"
            ),
            RuleSource(id="platform", title=_text(("平台营销规则", "Platform rule on marketing")), read=False),
        ),
        clauses=clauses,
        measures=(
            Measure(
                id="warn",
                title=_text(("警告", "Warning")),
                effect=_text(("记入违规记录九十日。", "It stays on the record for ninety days.")),
                impact=1,
                term_days=90,
            ),
            Measure(
                id="suspend",
                title=_text(("暂停带货权限三日", "Selling suspended for three days")),
                effect=_text(("三日内不能挂车和开播带货。", "No cart and no selling stream for three days.")),
                impact=3,
                term_days=3,
            ),
        ),
        procedure=_procedure(),
    )


@cache
def sample_books() -> tuple[Published, ...]:
    """Livestream (clips) and goods (listings, filings), before and after `TURN`; the first versions lack a clause."""
    made = []
    for name, title, kinds, rows in (
        ("livestream", ("直播间行为规范", "Conduct in livestream rooms"), (CaseKind.CLIP,), LIVESTREAM),
        ("goods", ("商品与资质规范", "Listings and filings"), (CaseKind.LISTING, CaseKind.FILING), GOODS),
    ):
        clauses = tuple(_clause(row) for row in rows)
        made.append(_version(name, title, kinds, clauses[:-1], second=False))
        made.append(_version(name, title, kinds, clauses, second=True))
    return tuple(compile_version(version).published for version in made)
