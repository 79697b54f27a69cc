"""Owns the fictional shops and hosts: credit codes of no region with true check characters, 100- telephones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION = "330199"  # no county has this number


def check_character(first17: str) -> str:
    """The check character of a unified social credit code (GB 32100-2015: weights 3^i mod 31)."""
    total = sum(_ALPHABET.index(character) * (3**place % 31) for place, character in enumerate(first17))
    return _ALPHABET[(31 - total % 31) % 31]


def credit_code(seed: str) -> str:
    """A credit code of a company in a region that does not exist, always the same for the same seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    body = "MA" + "".join(_ALPHABET[byte % 31] for byte in digest[:6])
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(character, 36) * weight for character, weight in zip(body, weights, strict=True)) % 11
    first17 = f"91{REGION}{body}{ {10: 'X', 11: '0'}.get(rest, str(rest)) }"
    return first17 + check_character(first17)


@dataclass(frozen=True)
class Shop:
    """A fictional shop and the company behind it."""

    number: int
    name: str
    company: str
    person: str
    address: str
    kind: str
    since: str
    score: float
    parts: tuple[int, int, int]
    violations: int

    @property
    def code(self) -> str:
        """The company's unified social credit code."""
        return credit_code(self.company)

    @property
    def phone(self) -> str:
        """A telephone number nobody can have."""
        return f"100-0000-{self.number % 10000:04d}"

    @property
    def account(self) -> str:
        """A bank account number of no bank."""
        return f"9900 2001 0000 {self.number % 10000:04d} 001"

    def party(self) -> dict[str, Any]:
        """The shop as the merchant of a case."""
        product, logistics, service = self.parts
        return {
            "id": f"dm-{self.number}",
            "name": self.name,
            "shop_type": self.kind,
            "registered_at": self.since,
            "score": self.score,
            "score_parts": {"product": product, "logistics": logistics, "service": service},
            "violations_90d": self.violations,
            "identifiers": {
                "uscc": self.code,
                "phone": self.phone,
                "bank_account": self.account,
                "address": self.address,
                "legal_person": self.person,
            },
        }


def creator(
    number: int, name: str, score: float, violations: int, rulebook: str, version: str, at: str
) -> dict[str, Any]:
    """A host, with the rulebook the host was last trained on."""
    return {
        "id": f"dc-{number}",
        "name": name,
        "registered_at": "2024-03-11T09:00:00+08:00",
        "score": score,
        "violations_90d": violations,
        "trained_on": [{"rulebook": rulebook, "version": version, "at": at}],
    }


TEA = Shop(
    5201,
    "雾岭茶业旗舰店",
    "岚州雾岭茶业有限公司",
    "岑望舒",
    "岚州市雾岭区采茶路6号",
    "flagship",
    "2023-03-20T10:00:00+08:00",
    82.6,
    (81, 88, 80),
    2,
)
KILN = Shop(
    5202,
    "青窑记家居专营店",
    "岚州青窑记陶瓷有限公司",
    "陶砚之",
    "岚州市窑湾区柴火巷18号",
    "specialty",
    "2024-06-02T10:00:00+08:00",
    73.4,
    (72, 80, 70),
    4,
)
BREEZE = Shop(
    5203,
    "Breezeroom Home",
    "澄湖拂风电器有限公司",
    "Fu Qinglan",
    "澄湖市北岸区风车路9号",
    "enterprise",
    "2024-11-18T10:00:00+08:00",
    69.8,
    (70, 75, 66),
    5,
)
BLOOM = Shop(
    5204,
    "棠妍美妆旗舰店",
    "澄湖棠妍生物科技有限公司",
    "棠若水",
    "澄湖市东苑区棠梨街27号3层",
    "flagship",
    "2023-09-09T10:00:00+08:00",
    77.1,
    (79, 82, 72),
    3,
)
ORCHARD = Shop(
    5205,
    "橙野果园专卖店",
    "岚州橙野农业有限公司",
    "乔满禾",
    "岚州市橙野镇果园村2组",
    "franchise",
    "2022-10-30T10:00:00+08:00",
    93.2,
    (94, 92, 93),
    0,
)
CLEAR = Shop(
    5206,
    "澄器玻璃制品店",
    "澄湖澄器玻璃制品有限公司",
    "解清川",
    "澄湖市西埠区琉璃坊5号",
    "individual",
    "2025-02-14T10:00:00+08:00",
    85.0,
    (86, 84, 85),
    1,
)
GREENHILL = Shop(
    5207,
    "Greenhill Pantry",
    "岚州青坡食品有限公司",
    "Qing Poling",
    "岚州市青坡区梯田路40号",
    "enterprise",
    "2024-01-08T10:00:00+08:00",
    80.3,
    (79, 84, 78),
    1,
)
