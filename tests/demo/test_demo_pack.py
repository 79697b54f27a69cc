"""Tests that the demo pack is a true intake pack and that its truth points at what is really there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.ties import TieKind, shared_ties
from tests.demo import media
from tests.demo.media import PACK

Record = dict[str, Any]
SCHEMA = json.loads((PACK.parent / "schemas" / "intake.schema.json").read_text(encoding="utf-8"))
CASES: list[Record] = [json.loads(line) for line in (PACK / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
TRUTH: list[Record] = json.loads((PACK / "truth.json").read_text(encoding="utf-8"))
BY_REF = {case["ref"]: case for case in CASES}
KNOWN_IDS = {
    "cn-adlaw@2021-04-29", "cn-aucl@2019-04-23", "cn-aucl@2025-06-27", "cn-order117@2025-12-18",
    "cn-price56@2022-04-14", "cn-foodsafety@2021-04-29", "cn-certification@2023-07-20", "cn-quality@2018-12-29",
    "platform-offsite@2020-10", "platform-entry@2025-01-23",
}  # fmt: skip


def assets(value: Any) -> Iterator[Record]:
    """Every asset record below a value."""
    if isinstance(value, dict):
        if "sha256" in value:
            yield value
        for inner in value.values():
            yield from assets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from assets(inner)


def words(value: Any) -> Iterator[str]:
    """Every string below a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from words(inner)


def places(*channels: str) -> list[Any]:
    """The places of the truth in these channels, as parameters of a test."""
    return [
        pytest.param(entry["ref"], place, id=f"{entry['ref']}-{number}.{spot}")
        for entry in TRUTH
        for number, finding in enumerate(entry["findings"])
        for spot, place in enumerate(finding["places"])
        if place["channel"] in channels
    ]


def at(subject: Any, pointer: str) -> Any:
    """What a JSON pointer below the subject names."""
    for step in pointer.split("/")[1:]:
        subject = subject[int(step)] if isinstance(subject, list) else subject[step]
    return subject


def video(ref: str) -> Path:
    """The file of a clip."""
    return PACK / str(BY_REF[ref]["subject"]["video"]["path"])


def inside(box: list[float]) -> bool:
    """Whether a box has a size and lies within the picture."""
    x, y, wide, high = box
    return min(x, y) >= 0 and wide > 0 and high > 0 and x + wide <= 1.0001 and y + high <= 1.0001


@pytest.mark.parametrize("case", CASES, ids=list(BY_REF))
def test_record_is_what_the_intake_contract_says(case: Record) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(case)


def test_format_checks_are_really_on() -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    assert not validator.is_valid(CASES[0] | {"conduct_at": "yesterday"})


