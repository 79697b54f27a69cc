"""The base of every value that crosses a seam: frozen, strict, closed to unknown keys."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z", description="SHA-256 in lower-case hex.")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\z")]
Uuid7 = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z")]
PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=\z", description="Ed25519 public key, base64.")]
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==\z", description="Ed25519 signature, base64.")]


_SIGN = "[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e“”‘’]"
_BROKEN = re.compile(f"(?<={_SIGN}) (?={_SIGN})")
"""A blank between two signs of Chinese: where a line of a source was broken."""


class Value(BaseModel):
    """A value: compared by content, never changed in place, refuses what it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Text(Value):
    """The same words in the two languages of the house."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def within(self, language: str) -> str:
        """The words for a language tag; Chinese for any `zh` tag, English for every other.

        YAML makes a blank of a line that was broken; Chinese has none between two of its signs.
        """
        return _unbroken(self.zh) if language.lower().startswith("zh") else self.en


@lru_cache(maxsize=8192)
def _unbroken(zh: str) -> str:
    return _BROKEN.sub("", zh)
