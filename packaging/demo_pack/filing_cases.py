"""Owns the four filing cases: what was declared, the papers handed in, what the machine read, and what is true."""

from __future__ import annotations

from demo_pack.papers import LONG, SHORT, Page, Paper, form, licence, pdf, png, report_cover, report_results
from demo_pack.parties import BLOOM, KILN, ORCHARD, TEA, Shop
from demo_pack.record import Head, Pack, Record, case, exposure, finding, flag, region_anchor, text_anchor, truth

_ENTRY = "platform-entry@2025-01-23"
_NONE = exposure(0, 0, "0.00")


_TEA = Head("demo-filing-01", "2025-09-10T10:05:00+08:00", "2025-09-10T10:05:50+08:00", 48, "zh-CN", "machine")
_ORCHARD = Head("demo-filing-02", "2026-07-28T15:30:00+08:00", "2026-07-30T09:00:00+08:00", 48, "zh-CN", "self_check")
_BLOOM = Head("demo-filing-03", "2026-01-20T11:10:00+08:00", "2026-01-20T11:11:00+08:00", 4, "zh-CN", "machine")
_REPORT = Head("demo-filing-04", "2026-06-12T09:40:00+08:00", "2026-06-12T09:42:00+08:00", 24, "en", "regulator")


def add_all(pack: Pack) -> None:
    """Make all four filings."""
    for make in (_tea, _orchard, _bloom, _report):
        make(pack)


def _licence_fields(shop: Shop, scope: str, since: str, until: str) -> dict[str, str]:
    return {
        "统一社会信用代码": shop.code,
        "名称": shop.company,
        "类型": "有限责任公司（自然人独资）",
        "法定代表人": shop.person,
        "经营范围": scope,
        "注册资本": "壹佰万元整",
        "成立日期": since,
        "营业期限": f"{since}至{until}",
        "住所": shop.address,
    }


def _bank(holder: str, account: str, bank: str, day: str) -> Page:
    rows = {"账户名称": holder, "账号": account, "开户银行": bank, "开户日期": day, "账户状态": "正常"}
    return form("单位银行账户证明", "兹证明下列单位在我行开立账户，信息如下：", rows, bank, ["样本", "业务专用"])


def _document(pack: Pack, kind: str, name: str, paper: Paper, read: Record) -> Record:
    return {"type": kind, "file": pack.asset(name, paper.data), "read": read}


def _declared(shop: Shop, licence_fields: dict[str, str], bank: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in licence_fields.items() if name != "类型"}
    return {
        **kept,
        "店铺名称": shop.name,
        "对公账户户名": shop.company,
        "对公账号": shop.account,
        "开户银行": bank,
        "联系电话": shop.phone,
        **more,
    }


def _tea(pack: Pack) -> None:
    fields = _licence_fields(
        TEA,
        "食品销售（仅销售预包装食品）；茶叶批发；茶叶零售；茶具销售；互联网销售（除销售需要许可的商品）。",
        "2022年05月16日",
        "长期",
    )
    paper = pdf("licence-5201", LONG, SHORT, [licence(fields, "2022年05月16日")])
    rows = {
        "注册号": "99005201",
        "商标": "雾岭",
        "注册人": TEA.company,
        "类别": "第30类：茶；茶饮料",
        "有效期至": "2032年11月13日",
    }
    page = form(
        "商标注册证", "下列商标已予注册，特发此证：", rows, "商标注册机关（样本）", ["样本", "注册专用"], "#8a5a3a"
    )
    mark = pdf("trademark-5201", SHORT, LONG, [page])
    bank = "岚州农商银行（虚构）雾岭支行"
    account = png(SHORT, 1240, _bank(TEA.company, TEA.account, bank, "2022年06月01日"))
    documents = [
        _document(pack, "business_licence", "demo-filing-01-licence.pdf", paper, paper.machine()),
        _document(pack, "trademark", "demo-filing-01-trademark.pdf", mark, mark.machine()),
        _document(pack, "bank_account", "demo-filing-01-bank.png", account, account.machine()),
    ]
    subject: Record = {
        "purpose": "entry",
        "documents": documents,
        "declared": _declared(TEA, fields, bank, 主营类目="食品/茶叶", 品牌="雾岭", 商标注册号="99005201"),
    }
    flags = _tea_flags(documents, paper)
    pack.add(
        case(_TEA, TEA.party(), _NONE, subject, flags),
        truth(
            "entry of a flagship shop: all papers in order and agreeing",
            "no_violation",
            [],
            {0: "the scope names 茶叶零售"},
        ),
    )


