"""Profile folders and preferences: a folder for each account on a server, open in one program at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.client.errors import NothingKeptHere, ProfileInUse
from reviewer_app.client.settings import profile as profiles
from reviewer_app.client.settings.preferences import (
    LANGUAGE,
    MUTED_START,
    OPTIONS,
    PLAYBACK_SPEED,
    TEXT_SCALE,
    THEME,
    Option,
    Preferences,
)
from reviewer_app.client.settings.profile import open_profile, origin_of, profile_id, profiles_root
from reviewer_app.client.trouble import NotSaved

URL = "https://review.example:8443"


def test_one_folder_for_each_account_on_a_server(tmp_path: Path) -> None:
    with open_profile(tmp_path, URL, "lin.yue") as one, open_profile(tmp_path, URL, "su.he") as two:
        assert one.folder != two.folder
        assert "lin" not in str(one.folder.relative_to(tmp_path))
        assert one.databases == ()
    same = open_profile(tmp_path, "https://Review.Example:8443/v1/", "lin.yue")
    assert same.folder == one.folder
    same.close()


def test_two_programs_never_open_the_same_profile(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from reviewer_app.client.settings.profile import open_profile\n"
        "from reviewer_app.client.errors import ProfileInUse\n"
        "try: open_profile(Path(sys.argv[1]), sys.argv[2], 'lin.yue')\n"
        "except ProfileInUse: print('in use')\n"
        "else: print('opened')\n"
    )

    def other() -> str:
        return subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), URL], capture_output=True, text=True, check=True
        ).stdout.strip()

    with open_profile(tmp_path, URL, "lin.yue"):
        assert other() == "in use"
        with pytest.raises(ProfileInUse):
            open_profile(tmp_path, URL, "lin.yue")
    assert other() == "opened"


def test_looking_for_a_profile_makes_none(tmp_path: Path) -> None:
    with pytest.raises(NothingKeptHere):
        open_profile(tmp_path, URL, "lin.yue", make=False)
    assert list(tmp_path.iterdir()) == []
    open_profile(tmp_path, URL, "lin.yue").close()
    open_profile(tmp_path, URL, "lin.yue", make=False).close()


def test_undone_is_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    made = open_profile(tmp_path, URL, "lin.yue")
    (made.folder / "keys.json").write_text("{}")
    (made.folder / "assets" / "ab").mkdir(parents=True)
    (made.folder / "assets" / "ab" / "file").write_bytes(b"x")
    made.undo()
    assert list(tmp_path.iterdir()) == []
    with open_profile(tmp_path, URL, "lin.yue") as before:
        (before.folder / "work.db").write_bytes(b"work")
    again = open_profile(tmp_path, URL, "lin.yue")
    (again.folder / "keys.json").write_text("{}")
    again.undo()
    assert sorted(path.name for path in again.folder.iterdir()) == ["lock", "work.db"]
    open_profile(tmp_path, URL, "lin.yue").close()


def test_a_root_that_takes_nothing_is_known_trouble(tmp_path: Path) -> None:
    (tmp_path / "root").write_bytes(b"a file, where profiles should be")
    with pytest.raises(NotSaved):
        open_profile(tmp_path / "root", URL, "lin.yue")


@given(st.text(max_size=400))
def test_no_name_gets_out_of_the_root(account: str) -> None:
    name = profile_id(URL, account.encode("utf-8", "ignore").decode())
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")


@pytest.mark.parametrize("url", ["", "review.example", "ftp://review.example", "https://", "file:///etc"])
def test_nonsense_is_no_server(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        origin_of(url)


def test_the_root_is_where_each_system_keeps_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for platform, where in [
        ("linux", "xdg/reviewer"),
        ("win32", "local/reviewer"),
        ("darwin", "Library/Application Support/reviewer"),
    ]:
        monkeypatch.setattr(profiles.sys, "platform", platform)
        assert profiles_root() == tmp_path / where
        assert (tmp_path / where).is_dir()
    assert profiles_root(tmp_path / "elsewhere") == tmp_path / "elsewhere"


def test_what_is_chosen_is_there_again(tmp_path: Path) -> None:
    chosen = Preferences(tmp_path)
    assert (chosen.get(THEME), chosen.get(PLAYBACK_SPEED), chosen.get(MUTED_START)) == ("system", 1.0, False)
    chosen.set(LANGUAGE, "zh_CN")
    chosen.set(TEXT_SCALE, 125)
    chosen.set(MUTED_START, True)
    again = Preferences(tmp_path)
    assert (again.get(LANGUAGE), again.get(TEXT_SCALE), again.get(MUTED_START)) == ("zh_CN", 125, True)


def test_only_allowed_values_are_taken(tmp_path: Path) -> None:
    chosen = Preferences(tmp_path)
    for option, value in [(THEME, "pink"), (TEXT_SCALE, 500), (TEXT_SCALE, 79), (PLAYBACK_SPEED, 3.0)]:
        with pytest.raises(ValueError, match=option.key):
            chosen.set(option, value)  # type: ignore[type-var]  # a mixed list
    assert not (tmp_path / "preferences.json").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"theme": 7}', '{"theme": "dark", "theme": "light"}', '{"text_scale": true}', "\x00"]
)
def test_damaged_preferences_read_as_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.json").write_text(text)
    chosen = Preferences(tmp_path)
    assert (chosen.get(THEME), chosen.get(TEXT_SCALE)) == ("system", 100)
    chosen.set(THEME, "dark")
    assert Preferences(tmp_path).get(THEME) == "dark"


def test_every_option_has_words_and_takes_its_default() -> None:
    assert len({option.key for option in OPTIONS}) == len(OPTIONS)
    for option in OPTIONS:
        assert isinstance(option, Option)
        assert option.words
        assert option.takes(option.default)
