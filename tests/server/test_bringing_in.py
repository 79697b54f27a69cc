"""Intake and files over HTTP: good records come in, bad ones are told by line, field and reason, and stop nobody."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.settings import Limits
from reviewer_app.wire.messages import IntakeAnswers
from reviewer_app.wire.problems import Code
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import Desk, pack_lines
from tests.server.made import PNG, asset, listing, ndjson, with_image

Sit = Callable[[EmbeddedServer, str], Desk]
REVERSED = "ends before it starts"
PACK = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"


def told(answers: IntakeAnswers) -> list[tuple[int, str, Code | None, str | None]]:
    return [
        (a.line, a.fate.value, a.problem.code if a.problem else None, a.problem.field if a.problem else None)
        for a in answers.answers
    ]


def test_one_bad_record_never_stops_the_others(server: EmbeddedServer, sit: Sit) -> None:
    desk = sit(server, "op")
    naive = listing("b", conduct_at="2026-03-01T10:00:00")
    body = b"\n".join([ndjson(listing("a")), b"", b"{", ndjson(naive), ndjson(listing("c"))])
    assert told(desk.bring_in(body)) == [
        (1, "accepted", None, None),
        (3, "refused", Code.RECORD_INVALID, ""),
        (4, "refused", Code.RECORD_INVALID, "/conduct_at"),
        (5, "accepted", None, None),
    ]


def _reversed_flag() -> list[dict[str, Any]]:
    place = {"type": "time", "asset": "0" * 64, "start": 9, "end": 3}
    return [{"reason": "绝对化用语"}, {"reason": "夸大", "anchor": place}]


def test_what_contradicts_itself_is_refused_by_line_field_and_reason(server: EmbeddedServer, sit: Sit) -> None:
    """The server's clock stands at noon (UTC) on the first of June; the records beside the bad ones come in."""
    desk = sit(server, "op")
    body = ndjson(
        listing("a"),
        listing("b", conduct_at="2999-01-01T00:00:00Z"),
        listing("c", flagged_at="2026-06-01T12:11:00Z"),
        listing("d", flags=_reversed_flag()),
        listing("e", flagged_at="2026-06-01T12:09:00Z", conduct_at="2026-06-01T12:18:00Z"),
        listing("f", conduct_at="1990-01-01T00:00:00Z"),
    )
    answers = desk.bring_in(body)
    assert told(answers) == [
        (1, "accepted", None, None),
        (2, "refused", Code.RECORD_INVALID, "/conduct_at"),
        (3, "refused", Code.RECORD_INVALID, "/flagged_at"),
        (4, "refused", Code.RECORD_INVALID, "/flags/1/anchor/end"),
        (5, "accepted", None, None),
        (6, "accepted", None, None),
    ]
    reasons = [a.problem.detail for a in answers.answers if a.problem]
    assert reasons == ["later than the flag: nothing is flagged before it happens", "in the future", REVERSED]


