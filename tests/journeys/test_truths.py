"""Every truth of the shared pack: bound where it is, sent, and seen by the supervisor at that frame, box and word."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.remote.pack_import import import_pack
from reviewer_app.client.viewmodels.texts import Whole
from reviewer_app.client.words import language, speak
from reviewer_app.domain.cases import Box, CaseKind, Place, RegionPlace, TextPlace, TimePlace
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor, TimeAnchor, look_up
from reviewer_app.domain.terms import Severity
from reviewer_app.domain.verdicts import Finding
from reviewer_app.server.demo import OPERATOR, demo_server
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.clip import ClipView
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.evidence.listing import ListingView
from reviewer_app.ui.evidence.reading import Reading
from reviewer_app.wire.messages import SignIn
from tests.journeys.by_hand import NEAR, Hand, shown
from tests.journeys.station import LIN, PASSWORD, ZHOU, Person, at_work

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real"
TRUTHS = json.loads((REAL / "truth.json").read_text("utf-8")) if REAL.is_dir() else []
BY_REF: dict[str, dict[str, Any]] = {truth["ref"]: truth for truth in TRUTHS if truth["findings"]}
SALES = "50000.00"
"""Sales so large that a supervisor signs all that is done about a listing or a filing."""

pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.shared_data,
    pytest.mark.skipif(not TRUTHS, reason="the shared data pack does not stand beside the project"),
]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server with the cases of the pack in which something is to be found."""
    folder = tmp_path / "pack"
    shutil.copytree(REAL / "assets", folder / "assets")
    lines = (REAL / "cases.jsonl").read_text("utf-8").splitlines()
    there = [case for case in map(json.loads, lines) if case["ref"] in BY_REF]
    for case in there:
        case["exposure"]["gmv"] = SALES
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in there), "utf-8")
    with demo_server(tmp_path / "server", PASSWORD) as running:
        api = HttpApi(running.url)
        api.sign_in(SignIn(account=OPERATOR, password=PASSWORD, device=fresh_id(SystemClock())))
        assert not import_pack(api, folder).files
        api.close()
        yield running


def _found(subject: Any, pointer: str) -> object:
    """What stands at a pointer; None where nothing does, which can be a finding."""
    try:
        return look_up(subject, pointer)
    except LookupError:
        return None


def _place(person: Person, truth: dict[str, Any]) -> Place | FieldAnchor:
    """A place of the pack's truth as the desk takes it."""
    case = person.desk.case
    assert case is not None
    if "field" in truth:
        pointer, found = truth["field"], _found(case.subject, truth["field"])
        if isinstance(found, str) and (exact := truth.get("exact") or ("/comments/" in pointer and found)):
            return TextPlace(type="text", field=pointer, exact=exact, start=truth.get("start"))
        return FieldAnchor(field=pointer, value=found if isinstance(found, str) or not found else json.dumps(found))
    box = tuple(truth["box"]) if "box" in truth else None
    if "start" in truth:
        clip = next(asset for asset in case.record.assets() if asset.path.endswith((".mp4", ".webm")))
        return TimePlace(type="time", asset=clip.sha256, start=truth["start"], end=truth["end"], box=box)
    asset = next(asset for asset in case.record.assets() if asset.path == truth["asset"])
    return RegionPlace(type="region", asset=asset.sha256, box=box, page=truth.get("page"))


def _whole(person: Person) -> None:
    """Waits until every file of the case is here, and shown."""

    def here() -> bool:
        case = person.desk.case
        return case is not None and {asset.sha256 for asset in case.record.assets()} <= set(case.here)

    person.until("its evidence", here)
    shown(person)


def _leave(person: Person) -> None:
    """Decides, and sees the case gone from the desk."""
    case = person.desk.case
    person.press("Ctrl+Return")
    person.until("it decided", lambda: person.desk.case is None or person.desk.case is not case)


def _bind(hand: Hand, truth: dict[str, Any]) -> None:
    """Goes to a place by hand and binds it with Enter; what is bound is that place."""
    person, place = hand.person, _place(hand.person, truth)
    before, pane = sum(len(f.anchors) for f in person.desk.draft.findings), person.page.pane
    hand.go(place)
    shown(person)
    assert not pane.banner.isVisible(), pane.banner.words.text()
    person.press("Return")
    person.until("it bound", lambda: sum(len(f.anchors) for f in person.desk.draft.findings) > before)
    finding = next(f for f in person.desk.draft.findings if f.id == person.desk.finding_at)
    _is_at(finding.anchors[-1], place)


