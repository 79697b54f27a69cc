"""Figures of evidence on a real window: a prefetched clip's first frame, the longest silence over bad or long ones."""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.collector import wake
from reviewer_app.client.errors import AssetMissing
from reviewer_app.client.store import open_store
from reviewer_app.client.sync import Preparation
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.cases import FilingSubject
from reviewer_app.domain.past import Handed
from reviewer_app.media.cues import MAX_CUES
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, Source
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from reviewer_app.ui import app as application
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.kit import Field
from reviewer_app.ui.lanes import QtLanes
from reviewer_app.wire.record import valued
from tests.bench import evidence_files
from tests.bench.table import Line
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker, sha
from tests.client.store.test_assets import receive
from tests.media import hostile
from tests.ui.evidence_bench import DEMO, PackAssets, case_of, pack
from tests.ui.past_made import earlier, with_past

FRAME_MS = 1000 / 60
WAIT_MS = 20_000
MOST_COMMENTS = 100_000
"""As many as the contract takes with one clip."""


class Shown:
    """The pane on a window with lanes and rooms of its own; `source` finds assets."""

    def __init__(self, source: Callable[[str], Source]) -> None:
        self.rooms = MediaRoom(), MediaRoom()
        for room in self.rooms:
            room.confinement()
        self.lanes = QtLanes()

        class Assets:
            def source(self, sha256: str) -> Source:
                try:
                    return source(sha256)
                except KeyError as missing:
                    raise AssetMissing(sha256) from missing

        self.pane = EvidencePane(cast(Bench, Assets()), self.rooms[0], self.lanes, verifier=self.rooms[1])
        self.pane.resize(1196, 1004)
        self.pane.show()
        QApplication.processEvents()

    def show(self, data: dict[str, Any], number: int) -> float:
        """Milliseconds from being shown a case until its first picture, or the words in its place, are painted."""
        loop = QEventLoop()
        self.pane.first_painted.connect(loop.quit)
        QTimer.singleShot(WAIT_MS, loop, loop.quit)
        case = case_of(data, number)
        before = time.perf_counter()
        self.pane.show_case(case)
        loop.exec()
        taken = 1000 * (time.perf_counter() - before)
        self.pane.first_painted.disconnect(loop.quit)
        return taken

    def close(self) -> None:
        """Ends everything."""
        self.pane.clear()
        QApplication.processEvents()
        self.lanes.close()
        for room in self.rooms:
            room.stop()
        self.pane.close()


@contextmanager
def shown(source: Callable[[str], Source]) -> Iterator[Shown]:
    """A window to show cases on."""
    qapp = QApplication.instance() or application.make_app(sys.argv[:1], "light", "zh_CN")
    window = Shown(source)
    try:
        yield window
    finally:
        window.close()
        qapp.processEvents()


def clip_data(content: bytes) -> dict[str, Any]:
    """A record of a clip whose video is these bytes."""
    video = {"path": "assets/made", "sha256": sha(content), "bytes": len(content), "type": "video/mp4"}
    return pack(DEMO)["demo-clip-01"] | {"flags": [], "subject": {"video": video}}


def rest(milliseconds: int) -> None:
    """Lets the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def first_frame(quick: bool) -> list[Line]:
    """A clip that is here and prepared, out of the encrypted store, from being shown to painted."""
    contents = [evidence_files.clip(60 if quick else 150, 60 + number, sound=False) for number in range(3)]
    with (
        TemporaryDirectory(prefix="bench-evidence-") as name,
        open_store(Path(name), KEYS, HandClock(), ACCOUNT) as store,
    ):
        make = Maker(3)
        for content in contents:
            store.leases.put([make.grant(files=(content,))])
            receive(store, content)
        before = _first(contents, store.assets.open, 2 if quick else 4)
        assert len(Preparation(store).run()) == len(contents)
        times = _first(contents, store.assets.open, 4 if quick else 16)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    note = f"n={len(times)}, p50 {times[len(times) // 2]:.0f}; not prepared, p50 {before[len(before) // 2]:.0f}"
    return [Line("prefetched clip to first frame on screen, p95", p95, FRAME_MS, "ms", 2, note)]


def _first(contents: list[bytes], source: Callable[[str], Source], rounds: int) -> list[float]:
    with shown(source) as window:
        window.show(clip_data(contents[-1]), 99)  # a window still new
        times = []
        for number in range(rounds):
            for content in contents:
                rest(150)
                times.append(window.show(clip_data(content), number))
        return sorted(times)


class Pulse:
    """Beats on the window's thread as fast as it can; `longest` is the most milliseconds between two beats."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begins anew."""
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start(1)

    def stop(self) -> float:
        """The longest silence since it began."""
        self._beat()
        self._timer.stop()
        return self.longest

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, 1000 * (now - self._last)), now


