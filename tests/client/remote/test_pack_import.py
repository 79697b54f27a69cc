"""Bringing packs in, with the real server: all of it, twice harmless, a bad record stops no other."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.remote import HttpApi, Refused
from reviewer_app.client.remote.pack_import import Progress, files_of, import_pack
from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import SignIn
from reviewer_app.wire.problems import Code
from tests.client.desks import CHEAP, DEMO, PASSWORD, server
from tests.client.made import Maker

SHARED = Path("/work/shared/data/real")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data", cases=1) as running:
        yield running


def signed_in(served: EmbeddedServer, account: str = "operator") -> HttpApi:
    api = HttpApi(served.url)
    api.sign_in(SignIn(account=account, password=PASSWORD, device=Maker(5).id()))
    return api


@pytest.fixture
def api(served: EmbeddedServer) -> Iterator[HttpApi]:
    api = signed_in(served)
    yield api
    api.close()


def fates(pack: Path, api: HttpApi) -> Counter[Fate]:
    return Counter(answer.fate for answer in import_pack(api, pack).answers)


def test_a_pack_comes_in_whole_and_twice_is_harmless(api: HttpApi) -> None:
    seen: list[Progress] = []
    report = import_pack(api, DEMO, seen.append)
    total = len((DEMO / "cases.jsonl").read_text("utf-8").splitlines())
    assert [answer.line for answer in report.answers] == list(range(1, total + 1))
    assert {answer.fate for answer in report.answers} <= {Fate.ACCEPTED, Fate.ALREADY}
    assert seen[-1] == Progress(seen[-1].files_total, seen[-1].files_total, total, total)
    assert fates(DEMO, api) == {Fate.ALREADY: total}


def _pack(folder: Path, lines: list[bytes]) -> Path:
    shutil.copytree(DEMO / "assets", folder / "assets")
    (folder / "cases.jsonl").write_bytes(b"\n".join(lines))
    return folder


def _good() -> list[bytes]:
    return [json.dumps(json.loads(line) | {"ref": f"again-{at}"}).encode() for at, line in enumerate(_lines()[:3])]


def _lines() -> list[bytes]:
    return (DEMO / "cases.jsonl").read_bytes().splitlines()


def test_one_bad_record_stops_no_other_and_lines_are_named(api: HttpApi, tmp_path: Path) -> None:
    one, two, three = _good()
    lines = [
        one,
        b"",
        b"{not json",
        two,
        b'{"intake": 1}',
        _lines()[0].replace(b'"machine"', b'"nobody"'),
        b"  ",
        three,
    ]
    report = import_pack(api, _pack(tmp_path / "pack", lines))
    told = {answer.line: answer.fate for answer in report.answers}
    assert told == {
        1: Fate.ACCEPTED,
        3: Fate.REFUSED,
        4: Fate.ACCEPTED,
        5: Fate.REFUSED,
        6: Fate.REFUSED,
        8: Fate.ACCEPTED,
    }
    for answer in report.answers:
        assert (answer.problem is None) == (answer.fate is not Fate.REFUSED)


def test_files_that_are_missing_other_or_outside_are_named(api: HttpApi, tmp_path: Path) -> None:
    record = json.loads(_lines()[-1])
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4 secret")
    pack = _pack(tmp_path / "pack", [])
    documents = record["subject"]["documents"]
    first = documents[0]["file"]
    (pack / first["path"]).write_bytes(b"%PDF-1.4 other")
    strays = {"../secret.pdf": "11" * 32, "/etc/hostname": "22" * 32, "assets/none.pdf": "33" * 32, "a\0b": "44" * 32}
    documents += [
        {"type": "licence", "file": {"path": path, "sha256": name, "bytes": 15, "type": "application/pdf"}}
        for path, name in strays.items()
    ]
    (pack / "cases.jsonl").write_text(json.dumps(record | {"ref": "stray"}), "utf-8")
    report = import_pack(api, pack)
    codes = {path: trouble.code for path, trouble in report.files}
    assert codes == dict.fromkeys(strays, Code.ASSET_MISSING) | {first["path"]: Code.ASSET_MISMATCH}
    assert [answer.fate for answer in report.answers] == [Fate.REFUSED]


def test_only_an_operator_brings_in(served: EmbeddedServer) -> None:
    api = signed_in(served, "lin.yue")
    with pytest.raises(Refused) as caught:
        import_pack(api, DEMO)
    assert caught.value.problem.code is Code.FORBIDDEN
    api.close()


def test_a_folder_without_records_is_no_pack(api: HttpApi, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        import_pack(api, tmp_path)


def test_files_are_found_wherever_a_record_names_them() -> None:
    record = {"a": [{"path": "x", "sha256": "a" * 64}, {"path": 1, "sha256": "b" * 64}], "path": "y", "sha256": "c"}
    assert [file.path for file in files_of(json.dumps(record).encode())] == ["x"]
    assert list(files_of(b"[" * 100_000)) == []


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data pack is not beside the project")
def test_the_real_pack_comes_in(tmp_path: Path) -> None:
    from reviewer_app.domain.access import Role

    with EmbeddedServer(tmp_path / "data", hasher=CHEAP) as real:
        real.seed_account("operator", PASSWORD, Role.OPERATOR)
        api = signed_in(real)
        assert fates(SHARED, api) == {Fate.ACCEPTED: 30}
        assert fates(SHARED, api) == {Fate.ALREADY: 30}
        api.close()
