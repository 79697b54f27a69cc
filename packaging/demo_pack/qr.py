"""Owns the one QR code that a clip shows: modules set as data, so that no library is needed to draw it."""

from __future__ import annotations

# What it says when read; the address is of a name that can never exist.
TARGET = "https://breezeroom-fans.example/join?from=live"

# Version 4, level M, one hexadecimal number for each row. Made once with the public QR algorithm (ISO/IEC 18004).
_SIDE = 33
_ROWS = (
    "1fcabc47f",
    "1040adc41",
    "17434f95d",
    "1759cdf5d",
    "174a84d5d",
    "10546d441",
    "1fd55557f",
    "001eb0700",
    "0c4271068",
    "0cb9b774b",
    "11471b24d",
    "0d30c71ba",
    "0cf11f3e1",
    "02872b767",
    "1a56d363d",
    "00b6a10f8",
    "1ecc4916a",
    "111f83349",
    "1aed5a62d",
    "0525b51d9",
    "0b74c5360",
    "021bc7b61",
    "1bd01a2f5",
    "042b21749",
    "1a4e251f8",
    "0015ea911",
    "1fc35a15f",
    "10492571b",
    "1744583f3",
    "174efe9bd",
    "175c2e337",
    "105745578",
    "1fc7a11b1",
)


def card_matrix() -> list[list[bool]]:
    """The modules of the code, row by row, dark as True."""
    return [[bit == "1" for bit in f"{int(row, 16):0{_SIDE}b}"] for row in _ROWS]