@pytest.mark.parametrize("case", CASES, ids=list(BY_REF))
def test_assets_are_the_bytes_they_claim_to_be(case: Record) -> None:
    magic = {
        "video/mp4": b"ftyp", "video/webm": b"webm", "text/vtt": b"WEBVTT", "application/pdf": b"%PDF",
        "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff",
    }  # fmt: skip
    for asset in assets(case["subject"]):
        data = (PACK / asset["path"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (asset["sha256"], asset["bytes"])
        assert magic[asset["type"]] in data[:64]


def test_pack_is_whole_small_and_of_every_kind() -> None:
    named = {asset["path"] for case in CASES for asset in assets(case["subject"])}
    files = {path.relative_to(PACK).as_posix() for path in (PACK / "assets").iterdir()}
    assert named == files
    assert sum(path.stat().st_size for path in PACK.rglob("*") if path.is_file()) < 8_000_000
    assert len(CASES) == len(BY_REF) >= 14
    assert {case["kind"] for case in CASES} == {"clip", "listing", "filing"}
    assert [case["ref"] for case in CASES] == [entry["ref"] for entry in TRUTH]
    assert {entry["verdict"] for entry in TRUTH} == {"violation", "no_violation", "undecided"}
    assert sum(case["language"] == "en" for case in CASES) >= 2


def test_conduct_stands_on_both_sides_of_each_change() -> None:
    conduct = [datetime.fromisoformat(case["conduct_at"]) for case in CASES]
    for change in ("2025-10-15T00:00:00+08:00", "2026-02-01T00:00:00+08:00", "2026-07-30T00:00:00+08:00"):
        moment = datetime.fromisoformat(change)
        assert min(conduct) < moment <= max(conduct)
        assert any(abs(when - moment) < timedelta(days=3) for when in conduct)


@pytest.mark.parametrize("case", CASES, ids=list(BY_REF))
def test_times_of_a_case_are_in_order(case: Record) -> None:
    conduct, flagged, due = (datetime.fromisoformat(case[name]) for name in ("conduct_at", "flagged_at", "due_at"))
    assert conduct <= flagged
    assert timedelta(hours=4) <= due - flagged <= timedelta(hours=72)


def check_character(first17: str) -> str:
    """GB 32100-2015: weights 3^i modulo 31 over an alphabet without I, O, S, V, Z."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(first17))
    return alphabet[-total % 31]


@pytest.mark.parametrize("case", CASES, ids=list(BY_REF))
def test_nothing_names_anyone_real(case: Record) -> None:
    told = case["merchant"]["identifiers"]
    assert told["uscc"][2:8] == "330199", "a region that has no county"
    assert told["uscc"][17] == check_character(told["uscc"][:17])
    assert told["phone"].startswith("100-")
    for text in words(case):
        for host in re.findall(r"https?://([^/\s)'\"?]+)", text):
            assert host.endswith(".example")
        assert not re.search(r"(?<![\d-])1[3-9]\d{9}(?!\d)", text), "a number someone may have"
        for code in re.findall(r"\b91\d{6}[0-9A-Z]{10}\b", text):
            assert code == told["uscc"]


@pytest.mark.parametrize("case", CASES, ids=list(BY_REF))
def test_flags_point_into_their_own_case(case: Record) -> None:
    own = {asset["sha256"]: asset for asset in assets(case["subject"])}
    for flag in case["flags"]:
        anchor = flag.get("anchor")
        if anchor and anchor["type"] == "text":
            text = at(case["subject"], anchor["field"])
            assert text[anchor["start"] :].startswith(anchor["exact"])
        elif anchor:
            assert anchor["asset"] in own
            assert inside(anchor.get("box", [0, 0, 1, 1]))
        if anchor and anchor["type"] == "time":
            assert anchor["start"] < anchor["end"] <= media.duration(PACK / own[anchor["asset"]]["path"])


@pytest.mark.parametrize("entry", TRUTH, ids=list(BY_REF))
def test_truth_agrees_with_its_case(entry: Record) -> None:
    flags = BY_REF[entry["ref"]]["flags"]
    assert all(0 <= wrong["flag"] < len(flags) and wrong["why"] for wrong in entry["wrong_flags"])
    assert (entry["verdict"] == "violation") == bool(entry["findings"])
    for finding in entry["findings"]:
        assert finding["clause"].split("#")[0] in KNOWN_IDS
        assert finding["places"]


def test_flags_go_wrong_in_every_way() -> None:
    cited = {flag["clause"].split("#")[0] for case in CASES for flag in case["flags"] if "clause" in flag}
    assert cited - KNOWN_IDS == {"acme-live@7"}, "one id that no rulebook has"
    by_conduct = [(case["conduct_at"], flag.get("clause", "")) for case in CASES for flag in case["flags"]]
    assert any(when < "2025-10-15" and clause.startswith("cn-aucl@2025") for when, clause in by_conduct)
    assert any(when >= "2025-10-15" and clause.startswith("cn-aucl@2019") for when, clause in by_conduct)
    assert any(when < "2026-02-01" and clause.startswith("cn-order117") for when, clause in by_conduct)
    assert any(not flag.get("clause") for case in CASES for flag in case["flags"])


@pytest.mark.parametrize(("ref", "place"), places("text", "comment"))
def test_words_stand_where_the_truth_says(ref: str, place: Record) -> None:
    text = at(BY_REF[ref]["subject"], place["field"])
    assert text[place.get("start", 0) :].startswith(place["exact"])


@pytest.mark.parametrize(("ref", "place"), places("field"))
def test_whole_fields_exist(ref: str, place: Record) -> None:
    assert at(BY_REF[ref]["subject"], place["field"]) is not None


@pytest.mark.parametrize(("ref", "place"), places("frame"))
def test_overlay_appears_and_goes_when_the_truth_says(ref: str, place: Record) -> None:
    path, box = video(ref), place["box"]
    assert inside(box)
    assert place["end"] <= media.duration(path)
    before, first, middle = (
        media.cut(media.frame_at(path, seconds), box)
        for seconds in (place["start"] - 0.01, place["start"] + 0.001, (place["start"] + place["end"]) / 2)
    )
    assert media.changed(before, first) > 25, "it is seen from this frame on, not before"
    assert media.changed(before, middle) > 25
    assert media.contrast(middle) > 15, "words are drawn in it"
    if place["end"] < media.frame_times(path)[-1]:
        after = media.cut(media.frame_at(path, place["end"] + 0.001), box)
        assert media.changed(middle, after) > 25, "it is gone from this frame on"


@pytest.mark.parametrize(("ref", "place"), places("speech"))
def test_speech_sounds_when_the_truth_says(ref: str, place: Record) -> None:
    path = video(ref)
    spoken = media.loudness(path, place["start"], place["end"])
    pause = media.loudness(path, place["start"] - 0.35, place["start"] - 0.08)
    assert spoken > 400 and spoken > 10 * pause
    transcript = (PACK / BY_REF[ref]["subject"]["transcript"]["path"]).read_text(encoding="utf-8")
    assert f"00:00:{place['start']:06.3f} --> 00:00:{place['end']:06.3f}" in transcript


@pytest.mark.parametrize(("ref", "place"), places("page", "picture"))
def test_page_shows_what_the_truth_says(ref: str, place: Record) -> None:
    path = PACK / place["asset"]
    assert place["asset"] in {asset["path"] for asset in assets(BY_REF[ref]["subject"])}
    assert inside(place["box"])
    if path.suffix == ".pdf":
        assert media.words_in(path, place["page"], place["box"]) == "".join(place["exact"].split())
    else:
        with Image.open(path) as picture:
            assert media.contrast(media.cut(picture, place["box"])) > 15


def read_fields() -> list[Any]:
    """Every document with what the machine read off it."""
    return [
        pytest.param(document, id=Path(document["file"]["path"]).name)
        for case in CASES
        if case["kind"] == "filing"
        for document in case["subject"]["documents"]
    ]


MISREAD = {"棠苦水": "棠若水", "0.02": "0.92"}


@pytest.mark.parametrize("document", read_fields())
def test_machine_read_its_fields_where_they_stand(document: Record) -> None:
    path = PACK / document["file"]["path"]
    assert document["read"]
    for name, told in document["read"].items():
        assert inside(told["box"]), name
        if path.suffix == ".pdf":
            printed = "".join(MISREAD.get(told["value"], told["value"]).split())
            assert printed in media.words_in(path, told["page"], told["box"]), name
        else:
            with Image.open(path) as picture:
                assert media.contrast(media.cut(picture, told["box"])) > 15, name


def test_clips_are_of_every_make() -> None:
    clips = {case["ref"]: video(case["ref"]) for case in CASES if case["kind"] == "clip"}
    made = {ref: media.codecs(path) for ref, path in clips.items()}
    assert {"h264", "aac"} in made.values()
    assert any(
        "vp9" in codecs and "opus" in codecs for codecs in ({c.removeprefix("lib") for c in m} for m in made.values())
    )
    assert sum(len(codecs) == 1 for codecs in made.values()) == 1, "one clip has no sound"
    gaps = {}
    for ref, path in clips.items():
        times = media.frame_times(path)
        gaps[ref] = {round(later - earlier, 2) for earlier, later in pairwise(times)}
    assert [ref for ref, found in gaps.items() if len(found) > 2] == ["demo-clip-04"], "one has uneven frames"


def test_two_clips_of_one_creator_can_be_compared() -> None:
    """And no other two are tied: what stands alone is there to be seen, too."""
    clips = [CaseRecord.model_validate_json(json.dumps(case)) for case in CASES if case["kind"] == "clip"]
    tied = {(one.ref, other.ref): shared_ties(one, other) for one, other in combinations(clips, 2)}
    assert {pair: kinds for pair, kinds in tied.items() if kinds} == {
        ("demo-clip-01", "demo-clip-04"): (TieKind.CREATOR,)
    }


def test_frames_move() -> None:
    for case in CASES:
        if case["kind"] == "clip":
            one, other = (media.frame_at(video(case["ref"]), seconds).convert("L") for seconds in (3.0, 3.5))
            assert one.tobytes() != other.tobytes(), case["ref"]
            assert one.height > one.width


def test_specimens_say_so() -> None:
    for case in CASES:
        for document in case["subject"].get("documents", []):
            path = PACK / document["file"]["path"]
            if path.suffix == ".pdf":
                assert "SPECIMEN" in media.words_in(path, 1, [0, 0, 1, 1])
