"""The figures of the media room: exactness, steps, seeks, preparing, first frame, pages, each beside its reference."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import av
import pypdfium2

from reviewer_app.media import recipes
from reviewer_app.media.room import MAX_FRAMES, MediaRoom
from reviewer_app.media.values import BytesSource, ClipProbe
from tests.bench import evidence_files
from tests.bench.table import Line
from tests.media.conftest import made, source_of
from tests.media.test_clips import RECIPES, edited, native_hashes

FRAME_MS = 1000 / 60
SIDE = recipes.FRAME_SIDE


def figures(quick: bool = False) -> list[Line]:
    """All of them; the window's are in `evidence_window`."""
    from tests.bench import evidence_window

    return [exactness(quick), *stepping(quick), preparing(quick), fifth_page(quick), *evidence_window.figures(quick)]


# -- exactness --------------------------------------------------------------------------------------------------------


def exactness(quick: bool) -> Line:
    """Steps and seeks over the fixtures whose frame is another than the list of an independent program says."""
    fixtures = {name: made(recipe) for name, recipe in RECIPES.items()}
    fixtures |= {"30 B-frame groups": made(replace(RECIPES["constant"], pts=tuple(range(0, 300 * 3600, 3600))))}
    fixtures |= {f"edit list, {skip} frames": edited(made(RECIPES["silent"]), skip) for skip in (5, 10)}
    asked = wrong = 0
    dice = random.Random(7)
    with MediaRoom() as room:
        for content in fixtures.values():
            source, truth = source_of(content), presented(content)
            every = sorted(truth)
            probe = room.probe(source)
            assert isinstance(probe, ClipProbe)
            asked, wrong = asked + 1, wrong + (list(probe.pts) != every)
            for pts in [*every, *reversed(every), *dice.sample(every, len(every))]:
                frame = room.frame(source, pts, max_w=32, max_h=32)
                asked, wrong = asked + 1, wrong + ((frame.pts, frame.sha256) != (pts, truth[pts]))
    judge = "ffprobe" if shutil.which("ffprobe") else "libav itself; ffprobe is not here"
    what = "frame exactness: steps and seeks to another frame"
    return Line(what, wrong, None, "wrong", 0, f"of {asked} over {len(fixtures)} fixtures, by {judge}")


def presented(content: bytes) -> dict[int, str]:
    """The digests of the presented frames by pts: which they are by ffprobe where it is here, else by libav."""
    digests = native_hashes(content)
    program = shutil.which("ffprobe")
    if program is None:
        return digests
    with NamedTemporaryFile(suffix=".media") as file:
        file.write(content)
        file.flush()
        how = ["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=pts", "-of", "csv=p=0"]
        listed = subprocess.run([program, *how, file.name], capture_output=True, text=True, check=True).stdout
    return {pts: digests[pts] for pts in (int(line.strip(",")) for line in listed.split())}


# -- steps and seeks --------------------------------------------------------------------------------------------------


def stepping(quick: bool) -> list[Line]:
    """A step within the frames at hand, and seeks into groups of 60 and of 250 beside libav."""
    lines = []
    for group, frames in ((60, 300), (250, 500)):
        content = evidence_files.clip(frames if not quick else group + 20, group, sound=False)
        source = source_of(content)
        with MediaRoom() as room:
            probe = room.probe(source)
            assert isinstance(probe, ClipProbe)
            pts = list(probe.pts)
            if group == 250:
                lines.append(_steps(room, source, pts, quick))
            lines.append(_seeks(room, source, content, pts, group, quick))
    return lines


def _steps(room: MediaRoom, source: BytesSource, pts: list[int], quick: bool) -> Line:
    """Back and forth over the last frames of a group, as they are held."""
    end = min(len(pts), 250)
    run = pts[end - MAX_FRAMES : end]
    room.frame(source, run[-1], max_w=SIDE, max_h=SIDE)
    around = [*reversed(run), *run] * (1 if quick else 4)
    times = [_timed(room.frame, source, pts, max_w=SIDE, max_h=SIDE) for pts in around]
    earlier = pts[end - 2 * MAX_FRAMES : end - MAX_FRAMES]
    one = 1000 * _timed(room.frame, source, earlier[-1], max_w=SIDE, max_h=SIDE)
    room.frame(source, run[-1], max_w=SIDE, max_h=SIDE)
    refill = 1000 * _timed(room.frames, source, earlier, max_w=SIDE, max_h=SIDE)
    note = f"n={len(times)}; {2 * MAX_FRAMES} frames back: the first of a refill {one:.0f}, all of it {refill:.0f}"
    return Line("frame step 1080 x 1920, within the frames held, p95", 1000 * _p95(times), FRAME_MS, "ms", 1, note)


