"""Every asset of the shared data pack opens, and its clips' frames hash as an independent program says."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer_app.media.gate import HEAD_BYTES, Kind, sniff
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import ClipProbe, DocumentProbe, PictureProbe

from .conftest import source_of

PACK = Path(__file__).parents[3] / "shared" / "data" / "real" / "assets"
ASSETS = sorted(PACK.glob("*")) if PACK.is_dir() else []

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not ASSETS, reason="the shared data pack does not stand beside the project"),
]


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_an_asset_of_the_pack_opens(room: MediaRoom, path: Path) -> None:
    source = source_of(path.read_bytes())
    if sniff(source.content[:HEAD_BYTES]) is Kind.VTT:
        cues = room.cues(source).cues
        assert cues
        assert all(cue.text and cue.end_s > cue.start_s for cue in cues)
        return
    probe = room.probe(source, verify=True)
    if isinstance(probe, ClipProbe):
        assert probe.whole
        assert room.probe(source) == probe
        assert room.poster(source, 320, 320).pts == probe.first_pts
    elif isinstance(probe, PictureProbe):
        assert room.picture(source, 4000, 4000).width == probe.width
    else:
        assert isinstance(probe, DocumentProbe)
        for number in range(1, probe.page_count + 1):
            assert max(room.page(source, number, 500, 500).pixels) == 255
            assert room.page_text(source, number).words


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg program to compare with")
@pytest.mark.parametrize(
    "path", [path for path in ASSETS if path.stem in {"clip-06", "clip-08", "clip-09"}], ids=lambda path: path.name
)
def test_frames_are_those_that_another_program_decodes(room: MediaRoom, path: Path) -> None:
    how = ["-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "framehash", "-hash", "sha256", "-"]
    listed = subprocess.run(
        ["ffmpeg", "-v", "error", "-noautorotate", "-copyts", "-i", str(path), "-map", "0:v:0", *how],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(",") for line in listed.stdout.splitlines() if not line.startswith("#")]
    truth = {int(row[2]): row[5].strip() for row in rows}
    source = source_of(path.read_bytes())
    probe = room.probe(source)
    assert isinstance(probe, ClipProbe)
    assert list(probe.pts) == sorted(truth)
    for pts in [*probe.pts[::211], probe.pts[-1], probe.first_pts]:
        assert room.frame(source, pts, max_w=9).sha256 == truth[pts]
