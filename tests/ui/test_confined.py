"""What holds the process that opens files, in words of both languages; what the model is told is told on."""

from __future__ import annotations

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.confined import confined_words
from reviewer_app.client.viewmodels.preferences import InMemory, PreferencesModel
from reviewer_app.client.words import speak
from reviewer_app.media.values import Confinement


def _held(limits: bool, network: str) -> Confinement:
    return Confinement(limits, network, "open", {})


@pytest.mark.parametrize(
    ("limits", "network", "english", "chinese_words"),
    [
        (True, "namespace+seccomp", "without a network and with limited memory.", "没有网络，内存有限额。"),
        (True, "seccomp", "without a network and with limited memory.", "没有网络，内存有限额。"),
        (True, "open", "does not take its network away.", "不能断开它的网络。"),
        (False, "namespace", "does not limit its memory.", "不能限制它的内存。"),
        (False, "open", "its time alone is limited.", "只限制它的时间。"),
    ],
)
def test_what_holds_is_said_and_what_does_not_is_said_too(
    limits: bool, network: str, english: str, chinese_words: str, chinese: None
) -> None:
    speak("en")
    assert confined_words(_held(limits, network)).endswith(english)
    speak("zh_CN")
    assert confined_words(_held(limits, network)).endswith(chinese_words)


def test_who_shows_preferences_is_told_what_holds() -> None:
    model = PreferencesModel(InMemory(), InlineLanes())
    told: list[Confinement | None] = []
    model.watch(lambda: told.append(model.confined))
    model.hear_confined(_held(True, "seccomp"))
    assert told == [_held(True, "seccomp")]
