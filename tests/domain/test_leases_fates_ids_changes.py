"""Tests the small values: when a lease ends, which fates are final, how ids are laid out, how changes add up."""

from __future__ import annotations

import uuid
from dataclasses import fields
from datetime import timedelta

import pytest

from reviewer_app.domain.changes import NOTHING, Changes
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import FINAL, Fate
from reviewer_app.domain.ids import minted_at_ms, uuid7
from reviewer_app.domain.leases import AMBER, DESK_TERM, Lease, LeaseKind, LeasePolicy
from reviewer_app.domain.values import Text
from tests.domain.made import NOW, an_id

LEASE = Lease(
    case_id=an_id(1),
    epoch=1,
    holder="a",
    kind=LeaseKind.DESK,
    round=Round.FIRST,
    attempt=1,
    seat=1,
    taken_at=NOW,
    until=NOW + DESK_TERM,
)
TICK = timedelta(microseconds=1)


def test_a_lease_lapses_at_its_end_and_not_before() -> None:
    assert not LEASE.lapsed(LEASE.until - TICK)
    assert LEASE.lapsed(LEASE.until)
    assert LEASE.lapsed(LEASE.until + TICK)


def test_a_lease_turns_amber_two_minutes_before_its_end() -> None:
    assert timedelta(minutes=2) == AMBER
    assert not LEASE.amber(LEASE.until - AMBER - TICK)
    assert LEASE.amber(LEASE.until - AMBER)


def test_the_policy_begins_with_what_the_house_agreed() -> None:
    policy = LeasePolicy()
    assert timedelta(seconds=policy.desk_seconds) == DESK_TERM == timedelta(minutes=10)
    assert (policy.offline_cases, policy.offline_hours) == (200, 72)


def test_later_alone_is_sent_again() -> None:
    assert {fate.value for fate in Fate} - {fate.value for fate in FINAL} == {"later"}
    assert {fate.value for fate in FINAL} == {"accepted", "already", "advisory", "stale_rulebook", "refused"}


def test_an_id_is_laid_out_as_rfc_9562_section_5_7_says() -> None:
    # The example of appendix A.6: 2022-02-22T14:22:22-05:00, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    entropy = (0xCC3 << 62 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, entropy) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    full = uuid.UUID(uuid7((1 << 48) - 1, b"\xff" * 10))
    assert (full.version, full.variant) == (7, uuid.RFC_4122)
    assert str(full) == "ffffffff-ffff-7fff-bfff-ffffffffffff"
    assert uuid7(0, bytes(10)) == "00000000-0000-7000-8000-000000000000"


def test_ids_sort_by_when_they_were_minted() -> None:
    times = [0, 1, 255, 256, 1_700_000_000_000, (1 << 48) - 1]
    ids = [uuid7(ms, b"\xff" * 10 if index % 2 else bytes(10)) for index, ms in enumerate(times)]
    assert ids == sorted(ids)
    assert [minted_at_ms(one) for one in ids] == times


@pytest.mark.parametrize(("ms", "entropy"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9)), (0, bytes(11))])
def test_an_id_needs_a_time_that_fits_and_ten_bytes(ms: int, entropy: bytes) -> None:
    with pytest.raises(ValueError, match=r"fit|bytes"):
        uuid7(ms, entropy)


def test_changes_add_up_and_are_nothing_only_when_empty() -> None:
    assert not NOTHING
    assert (NOTHING | NOTHING) == NOTHING
    for field in fields(Changes):
        value = frozenset({"c1"}) if field.name == "cases" else True
        one = Changes(**{field.name: value})  # type: ignore[arg-type]
        assert one
        assert one | NOTHING == NOTHING | one == one | one == one
    both = Changes(queue=True, cases=frozenset({"c1"})) | Changes(drafts=True, cases=frozenset({"c2"}))
    assert both == Changes(queue=True, drafts=True, cases=frozenset({"c1", "c2"}))


@pytest.mark.parametrize(("language", "words"), [("zh", "字"), ("zh-Hans-CN", "字"), ("ZH_cn", "字"), ("en", "word")])
def test_words_are_chosen_by_language(language: str, words: str) -> None:
    assert Text(zh="字", en="word").within(language) == words
