"""Which versions a verdict may stand on: the conduct chooses them, whatever a verdict names and a desk's clock says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reviewer_app.client.viewmodels.holding import hold_for, reason_after
from reviewer_app.domain.completeness import HOLD_GRACE, complete
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rulebook import Published, RulebookCite
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.domain.withheld import Why
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.rulebooks.heads import withheld_head
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Answer, DecidedPage, Rereviews
from reviewer_app.wire.problems import Code
from reviewer_app.wire.record import read_record
from tests.server.books import T, book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import BOOK, Desk, cites, finding, hold, passing, signing, violation
from tests.server.made import listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
BEFORE = "2026-02-01T10:00:00+08:00"
INTO_IT = "2026-05-30T10:00:00+08:00"
CONDUCT = "2026-03-01T10:00:00+08:00"
LATER = book(
    version="2", supersedes="1", published_at="2026-04-01T00:00:00+08:00", effective_from="2026-05-01T00:00:00+08:00"
)
OTHER = book(id="other-book", applies_to=["clip"])


def correction(at: str) -> CompiledRulebook:
    return book(version="1b", corrects="1", published_at=at)


@pytest.fixture
def served(start: Start) -> EmbeddedServer:
    """A server with a version for the conduct, one that follows it, and a rulebook for clips alone."""
    return start(rulebooks=(BOOK, LATER, OTHER))


def seated(server: EmbeddedServer, sit: Sit, ref: str = "a") -> tuple[Desk, Any]:
    answers = sit(server, "op").bring_in(ndjson(listing(ref, conduct_at=CONDUCT))).answers
    desk = sit(server, "rev-a")
    return desk, desk.one(answers[0].case_id or "")


def naming(*versions: Published) -> Verdict:
    cites: tuple[RulebookCite, ...] = tuple(version.cite for version in versions)
    return passing().model_copy(update={"rulebooks": cites})


def told(answer: Answer) -> tuple[Fate, Code | None, str | None]:
    return answer.fate, answer.problem and answer.problem.code, answer.problem and answer.problem.field


NOT_IN_FORCE = (Fate.REFUSED, Code.RULEBOOK_NOT_IN_FORCE, "wrong_version")


@pytest.mark.parametrize(
    "verdict",
    [
        naming(),
        naming(LATER.published),
        naming(BOOK.published, LATER.published),
        naming(BOOK.published, BOOK.published),
        naming(BOOK.published, OTHER.published),
    ],
    ids=["none", "a-later-one", "both", "twice", "of-another-kind"],
)
@pytest.mark.parametrize("hours", [-24 * 3650, 0, 24 * 3650])
def test_a_pass_stands_on_the_versions_that_its_conduct_chooses(
    served: EmbeddedServer, sit: Sit, verdict: Verdict, hours: int
) -> None:
    desk, grant = seated(served, sit)
    at = desk.clock.now() + timedelta(hours=hours)
    assert told(desk.decide(grant, verdict, decided_at=at)) == NOT_IN_FORCE
    assert desk.decide(grant, passing(), decided_at=at).fate is Fate.ACCEPTED


def test_a_violation_names_its_versions_too(served: EmbeddedServer, sit: Sit) -> None:
    desk, grant = seated(served, sit)
    bare = violation(grant).model_copy(update={"rulebooks": ()})
    assert told(desk.decide(grant, bare)) == NOT_IN_FORCE


def test_what_a_supervisor_changes_to_a_pass_names_them_and_a_confirmation_need_not(
    served: EmbeddedServer, sit: Sit
) -> None:
    desk, grant = seated(served, sit)
    assert desk.decide(grant, violation(grant, measure="close")).fate is Fate.ACCEPTED
    supervisor = sit(served, "sup")
    held = supervisor.one()
    bare = {"rulebooks": ()}
    changed = signing(Outcome.CHANGE, held, result="pass", reason="无").model_copy(update=bare)
    assert told(supervisor.decide(held, changed)) == NOT_IN_FORCE
    assert supervisor.decide(held, signing(Outcome.CONFIRM, held).model_copy(update=bare)).fate is Fate.ACCEPTED


@pytest.mark.parametrize("hours", [-24 * 3650, -1, 0, 24 * 3650])
@pytest.mark.parametrize("days", [0, 30])
def test_a_pass_on_a_version_that_was_corrected_is_stale_whatever_the_clock_says(
    served: EmbeddedServer, sit: Sit, clock: SetClock, hours: int, days: int
) -> None:
    """Also where it was corrected long before the lease: it counted once, and the old answers are worth having."""
    if days:
        served.server.rulebooks.publish((correction("2026-04-15T00:00:00+00:00"),))
    desk, grant = seated(served, sit)
    if not days:
        clock.forward(minutes=5)
        served.server.rulebooks.publish((correction(clock.now().isoformat()),))
        clock.forward(minutes=5)
    at = clock.now() + timedelta(hours=hours)
    assert desk.decide(grant, passing(), decided_at=at).fate is Fate.STALE_RULEBOOK


@pytest.mark.parametrize("hours", [-24 * 3650, -1, 0, 24 * 3650])
def test_what_counts_now_counts_also_where_a_clock_says_that_it_was_not_published_yet(
    served: EmbeddedServer, sit: Sit, clock: SetClock, hours: int
) -> None:
    desk, grant = seated(served, sit)
    clock.forward(minutes=30)
    fixed = correction(clock.now().isoformat())
    served.server.rulebooks.publish((fixed,))
    clock.forward(minutes=5)
    at = clock.now() + timedelta(hours=hours)
    assert desk.decide(grant, passing(fixed.published), decided_at=at).fate is Fate.ACCEPTED


def test_no_pass_escapes_a_re_review(served: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    desk, grant = seated(served, sit)
    assert desk.decide(grant, naming()).fate is Fate.REFUSED
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED
    clock.forward(minutes=5)
    served.server.rulebooks.publish((correction(clock.now().isoformat()),))
    owner = sit(served, "pol")
    (case,) = DecidedPage.model_validate_json(owner.get("decided").content).cases
    assert [(one.id, one.version) for one in case.rulebooks] == [("test-book", "1")]
    asked = {"corrected": BOOK.digest, "case_ids": [case.case_id]}
    assert Rereviews.model_validate_json(owner.post("rereviews", asked).content).asked == (case.case_id,)


# -- the procedure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", [None, OTHER.published.cite], ids=["none", "of-another-kind"])
@pytest.mark.parametrize("hours", [-24 * 3650, 0, 24 * 3650])
def test_a_verdict_names_a_procedure_that_its_kind_has(
    served: EmbeddedServer, sit: Sit, procedure: RulebookCite | None, hours: int
) -> None:
    desk, grant = seated(served, sit)
    at = desk.clock.now() + timedelta(hours=hours)
    named = passing().model_copy(update={"procedure": procedure})
    refused = (Fate.REFUSED, Code.PROCEDURE_UNKNOWN, "/verdict/procedure")
    assert told(desk.decide(grant, named, decided_at=at)) == refused


@pytest.mark.parametrize("book", [BOOK, LATER], ids=["when-it-happened", "now"])
def test_a_desk_that_was_away_names_the_procedure_that_it_knew(
    served: EmbeddedServer, sit: Sit, book: CompiledRulebook
) -> None:
    desk, grant = seated(served, sit)
    named = passing().model_copy(update={"procedure": book.published.cite})
    assert desk.decide(grant, named).fate is Fate.ACCEPTED


def otherwise(begins: str, hours: int = 24) -> CompiledRulebook:
    """A version with another reason for holds, and their term."""
    reasons = {"hold_reasons": [{"id": "files", "text": T, "hours": hours, "owner": "operator"}]}
    procedure = BOOK.published.rulebook.procedure.model_dump(mode="json") | reasons
    return book(version="2", published_at=f"{begins}T00:00:00+08:00", effective_from=begin(begins), procedure=procedure)


def begin(day: str) -> str:
    return f"{day}T00:00:00+08:00"


OTHERWISE = otherwise("2026-05-29")
ENDED = book(effective_until=begin("2026-05-29"))


@pytest.mark.parametrize("used", [BOOK, ENDED], ids=["goes-on", "ended"])
@pytest.mark.parametrize(
    ("outcome", "conduct"), [(Outcome.HOLD, INTO_IT), (Outcome.HOLD, BEFORE), (Outcome.PASS, BEFORE)]
)
def test_a_desk_that_does_not_use_the_version_in_force_is_heard(
    start: Start, sit: Sit, used: CompiledRulebook, outcome: Outcome, conduct: str
) -> None:
    """It goes by the procedure of before, whose reasons for a hold the one in force need not have (record 24)."""
    running = start(rulebooks=(used, OTHERWISE))
    sit(running, "op").bring_in(ndjson(listing("a", conduct_at=conduct, flagged_at=conduct)))
    desk = sit(running, "rev-a")
    grant = desk.one()
    sheet = unused(sheet_at(desk, grant, used), OTHERWISE)
    passes = Draft(outcome=Outcome.PASS)
    assert complete(passes, sheet) == (conduct == BEFORE)
    reason = reason_after(sheet, None) or ""
    held = Draft(outcome=Outcome.HOLD, reason="等材料", hold=hold_for(sheet, reason, sheet.known_at))
    draft = held if outcome is Outcome.HOLD else passes
    assert complete(draft, sheet)
    assert told(desk.decide(grant, verdict_of(draft, sheet))) == (Fate.ACCEPTED, None, None)


GRACE = HOLD_GRACE / timedelta(hours=1)


@pytest.mark.parametrize(
    ("begins", "hours", "asked", "fate"),
    [
        ("2026-05-26", 24, 72, Fate.ACCEPTED),  # it gave way within the week before the case was taken
        ("2026-05-24", 24, 72, Fate.REFUSED),
        ("2026-05-24", 24, 24 + GRACE, Fate.ACCEPTED),  # no longer than what counts now lets any hold last
        ("2026-05-24", 24, 24.2, Fate.REFUSED),
        ("2026-05-24", 96, 72, Fate.ACCEPTED),
        ("2026-05-24", 96, 73, Fate.REFUSED),  # what it names allows no more itself
    ],
)
def test_a_procedure_of_long_ago_sets_no_term_beyond_what_the_case_stands_under(
    start: Start, sit: Sit, begins: str, hours: int, asked: float, fate: Fate
) -> None:
    running = start(rulebooks=(BOOK, otherwise(begins, hours)))
    desk, grant = seated(running, sit)
    answer = desk.decide(grant, hold(desk, asked))
    refused = (Fate.REFUSED, Code.VERDICT_INCOMPLETE, "hold_until")
    assert told(answer) == (refused if fate is Fate.REFUSED else (Fate.ACCEPTED, None, None))


@pytest.mark.parametrize("days", [0, 30])
def test_a_desk_that_was_away_holds_by_what_counted_when_it_took_its_cases(
    start: Start, sit: Sit, clock: SetClock, days: int
) -> None:
    """However long it was away; not by what had given way long before."""
    endless = {"hold_reasons": [{"id": "papers", "text": T, "hours": 500, "owner": "operator"}]}
    procedure = BOOK.published.rulebook.procedure.model_dump(mode="json") | endless
    oldest = book(effective_until=begin("2026-04-01"), procedure=procedure)
    between = book(version="1c", published_at=begin("2026-03-01"), effective_from=begin("2026-04-01"))
    running = start(rulebooks=(oldest, between, otherwise("2026-06-02")), policy={"offline_hours": 24 * 60})
    sit(running, "op").bring_in(ndjson(listing("a", conduct_at=INTO_IT, flagged_at=INTO_IT)))
    desk = sit(running, "rev-a")
    grant = desk.one(kind="offline", count=1)
    clock.forward(hours=24 * (days + 2))
    desk.sign_in()
    for version, hours, fate in ((oldest, 400, Fate.REFUSED), (between, 72, Fate.ACCEPTED)):
        named = hold(desk, hours).model_copy(update=cites(version.published) | {"rulebooks": ()})
        assert desk.decide(grant, named).fate is fate


def test_a_desk_that_uses_no_version_returns_a_case(served: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    supervisor, held, _fixed = waiting_for_a_signature(served, sit, clock)
    sheet = replace(unused(sheet_at(supervisor, held), BOOK, LATER), round=Round.SIGNOFF, on=held.file.on)
    draft = Draft(outcome=Outcome.RETURN, reason="规则还不能用")
    assert complete(draft, sheet)
    assert supervisor.decide(held, verdict_of(draft, sheet)).fate is Fate.ACCEPTED


def sheet_at(desk: Desk, grant: Any, *used: CompiledRulebook) -> Sheet:
    record, subject = read_record(grant.file.record)
    shown: frozenset[str] = frozenset()
    versions = tuple(item.published for item in used)
    return Sheet(record, subject, shown, shown, versions, Round.FIRST, desk.clock.now())


def unused(sheet: Sheet, *versions: CompiledRulebook) -> Sheet:
    """The sheet of a desk that knows versions by their heads alone."""
    bodies = ((item.body, item.published.cite) for item in versions)
    heads = (withheld_head(body, (one.id, one.version), one.digest, Why.UNKNOWN_KEY, False) for body, one in bodies)
    return replace(sheet, withheld=tuple(heads))


# -- what is signed ----------------------------------------------------------------------------------------------------


def waiting_for_a_signature(server: EmbeddedServer, sit: Sit, clock: SetClock) -> tuple[Desk, Any, CompiledRulebook]:
    """A case that closes a shop, whose version was corrected before anybody signed; in the supervisor's hand."""
    desk, grant = seated(server, sit)
    assert desk.decide(grant, violation(grant, measure="close")).fate is Fate.ACCEPTED
    clock.forward(minutes=5)
    fixed = correction(clock.now().isoformat())
    server.server.rulebooks.publish((fixed,))
    clock.forward(minutes=5)
    supervisor = sit(server, "sup")
    return supervisor, supervisor.one(grant.lease.case_id), fixed


