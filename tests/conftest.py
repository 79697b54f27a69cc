"""Gives every test the same calm surroundings: no screen, no real profile, a fixed zone and language."""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.quiet"]

_PROFILE = Path(tempfile.mkdtemp(prefix="reviewer-tests-"))

#: What a person's own session would change about how Qt looks or which language it speaks.
_PERSONAL = (
    "LANGUAGE",
    "QT_AUTO_SCREEN_SCALE_FACTOR",
    "QT_QPA_PLATFORMTHEME",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
)


def _surroundings() -> dict[str, str]:
    folders = {
        name: str(_PROFILE / name.lower())
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA")
    }
    if sys.platform == "darwin":
        folders["HOME"] = str(_PROFILE / "home")
    return folders | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_RUNTIME_DIR": str(_PROFILE / "runtime"),
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",  # never the keyring of whoever runs the tests
        # Libraries for hardware that a machine may not have (PipeWire, VA-API); Qt goes on without them.
        "QT_LOGGING_RULES": "qt.multimedia.symbolsresolver.warning=false",
        "LC_ALL": "C.UTF-8",  # Qt warns of any locale that is not UTF-8
        # Neither UTC nor Asia/Shanghai: code that leans on the machine's zone where it must not shows itself.
        "TZ": "America/St_Johns",
    }


def _enter() -> None:
    for name in _PERSONAL:
        os.environ.pop(name, None)
    os.environ.update(_surroundings())
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        Path(os.environ[name]).mkdir(mode=0o700)
    if hasattr(time, "tzset"):
        time.tzset()


_enter()  # at import, so that it holds before any test module or plugin imports Qt

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("wide", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing of the made-up profile behind."""
    shutil.rmtree(_PROFILE, ignore_errors=True)
