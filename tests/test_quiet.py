"""Proves that a noisy test fails: every guard is shown a culprit, and an innocent beside it."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CULPRITS = """
import logging, socket, threading, time, warnings
import pytest

log = logging.getLogger("reviewer_app.somewhere")


def test_guilty_thread():
    threading.Thread(target=time.sleep, args=(20,), name="forgotten", daemon=True).start()

def test_innocent_thread():
    threading.Thread(target=time.sleep, args=(0.2,)).start()

def test_guilty_warning():
    warnings.warn("mind this")

def test_guilty_log():
    log.warning("the server is away")

def test_guilty_log_behind_a_closed_logger():
    logging.getLogger("reviewer_app").propagate = False
    try:
        log.error("lost")
    finally:
        logging.getLogger("reviewer_app").propagate = True

def test_guilty_foreign_error():
    logging.getLogger("asyncio").error("Task exception was never retrieved")

def test_guilty_promise(expect_log):
    expect_log("never comes")

def test_innocent_log(expect_log):
    expect_log(r"WARNING reviewer_app\\.somewhere: the server")
    log.warning("the server is away")
    logging.getLogger("elsewhere").warning("not ours")

def test_guilty_network():
    with pytest.raises(OSError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_guilty_name():
    with pytest.raises(OSError):
        socket.create_connection(("www.example.org", 80), timeout=1)

def test_innocent_reserved_name():
    with pytest.raises(socket.gaierror):
        socket.create_connection(("server.invalid", 80), timeout=1)

def test_innocent_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_guilty_qt_warning(qapp):
    from PySide6.QtCore import qWarning
    qWarning("Qt is unhappy")

def test_guilty_timer(qapp, request):
    from PySide6.QtCore import QTimer
    timer = QTimer()
    timer.start(10_000)
    request.session.kept = [timer]

def test_guilty_window(qapp, request):
    from PySide6.QtWidgets import QLabel
    label = QLabel("still here")
    label.show()
    request.session.kept = [label]

def test_innocent_window(qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window).start(10_000)
    window.show()

def test_innocent_player_on_a_machine_without_sound(qapp):
    from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer
    player, output = QMediaPlayer(), QAudioOutput()
    player.setAudioOutput(output)
    QMediaDevices.audioOutputs()
    qapp.processEvents()

def test_innocent_surroundings(tmp_path):
    import os, pathlib
    assert time.tzname[0] == "NST"
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert "reviewer-tests-" in os.environ["XDG_DATA_HOME"]
    assert pathlib.Path(os.environ["XDG_RUNTIME_DIR"]).stat().st_mode & 0o077 == 0
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of each of the tests above, run under this project's own conftest and settings."""
    folder = tmp_path_factory.mktemp("culprits")
    (folder / "test_culprits.py").write_text(CULPRITS, "utf-8")
    report = folder / "report.xml"
    words = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(folder),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words, f"--junitxml={report}", str(folder)],
        cwd=ROOT,
        env=environment | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert report.exists(), run.stdout + run.stderr
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest just wrote it
    said: dict[str, str] = {}
    for case in cases:
        said[case.attrib["name"]] = said.get(case.attrib["name"], "") + "".join(
            child.attrib["message"] for child in case
        )
    return said


@pytest.mark.parametrize(
    ("culprit", "reason"),
    [
        ("thread", "threads still running 2 s after the test: forgotten"),
        ("warning", "mind this"),
        ("log", "unannounced log line: WARNING reviewer_app.somewhere: the server is away"),
        ("log_behind_a_closed_logger", "ERROR reviewer_app.somewhere: lost"),
        ("foreign_error", "ERROR asyncio: Task exception"),
        ("promise", "never logged: never comes"),
        ("network", "reached beyond this machine: ('192.0.2.1', 80)"),
        ("name", "reached beyond this machine: www.example.org"),
        ("qt_warning", "Qt messages with level WARNING"),
        ("timer", "running timer QTimer"),
        ("window", "visible window QLabel"),
    ],
)
def test_noise_fails(verdicts: dict[str, str], culprit: str, reason: str) -> None:
    """Each kind of noise fails its test, for the reason that names it."""
    assert reason in verdicts[f"test_guilty_{culprit}"]


@pytest.mark.parametrize(
    "innocent",
    ["thread", "log", "reserved_name", "network", "window", "player_on_a_machine_without_sound", "surroundings"],
)
def test_quiet_passes(verdicts: dict[str, str], innocent: str) -> None:
    """What ends in time, was announced or stays on this machine is no noise."""
    assert verdicts[f"test_innocent_{innocent}"] == ""


def test_every_culprit_was_tried(verdicts: dict[str, str]) -> None:
    """Nobody adds a culprit above without naming its reason below."""
    assert len(verdicts) == 11 + 7
