"""Addresses of servers: read as people type them, and refused calmly where they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.settings.profile import origin_of
from reviewer_app.wire.address import Insecure, NotAnAddress, checked_origin, typed_address


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("reviews.example:8443/", "https://reviews.example:8443"),
        (" https://reviews.example/ ", "https://reviews.example"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("127.0.0.1.example:1", "https://127.0.0.1.example:1"),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(typed: str, used: str) -> None:
    assert typed_address(typed) == used
    assert checked_origin(used) == used


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://",
        "https://[",
        "https://[::1",
        "https://host:99999",
        "https://host:0",
        "https://htp:/bad",
        "https://host:port",
        "https://ann:word@host",
        "https://two words",
        "https://back\\slash",
        "https://\u2100.example",
        "https://half\udc80",
        "ftp://host",
        "file:///etc",
    ],
)
def test_what_is_no_address_is_refused_as_such(typed: str) -> None:
    for read in (checked_origin, origin_of):
        with pytest.raises(NotAnAddress):
            read(typed_address(typed))


def test_an_open_line_is_told_apart_from_nonsense() -> None:
    with pytest.raises(Insecure):
        checked_origin("http://reviews.example")


@given(st.text(st.characters(), max_size=60) | st.from_regex(r"(https?://)?[\[\]@:/\w.%-]{0,30}", fullmatch=True))
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    try:
        origin = checked_origin(typed_address(typed))
    except NotAnAddress:
        return
    assert origin_of(origin) == origin_of(typed_address(typed))
