"""What a library names and does not use is not loaded, and is there for whoever does."""

from __future__ import annotations

import builtins
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.late import unread

FILES = {
    "lending/__init__.py": "",
    "lending/shelf.py": "books = ['one']\n",
    "catalogue.py": "cards = 7\n",
    "other.py": "from catalogue import cards\nfrom lending.shelf import books\nimport catalogue\n",
    "reader.py": (
        "import catalogue\nimport lending.shelf\nfrom lending import shelf\n"
        "def cards(): return catalogue.cards\ndef books(): return lending.shelf.books\n"
    ),
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    own = getattr(builtins, "__orig_import__", builtins.__import__)  # Qt's bindings ask every module for names
    monkeypatch.setattr(builtins, "__import__", own)
    importlib.invalidate_caches()
    yield
    for name in ("lending", "lending.shelf", "catalogue", "other", "reader"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("library")
def test_what_is_named_and_not_used_is_loaded_when_it_is_asked_for() -> None:
    with unread("catalogue", "lending.shelf"):
        reader = importlib.import_module("reader")
    assert not {"catalogue", "lending.shelf"} & set(sys.modules)
    assert reader.books() == ["one"]
    assert reader.cards() == 7
    assert reader.shelf.books is sys.modules["lending.shelf"].books


@pytest.mark.usefixtures("library")
def test_whoever_asks_meanwhile_gets_the_real_one() -> None:
    with unread("catalogue", "lending.shelf"):
        importlib.import_module("other")
        assert sys.modules["catalogue"].__file__ is not None
    other = sys.modules["other"]
    assert (other.cards, other.books) == (7, ["one"])
    assert other.catalogue is sys.modules["catalogue"]


@pytest.mark.usefixtures("library")
def test_what_is_loaded_already_stays() -> None:
    real = importlib.import_module("catalogue")
    with unread("catalogue"):
        assert sys.modules["catalogue"] is real
    assert sys.modules["catalogue"] is real


def test_what_is_not_installed_is_missed_as_ever() -> None:
    with unread("nowhere_at_all", "nowhere_at_all.inside"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("nowhere_at_all")
    assert "nowhere_at_all" not in sys.modules


@pytest.mark.usefixtures("library")
def test_a_name_that_is_not_there_is_refused_as_ever() -> None:
    with unread("catalogue"):
        reader = importlib.import_module("reader")
    with pytest.raises(AttributeError, match="nothing"):
        _ = reader.catalogue.nothing


def test_the_keyring_brings_no_http_client_and_what_it_left_out_is_there_afterwards() -> None:
    program = (
        "import sys; from reviewer_app.client.settings import keyring_vault; before = set(sys.modules);"
        "import requests, urllib.request, importlib_metadata, jaraco.context, jaraco.functools;"
        "assert jaraco.context.urllib.request.urlopen is urllib.request.urlopen;"
        "assert jaraco.functools.more_itertools.__getattr__('first')([3]) == 3;"
        "assert callable(requests.get) and callable(importlib_metadata.entry_points);"
        "print(*before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not {"urllib.request", "http.client", "email", "importlib_metadata", "more_itertools"} & set(
        done.stdout.split()
    )