@pytest.mark.parametrize("hours", [-24 * 3650, -1, 0, 24 * 3650])
def test_nobody_confirms_a_verdict_that_stands_on_a_corrected_version(
    served: EmbeddedServer, sit: Sit, clock: SetClock, hours: int
) -> None:
    supervisor, held, fixed = waiting_for_a_signature(served, sit, clock)
    at = clock.now() + timedelta(hours=hours)
    for version in (BOOK, fixed):
        signed = signing(Outcome.CONFIRM, held, **cites(version.published))
        assert supervisor.decide(held, signed, decided_at=at).fate is Fate.STALE_RULEBOOK
    returned = signing(Outcome.RETURN, held, reason="规则已更正", **cites(fixed.published))
    assert supervisor.decide(held, returned).fate is Fate.ACCEPTED


def test_it_is_changed_under_the_version_that_counts(served: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    supervisor, held, fixed = waiting_for_a_signature(served, sit, clock)
    found = (finding(held, fixed.published),)
    changed = signing(
        Outcome.CHANGE, held, result="violation", findings=found, reason="按更正后的规则", **cites(fixed.published)
    )
    assert supervisor.decide(held, changed).fate is Fate.ACCEPTED
    (case,) = DecidedPage.model_validate_json(sit(served, "pol").get("decided").content).cases
    assert [one.version for one in case.rulebooks] == ["1b"]


def test_a_signature_from_before_a_correction_comes_back(served: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    """Decided offline, sent after the correction: it is reopened, not counted."""
    desk, grant = seated(served, sit)
    assert desk.decide(grant, violation(grant, measure="close")).fate is Fate.ACCEPTED
    supervisor = sit(served, "sup")
    held = supervisor.one(grant.lease.case_id)
    decided = clock.now()
    clock.forward(minutes=5)
    served.server.rulebooks.publish((correction(clock.now().isoformat()),))
    clock.forward(minutes=5)
    assert supervisor.decide(held, signing(Outcome.CONFIRM, held), decided_at=decided).fate is Fate.STALE_RULEBOOK
