"""What the fields of filings are called: the form's names and the papers' own for the same thing, and what each is."""

from __future__ import annotations

DOUBT = 0.75
"""A reading that its machine gives a lower score is not surely read: a person looks before anything is worked out."""

LONGEST = 4000
"""Characters; a longer value is no field of a paper, and nothing is worked out from it."""

SAME_THING = {
    "对公账户户名": ("账户名称", "户名"),
    "对公账号": ("账户号码", "账号"),
    "商标注册号": ("注册号",),
    "食品经营许可证编号": ("许可证编号",),
    "品牌": ("商标", "授权品牌"),
    "批号": ("生产日期/批号",),
    "法定代表人": ("法定代表人（负责人）", "负责人", "姓名"),
}
"""What the form calls otherwise than the paper does: a declared field and the read fields that it is compared with."""

CREDIT_CODES = ("统一社会信用代码", "信用代码", "社会信用代码", "Unified social credit code", "USCC")
GTINS = ("商品条码", "条码", "条形码", "国际条码", "GTIN", "Barcode")
CATEGORIES = ("申请类目", "主营类目", "经营类目", "类目", "Category")
"""The category that is applied for, before the one that is sold anyway."""
NAMES, SCOPES = ("名称", "企业名称", "Name"), ("经营范围", "Scope")
CONCLUSIONS = ("检验结论", "结论", "Conclusion")
LEVELS = ("授权级数", "Levels of authorisation")
BATCHES = ("批号", "Batch")
LICENCE_TERMS = ("营业期限", "经营期限", "有效期限", "有效期至", "Term")
TERMS = ("有效期至", "有效期限", "有效期", "Valid until")
ISSUED = ("核准日期", "发照日期", "发证日期", "签发日期", "Issued on")
LICENCE_NUMBERS = ("许可证编号", "食品经营许可证编号", "Licence number")
STATUSES = ("证书状态", "状态", "Certificate status", "Status")
"""What a register says of a certificate, where a paper or a print of the register has it."""
BIRTHS = ("出生", "出生日期", "Born")
ACCOUNT_NAMES = ("账户名称", "户名", "Account name")
HOLDERS = ("注册人", "商标注册人", "申请人", "Holder")
GIVERS, RECEIVERS = ("授权方", "授权人", "Authoriser"), ("被授权方", "被授权人", "Authorised")
BRANDS = ("授权品牌", "商标", "商标名称", "品牌", "Brand", "Mark")
MARK_NUMBERS = ("商标注册号", "注册号", "Registration number")
LETTER_TERMS = ("授权期限", "授权有效期", "Authorised for")
REGISTERED = ("注册日期", "注册公告日期", "Registered on")
ACCEPTED = ("受理日期", "申请日期", "Accepted on")
SUBJECTS = ("经营者名称", "被授权方", "被授权人", "单位名称")
"""Fields of other papers that must carry the name on the licence."""
LIMIT_ENDS = ("/标准指标", "/限量", "/技术要求", " limit")
RESULT_ENDS = ("/实测值", "/检验结果", "/检测结果", " result")
VERDICT_ENDS = ("/单项判定", "/单项结论", " verdict")
"""How the fields of an item of a lab report end; before it stands what the item is called."""
UNIT_ENDS = ("/单位", "/计量单位", " unit")
"""How the field ends that gives the unit of an item's figures, where a report has a column for it."""


def item_of(name: str) -> tuple[str, str] | None:
    """An item of a lab report and which part of it a field is (`limit`, `result`, `verdict`), or None."""
    for part, ends in (("limit", LIMIT_ENDS), ("result", RESULT_ENDS), ("verdict", VERDICT_ENDS)):
        for end in ends:
            if name.endswith(end) and len(name) > len(end):
                return name[: -len(end)], part
    return None
