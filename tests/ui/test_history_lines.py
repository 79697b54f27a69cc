"""The history of a case: what a verdict set off stands below it, with the versions that it was worked out by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reviewer_app.client.words import language, speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.drafts import Draft, verdict_of
from reviewer_app.domain.events import Released, Round, VerdictGiven
from reviewer_app.domain.verdicts import Correction, Effect, Outcome, Verdict
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.ui.desk.history import history
from reviewer_app.ui.desk.said import correction_words
from tests.client.opened import lease_of, open_case
from tests.client.samples import clip_json, new_id
from tests.rulebooks.verdicts_made import clip, draft_of, finding, sheet_of

AT = "2026-08-20T12:00:00"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    speak("en")
    yield
    speak(before)


def judged_with(verdict: Verdict, effects: tuple[Effect, ...] = ()) -> OpenCase:
    """A case at sign-off whose first verdict is the given one; `effects` are those that the server wrote down."""
    lease, passed = lease_of(new_id(5), Round.SIGNOFF), Draft(outcome=Outcome.PASS)
    plain = open_case(clip_json(), new_id(5), lease=lease, judged=passed)
    assert plain.judged is not None
    given = replace(plain.judged, operation=plain.judged.operation.model_copy(update={"verdict": verdict}))
    sheet = sheet_of(clip(AT), {"streams_14d": 4})
    events = [
        event.model_copy(update={"effects": effects}) if isinstance(event, VerdictGiven) else event
        for event in plain.file.events
    ]
    file = plain.file.model_copy(update={"events": tuple(events)})
    return replace(plain, file=file, sheet=sheet, record=sheet.record, judged=given, verdicts=(given,))


def test_what_followed_stands_below_the_verdict() -> None:
    case, sheet = clip(AT), sheet_of(clip(AT), {"streams_14d": 4})
    draft = draft_of(finding(1, case, measure="close-rights"), harm="none")
    line = history(judged_with(verdict_of(draft, sheet, set_off(draft, sheet).effects)))[-1]
    assert "Creator reputation score (ours): 2 points off" in line.below
    assert [words.rpartition(" · ")[0] for words in line.mono.split("\n")] == [
        "livestream 2026-02-01",
        "creator-measures 2026-08-07",
        "creator-score 2026-08-07",
    ]


def test_a_verdict_of_before_shows_what_it_always_showed() -> None:
    case, sheet = clip(AT), sheet_of(clip(AT), {})
    line = history(judged_with(verdict_of(draft_of(finding(1, case)), sheet)))[-1]
    assert line.below[:2] == ("4 False or misleading claims about goods", "reasons enough")
    assert line.mono.count("\n") == 0


def test_what_was_stated_of_a_certificate_is_said_as_stated() -> None:
    correction = Correction(field="/certificates/0/status", read="", value="withdrawn")
    words = correction_words(correction)
    assert words == "Certificate 1 in the register, stated by a person: withdrawn"


def test_what_the_desk_could_not_read_is_shown_as_the_server_worked_it_out() -> None:
    case, sheet = clip(AT), sheet_of(clip(AT), {"streams_14d": 4})
    draft = draft_of(finding(1, case, measure="close-rights"), harm="none")
    whole = set_off(draft, sheet).effects
    steps = next(effect.schedule for effect in whole if effect.schedule.id == "creator-measures")
    carried = tuple(effect for effect in whole if effect.schedule != steps)
    verdict = verdict_of(draft, sheet, carried, (steps.digest,))
    line = history(judged_with(verdict, whole))[-1]
    assert any("step 4" in words for words in line.below)
    assert "creator-measures 2026-08-07: not read at the desk, worked out by the server" in line.below
    assert any(words.startswith("creator-measures 2026-08-07") for words in line.mono.split("\n"))
    before = history(judged_with(verdict))[-1]
    assert not any("step 4" in words or "not read" in words for words in before.below)


def test_a_case_that_was_taken_back_is_not_said_to_be_with_somebody_else(chinese: None) -> None:
    case = judged_with(verdict_of(draft_of(finding(1, clip(AT))), sheet_of(clip(AT), {})))
    back = Released(at=case.file.events[-1].at, actor="rev-a", seat=1, epoch=1, why="revoked")
    told = replace(case, file=case.file.model_copy(update={"events": (back,)}))
    said = {}
    for tongue in ("en", "zh_CN"):
        speak(tongue)
        said[tongue] = [line.text for line in history(told)]
    assert said == {"en": ["rev-a had it taken back"], "zh_CN": ["rev-a 案件已被收回"]}
