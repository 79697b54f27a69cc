"""What conclusions say: known phrases pass or fail, and nothing else is ever read as passing."""

from __future__ import annotations

import time

import pytest

from reviewer_app.domain.checks.conclusions import Verdict, verdict_in
from reviewer_app.domain.checks.lab import check_conclusion, check_item
from reviewer_app.domain.checks.result import State

PASSED = (
    "合格", "合 格", "达标", "通过", "符合标准要求", "所检项目符合要求", "检验结论为合格", "单项判定：合格", "全部合格",
    "合格/Pass", "合格（PASS）", "经抽样检验，所检项目均符合GB 4806.4-2016《食品安全国家标准 陶瓷制品》标准要求。",
    "本批产品经检验，判定为合格。", "Pass", "PASS.", "passed", "All items passed the test", "Conforming", "complies",
    "The sample meets all requirements of GB 4806.4-2016.",
    "The batch is judged to be in conformity with the standard.",
)  # fmt: skip
FAILED = (
    "不合格", "不 合 格", "非合格", "未达标", "未符合标准", "不予通过", "未能通过", "不完全符合", "检验结论为不合格",
    "项目不符合标准要求", "经抽样检验，菌落总数项目不符合标准要求，检验结论为不合格。",
    "除菌落总数不合格外，其余项目合格", "FAIL", "Failed: lead",
    "Not passed", "did not pass", "doesn\u2019t conform", "cannot pass", "not acceptable",
    "unacceptable", "did not meet", "does not comply", "not in conformity", "out of conformity", "Nonconforming",
    "non-conforming", "rejected", "Disqualified", "The sample is judged NOT CONFORMING.",
)  # fmt: skip
OPEN = (
    "", "见附页", "待定", "基本合格", "接近合格", "难以通过", "不排除合格", "合格率 80%", "部分项目符合要求",
    "菌落总数符合要求", "合格/不合格", "☑合格 □不合格", "是否合格", "如不合格，请退货", "尚未通过检验", "合格（复检）",
    "初检不合格，复检合格",
    "未发现不合格项", "所检项目未见不合格", "全部合格，无不合格项", "不合格项目数：0", "passed: 3 of 5",
    "passed with reservations", "conforms with the standard except lead", "no failures", "hardly acceptable",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "verdict"),
    [(one, Verdict.PASS) for one in PASSED]
    + [(one, Verdict.FAIL) for one in FAILED]
    + [(one, Verdict.UNKNOWN) for one in OPEN],
)
def test_conclusions(words: str, verdict: Verdict) -> None:
    assert verdict_in(words) is verdict


@pytest.mark.parametrize("phrase", PASSED)
@pytest.mark.parametrize("before", ["不", "未", "非", "无", "未能", "尚未", "不予", "not ", "never ", "hardly ", "un"])
def test_a_word_that_denies_before_a_phrase_never_leaves_it_passing(before: str, phrase: str) -> None:
    assert verdict_in(before + phrase) is not Verdict.PASS


def test_what_was_declared_as_passed_and_read_as_failed_differs() -> None:
    assert check_conclusion("合格", "未达标").said == "conclusion-passed"
    assert check_item("感官正常", "有异味", "未达标").state is State.MISMATCH
    assert check_conclusion("合格", "全部合格，无不合格项").state is State.UNREADABLE


@pytest.mark.parametrize(
    "piece", ["检验", "的", "合格", "符合标准", "符合the ", "the ", "not ", "无", "0 ", ": ", "《", "gb 1"]
)
@pytest.mark.parametrize("end", ["x", "不合格", "not"])
def test_long_words_take_no_time(piece: str, end: str) -> None:
    before = time.process_time()
    verdict_in(piece * (4000 // len(piece)) + end)
    assert time.process_time() - before < 0.5