def _is_on(box: Box | None, place: Box | None) -> bool:
    """The same box: to the digit where it was given, within half a step of the keys where it was drawn."""
    if box is None or place is None:
        return box is place
    return all(abs(one - two) < NEAR for one, two in zip(box, place, strict=True))


def _is_at(anchor: Anchor, place: Place | FieldAnchor) -> None:
    """The anchor is the place: the same box and words to the digit, whole frames that hold every instant of it."""
    if isinstance(anchor, TimeAnchor) and isinstance(place, TimePlace):
        frame = 0.05  # seconds; no clip of the pack has fewer than 20 frames in one
        assert anchor.asset == place.asset and _is_on(anchor.box, place.box) and anchor.frame_sha256
        assert abs(float(anchor.start_s) - place.start) < frame and abs(float(anchor.end_s) - place.end) < frame
    elif isinstance(anchor, RegionAnchor) and isinstance(place, RegionPlace):
        assert anchor.asset == place.asset and _is_on(anchor.box, place.box)
        assert (anchor.page or 1) == (place.page or 1), "a picture has no pages; the pack calls it page 1"
    elif isinstance(anchor, TextAnchor) and isinstance(place, TextPlace):
        assert (anchor.field, anchor.exact) == (place.field, place.exact)
        assert place.start in (None, anchor.start)
    elif isinstance(anchor, TextAnchor) and isinstance(place, FieldAnchor):
        assert (anchor.field, anchor.start, anchor.exact) == (place.field, 0, place.value), "all words of a field"
    else:
        assert isinstance(anchor, FieldAnchor) and isinstance(place, FieldAnchor) and anchor.field == place.field


def _judge(hand: Hand) -> tuple[str, tuple[Finding, ...]]:
    """Binds every truth of the case on the desk, one clause for each finding, a grave one first, and decides."""
    person, case = hand.person, hand.person.desk.case
    assert case is not None
    _whole(person)
    clauses = sorted(person.desk.short_list, key=lambda one: one.clause.severity is not Severity.GRAVE)
    clauses = [one for one in clauses if one.key]
    for one, finding in zip(clauses, BY_REF[case.record.ref]["findings"], strict=False):
        person.press(str(one.key))
        for place in finding["places"]:
            _bind(hand, place)
        hand.strike("E", 6)
    for number in [lack.flag for lack in person.desk.missing if lack.lack is Lack.OPEN_FLAG]:
        while person.desk.flag_at != number:
            person.press("N")
        person.press("D")
    person.press("W")
    person.compose("按真值逐处核对。")
    person.press("Escape", "V")
    person.until("nothing missing", lambda: person.desk.can_decide, 10)
    findings = person.desk.draft.findings
    _leave(person)
    return case.record.ref, findings


def _sees(person: Person, anchor: Anchor) -> None:
    """The place is on the supervisor's screen: that frame with its digest, that box, those words, that row."""
    pane = person.page.pane
    view = pane._view()
    assert not pane.banner.isVisible(), pane.banner.words.text()
    if isinstance(anchor, TimeAnchor):
        assert isinstance(view, ClipView)
        frame = view.model.state.frame
        assert frame is not None and (frame.pts, frame.sha256) == (anchor.start_pts, anchor.frame_sha256)
        assert view.model.state.box == anchor.box == view.canvas.box
        _is_in_sight(view.canvas)
    elif isinstance(anchor, RegionAnchor):
        assert isinstance(view, ListingView | FilingView)
        still, page = view.model.pictures.state.still, view.model.pictures.state.page
        assert still is not None and (still.asset, page) == (anchor.asset, anchor.page or 1)
        assert view.stills.canvas.box == anchor.box
        _is_in_sight(view.stills.canvas)
    elif isinstance(view, FilingView):
        _sees_row(view, anchor)
    else:
        assert view is not None
        _sees_line(view.reading if isinstance(view, ListingView) else view.lines.reading, anchor)