def silence(quick: bool) -> Line:
    """The longest time in which the window does not answer, over the corpus: files as what they claim, and words."""
    files = list(hostile.corpus().items())[:: 8 if quick else 1]
    sources = {sha(file.content): BytesSource(file.content, sha(file.content)) for _, file in files}
    cases = [(name, claims(name, file.content)) for name, file in files]
    cases += [(name, [listing]) for name, listing in hostile.listings().items()]
    pulse, worst, named = Pulse(), 0.0, ""
    with shown(sources.__getitem__) as window:
        for ref in ("demo-clip-01", "demo-listing-01", "demo-filing-01"):
            window.show(pack(DEMO)[ref], 99)  # views that are still new are no matter of these files
            rest(200)
        for number, (name, records) in enumerate(cases):
            pulse.start()
            for data in records:
                window.show(data, number)
                rest(60)
            taken = pulse.stop()
            if taken > worst:
                worst, named = taken, name
    return Line("longest silence of the window, hostile files", worst, None, "ms", 200, f"of {len(cases)}; at: {named}")


def wordy(quick: bool) -> list[Line]:
    """The same over a stream that is full of words: as many cues as are read, said and shown, and every comment pinned.

    First while it comes and is stepped through, then while words are typed that stand in every cue, or in few.
    """
    cues, comments = (5000, 2000) if quick else (MAX_CUES, MOST_COMMENTS)
    record = pack(DEMO)["demo-clip-01"]
    subject, files = record["subject"], dict[str, bytes]()
    for part, words in (("transcript", "这款产品真的很好用 No."), ("screen_text", "限时直降 数量有限")):
        lines = "\n\n".join(f"{_stamp(n)} --> {_stamp(n + 1)}\n{words} {n}" for n in range(cues))
        content = f"WEBVTT\n\n{lines}\n".encode()
        files[sha(content)] = content
        path = {"path": f"assets/{part}.vtt", "sha256": sha(content), "bytes": len(content), "type": "text/vtt"}
        subject = subject | {part: path}
    subject |= {"comments": [{"at": n / 5000, "text": f"求链接 {n}", "pinned": True} for n in range(comments)]}
    assets, pulse = PackAssets(), Pulse()

    def source(digest: str) -> Source:
        return BytesSource(files[digest], digest) if digest in files else assets.source(digest)

    with shown(source) as window:
        window.show(record, 99)
        rest(200)
        case = case_of(record | {"subject": subject, "flags": []}, 1)
        wake()  # as a workstation does once it has started
        pulse.start()
        window.pane.show_case(case)
        rest(4000 if quick else 15_000)
        for _step in range(10):
            window.pane.clip.model.step(1)
            rest(50)
        opened = pulse.stop()
        beside = window.pane.clip.lines
        read = [len(lines) for lines in window.pane.clip.model.state.lines.values()]
        pulse.start()
        typed(beside.finder.field, f"No. {cues - 1}")
        found = beside.reading.found
        for tab in (Tab.COMMENTS, Tab.SCREEN, Tab.SPEECH):
            beside.show_tab(tab)
            rest(200)
        sought = pulse.stop()
    return [
        Line("longest silence, a stream full of words", opened, None, "ms", 200, f"lines beside it: {read}"),
        Line("longest silence, words sought in them", sought, None, "ms", 200, f"found in {found} of {cues} cues"),
    ]


def typed(field: Field, words: str) -> None:
    """Types words letter by letter, as fast as a person does."""
    for letter in words:
        QTest.keyClicks(field, letter)
        rest(80)
    rest(500)


