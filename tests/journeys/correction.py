"""A correction of the shipped rulebook of listings, and a server on which cases were decided under what it corrects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.domain.access import Role
from reviewer_app.domain.evidence import TextAnchor
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.version_head import ScopeChange
from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import PolicyKey, PublishAsk, SignIn
from reviewer_app.wire.signing import public_text, sign
from tests.client import desks
from tests.journeys import station
from tests.journeys.test_what_follows import Person, at, bring_in, confirm_next, serving
from tests.server.made import listing

OWNER, AUDITOR, SECOND = "chen.gui", "wu.shen", "su.he"
NAMES = {OWNER: "陈规", AUDITOR: "吴审", SECOND: "苏禾"}
KEY = Ed25519PrivateKey.from_private_bytes(b"j" * 32)
BOOK, WRONG, RIGHT, CLAUSE = "listings-filings", "2026-07-30", "2026-07-30b", "absolute-terms"
SINCE = ("2026-08-02T10:00:00+08:00", "2026-08-19T15:30:00+08:00", "2026-09-20T20:10:00+08:00")
"""When the conduct of each case was, all of it under the version that is corrected."""
NAME = "全网最佳 保温杯"


def correction() -> CompiledRulebook:
    """The version of 2026-07-30 corrected today: absolute terms reach less, and it says so."""
    wrong = next(v for one in shipped() if ((v := one.published.rulebook).id, v.version) == (BOOK, WRONG))
    clause = wrong.clause(CLAUSE)
    assert clause is not None
    said = clause.definition.model_copy(
        update={
            "zh": clause.definition.zh.replace("宣传所售商品", "宣传所售商品的性能或质量"),
            "en": clause.definition.en.replace("praise the goods", "praise what the goods do or how good they are"),
        }
    )
    changes = {
        "version": RIGHT,
        "supersedes": None,
        "corrects": wrong.version,
        "published_at": datetime.now(UTC).replace(microsecond=0),
        "scope_changes": (ScopeChange(of=CLAUSE, change="narrower"),),
        "clauses": tuple(
            one.model_copy(update={"definition": said}) if one.id == CLAUSE else one for one in wrong.clauses
        ),
    }
    return compile_version(wrong.model_copy(update=changes))


@contextmanager
def corrected(folder: Path, cases: int = 3) -> Iterator[tuple[EmbeddedServer, list[str]]]:
    """A server with so many decided cases (their ids as they were decided), a published correction, and accounts."""
    with serving(folder / "server") as served:
        for account, role in ((OWNER, Role.POLICY), (AUDITOR, Role.AUDITOR), (SECOND, Role.REVIEWER)):
            served.seed_account(account, station.PASSWORD, role, name=NAMES[account])
        decided = []
        with at(served, folder / "lin", "lin.yue") as lin, at(served, folder / "boss", "boss") as boss:
            for number, conduct_at in enumerate(SINCE[:cases]):
                bring_in(served, record(f"r{number}", conduct_at))
                decided.append(found(lin))
                confirm_next(boss)
        publish(served)
        yield served, decided


def record(ref: str, conduct_at: str) -> dict[str, Any]:
    """A listing with a superlative in its name, flagged an hour after."""
    flagged = datetime.fromisoformat(conduct_at) + timedelta(hours=1)
    subject = {"revision": 1, "captured_at": conduct_at, "product": {"name": NAME, "description": "国家级品质"}}
    return listing(ref, conduct_at=conduct_at, flagged_at=flagged.isoformat(), subject=subject)


def found(person: Person) -> str:
    """Takes the next case, finds absolute terms in its name and decides; answers with the case's id."""
    (case_id,) = person.bench.take(count=1).cases
    desk = person.desk
    desk.open(case_id)
    choice = next(one for one in desk.state.short_list if one.clause.id == CLAUSE)
    desk.find_under(choice)
    desk.bind(TextAnchor(field="/product/name", start=0, exact=NAME[:4]))
    desk.establish_next()
    desk.establish_next()
    desk.reason("标题写“全网最佳”。")
    assert desk.state.can_decide, desk.state.missing
    assert desk.decide()
    assert person.send() == [Fate.ACCEPTED]
    return case_id


def publish(served: EmbeddedServer) -> None:
    """Registers the owner's key and publishes the correction under it."""
    operator = signed_in(served, "operator", desks.PASSWORD)
    operator.register_key(PolicyKey(account=OWNER, key=public_text(KEY)))
    operator.close()
    owner, made = signed_in(served, OWNER, station.PASSWORD), correction()
    owner.publish(PublishAsk(body=made.body.decode(), key=public_text(KEY), signature=sign(KEY, made.body)))
    owner.close()


def signed_in(served: EmbeddedServer, account: str, password: str) -> HttpApi:
    """A connection under an account's session."""
    api = HttpApi(served.url)
    api.sign_in(SignIn(account=account, password=password, device=fresh_id(SystemClock())))
    return api
