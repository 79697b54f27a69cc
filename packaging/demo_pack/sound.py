"""Owns the spoken track: sentences through espeak-ng (or tones without it), set on a time line and measured."""

from __future__ import annotations

import array
import io
import math
import random
import shutil
import subprocess
import wave
from dataclasses import dataclass

RATE = 22050
_QUIET = 260


@dataclass(frozen=True)
class Sentence:
    """One sentence and where its sound truly begins and ends, in seconds."""

    words: str
    start: float
    end: float


def spoken(sentences: list[str], voice: str, pace: int, pitch: int) -> tuple[array.array[int], list[Sentence]]:
    """Say sentences one after another from 0.8 s on; return 16-bit mono samples at RATE and the measured times."""
    track = array.array("h", bytes(2 * round(0.8 * RATE)))
    said: list[Sentence] = []
    for words in sentences:
        sound = _trimmed(_synthesised(words, voice, pace, pitch) if shutil.which("espeak-ng") else _tones(words))
        start = len(track) / RATE
        track.extend(sound)
        said.append(Sentence(words, round(start, 3), round(len(track) / RATE, 3)))
        track.extend(array.array("h", bytes(2 * round(0.45 * RATE))))
    track.extend(array.array("h", bytes(2 * round(0.6 * RATE))))
    _room_tone(track)
    return track, said


def _synthesised(words: str, voice: str, pace: int, pitch: int) -> array.array[int]:
    command = ["espeak-ng", "-v", voice, "-s", str(pace), "-p", str(pitch), "--stdout", words]
    made = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    with wave.open(io.BytesIO(made)) as reader:
        if (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) != (RATE, 1, 2):
            raise ValueError("espeak-ng gave an unexpected kind of sound")
        # A stream's header claims more frames than there are; what is there is what counts.
        data = reader.readframes(len(made))
    return array.array("h", data[: len(data) // 2 * 2])


def _tones(words: str) -> array.array[int]:
    syllables = max(3, len(words) if not words.isascii() else len(words) // 4)
    count = round(syllables * 0.19 * RATE)
    swell = RATE * 0.19
    return array.array(
        "h",
        (
            int(
                6000
                * math.sin(math.tau * (190 + 30 * (n // swell % 3)) * n / RATE)
                * abs(math.sin(math.pi * n / swell))
            )
            for n in range(count)
        ),
    )


def _trimmed(sound: array.array[int]) -> array.array[int]:
    loud = [number for number, value in enumerate(sound) if abs(value) > _QUIET]
    return sound[loud[0] : loud[-1] + 1] if loud else sound


def _room_tone(track: array.array[int]) -> None:
    """Lay a breath of noise under everything, so that silence sounds like a room."""
    order = random.Random(4)  # noqa: S311 -- drawing, not secrets
    level = 0.0
    for number in range(len(track)):
        level += (order.random() - 0.5) * 14 - level * 0.12
        track[number] = max(-32768, min(32767, track[number] + int(level)))