def long_page(quick: bool) -> Line:
    """The same while words are typed that stand on every line of a page of small print, and are gone through."""
    letters = 10_000 if quick else 100_000
    lines = "T* ".join(f"(lead is no gold {n:08}) Tj " for n in range(letters // 25))
    fonts = b"/Resources<</Font<</F <</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>"
    content = hostile.pdf(page=fonts, stream=zlib.compress(f"BT /F 1 Tf 1 TL 10 190 Td {lines}ET".encode()))
    (data,), pulse = claims("pdf", content), Pulse()
    with shown({sha(content): BytesSource(content, sha(content))}.__getitem__) as window:
        window.show(data, 1)
        rest(200)
        filing = window.pane.filing
        pulse.start()
        typed(filing.finder.field, "lead")
        until = time.perf_counter() + WAIT_MS / 1000
        while filing.search.reading and time.perf_counter() < until:
            rest(100)
        for _step in range(10):
            QTest.keyClick(filing.finder.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            rest(50)
        taken, found = pulse.stop(), filing.search.count
    return Line(
        "longest silence, words sought on a long page", taken, None, "ms", 200, f"{letters} letters, {found} places"
    )


def papers(quick: bool) -> Line:
    """The same over a filing of 200 papers with 40 doubtful readings each: shown, walked, and laid beside such another.

    The one of before is as large as the server would never send it, and every value of it is another.
    """
    count, assets, pulse = 50 if quick else 200, PackAssets(), Pulse()
    then = valued(_filing(count, "乙"))
    handed = Handed(merchant=then.merchant, subject=cast(FilingSubject, then.subject))
    case = with_past(case_of(_filing(count, "甲"), 1), earlier(1).model_copy(update={"handed": handed}))
    versions = tuple(one.published for one in shipped())
    case = replace(case, sheet=replace(case.sheet, schedules=shipped_schedules(), versions=versions))
    with shown(assets.source) as window:
        window.show(pack(DEMO)["demo-filing-01"], 99)
        rest(200)
        wake()  # as a workstation does once it has started
        filing, steps = window.pane.filing, list[Callable[[], object]]()
        steps += [lambda: window.pane.show_case(case), *[lambda: filing.step_problem(1)] * 3, filing.compare]
        steps += [*[lambda: filing.past.model.step_change(-1)] * 3, filing.compare]
        pulse.start()
        for step in steps:
            step()
            rest(600 if quick else 1500)
        taken, rows = pulse.stop(), len(filing.model.rows)
    assert rows > count * READINGS
    return Line("longest silence, a filing full of readings", taken, None, "ms", 200, f"rows: {rows}")


READINGS = 40
"""On each of many papers."""


def _filing(count: int, word: str) -> dict[str, Any]:
    """A record of so many papers, each with readings that a machine is not sure of."""
    kinds = ("business_licence", "trademark", "brand_authorisation", "certificate", "lab_report")
    data = pack(DEMO)["demo-filing-02"]
    file, documents = data["subject"]["documents"][0]["file"], []
    for number in range(count):
        read = {
            f"栏目{at}": {"value": f"{word}{number}-{at}", "score": 0.1, "page": 1, "box": [0.1, at / 50, 0.5, 0.02]}
            for at in range(READINGS)
        }
        documents.append({"type": kinds[number % len(kinds)], "file": file, "read": read})
    return data | {"flags": [], "subject": data["subject"] | {"documents": documents}}


def _stamp(milliseconds: int) -> str:
    seconds, rest_ = divmod(milliseconds, 1000)
    return f"00:{seconds // 60:02}:{seconds % 60:02}.{rest_:03}"


def claims(name: str, content: bytes) -> list[dict[str, Any]]:
    """Records that show a file: as the clip, the picture or the document that it claims to be."""
    records = pack(DEMO)
    path = {"sha256": sha(content), "bytes": len(content)}
    if name.startswith("pdf"):
        file = path | {"path": "assets/made.pdf", "type": "application/pdf"}
        filing = records["demo-filing-01"]
        documents = [{"type": "licence", "file": file}]
        return [filing | {"flags": [], "subject": filing["subject"] | {"documents": documents}}]
    if name.split()[0] in ("png", "gif", "jpeg", "webp"):
        file = path | {"path": "assets/made.png", "type": "image/png"}
        listing = records["demo-listing-01"]
        return [listing | {"flags": [], "subject": listing["subject"] | {"images": [file]}}]
    return [clip_data(content)]


def figures(quick: bool = False) -> list[Line]:
    """All of them."""
    return [*first_frame(quick), silence(quick), *wordy(quick), long_page(quick), papers(quick)]
