"""What policy owners do: publish signed versions, read decided cases, have cases judged again after a correction."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer_app.domain.access import Role
from reviewer_app.domain.events import EVENTS, RereviewAsked, Round, Status, VerdictGiven
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.rulebooks.backtest import Answer, trial, tried
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.service.decided import PAGE
from reviewer_app.wire.messages import DecidedPage, Rereviews, RulebookEntry, RulebookList
from reviewer_app.wire.problems import Code
from reviewer_app.wire.signing import fingerprint, is_signed, public_text, sign
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.desk import BOOK, Desk, passing, signing, violation
from tests.server.made import listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
KEY, OTHER = Ed25519PrivateKey.from_private_bytes(b"k" * 32), Ed25519PrivateKey.from_private_bytes(b"o" * 32)


WORDS = {"zh": "词", "en": "words"}


def correction(**changes: Any) -> CompiledRulebook:
    """The test rulebook's first version corrected, published on the day of the tests' clock, and sound."""
    at = {"version": "1b", "corrects": "1", "published_at": "2026-06-01T12:00:00+00:00"}
    clause = BOOK.published.rulebook.clauses[0].model_dump(mode="json") | {
        "examples": [{"text": WORDS, "violates": way} for way in (True, False)],
        "keywords": ["词", "words"],
    }
    return book(**at | {"clauses": [clause]} | changes)


def ask(compiled: CompiledRulebook, key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    return {"body": compiled.body.decode(), "key": public_text(key), "signature": sign(key, compiled.body)}


def code(reply: Any) -> str:
    return str(reply.json()["type"]).rpartition(":")[2]


@pytest.fixture
def owner(server: EmbeddedServer, sit: Sit) -> Desk:
    """A policy owner whose key is registered."""
    registered = sit(server, "op").post("policy-keys", {"account": "pol", "key": public_text(KEY)})
    assert registered.status_code == 201, registered.text
    return sit(server, "pol")


def books(desk: Desk) -> list[RulebookEntry]:
    return list(RulebookList.model_validate_json(desk.get("rulebooks").content).rulebooks)


def test_a_signed_version_is_published_once_and_everybody_sees_by_whom(
    server: EmbeddedServer, sit: Sit, owner: Desk
) -> None:
    new = correction()
    for _ in range(2):
        reply = owner.post("rulebooks", ask(new))
        assert reply.status_code == 201, reply.text
    reviewer = sit(server, "rev-a")
    (entry,) = (item for item in books(reviewer) if item.version == "1b")
    assert entry.digest == new.digest
    assert entry.signed is not None
    assert (entry.signed.account, entry.signed.at) == ("pol", owner.clock.now())
    body = reviewer.get(f"rulebooks/{new.digest}").content
    assert body == new.body
    assert is_signed(body, entry.signed.key, entry.signed.signature)
    assert [item.signed for item in books(reviewer) if item.version == "1"] == [None]


def test_a_published_version_never_changes(owner: Desk) -> None:
    assert owner.post("rulebooks", ask(correction())).status_code == 201
    other = correction(summary={"zh": "别的", "en": "something else"})
    reply = owner.post("rulebooks", ask(other))
    assert code(reply) in (Code.RULEBOOK_EXISTS, Code.RULEBOOK_UNFIT)
    assert [item.version for item in books(owner)] == ["1", "1b"]


def test_only_a_registered_key_of_ones_own_signs(server: EmbeddedServer, sit: Sit, owner: Desk) -> None:
    new, operator = correction(), sit(server, "op")
    assert code(owner.post("rulebooks", ask(new, OTHER))) == Code.KEY_UNKNOWN
    wrong = ask(new) | {"signature": sign(OTHER, new.body)}
    assert code(owner.post("rulebooks", wrong)) == Code.SIGNATURE_WRONG
    touched = ask(new) | {"body": new.body.decode().replace("words", "wordz", 1)}
    assert code(owner.post("rulebooks", touched)) == Code.SIGNATURE_WRONG
    assert code(operator.post("policy-keys", {"account": "rev-a", "key": public_text(OTHER)})) == Code.NOT_FOUND
    server.seed_account("pol-b", "a long password", Role.POLICY)
    assert code(operator.post("policy-keys", {"account": "pol-b", "key": public_text(KEY)})) == Code.KEY_TAKEN
    assert code(sit(server, "pol-b").post("rulebooks", ask(new))) == Code.KEY_UNKNOWN
    assert operator.post("policy-keys/ended", {"account": "pol", "key": public_text(KEY)}).status_code == 200
    assert operator.get("policy-keys").json() == {"keys": []}
    assert code(owner.post("rulebooks", ask(new))) == Code.KEY_UNKNOWN
    assert [item.version for item in books(owner)] == ["1"]


def test_nobody_both_registers_and_publishes_and_a_key_has_one_spelling(server: EmbeddedServer, sit: Sit) -> None:
    server.seed_account("both-roles", "a long password", Role.OPERATOR, Role.POLICY)
    for account in ("op", "both-roles"):
        asked = sit(server, account).post("policy-keys", {"account": "both-roles", "key": public_text(KEY)})
        assert code(asked) == Code.FORBIDDEN
    plain = public_text(KEY)
    other = plain[:-2] + chr(ord(plain[-2]) + 1) + "="
    assert base64.b64decode(other) == base64.b64decode(plain)
    assert code(sit(server, "op").post("policy-keys", {"account": "pol", "key": other})) == Code.INVALID


def test_of_corrections_of_one_version_the_later_published_counts(owner: Desk) -> None:
    assert owner.post("rulebooks", ask(correction())).status_code == 201
    same_time = correction(version="1c")
    reply = owner.post("rulebooks", ask(same_time))
    assert code(reply) == Code.RULEBOOK_UNFIT
    assert "after version 1b" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published_at": "2026-05-30T12:00:00+00:00"}, "published_at"),
        ({"published_at": "2026-06-01T13:00:00+00:00"}, "published_at"),
        ({"corrects": "7"}, "there is no other version 7"),
        ({"corrects": None, "supersedes": "1", "effective_from": "2026-06-03T00:00:00+08:00"}, "7 days"),
        ({"effective_from": "2024-01-01T00:00:00+08:00"}, "has the period"),
        (
            {
                "measures": [
                    {"id": "warn", "title": {"zh": "词", "en": "w"}, "effect": {"zh": "词", "en": "w"}, "impact": 1}
                ]
            },
            "",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(owner: Desk, changes: dict[str, Any], said: str) -> None:
    reply = owner.post("rulebooks", ask(correction(**changes)))
    assert code(reply) == Code.RULEBOOK_UNFIT
    assert said in reply.json()["detail"]
    assert [item.version for item in books(owner)] == ["1"]


def test_bytes_that_are_no_canonical_version_are_refused(owner: Desk) -> None:
    for body in (b'{"a":1}', correction().body.replace(b'{"', b'{ "', 1), b"&a [*a]"):
        asked = {"body": body.decode(), "key": public_text(KEY), "signature": sign(KEY, body)}
        assert code(owner.post("rulebooks", asked)) == Code.RULEBOOK_UNFIT


def test_what_is_the_owners_is_for_no_one_else(server: EmbeddedServer, sit: Sit, owner: Desk) -> None:
    for account in ("rev-a", "sup", "op"):
        desk = sit(server, account)
        assert code(desk.post("rulebooks", ask(correction()))) == Code.FORBIDDEN
        assert code(desk.get("decided")) == Code.FORBIDDEN
        assert code(desk.post("rereviews", {"corrected": BOOK.digest, "case_ids": [desk.device]})) == Code.FORBIDDEN
    assert code(owner.post("policy-keys", {"account": "pol", "key": public_text(OTHER)})) == Code.FORBIDDEN
    assert sit(server, "aud").get("decided").status_code == 200


# -- decided cases, and judging again --------------------------------------------------------------------------------


def opened(server: EmbeddedServer, sit: Sit, *refs: str) -> list[str]:
    answers = sit(server, "op").bring_in(ndjson(*(listing(ref) for ref in refs))).answers
    return [answer.case_id or "" for answer in answers]


def page(desk: Desk, after: str | None = None) -> DecidedPage:
    reply = desk.get("decided", params={"after": after} if after else {})
    assert reply.status_code == 200, reply.text
    return DecidedPage.model_validate_json(reply.content)


def test_decided_cases_are_told_without_content(server: EmbeddedServer, sit: Sit) -> None:
    breached, passed, signed, _ = opened(server, sit, "a", "b", "c", "d")
    reviewer, supervisor = sit(server, "rev-a"), sit(server, "sup")
    grant = reviewer.one(breached)
    given = reviewer.decide(grant, violation(grant))
    reviewer.decide(reviewer.one(passed), passing())
    grant = reviewer.one(signed)
    reviewer.decide(grant, violation(grant, measure="close"))
    at_signoff = supervisor.one(signed)
    confirmed = supervisor.decide(at_signoff, signing(Outcome.CONFIRM, at_signoff))
    found = page(sit(server, "pol"))
    assert found.next is None
    by_id = {one.case_id: one for one in found.cases}
    assert {name: one.result for name, one in by_id.items()} == {
        breached: "violation",
        passed: "pass",
        signed: "violation",
    }
    first, last = by_id[breached], by_id[signed]
    assert (first.decision, first.flags) == (given.op_id, ("cn-adlaw@2021-04-29#9(3)",))
    assert [(item.clause, item.measure) for item in first.findings] == [("absolute", "warn")]
    assert [(cite.id, cite.version) for cite in first.rulebooks] == [("test-book", "1")]
    assert (last.decision, last.findings[0].measure) == (confirmed.op_id, "close")
    assert "全网最佳" not in found.model_dump_json()


def test_pages_go_on_where_the_last_one_ended(
    server: EmbeddedServer, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PAGE >= 100
    monkeypatch.setattr("reviewer_app.server.service.decided.PAGE", 2)
    cases = opened(server, sit, *"abcde")
    reviewer = sit(server, "rev-a")
    for case in cases[1:]:
        reviewer.decide(reviewer.one(case), passing())
    owner, seen, after = sit(server, "pol"), [], None
    for _ in range(4):
        found = page(owner, after)
        seen += [one.case_id for one in found.cases]
        after = found.next
        if after is None:
            break
    assert (after, seen) == (None, sorted(cases[1:]))


def test_a_corrected_case_is_judged_again_and_names_what_it_overrides(
    server: EmbeddedServer, sit: Sit, clock: SetClock, owner: Desk
) -> None:
    case, passed, open_one = opened(server, sit, "a", "b", "c")
    first, second = sit(server, "rev-a"), sit(server, "rev-b")
    grant = first.one(case)
    given = first.decide(grant, violation(grant))
    first.decide(first.one(passed), passing())
    asked = {"corrected": BOOK.digest, "case_ids": [case, passed, open_one]}
    assert code(owner.post("rereviews", asked)) == Code.NOT_CORRECTED
    clock.forward(minutes=5)
    narrower = correction(scope_changes=[{"of": "absolute", "change": "narrower"}])
    assert owner.post("rulebooks", ask(narrower)).status_code == 201
    both = trial(BOOK.published.rulebook, narrower.published.rulebook)
    answers = {one.case_id: tried(both, one).answer for one in page(owner).cases}
    assert answers == {case: Answer.NEEDS_PERSON, passed: Answer.SAME}
    told = Rereviews.model_validate_json(owner.post("rereviews", asked).content)
    assert told.asked == (case, passed)
    assert [(item.case_id, item.problem.code) for item in told.refused] == [(open_one, Code.CASE_NOT_OPEN)]
    again = Rereviews.model_validate_json(owner.post("rereviews", asked).content)
    assert (again.asked, len(again.refused)) == ((), 3)
    assert first.take(case).refused[0].problem.code is Code.ACTED_BEFORE
    grant = second.one(case)
    assert (grant.lease.round, grant.file.decision) == (Round.REREVIEW, given.op_id)
    answer = second.decide(grant, passing(narrower.published, overrides=given.op_id))
    assert (answer.fate, answer.problem) == (Fate.ACCEPTED, None)
    row = next(row for row in second.feed().rows if row.case_id == case)
    assert (row.status, row.outcome) == (Status.DECIDED, "pass")
    events = [
        EVENTS.validate_python(event, strict=False)
        for event in sit(server, "aud").get(f"cases/{case}").json()["events"]
    ]
    asked_again, decided = events[-3], events[-1]
    assert isinstance(asked_again, RereviewAsked)
    assert isinstance(decided, VerdictGiven)
    assert (asked_again.actor, asked_again.corrected, decided.overrides) == ("pol", BOOK.digest, given.op_id)


def test_a_case_that_stands_on_another_version_is_left(server: EmbeddedServer, sit: Sit, owner: Desk) -> None:
    assert owner.post("rulebooks", ask(correction())).status_code == 201
    (case,) = opened(server, sit, "a")
    reviewer = sit(server, "rev-a")
    grant = reviewer.one(case)
    version = correction().published
    answer = reviewer.decide(grant, violation(grant, version))
    assert (answer.fate, answer.problem) == (Fate.ACCEPTED, None)
    told = owner.post("rereviews", {"corrected": BOOK.digest, "case_ids": [case]}).json()
    assert told["asked"] == []
    assert code_of(told["refused"][0]) == Code.RULEBOOK_NOT_IN_FORCE
    unknown = owner.post("rereviews", {"corrected": "0" * 64, "case_ids": [case]})
    assert code(unknown) == Code.RULEBOOK_UNKNOWN


def code_of(refused: dict[str, Any]) -> str:
    return str(refused["problem"]["type"]).rpartition(":")[2]


def test_a_key_is_told_short_enough_to_be_read_out() -> None:
    assert fingerprint(public_text(KEY)) == fingerprint(public_text(KEY))
    assert [len(part) for part in fingerprint(public_text(KEY)).split()] == [4, 4, 4, 4]
    assert fingerprint(public_text(KEY)) != fingerprint(public_text(OTHER))
