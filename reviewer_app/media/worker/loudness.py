"""Owns a waveform in the making: the lowest and highest sample of each stretch of a clip's sound."""

from fractions import Fraction
from math import ceil
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

_ZERO: Final = 128  # silence in unsigned bytes


class Loudness:
    """Peaks of `buckets` stretches of `bucket_s` seconds each, from `start` (seconds, as the stream counts) on."""

    def __init__(self, start: Fraction, bucket_s: Fraction, buckets: int) -> None:
        self._start = start
        self._bucket_s = bucket_s
        self._low = bytearray(b"\xff" * buckets)
        self._high = bytearray(buckets)
        self._to_bytes = AudioResampler(format="u8")
        self._heard = False

    def take(self, frame: AudioFrame) -> None:
        """Note the peaks of a decoded stretch of sound; one that cannot be told where it belongs is passed over."""
        if frame.pts is None or frame.time_base is None or frame.sample_rate <= 0:
            return
        self._heard = True
        first = (frame.pts * frame.time_base - self._start) * frame.sample_rate
        for part in self._packed(frame):
            channels = part.layout.nb_channels
            self._note(bytes(part.planes[0])[: part.samples * channels], channels, first, part.sample_rate)
            first += part.samples

    def whole(self) -> tuple[dict[str, Any], bytes]:
        """What was heard: the fields of Waveform and its peaks; no peaks at all where there was no sound."""
        value = {"bucket_s": [self._bucket_s.numerator, self._bucket_s.denominator]}
        if not self._heard:
            return value, b""
        peaks = bytearray()
        for low, high in zip(self._low, self._high, strict=True):
            heard = low <= high
            peaks += (max(low - _ZERO, -127) if heard else 0).to_bytes(1, "big", signed=True)
            peaks += (max(high - _ZERO, -127) if heard else 0).to_bytes(1, "big", signed=True)
        return value, bytes(peaks)

    def _packed(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame with its channels interleaved, one byte a sample."""
        try:
            return self._to_bytes.resample(frame)
        except MemoryError:
            raise
        except (ValueError, av.FFmpegError):
            self._to_bytes = AudioResampler(format="u8")  # the sound changed its shape on the way
        try:
            return self._to_bytes.resample(frame)
        except MemoryError:
            raise
        except (ValueError, av.FFmpegError):
            return []

    def _note(self, samples: bytes, channels: int, first: Fraction, rate: int) -> None:
        width = self._bucket_s * rate
        bucket = max(0, first // width)
        at = max(0, ceil(-first)) if first < 0 else 0
        count = len(samples) // channels
        while at < count and bucket < len(self._low):
            until = min(count, max(at + 1, ceil((bucket + 1) * width - first)))
            stretch = samples[at * channels : until * channels]
            self._low[bucket] = min(self._low[bucket], min(stretch))
            self._high[bucket] = max(self._high[bucket], max(stretch))
            at, bucket = until, bucket + 1
