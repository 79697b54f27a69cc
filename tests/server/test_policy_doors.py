"""A correction from its file to cases judged again, through the doors that a policy owner and an operator use."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer_app.cli import main
from reviewer_app.client.words import speak
from reviewer_app.domain.events import Round
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.server.embedded import EmbeddedServer
from tests.rulebooks.small import with_cases
from tests.server.clocks import SetClock
from tests.server.desk import BOOK, PASSWORD, passing, violation
from tests.server.test_policy import Sit, books, correction, opened

PASSPHRASE = "a passphrase of the key"
Run = Callable[..., tuple[int, str, str]]
SOUND = correction(version="1", corrects=None, published_at="2023-01-01T00:00:00+08:00")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a verb with lines on its standard input; gives status, output and errors."""
    monkeypatch.setenv("LANGUAGE", "en")

    def verb(*words: str, lines: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = main(list(words))
        said = capsys.readouterr()
        return status, said.out, said.err

    yield verb
    speak("en")


@pytest.fixture
def sound(start: Callable[..., EmbeddedServer]) -> EmbeddedServer:
    """A server whose rulebook stands up to the check."""
    return start(rulebooks=(SOUND,))


def written(folder: Path, *versions: CompiledRulebook) -> Path:
    """Versions as files of a folder of rulebooks (JSON is YAML); answers with the last one's file."""
    for item in versions:
        path = with_cases(folder / "test-book" / f"{item.published.rulebook.version}.yaml", item.body)
    return path


def as_who(server: EmbeddedServer, account: str) -> tuple[str, ...]:
    return ("--server", server.url, "--as", account, "--password-stdin")


def made_key(run: Run, folder: Path) -> tuple[Path, str]:
    file = folder / "owner.pem"
    status, out, _ = run("rulebook", "key", str(file), "--password-stdin", lines=(PASSPHRASE,))
    assert status == 0
    assert file.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in file.read_bytes()
    return file, out.splitlines()[0].removeprefix("Public key: ")


def test_a_correction_goes_from_its_file_to_a_case_judged_again(
    sound: EmbeddedServer, sit: Sit, run: Run, tmp_path: Path
) -> None:
    (adverse, passed) = opened(sound, sit, "a", "b")
    reviewer, second = sit(sound, "rev-a"), sit(sound, "rev-b")
    grant = reviewer.one(adverse)
    reviewer.decide(grant, violation(grant, SOUND.published))
    reviewer.decide(reviewer.one(passed), passing(SOUND.published))
    narrower = correction(scope_changes=[{"of": "absolute", "change": "narrower"}])
    file = written(tmp_path / "books", SOUND, narrower)
    key, public = made_key(run, tmp_path)
    both = ("test-book@1", "test-book@1b")

    tried = ("rulebook", "backtest", *both, "--path", str(tmp_path / "books"), *as_who(sound, "pol"))
    status, out, _ = run(*tried, lines=(PASSWORD,))
    assert status == 0
    assert "Cases judged under this version: 2" in out
    assert "50.0%  1  needs a person" in out

    publish = ("rulebook", "publish", str(file), "--key", str(key), *as_who(sound, "pol"))
    status, _, err = run(*publish, lines=(PASSPHRASE, PASSWORD))
    assert (status, "not registered" in err) == (1, True)
    told = run("account", "key", "pol", public, *as_who(sound, "op"), lines=(PASSWORD,))
    assert (told[0], "is registered" in told[1]) == (0, True)
    assert run("rulebook", "rereview", *both, *as_who(sound, "pol"), lines=(PASSWORD,))[0] == 1  # not published yet
    status, out, _ = run(*publish, lines=(PASSPHRASE, PASSWORD))
    assert (status, out) == (0, f"test-book@1b is published. Digest: {narrower.digest}\n")
    assert [entry.signed.account for entry in books(reviewer) if entry.signed] == ["pol"]

    again = ("rulebook", "rereview", *both, *as_who(sound, "pol"))
    assert run(*again, lines=(PASSWORD,)) == (0, "1 case waits to be judged again.\n", "")
    assert run(*again, lines=(PASSWORD,)) == (0, "0 cases wait to be judged again.\n", "")
    assert second.one(adverse).lease.round is Round.REREVIEW


def test_the_oldest_adverse_decisions_come_first_and_no_more_than_were_asked_for(
    sound: EmbeddedServer, sit: Sit, run: Run, tmp_path: Path, clock: SetClock
) -> None:
    cases = opened(sound, sit, *"abcd")
    reviewer = sit(sound, "rev-a")
    decided: list[str] = []
    for at, case in enumerate(cases):
        clock.forward(minutes=1)
        grant = reviewer.one(case)
        verdict = passing(SOUND.published) if at == 0 else violation(grant, SOUND.published)
        reviewer.decide(grant, verdict)
        decided.append(case)
    clock.forward(minutes=1)
    reworded = SOUND.published.rulebook.clauses[0].model_dump(mode="json")
    reworded["definition"] = {"zh": "别的词", "en": "other words"}
    at = clock.now().isoformat()
    file = written(tmp_path / "books", SOUND, correction(clauses=[reworded], published_at=at))
    key, public = made_key(run, tmp_path)
    run("account", "key", "pol", public, *as_who(sound, "op"), lines=(PASSWORD,))
    publish = ("rulebook", "publish", str(file), "--key", str(key), *as_who(sound, "pol"))
    assert run(*publish, lines=(PASSPHRASE, PASSWORD))[0] == 0
    again = ("rulebook", "rereview", "test-book@1", "test-book@1b", "--limit", "2", *as_who(sound, "pol"))
    status, out, _ = run(*again, lines=(PASSWORD,))
    assert (status, out.splitlines()) == (
        0,
        [
            "2 cases wait to be judged again.",
            "2 more would change or need a person; run this again for them.",
        ],
    )
    second = sit(sound, "rev-b")
    waiting = {row.case_id for row in second.feed().rows if row.round is Round.REREVIEW}
    assert waiting == set(decided[1:3])
    clock.forward(minutes=1)
    run(*again, lines=(PASSWORD,))
    opened(sound, sit, "e")
    offered = [grant.lease.case_id for grant in second.take(count=5).grants]
    assert offered == [*decided[1:], decided[0], offered[-1]]  # whatever their risk; what is new comes after them


@pytest.mark.parametrize(
    ("words", "lines", "said"),
    [
        (("--key", "none.pem"), (PASSPHRASE, PASSWORD), "none.pem"),
        (("--key", "owner.pem"), ("another passphrase", PASSWORD), "the passphrase is another"),
        (("--key", "owner.pem"), (PASSPHRASE, "wrong password"), "password is wrong"),
    ],
)
def test_what_stands_against_publishing_is_said(
    sound: EmbeddedServer, run: Run, tmp_path: Path, words: tuple[str, str], lines: tuple[str, ...], said: str
) -> None:
    file = written(tmp_path / "books", SOUND, correction())
    made_key(run, tmp_path)
    where = (words[0], str(tmp_path / words[1]))
    status, out, err = run("rulebook", "publish", str(file), *where, *as_who(sound, "pol"), lines=lines)
    assert (status, out) == (1, "")
    assert said in err


def test_an_unsound_version_is_not_sent(sound: EmbeddedServer, sit: Sit, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "books", SOUND, BOOK)
    key, _ = made_key(run, tmp_path)
    status, out, err = run("rulebook", "publish", str(file), "--key", str(key), *as_who(sound, "pol"))
    assert (status, err) == (1, "Nothing was published.\n")
    assert "there is no example" in out


def test_a_key_is_never_written_over(run: Run, tmp_path: Path) -> None:
    file, _ = made_key(run, tmp_path)
    before = file.read_bytes()
    status, _, err = run("rulebook", "key", str(file), "--password-stdin", lines=(PASSPHRASE,))
    assert (status, "is there already" in err) == (1, True)
    assert file.read_bytes() == before


def test_a_back_test_says_where_cases_may_come_from(run: Run) -> None:
    status, _, err = run("rulebook", "backtest", "livestream@2025-10-15", "livestream@2026-02-01")
    assert (status, "--cases FILE" in err) == (1, True)


def test_an_owner_without_a_key_of_the_right_form_is_told(sound: EmbeddedServer, run: Run) -> None:
    status, _, err = run("account", "key", "pol", "abc", *as_who(sound, "op"), lines=(PASSWORD,))
    assert (status, "44 characters" in err) == (1, True)


def test_the_line_for_the_operator_is_whole_and_who_is_no_owner_is_named(
    sound: EmbeddedServer, run: Run, tmp_path: Path
) -> None:
    """What `rulebook key` prints runs with nothing but its names replaced."""
    status, out, _ = run("rulebook", "key", str(tmp_path / "owner.pem"), "--password-stdin", lines=(PASSPHRASE,))
    line = out.splitlines()[-1].replace("OWNER", "rev-a").replace("OPERATOR", "op")
    words = line.replace("https://reviews.example", sound.url).split()[1:]
    status, _, err = run(*words, "--password-stdin", lines=(PASSWORD,))
    assert (status, err.strip()) == (1, "rev-a is no policy owner here.")