def test_what_came_in_before_is_not_refused_for_a_rule_that_came_later(
    lite: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    """A clock that was set back is no reason to call what is here a contradiction."""
    desk = sit(lite, "op")
    assert desk.bring_in(ndjson(listing("a"))).answers[0].fate is Fate.ACCEPTED
    clock.forward(days=-365)
    assert told(desk.bring_in(ndjson(listing("a"), listing("b"))))[0][1] == "already"


def test_an_array_comes_in_too_with_its_exact_bytes(lite: EmbeddedServer, sit: Sit) -> None:
    desk, reviewer = sit(lite, "op"), sit(lite, "rev-a")
    odd = json.dumps(listing("a"), indent=3)
    body = f"[ {odd} ,\n{json.dumps(listing('b'))} ]".encode()
    assert [a.fate for a in desk.bring_in(body).answers] == [Fate.ACCEPTED] * 2
    records = {grant.file.record for grant in reviewer.take(count=2).grants}
    assert odd in records
    assert desk.post("cases", b"[{},").json()["type"].endswith("malformed")


def test_twice_is_harmless_and_other_content_is_refused(server: EmbeddedServer, sit: Sit) -> None:
    desk = sit(server, "op")
    first = desk.bring_in(ndjson(listing("a"))).answers[0]
    other_order = json.dumps(dict(reversed(listing("a").items()))).encode()
    again = desk.bring_in(other_order).answers[0]
    assert (again.fate, again.case_id) == (Fate.ALREADY, first.case_id)
    conflict = desk.bring_in(ndjson(listing("a", language="en"))).answers[0]
    assert conflict.problem is not None and conflict.problem.code is Code.RECORD_CONFLICT
    assert len(sit(server, "aud").feed().rows) == 1


def test_files_come_first_and_must_match(server: EmbeddedServer, sit: Sit) -> None:
    desk = sit(server, "op")
    record = with_image("a", PNG)
    name = asset(PNG)["sha256"]
    answer = desk.bring_in(ndjson(record)).answers[0]
    assert answer.missing_assets == (name,)
    assert desk.put(PNG + b"x", name).json()["type"].endswith("asset_mismatch")
    assert desk.http.head(f"{desk.url}/v1/assets/{name}").status_code == 404
    assert desk.put(PNG, name).json() == {"sha256": name, "bytes": len(PNG), "type": "image/png", "problem": None}
    assert desk.put(PNG, name).status_code == 200
    lying = json.loads(json.dumps(record))
    lying["subject"]["images"][0]["bytes"] = 7
    refused = desk.bring_in(ndjson(lying)).answers[0]
    assert refused.problem is not None and refused.problem.code is Code.ASSET_MISMATCH
    assert desk.bring_in(ndjson(record)).answers[0].fate is Fate.ACCEPTED
    assert not list((server.server.core.asset_folder / ".incoming").iterdir())


def test_bytes_decide_what_a_file_is(lite: EmbeddedServer, sit: Sit) -> None:
    desk = sit(lite, "op")
    lie = b"%PDF-1.7\n" + bytes(40)
    name = asset(lie)["sha256"]
    assert desk.put(lie, name).json()["type"] == "application/pdf"
    desk.bring_in(ndjson(with_image("a", lie)))
    assert sit(lite, "rev-a").one().file.assets[0].type == "application/pdf"


def test_caps_are_kept_and_nothing_is_inflated(start: Start, sit: Sit) -> None:
    server = start(limits=Limits(asset=1000, intake=5000, request=500))
    desk = sit(server, "op")
    big = bytes(1001)
    reply = desk.put(big, hashlib.sha256(big).hexdigest())
    assert (reply.status_code, reply.json()["type"]) == (413, "urn:reviewer:problem:too_large")
    assert desk.post("cases", b" " * 5001).status_code == 413

    def slowly() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(100)

    url = f"{desk.url}/v1/assets/{'0' * 64}"
    assert desk.http.put(url, data=slowly()).status_code == 413
    assert desk.post("cases", b"x", headers={"Content-Encoding": "gzip"}).status_code == 400
    assert not list((server.server.core.asset_folder / ".incoming").iterdir())


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "A" * 64, "0" * 63, "%00" * 64, "con", "0" * 64 + "%0a"])
def test_names_of_files_are_digests_or_nothing(lite: EmbeddedServer, sit: Sit, name: str) -> None:
    desk = sit(lite, "op")
    reply = desk.http.put(f"{desk.url}/v1/assets/{name}", data=b"x")
    assert reply.status_code in (404, 422)
    assert reply.headers["content-type"] == "application/problem+json"


def test_ranges_resume_and_say_what_the_whole_is(lite: EmbeddedServer, sit: Sit) -> None:
    operator, desk = sit(lite, "op"), sit(lite, "rev-a")
    data = PNG + bytes(range(256)) * 40
    name = asset(data)["sha256"]
    operator.put(data, name)
    operator.bring_in(ndjson(with_image("a", data)))
    path = f"assets/{name}"
    assert desk.get(path).status_code == 404
    desk.one()
    whole = desk.get(path)
    assert (whole.content, whole.headers["ETag"]) == (data, f'"{name}"')
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert whole.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    part = desk.get(path, headers={"Range": "bytes=100-", "If-Range": f'"{name}"'})
    assert (part.status_code, part.content) == (206, data[100:])
    assert part.headers["Repr-Digest"] == whole.headers["Repr-Digest"]
    other = desk.get(path, headers={"Range": "bytes=100-", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, data)
    assert desk.get(path, headers={"Range": "bytes=-5"}).content == data[-5:]
    beyond = desk.get(path, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(data)}")
    assert desk.get(path, headers={"If-None-Match": f'"{name}"'}).status_code == 304
    assert desk.http.head(f"{desk.url}/v1/{path}").headers["Content-Length"] == str(len(data))


def test_files_of_cases_out_of_scope_are_not_there(lite: EmbeddedServer, sit: Sit) -> None:
    operator = sit(lite, "op")
    name = asset(PNG)["sha256"]
    operator.put(PNG, name)
    operator.bring_in(ndjson(with_image("a", PNG)))
    sit(lite, "rev-a").one()
    for account in ("rev-b", "sup", "pol", "op"):
        assert sit(lite, account).get(f"assets/{name}").status_code == 404, account
    assert sit(lite, "aud").get(f"assets/{name}").status_code == 200


def _files(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"path", "sha256"} <= value.keys():
            yield value
        for item in value.values():
            yield from _files(item)
    elif isinstance(value, list):
        for item in value:
            yield from _files(item)


@pytest.mark.shared_data
def test_the_real_pack_comes_in_whole_and_twice_is_harmless(lite: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    if not PACK.exists():
        pytest.skip(f"no pack at {PACK}")
    clock.forward(days=180)  # behind the last of its flags: nothing comes in from the future
    desk = sit(lite, "op")
    lines = pack_lines(PACK)
    for line in lines:
        for file in _files(json.loads(line)["subject"]):
            reply = desk.put((PACK / file["path"]).read_bytes(), file["sha256"])
            assert reply.json()["type"] == file["type"], file["path"]
    body = b"\n".join(lines)
    assert [a.fate for a in desk.bring_in(body).answers] == [Fate.ACCEPTED] * 30
    assert [a.fate for a in desk.bring_in(body).answers] == [Fate.ALREADY] * 30
