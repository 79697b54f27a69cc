"""Cases that can only be held: no rule was in force then, or some of the evidence cannot be shown."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from PySide6.QtWidgets import QApplication

from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.clock import SystemClock
from reviewer_app.server.demo import OPERATOR
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.tables import ledger
from reviewer_app.ui.kit import ChipButton
from reviewer_app.wire.messages import SignIn
from tests.journeys.station import PASSWORD, Person, at_work, demo
from tests.server.made import SDP, asset, listing, ndjson, with_image

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("held")) as running:
        yield running


@pytest.fixture
def person(served: EmbeddedServer, tmp_path: Path) -> Iterator[Person]:
    """A reviewer."""
    with at_work(served, tmp_path / "profiles") as someone:
        yield someone


def _operator(served: EmbeddedServer) -> HttpApi:
    api = HttpApi(served.url)
    api.sign_in(SignIn(account=OPERATOR, password=PASSWORD, device=fresh_id(SystemClock())))
    return api


def _put(api: HttpApi, tmp_path: Path, data: bytes) -> None:
    """Brings the bytes of a file in."""
    (tmp_path / "file").write_bytes(data)
    with (tmp_path / "file").open("rb") as file:
        api.put_asset(asset(data)["sha256"], file)


def _brought(served: EmbeddedServer, record: dict[str, Any], tmp_path: Path, data: bytes = b"") -> str:
    """Brings a record in; gives its case id."""
    api = _operator(served)
    if data:
        _put(api, tmp_path, data)
    (answer,) = api.intake([ndjson(record)]).answers
    api.close()
    assert answer.fate is Fate.ACCEPTED and answer.case_id is not None, answer.problem
    return answer.case_id


def _open(person: Person, case_id: str) -> None:
    person.place.bench.take((case_id,))
    person.shell.desktop.open_case(case_id)
    person.until("the case", lambda: person.desk.case is not None and person.desk.case.case_id == case_id)
    person.until("its words", lambda: person.page.front.decision.foot.isVisible())


def _fates(served: EmbeddedServer, case_id: str) -> list[str]:
    with served.server.core.database.read() as conn:
        return list(conn.scalars(sa.select(ledger.c.fate).where(ledger.c.case_id == case_id)))


def _lacks(person: Person) -> list[Lack]:
    return [item.lack for item in person.desk.missing]


def _hold(person: Person, served: EmbeddedServer, case_id: str) -> None:
    """Holds by key: the reason is asked for, never guessed; then it leaves and counts."""
    person.press("H")
    assert (person.desk.draft.outcome, person.desk.draft.hold, _lacks(person)) == (
        Outcome.HOLD,
        None,
        [Lack.HOLD_REASON],
    )
    person.press("M")
    person.until("the keyboard on a reason", lambda: isinstance(QApplication.focusWidget(), ChipButton))
    person.press("Space")
    assert person.desk.draft.hold is not None and not _lacks(person)
    person.press("Ctrl+Return")
    person.until("the desk to go on", lambda: person.desk.case is None or person.desk.case.case_id != case_id)
    person.clock.forward(31)
    person.place.loop.wake()
    person.until("the hold to count", lambda: _fates(served, case_id) == [Fate.ACCEPTED])


def test_conduct_before_the_first_version_gets_a_clear_answer_and_a_hold(
    served: EmbeddedServer, person: Person, tmp_path: Path
) -> None:
    case_id = _brought(served, listing("from-1990", conduct_at="1990-05-01T10:00:00+08:00"), tmp_path)
    _open(person, case_id)
    said = person.says(person.page)
    assert "This happened on 1990-05-01, before the first rulebook version (from 2023-05-01 on)." in said
    assert "hold the case and say why" in said
    assert "No rule was in force then; the case can only be held." in _tooltips(person)
    person.press("P", "Ctrl+Return")
    assert person.desk.case is not None and person.desk.case.case_id == case_id
    assert _lacks(person) == [Lack.NONE_IN_FORCE]
    person.press("M")
    assert person.page.front.decision.foot.buttons[Outcome.HOLD].hasFocus()
    _hold(person, served, case_id)


def _tooltips(person: Person) -> list[str]:
    return [line.text.toolTip() for line in person.page.front.decision.foot.lines.used]


def test_text_that_claims_to_be_a_picture_cannot_be_shown_and_is_held(
    served: EmbeddedServer, person: Person, tmp_path: Path
) -> None:
    case_id = _brought(served, with_image("sdp", SDP), tmp_path, SDP)
    _open(person, case_id)
    person.until("the words on the picture", lambda: "of a kind that is not opened here" in _on_canvas(person))
    assert "not on this computer yet" not in _on_canvas(person)
    (mine,) = (row for row in person.place.bench.in_hand() if row.case_id == case_id)
    assert (mine.media_done, mine.media_total) == (0, 0)  # nothing is waited for that never comes
    person.until("all that can be shown", lambda: len(set(person.place.store.glance.media())) == 1)
    person.press("P", "Ctrl+Return")
    assert person.desk.case is not None and person.desk.case.case_id == case_id
    assert _lacks(person) == [Lack.EVIDENCE_NOT_SHOWN]
    _hold(person, served, case_id)


def test_a_transcript_that_claims_to_be_a_picture_cannot_be_shown_either(
    served: EmbeddedServer, person: Person, tmp_path: Path
) -> None:
    """Its bytes are of a kind that is opened, but not in a picture's place: server and desk agree on that."""
    data = b"WEBVTT\n\n00:00.000 --> 00:02.000\nx\n"
    case_id = _brought(served, with_image("vtt", data), tmp_path, data)
    _open(person, case_id)
    person.until("the words on the picture", lambda: "not what this place of the case calls for" in _on_canvas(person))
    person.press("P")
    assert _lacks(person) == [Lack.EVIDENCE_NOT_SHOWN]
    _hold(person, served, case_id)


