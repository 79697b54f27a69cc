"""Tests of compiled rulebooks: bytes that stand for themselves, digests that stay, and folders."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version, published, read_compiled
from reviewer_app.rulebooks.folder import load_folder
from reviewer_app.rulebooks.problems import DigestMismatch, RulebookRefused
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.rulebooks.source import read_source
from tests.rulebooks.small import SMALL, folder_with, spoilt, version

DIGEST = "c0b397b9c1fb6af67d4b2bfecb892db17e3bec8e8259ebd8d16c0bc0055429fe"
"""Of the small rulebook. If this changes, every digest that a verdict ever cited would: find out why first."""


def compiled(text: str = SMALL) -> CompiledRulebook:
    return compile_version(read_source(text.encode(), "small.yaml").version)


def test_the_digest_is_the_sha256_of_the_stored_bytes() -> None:
    made = compiled()
    assert made.digest == hashlib.sha256(made.body).hexdigest() == DIGEST


def test_the_bytes_are_canonical_and_say_everything_that_has_meaning() -> None:
    data = json.loads(compiled().body)
    assert data["effective_from"] == "2026-02-01T00:00:00+08:00"
    assert data["procedure"]["due_hours"] == 72  # a default, pinned by the digest
    assert "effective_until" not in data and "exemptions" not in data["clauses"][0]  # nothing said, nothing kept
    assert list(data) == sorted(data)


def test_layout_and_comments_do_not_count_and_every_word_does() -> None:
    assert compiled("# a remark\n" + SMALL.replace("zone: Asia/Shanghai\n", 'zone:   "Asia/Shanghai"\n')) == compiled()
    assert compiled(spoilt("Nobody is led off", "No one is led off")).digest != DIGEST


def test_the_same_instant_written_in_another_zone_is_other_bytes() -> None:
    text = spoilt("effective_from: 2026-02-01\n", 'effective_from: "2026-01-31T16:00:00Z"\n')
    assert compiled(text).digest != DIGEST  # what people read in it differs: the zone's own midnight is shown


def test_what_is_read_back_is_what_was_written() -> None:
    made = compiled()
    found = read_compiled(made.body, made.digest)
    assert found == made.published
    assert found.rulebook == read_source(SMALL.encode(), "small.yaml").version
    assert compile_version(found.rulebook) == made
    assert (found.cite.id, found.cite.version, found.cite.digest) == ("small", "2026-02-01", made.digest)


@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_bit_elsewhere_is_noticed(place: int) -> None:
    made = compiled()
    body = bytearray(made.body)
    body[place] ^= 1
    with pytest.raises(DigestMismatch, match="fetch the rulebook again") as refused:
        read_compiled(bytes(body), made.digest)
    assert refused.value.expected == made.digest != refused.value.found


def test_without_the_digest_an_altered_body_would_pass() -> None:
    """The unsafe switch: the altered text is a sound rulebook, so only the digest can tell."""
    altered = compiled().body.replace(b'"impact":1', b'"impact":0')
    assert RulebookVersion.model_validate_json(altered).measures[0].impact == 0
    with pytest.raises(DigestMismatch):
        read_compiled(altered, DIGEST)


def test_bytes_of_a_newer_format_are_refused_politely() -> None:
    body = compiled().body.replace(b'{"applies_to"', b'{"added_later":1,"applies_to"')
    with pytest.raises(RulebookRefused, match=r"newer format \(at added_later\).*Update the program"):
        read_compiled(body, hashlib.sha256(body).hexdigest())


def test_a_folder_is_loaded_in_the_order_of_names(tmp_path: Path) -> None:
    second = version("2026-03-01", "2026-03-01", extra="supersedes: 2026-02-01\n")
    found = published(load_folder(folder_with(tmp_path, v2026_03_01=second, v2026_02_01=SMALL)))
    assert [item.rulebook.version for item in found] == ["2026-02-01", "2026-03-01"]


def test_a_folder_with_one_bad_file_is_refused_whole(tmp_path: Path) -> None:
    bad = spoilt("severity: high", "severity: awful")
    folder = folder_with(tmp_path, v2026_02_01=SMALL, v2026_03_01=bad, v2026_04_01="a: *b")
    with pytest.raises(RulebookRefused) as refused:
        load_folder(folder)
    assert {Path(problem.file).name for problem in refused.value.problems} == {"2026-03-01.yaml", "2026-04-01.yaml"}


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(RulebookRefused, match="There is no"):
        load_folder(tmp_path)


def test_the_shipped_rulebooks_are_compiled_once_and_differ() -> None:
    assert shipped() is shipped()
    assert len({item.digest for item in shipped()}) == len(shipped())
    assert {item.published.rulebook.id for item in shipped()} == {"livestream", "listings-filings"}
