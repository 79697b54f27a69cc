"""What a server refuses is said in the language of the person, by code and by reason, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from reviewer_app.client.refusals import IMPORTED, LACKING, PROBLEMS, problem_words, reason_words
from reviewer_app.client.remote.api import Refused, SessionEnded
from reviewer_app.client.remote.pack_import import ImportReport
from reviewer_app.client.remote.pack_report import lines_of
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.words import speak
from reviewer_app.domain.coherence import contradictions
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.fates import Fate
from reviewer_app.wire.messages import RecordAnswer
from reviewer_app.wire.problems import TITLES, Code, Problem, problem
from reviewer_app.wire.record import RecordRefused
from tests.domain.made import NOW
from tests.domain.test_coherence import CASES
from tests.ui.conftest import _catalogues, chinese
from tests.wire.test_intake import BAD, RAW, changed, check_record, checked

__all__ = ["_catalogues", "chinese"]


@pytest.fixture
def spoken(chinese: None) -> Iterator[None]:
    """Chinese is spoken."""
    speak("zh_CN")
    yield
    speak("en")


def _is_chinese(words: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in words)


def _refusals() -> Iterator[str]:
    for pointer, value, _field in BAD:
        with pytest.raises(RecordRefused) as refused:
            checked(changed(pointer, value))
        yield refused.value.words
    for raw in RAW:
        with pytest.raises(RecordRefused) as refused:
            check_record(raw)
        yield refused.value.words
    for _field, case in CASES:
        yield from (found.words for found in contradictions(case, NOW + timedelta(hours=1)))
    yield from ("3 of 4", f"{'a' * 64} has 7 bytes")


def test_every_code_and_every_lack_has_words_of_its_own(spoken: None) -> None:
    told = set(Lack) - {Lack.OPEN_CHECK}  # of the desk alone: no server refuses for it
    assert set(PROBLEMS) == set(Code) and set(LACKING) == told
    assert all(_is_chinese(problem_words(problem(code))) for code in Code)
    lacking = {problem_words(problem(Code.VERDICT_INCOMPLETE, "", lack.value)) for lack in told}
    assert len(lacking) == len(told) and all(_is_chinese(words) for words in lacking)


def test_the_words_are_by_code_whatever_title_the_server_sends(spoken: None) -> None:
    odd = problem(Code.TAKEN).model_copy(update={"title": "Taken, sorry."})
    assert trouble_words(Refused(odd)).startswith("案件")
    assert "sign in" not in trouble_words(SessionEnded(problem(Code.UNAUTHENTICATED)))
    newer = Problem(type="urn:reviewer:problem:asleep", title="The account is asleep.", status=400)
    assert trouble_words(Refused(newer)).startswith("The account is asleep.")


def test_what_a_verdict_lacks_is_said_only_of_verdicts() -> None:
    told = problem_words(problem(Code.VERDICT_INCOMPLETE, "", Lack.NONE_IN_FORCE.value))
    assert told == f"{TITLES[Code.VERDICT_INCOMPLETE]} (no rule was in force then)"
    assert problem_words(problem(Code.RECORD_INVALID, "", "reason")) == TITLES[Code.RECORD_INVALID]


def test_every_reason_for_which_a_record_is_refused_is_known(spoken: None) -> None:
    unknown = [words for words in _refusals() if not _is_chinese(reason_words(words))]
    assert unknown == []
    assert reason_words("of a kind that came later") == "of a kind that came later"


def test_the_report_of_an_import_speaks_chinese_and_keeps_what_is_not_words(spoken: None) -> None:
    refused = problem(Code.RECORD_INVALID, "lacks ref, kind", "/subject")
    answers = (
        RecordAnswer(line=1, ref="a", fate=Fate.ACCEPTED),
        RecordAnswer(line=2, ref="b", fate=Fate.REFUSED, problem=refused),
    )
    lines = lines_of(ImportReport(answers, (("assets/x.png", problem(Code.ASSET_MISSING)),)))
    assert lines[0].split() == ["1", "已收", "a"]
    assert "缺少 ref, kind" in lines[1] and "/subject" in lines[1]
    assert "assets/x.png" in lines[2] and lines[2].split()[:2] == ["文件", "未收"]
    assert lines[3] == "1 已收, 0 早已收, 1 未收"
    assert set(IMPORTED) == {Fate.ACCEPTED, Fate.ALREADY, Fate.REFUSED}
