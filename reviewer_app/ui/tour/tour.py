"""The whole job on the real windows: judged, decided, sent, signed off, returned, judged again, read back."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reviewer_app.client.settings.preferences import MUTED_START, Preferences
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.events import Round
from reviewer_app.ui import app as application
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.start import size_of, workstation
from reviewer_app.ui.tour.hands import LOOKS, Camera, Look, NotSeen, TourClock, leave, press, until, write
from reviewer_app.ui.workstation import Workstation

REVIEWER, SUPERVISOR = "lin.xiaoman", "zhou.guyu"
REASON = "Judged by the words of the clause; the places are bound as evidence."
REMARK = "Please bind the second place as well."


@dataclass
class Log:
    """What the tour did: each step with seconds and outcome, as it goes into tour.json; each is named as it begins."""

    steps: list[dict[str, object]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, object]]:
        """Times a step; what is put into its notes stands beside it."""
        began, notes = time.monotonic(), dict[str, object]()
        sys.stdout.write(f"step {len(self.steps) + 1}: {name}\n")
        sys.stdout.flush()
        self.steps.append({"step": name, "notes": notes})
        try:
            yield notes
        except Exception as failed:
            self.steps[-1] |= {"outcome": f"{type(failed).__name__}: {failed}"}
            raise
        finally:
            self.steps[-1] |= {"seconds": round(time.monotonic() - began, 3)}
        self.steps[-1] |= {"outcome": "done"}


def run(server: str, root: Path | None, folder: Path, handed: Mapping[str, str]) -> int:
    """Takes the tour; pictures and tour.json are in `folder` afterwards. The exit status is 1 where a step failed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    profiles = root or folder / "profiles"
    app = application.make_app(sys.argv[:1], "light", handed.get("lang") or "zh_CN")
    tour = Tour(server, profiles, Camera(folder, _looks(handed)), handed)
    failed: NotSeen | None = None
    try:
        tour.all()
    except NotSeen as missed:
        failed = missed
    finally:
        report = {"steps": tour.log.steps, "pictures": tour.camera.taken}
        (folder / "tour.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
        app.processEvents()
    sys.stdout.write(f"{len(tour.log.steps)} steps, {len(tour.camera.taken)} pictures in {folder}\n")
    if failed is not None:
        sys.stderr.write(f"The tour did not see: {failed}\n")
    return 1 if failed else 0


def _looks(handed: Mapping[str, str]) -> tuple[Look, ...]:
    size = size_of(handed["size"]) if handed.get("size") else None
    return tuple(
        look
        for look in LOOKS
        if handed.get("lang") in (None, "", look.language)
        and handed.get("theme") in (None, "", look.theme)
        and size in (None, (look.width, look.height))
    )


class Tour:
    """A reviewer and a supervisor, each at a window of their own, against the real server."""

    def __init__(self, server: str, profiles: Path, camera: Camera, handed: Mapping[str, str]) -> None:
        self._server, self._profiles, self._handed = server, profiles, handed
        self.camera, self.log, self.clock = camera, Log(), TourClock()

    def all(self) -> None:
        """Every step. Raises NotSeen where something did not come."""
        with self.at_work(REVIEWER) as station:
            self.first_round(station)
        with self.at_work(SUPERVISOR) as station:
            self.signing_off(station)
        with self.at_work(REVIEWER) as station:
            self.after_return(station)

    @contextmanager
    def at_work(self, account: str) -> Iterator[Workstation]:
        """Signs an account in through the window, and closes it at the end."""
        self._profiles.mkdir(parents=True, exist_ok=True)
        preferences = Preferences(self._profiles)
        preferences.set(MUTED_START, True)
        station = workstation(self._profiles, preferences, self.clock)
        try:
            with self.log.step(f"sign in as {account}"):
                self._sign_in(station, account)
            yield station
        finally:
            if station.shell is not None:
                station.shell.close()
            station.end()

    def _sign_in(self, station: Workstation, account: str) -> None:
        window = station.ask()
        page = window.page
        for name, words in (("server", self._server), ("account", account), ("password", self._handed["password"])):
            page.fields[name].setFocus()
            page.fields[name].clear()
            write(page.fields[name], words)
        page.model.look(self._server, account)
        until("whether a passphrase is asked for", lambda: page.model.state.looked)
        if not station.entrance.has_keyring():
            until("the passphrase field", page.fields["passphrase"].isVisible, 10)
            for name in ("passphrase", "again"):  # a second time where it is chosen
                if page.fields[name].isVisible():
                    page.fields[name].setFocus()
                    write(page.fields[name], self._handed["passphrase"])
        self.camera.snap(window, f"signin-{account}")
        press(window, "Return")
        until("the window of the session", lambda: station.shell is not None)
        shell = _shell(station)
        if shell.recovery_sheet.isVisible():
            until_or_on(lambda: shell.desktop.queue.state.total > 0, 5)  # the sheet lies over a queue, not over nothing
            self.camera.snap(shell, f"recovery-{account}")
            press(shell, "Escape")
        until("the server", lambda: shell.desktop.status.state.online, 20)

    # -- first round --

    def first_round(self, station: Workstation) -> None:
        """One case of each kind, judged and decided; the first of them taken back once; then all sent."""
        shell = _shell(station)
        queue = shell.desktop.queue
        with self.log.step("the queue comes in") as notes:
            until("cases in the queue", lambda: queue.state.total)
            notes["cases"] = queue.state.total
            self.camera.take(shell, "queue")
        for chip in (Chip.CLIP, Chip.LISTING, Chip.FILING):
            with self.log.step(f"judge a {chip.value}") as notes:
                self._take(shell, chip)
                self._violation(station)
                notes["case"] = _case_ref(shell)
                self.camera.take(shell, f"desk-{chip.value}")
                self._decide(shell)
        for _case in range(4):
            with self.log.step("judge the next case, which is there already") as notes:
                until("the next case on the desk", lambda: shell.desktop.desk.state.case is not None, 10)
                self._violation(station)
                notes["case"] = _case_ref(shell)
                self._decide(shell)
        with self.log.step("take the last decision back, and decide again"):
            press(shell, "Ctrl+Z")
            until("the case on the desk again, with its findings", lambda: shell.desktop.desk.state.draft.findings)
            self._decide(shell)
        with self.log.step("the outbox while decisions rest"):
            press(shell, "F6")
            until("decisions in the outbox", lambda: len(shell.desktop.outbox.state.rows) >= 3)
            self.camera.take(shell, "outbox")
        with self.log.step("the rules"):
            press(shell, "F7")
            until("the rulebooks", lambda: shell.desktop.rules.state.shelves)
            self.camera.take(shell, "rules")
        self._send_all(station)

    def _take(self, shell: Shell, chip: Chip) -> None:
        queue = shell.desktop.queue
        press(shell, "F2")
        leave(shell)
        for _press in range(8):
            if queue.state.ask.chip is chip:
                break
            press(shell, "F")

        def only() -> bool:
            state = queue.state
            return not state.stale and state.chosen is not None and state.chosen.kind == chip.value

        until(f"only {chip.value} cases", only)
        press(shell, "Return")
        until(f"a {chip.value} on the desk", lambda: _kind(shell) == chip.value)  # the next one may come by itself

    def _violation(self, station: Workstation) -> None:
        shell = _shell(station)
        desk = shell.desktop.desk
        case = desk.state.case
        if case is None:
            raise NotSeen("a case on the desk")
        wanted = {asset.sha256 for asset in case.record.assets()}
        until("the evidence on this computer", lambda: wanted <= station.place.store.assets.here())  # type: ignore[union-attr]
        desk.open(case.case_id)
        until("the case read again", lambda: not desk.state.busy)
        _settle(station)
        leave(shell)
        press(shell, "1")
        until("a finding", lambda: desk.state.draft.findings)
        self._bind(station)
        for _element in range(6):
            press(shell, "E")
        press(shell, "W")
        focused = shell.focusWidget()
        if focused is not None:
            write(focused, REASON)
        leave(shell)
        until("nothing that blocks", lambda: desk.state.can_decide, 10)

    def _bind(self, station: Workstation) -> None:
        """Goes through the flags until one gives a place that can be bound."""
        shell = _shell(station)
        desk = shell.desktop.desk
        case = desk.state.case
        for _flag in range(1 + len(case.record.flags) if case else 1):
            for _try in range(3):
                press(shell, "Return")
                if until_or_on(lambda: any(f.anchors for f in desk.state.draft.findings), 1.0):
                    return
            press(shell, "N")
            _settle(station)
        raise NotSeen("an anchor")

    def _decide(self, shell: Shell) -> None:
        decided = shell.desktop.desk.state.case
        press(shell, "Ctrl+Return")
        until("the decision on the disk", lambda: shell.desktop.desk.state.case is not decided)

    def _send_all(self, station: Workstation) -> None:
        shell = _shell(station)
        with self.log.step("decisions have rested, and leave") as notes:
            self.clock.forward(90)
            press(shell, "F5")
            place = station.place
            until("every decision settled", lambda: place is not None and not place.store.glance.under_way(), 60)
            notes["kept"] = shell.desktop.status.state.counts.kept

    # -- sign-off --

    def signing_off(self, station: Workstation) -> None:
        """Confirms one case, changes one and returns one, as far as there are that many."""
        shell = _shell(station)
        queue = shell.desktop.signoff
        with self.log.step("cases wait for sign-off") as notes:
            press(shell, "F4")
            until("cases for sign-off", lambda: queue.state.total)
            notes["cases"] = queue.state.total
            self.camera.take(shell, "signoff-queue")
            waiting = queue.state.total
        acts = (("C", self._confirm), ("R", self._return), ("X", self._change), *(("C", self._confirm),) * 3)
        for key, act in acts[:waiting]:
            with self.log.step(f"sign off with {key}") as notes:
                self._take_signoff(shell)
                _settle(station)
                leave(shell)
                press(shell, "Tab")
                _settle(station)
                self.camera.take(shell, f"signoff-{key}")
                notes["case"] = _case_ref(shell)
                act(shell)
                self._decide(shell)
        self._send_all(station)
        with self.log.step("a decided case with its history"):
            self._read_decided(station)

    def _take_signoff(self, shell: Shell) -> None:
        press(shell, "F4")
        leave(shell)
        desk = shell.desktop.desk
        if desk.state.case is None:
            until("a row", lambda: shell.desktop.signoff.state.chosen)
            press(shell, "Return")
        else:  # the next one was there already
            press(shell, "F3")
        until("a case to sign", lambda: desk.state.case is not None and desk.state.case.round is Round.SIGNOFF)

    def _confirm(self, shell: Shell) -> None:
        press(shell, "C")
        until("it can be confirmed", lambda: shell.desktop.desk.state.can_decide, 10)

    def _return(self, shell: Shell) -> None:
        press(shell, "R")
        self._remark(shell, REMARK)

    def _change(self, shell: Shell) -> None:
        press(shell, "X")
        self._remark(shell, REASON)
        if any(item.lack in (Lack.RESULT, Lack.UNCHANGED) for item in shell.desktop.desk.state.missing):
            shell.desktop.desk.result("pass")
        until("it can be changed", lambda: shell.desktop.desk.state.can_decide, 10)

    def _remark(self, shell: Shell, words: str) -> None:
        press(shell, "W")
        focused = shell.focusWidget()
        if focused is not None:
            write(focused, words)
        leave(shell)
        until("the remark", lambda: shell.desktop.desk.state.draft.reason)

    def _read_decided(self, station: Workstation) -> None:
        shell = _shell(station)
        queue = shell.desktop.queue
        press(shell, "F2")
        leave(shell)
        for _press in range(8):
            if queue.state.ask.chip is Chip.DECIDED:
                break
            press(shell, "F")
        until("decided cases", lambda: not queue.state.stale and queue.state.total, 20)
        press(shell, "Return")
        desk = shell.desktop.desk
        until("a decided case", lambda: desk.state.case is not None and desk.state.case.lease is None)
        press(shell, "Y")
        self.camera.take(shell, "history")

    # -- the returned case --

    def after_return(self, station: Workstation) -> None:
        """The returned case is back with its remark; it is judged again."""
        shell = _shell(station)
        queue = shell.desktop.queue
        press(shell, "F2")
        leave(shell)
        with self.log.step("the returned case is back") as notes:
            for _press in range(8):
                if queue.state.ask.chip is Chip.BACK:
                    break
                press(shell, "F")
            until(
                "a returned case", lambda: not queue.state.stale and queue.state.chosen and queue.state.chosen.back, 20
            )
            press(shell, "Return")
            desk = shell.desktop.desk
            until("the case on the desk", lambda: desk.state.case is not None and desk.state.case.file.remark)
            notes["case"] = _case_ref(shell)
            _settle(station)
            self.camera.take(shell, "returned")
        with self.log.step("preferences"):
            press(shell, "Ctrl+,")
            self.camera.take(shell, "preferences")


def until_or_on(seen: Callable[[], object], seconds: float) -> bool:
    """Waits a while for something that may not come; says whether it did."""
    try:
        until("", seen, seconds)
    except NotSeen:
        return False
    return True


def _shell(station: Workstation) -> Shell:
    if station.shell is None:
        raise NotSeen("the window of the session")
    return station.shell


def _settle(station: Workstation) -> None:
    """Lets the pane decode and paint."""
    until_or_on(lambda: False, 0.8)


def _kind(shell: Shell) -> str:
    case = shell.desktop.desk.state.case
    return case.record.kind.value if case else ""


def _case_ref(shell: Shell) -> str:
    case = shell.desktop.desk.state.case
    return case.record.ref if case else ""