def _tea_flags(documents: list[Record], paper: Paper) -> list[Record]:
    return [
        flag(
            "经营范围疑似不含茶叶",
            "scope-match@0.7.0",
            0.42,
            f"{_ENTRY}#scope",
            region_anchor(documents[0]["file"], paper.read["经营范围"][2], 1),
        )
    ]


def _orchard(pack: Pack) -> None:
    fields = _licence_fields(
        ORCHARD,
        "水果种植；新鲜水果批发；新鲜水果零售；初级农产品收购；互联网销售（除销售需要许可的商品）。",
        "2016年08月07日",
        "2026年08月06日",
    )
    paper = png(LONG, SHORT, licence(fields, "2016年08月07日"))
    documents = [_document(pack, "business_licence", "demo-filing-02-licence.png", paper, paper.machine(0.93))]
    subject: Record = {
        "purpose": "renewal",
        "documents": documents,
        "declared": _declared(ORCHARD, fields, "岚州农商银行（虚构）橙野支行", 主营类目="生鲜/水果"),
    }
    flags = _orchard_flags(documents, paper)
    found = _orchard_found(paper)
    pack.add(
        case(_ORCHARD, ORCHARD.party(), _NONE, subject, flags),
        truth(
            "renewal with a licence that runs out in nine days",
            "violation",
            found,
            {1: "a drawn seal, nothing recaptured"},
            rule_note="conduct two days before the platform's rule of 2026-07-30, flagged on its first day",
        ),
    )


def _orchard_flags(documents: list[Record], paper: Paper) -> list[Record]:
    return [
        flag(
            "营业期限剩余不足 15 天",
            "licence-days@1.3.0",
            0.98,
            f"{_ENTRY}#licence-days",
            region_anchor(documents[0]["file"], paper.read["营业期限"][2], 1),
        ),
        flag(
            "印章疑似翻拍",
            "recapture@0.2.1",
            0.34,
            None,
            region_anchor(documents[0]["file"], [0.79, 0.715, 0.125, 0.17], 1),
        ),
    ]


def _orchard_found(paper: Paper) -> list[Record]:
    return [
        finding(
            "valid until 2026-08-06: 9 days left at conduct, more than 15 are required",
            f"{_ENTRY}#licence-days",
            [
                paper.place("assets/demo-filing-02-licence.png", "营业期限"),
                {"channel": "text", "field": "/declared/营业期限", "start": 12, "exact": "2026年08月06日"},
            ],
            True,
            days_left=9,
        )
    ]


def _bloom(pack: Pack) -> None:
    fields = _licence_fields(
        BLOOM, "化妆品批发；化妆品零售；日用百货销售；互联网销售（除销售需要许可的商品）。", "2021年03月22日", "长期"
    )
    paper = pdf("licence-5204", LONG, SHORT, [licence(fields, "2021年03月22日")])
    bank = "澄湖商业银行（虚构）东苑支行"
    account = pdf("bank-5204", SHORT, LONG, [_bank("澄湖棠颜商贸有限公司", BLOOM.account, bank, "2024年10月08日")])
    documents = [
        _document(
            pack,
            "business_licence",
            "demo-filing-03-licence.pdf",
            paper,
            paper.machine(misread={"法定代表人": "棠苦水"}),
        ),
        _document(pack, "bank_account", "demo-filing-03-bank.pdf", account, account.machine()),
    ]
    subject: Record = {
        "purpose": "entry",
        "documents": documents,
        "declared": _declared(BLOOM, fields, bank, 主营类目="美妆/护肤"),
    }
    same = f"{_ENTRY}#same-name"
    flags = _bloom_flags(account, documents, paper, same)
    places = [
        account.place("assets/demo-filing-03-bank.pdf", "账户名称"),
        paper.place("assets/demo-filing-03-licence.pdf", "名称"),
        {
            "channel": "text",
            **{
                key: value
                for key, value in text_anchor(subject, "/declared/对公账户户名", BLOOM.company).items()
                if key != "type"
            },
        },
    ]
    found = _bloom_found(places, same)
    pack.add(
        case(_BLOOM, BLOOM.party(), _NONE, subject, flags),
        truth(
            "bank account in the name of another firm",
            "violation",
            found,
            {1: "the machine misread 若 as 苦; the page says 棠若水"},
        ),
    )