def _seeks(room: MediaRoom, source: BytesSource, content: bytes, pts: list[int], group: int, quick: bool) -> Line:
    """Seeks to frames drawn at random; each is a seek for the room too, never a frame that it holds."""
    container = av.open(io.BytesIO(content))
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"

    def by_libav(target: int) -> None:
        container.seek(target, stream=stream, backward=True)
        for frame in container.decode(stream):
            if frame.pts == target:
                return

    ours, theirs, ratios = 0.0, 0.0, []
    for target in random.Random(group).sample(pts, 8 if quick else 40):
        far = pts[-1] if target - pts[0] < (pts[-1] - pts[0]) / 2 else pts[0]
        room.frame(source, far, max_w=16, max_h=16)
        reference = min(_timed(by_libav, target) for _ in range(2))
        room_s = _timed(room.frame, source, target, max_w=SIDE, max_h=SIDE)
        ours, theirs = ours + room_s, theirs + reference
        ratios.append(room_s / reference)
    container.close()
    count = len(ratios)
    note = f"n={count}, mean; the median of the single ratios {sorted(ratios)[count // 2]:.2f}"
    return Line(f"seek to any frame, groups of {group}", 1000 * ours / count, 1000 * theirs / count, "ms", 1.5, note)


# -- preparing --------------------------------------------------------------------------------------------------------


def preparing(quick: bool) -> Line:
    """Processor time of verifying, probing, filmstrip and waveform, worker and desk together, beside one decode."""
    seconds = 8 if quick else 60
    content = evidence_files.clip(seconds * evidence_files.RATE, 60)
    source = source_of(content)
    ours, theirs = [], []
    for _ in range(1 if quick else 2):
        theirs.append(_decoded(content))
        with MediaRoom() as room:
            room.confinement()
            before = _worked(room) + time.process_time()
            prepared = room.prepare(source)
            ours.append(_worked(room) + time.process_time() - before)
        assert prepared.probe.whole and prepared.waveform.buckets and len(prepared.filmstrip.pts) == recipes.TILES
    what = f"prefetch work for a {seconds} s clip, processor time"
    note = f"1080 x 1920, {len(content) / 1e6:.0f} MB; verify, probe, poster, filmstrip, waveform"
    return Line(what, min(ours), min(theirs), "s", 1.3, note)


def _decoded(content: bytes) -> float:
    """Processor seconds of one decode of picture and sound by libav."""
    before = time.process_time()
    with av.open(io.BytesIO(content)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for packet in container.demux(container.streams.video[0], container.streams.audio[0]):
            packet.decode()
    return time.process_time() - before


def _worked(room: MediaRoom) -> float:
    """Processor seconds of the worker so far."""
    fields = Path(f"/proc/{room.worker_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- pages ------------------------------------------------------------------------------------------------------------


def fifth_page(quick: bool) -> Line:
    """Opening a scan at its fifth page beside pypdfium2 rendering that page alone."""
    content = evidence_files.scan(30)
    ours, theirs = [], []
    with MediaRoom() as room:
        room.confinement()
        for number in range(3 if quick else 9):
            theirs.append(_timed(_by_pdfium, content))
            source = BytesSource(content, f"{number:064x}")  # never seen before
            ours.append(_timed(room.page, source, 5, recipes.STILL_SIDE, recipes.STILL_SIDE))
    middle = len(ours) // 2
    note = f"n={len(ours)}, medians; {len(content) / 1e6:.0f} MB, {recipes.STILL_SIDE} pixels high"
    times = 1000 * sorted(ours)[middle], 1000 * sorted(theirs)[middle]
    return Line("opening a 30-page scan at the fifth page", *times, "ms", 1.5, note)


def _by_pdfium(content: bytes) -> None:
    with pypdfium2.PdfDocument(content) as document:
        page = document[4]
        bitmap = page.render(scale=recipes.STILL_SIDE / page.get_height())
        assert bitmap.height >= recipes.STILL_SIDE - 1
        bitmap.close()
        page.close()


def _timed(work: Callable[..., object], *what: object, **how: object) -> float:
    before = time.perf_counter()
    work(*what, **how)
    return time.perf_counter() - before


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