def _on_canvas(person: Person) -> str:
    trouble = person.page.front.pane.trouble
    return trouble.what if trouble is not None else ""


DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


def _demo_clip() -> tuple[dict[str, Any], bytes]:
    """A record of the demo with a clip and nothing else, and the clip's bytes."""
    lines = (json.loads(line) for line in (DEMO / "cases.jsonl").read_text("utf-8").splitlines())
    record = next(one for one in lines if one["kind"] == "clip" and one["subject"]["video"]["type"] == "video/mp4")
    video = record["subject"]["video"]
    files = (path.read_bytes() for path in DEMO.rglob("*") if path.is_file() and path.stat().st_size == video["bytes"])
    whole = next(data for data in files if hashlib.sha256(data).hexdigest() == video["sha256"])
    for name in ("transcript", "screen_text"):
        record["subject"].pop(name, None)
    return record | {"flags": [{"reason": "look at it", "score": 0.5}]}, whole


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) * 7 // 10]


def _altered(whole: bytes) -> bytes:
    """With every hundredth byte of its frames another one."""
    changed = bytearray(whole)
    begin = changed.find(b"mdat") + 3000
    for at in range(begin, min(len(changed) - 2000, begin + 117_000), 97):
        changed[at] ^= 0xFF
    return bytes(changed)


@pytest.mark.parametrize("damage", [_cut, _altered], ids=["cut", "altered"])
def test_a_clip_that_does_not_decode_to_its_end_can_only_be_held(
    served: EmbeddedServer, person: Person, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    record, whole = _demo_clip()
    data = damage(whole)
    record["ref"] = f"damaged-{damage.__name__}"
    record["subject"]["video"] |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    case_id = _brought(served, record, tmp_path, data)
    _open(person, case_id)
    person.until("the words on the clip", lambda: "damaged" in _on_canvas(person))
    person.press("P")
    person.until("what is missing", lambda: _lacks(person) == [Lack.EVIDENCE_NOT_SHOWN])
    person.press("Ctrl+Return")
    assert person.desk.case is not None and person.desk.case.case_id == case_id
    assert "The clip cannot be shown here; only a hold is possible." in person.says(person.page)
    _hold(person, served, case_id)


def _png() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(made, "PNG")
    return made.getvalue()


def test_a_damaged_picture_that_is_not_in_front_holds_the_case_all_the_same(
    served: EmbeddedServer, person: Person, tmp_path: Path
) -> None:
    sound = _png()
    broken = sound[: len(sound) // 2]
    record = with_image("second-damaged", sound)
    record["subject"]["images"].append(asset(broken, path="assets/b.png"))
    api = _operator(served)
    _put(api, tmp_path, sound)
    api.close()
    case_id = _brought(served, record, tmp_path, broken)
    _open(person, case_id)
    person.until("the first picture", lambda: person.page.front.pane.listing.stills.canvas.has_picture)
    person.press("P")
    person.until("what is missing", lambda: _lacks(person) == [Lack.EVIDENCE_NOT_SHOWN])
    assert person.page.front.pane.trouble is None
    assert "Picture 2 cannot be shown here; only a hold is possible." in person.says(person.page)
    person.press("M")  # to the picture, and to what is left to do
    person.until("the picture", lambda: person.page.front.pane.trouble is not None)
    assert person.page.front.decision.foot.buttons[Outcome.HOLD].hasFocus()
    _hold(person, served, case_id)