def _bloom_flags(account: Paper, documents: list[Record], paper: Paper, same: str) -> list[Record]:
    return [
        flag(
            "对公账户户名与执照名称不一致",
            "name-match@1.0.4",
            0.96,
            same,
            region_anchor(documents[1]["file"], account.read["账户名称"][2], 1),
        ),
        flag(
            "法定代表人与申报不一致：棠苦水",
            "name-match@1.0.4",
            0.58,
            f"{_ENTRY}#declared-matches",
            region_anchor(documents[0]["file"], paper.read["法定代表人"][2], 1),
        ),
    ]


def _bloom_found(places: list[Record], same: str) -> list[Record]:
    return [
        finding(
            "account of 澄湖棠颜商贸有限公司, licence of 澄湖棠妍生物科技有限公司; the form repeats the latter",
            same,
            places,
            True,
        )
    ]


def _report(pack: Pack) -> None:
    number = "NT-2026-0611-5202"
    cover = {
        "Sample": "Hand-painted ceramic mug, 350 ml",
        "Client": "Qingyaoji Ceramics (fictional)",
        "Sampled on": "2026-06-03",
        "Tested on": "2026-06-05 to 2026-06-10",
        "Standard": "Food-contact ceramics, release of metals",
        "Issued on": "2026-06-11",
    }
    results = [
        ("Appearance", "-", "no cracks", "no cracks", "pass"),
        ("Capacity", "ml", "350 ± 15", "352", "pass"),
        ("Lead release", "mg/L", "0.5", "0.92", "FAIL"),
        ("Cadmium release", "mg/L", "0.25", "0.03", "pass"),
        ("Thermal shock", "K", "130", "140", "pass"),
        ("Water absorption", "%", "0.5", "0.21", "pass"),
    ]
    verdict = "One of six items does not meet the limit (see page 2). The sample is judged NOT CONFORMING."
    paper = pdf("report-5202", SHORT, LONG, [report_cover(cover, number, verdict), report_results(results, number)])
    document = _document(
        pack, "lab_report", "demo-filing-04-report.pdf", paper, paper.machine(misread={"Lead release result": "0.02"})
    )
    subject: Record = {
        "purpose": "inspection",
        "documents": [document],
        "declared": {
            "Product": "Hand-painted ceramic mug, 350 ml",
            "Report number": number,
            "Laboratory": "Northshore Testing Laboratory",
            "Sampled on": "2026-06-03",
            "Conclusion": "Pass",
            "Items tested": "6",
            "Contact phone": KILN.phone,
        },
    }
    flags = _report_flags(document, paper, subject)
    path = "assets/demo-filing-04-report.pdf"
    found = _report_found(paper, path)
    pack.add(
        case(_REPORT, KILN.party(), _NONE, subject, flags),
        truth("lab report with a failed item, declared as passed", "violation", found, {1: "352 lies within 350 ± 15"}),
    )


def _report_flags(document: Record, paper: Paper, subject: Record) -> list[Record]:
    return [
        flag(
            "Declared conclusion differs from the report",
            "field-match@1.2.0",
            0.89,
            f"{_ENTRY}#declared-matches",
            text_anchor(subject, "/declared/Conclusion", "Pass"),
        ),
        flag(
            "Capacity outside the limit",
            "table-check@0.3.0",
            0.33,
            "cn-quality@2018-12-29#13",
            region_anchor(document["file"], paper.read["Capacity result"][2], 2),
        ),
    ]


def _report_found(paper: Paper, path: str) -> list[Record]:
    return [
        finding(
            "lead release 0.92 mg/L against a limit of 0.5; the machine read 0.02",
            "cn-quality@2018-12-29#13",
            [paper.place(path, "Lead release result"), paper.place(path, "Lead release limit")],
            False,
        ),
        finding(
            "declared as passed, judged not conforming",
            f"{_ENTRY}#declared-matches",
            [
                {"channel": "text", "field": "/declared/Conclusion", "start": 0, "exact": "Pass"},
                paper.place(path, "Conclusion"),
            ],
            True,
        ),
    ]
