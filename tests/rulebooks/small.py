"""A small rulebook that is sound, and ways to spoil it: by text, so that lines in complaints can be checked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

SMALL = """\
id: small
version: 2026-02-01
title: {zh: 小规则, en: Small}
applies_to: [clip]
zone: Asia/Shanghai
published_at: 2026-01-15T10:00
effective_from: 2026-02-01
summary: {zh: 首版, en: First}
sources:
  - {id: law, title: {zh: 某法, en: A law}, in_force: 2019-01-01}
measures:
  - {id: warn, title: {zh: 警告, en: Warning}, effect: {zh: 记录在案, en: On record}, impact: 1}
procedure:
  rounds: [first, signoff]
  reason_min_chars: 6
  signoff:
    - {id: high-impact, text: {zh: 影响大, en: High impact}, when: impact >= 3}
  risk:
    - {id: score, text: {zh: 得分, en: Score}, expression: max_flag_score, weight: 2}
    - id: sales
      text: {zh: 成交额, en: Sales}
      expression: math.least(gmv / 100.0, 1.0)
      weight: 1
  hold_reasons:
    - {id: papers, text: {zh: 等材料, en: Papers}, hours: 72, owner: reviewer}
clauses:
  - id: offsite
    number: "1"
    title: {zh: 站外引流, en: Leading buyers away}
    definition: {zh: 不得引到平台之外, en: Nobody is led off the platform}
    elements:
      - {id: where, text: {zh: 位置, en: Where}, proof: anchor}
    examples:
      - {violates: true, text: {zh: 扫码进群, en: Scan and join}}
      - {violates: false, text: {zh: 站内下单, en: Order here}}
    severity: high
    measures: [warn]
    citations: [{source: law, clause: "1"}]
    sender_ids: [law@1#1]
    keywords: [引流, diversion]
"""


def spoilt(old: str, new: str, text: str = SMALL) -> str:
    """The text with one passage replaced, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_of(passage: str, text: str) -> int:
    """The line, from one, on which a passage begins."""
    return text[: text.index(passage)].count("\n") + 1


def version(name: str, start: str, *, end: str | None = None, extra: str = "", published: str | None = None) -> str:
    """The small rulebook under another version and period; `extra` is further lines such as `supersedes: ...`."""
    text = spoilt("version: 2026-02-01\n", f"version: {name}\n")
    until = f"effective_until: {end}\n" if end else ""
    text = spoilt("effective_from: 2026-02-01\n", f"effective_from: {start}\n{until}{extra}", text)
    notice = (date.fromisoformat(start) - timedelta(days=7)).isoformat() + "T00:00"
    return spoilt("published_at: 2026-01-15T10:00", f"published_at: {published or notice}", text)


NONE_THEN = """cases:
  - {id: none-then, at: 1990-01-01T00:00:00+08:00, ask: clause, facts: {sender: any}, gives: {version: null}}
"""
"""Cases that any version answers."""


def folder_with(folder: Path, **texts: str) -> Path:
    """A folder of rulebooks that holds versions of the small one with their cases, by file name (`_` for `-`)."""
    for name, text in texts.items():
        with_cases(folder / "small" / f"{name.lstrip('v').replace('_', '-')}.yaml", text.encode())
    return folder


def with_cases(path: Path, body: bytes, cases: str = NONE_THEN) -> Path:
    """Writes a version, and cases beside it."""
    beside = path.parent / "cases" / path.name
    beside.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    beside.write_text(cases, encoding="utf-8")
    return path