def _is_in_sight(canvas: Canvas) -> None:
    """The picture is there, and the whole box that is drawn lies in the window of it."""
    assert canvas.isVisible() and canvas.has_picture
    if canvas.box is not None:
        left, top, width, height = canvas.view.to_window(canvas.box)
        assert left >= -1 and left + width <= canvas.width() + 1, canvas.box
        assert top >= -1 and top + height <= canvas.view.window[1] + 1, canvas.box


def _sees_line(reading: Reading, anchor: TextAnchor | FieldAnchor) -> None:
    """The line of the field is in sight and the caret in it, with those words selected, or with what stood there."""
    line = reading.lines[reading.row]
    assert reading.isVisible() and line.pointer == anchor.field
    assert reading.viewport().rect().intersects(reading._box(reading._written(reading.row)).toRect())
    if isinstance(anchor, TextAnchor):
        assert reading.selected() == (anchor.start, anchor.end)
        assert line.stored[anchor.start : anchor.end] == anchor.exact
    else:
        assert (line.whole, line.value) == (Whole.FIELD, anchor.value)


def _sees_row(view: FilingView, anchor: TextAnchor | FieldAnchor) -> None:
    """The row of the field is chosen in its table and in sight, and its cell says what the anchor does."""
    grid, model = view.grid, view.model
    assert grid is view.side.grid and grid.isVisible() and model.find(anchor.field) == (model.tab, model.at, model.side)
    index = grid.currentIndex()
    assert (index.row(), grid.column) == (model.at, model.side.value)
    assert grid.viewport().rect().contains(grid.visualRect(index).center())
    said = grid.cells.row(index.row())[index.column()].text
    if isinstance(anchor, TextAnchor):
        assert said[anchor.start : anchor.end] == anchor.exact, said
    else:
        assert anchor.value is None or said == anchor.value, said


def _sign(person: Person, bound: dict[str, tuple[Finding, ...]]) -> str:
    """Walks every place of the case that waits, and confirms it."""
    case = person.desk.case
    assert case is not None and case.round is Round.SIGNOFF
    _whole(person)
    assert person.desk.walked == bound[case.record.ref]
    for _place in person.desk.places:
        person.press("Tab")
        shown(person)
        anchor = person.desk.anchor_here
        assert anchor is not None
        _sees(person, anchor)
    person.press("C")
    person.until("it can be signed", lambda: person.desk.can_decide)
    _leave(person)
    return case.record.ref


def _speak_chinese(person: Person) -> None:
    """The language is switched by key, in the middle of the work."""
    assert language() == "en" and "Online" in person.says()
    person.press("Ctrl+Alt+L")
    assert language() == "zh_CN" and "在线" in person.says()


def test_every_truth_goes_from_its_place_to_the_supervisors_screen(
    served: EmbeddedServer, tmp_path: Path, chinese: None
) -> None:
    """The findings that arrive are those that were bound, and each key press stands at the very place.

    Half of the cases are judged and half are signed in Chinese, the rest in English.
    """
    bound: dict[str, tuple[Finding, ...]] = {}
    with at_work(served, tmp_path / "lin", LIN) as lin:
        hand = Hand(lin)
        lin.press("Ctrl+Return")
        for number in range(len(BY_REF)):
            lin.until("a case on the desk", lambda: lin.desk.case is not None)
            if number == len(BY_REF) // 2:
                _speak_chinese(lin)
            ref, findings = _judge(hand)
            bound[ref] = findings
        assert set(bound) == set(BY_REF)
        assert {"flag", "box", "stretch", "line", "words", "search", "field", "row"} == set(hand.ways), hand.ways
        assert hand.drawn == set(CaseKind)
        lin.clock.forward(90)
        lin.press("F5")
        lin.until("all of it sent", lambda: not lin.place.store.glance.under_way(), 60)

    speak("en")
    signed: list[str] = []
    with at_work(served, tmp_path / "zhou", ZHOU) as zhou:
        queue = zhou.shell.desktop.signoff
        zhou.press("F4")
        zhou.until("every case to sign", lambda: queue.state.total == len(BY_REF))
        zhou.press("Return")
        for number in range(len(BY_REF)):
            zhou.until("a case to sign", lambda: zhou.desk.case is not None)
            if number == len(BY_REF) // 2:
                _speak_chinese(zhou)
            signed.append(_sign(zhou, bound))
    assert sorted(signed) == sorted(BY_REF)
