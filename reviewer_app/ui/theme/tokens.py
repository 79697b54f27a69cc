"""The look's tokens: two palettes of colours and the measures that every screen keeps to."""

from __future__ import annotations

from typing import Literal, NamedTuple

ThemeName = Literal["light", "dark"]
Tone = Literal["neutral", "accent", "ok", "warn", "bad"]
Ink = Literal["ink", "dim", "faint", "accent", "ok", "warn", "bad", "on_accent"]


class Palette(NamedTuple):
    """The colours of one theme as #rrggbb; text in them on `page`, `panel`, `sunk` reaches 4.5 : 1 (faint 3 : 1)."""

    name: ThemeName
    page: str
    panel: str
    sunk: str
    line: str
    ink: str
    dim: str
    faint: str
    accent: str
    accent_ground: str
    ok: str
    warn: str
    bad: str
    ok_ground: str
    warn_ground: str
    bad_ground: str
    on_accent: str

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Text and ground of a tone."""
        if tone == "neutral":
            return self.dim, self.panel
        grounds = {
            "accent": (self.accent, self.accent_ground),
            "ok": (self.ok, self.ok_ground),
            "warn": (self.warn, self.warn_ground),
            "bad": (self.bad, self.bad_ground),
        }
        return grounds[tone]

    def ink_of(self, ink: Ink) -> str:
        """The colour of a kind of ink."""
        colour: str = getattr(self, ink)
        return colour


LIGHT = Palette(
    name="light",
    page="#f4f5f7",
    panel="#ffffff",
    sunk="#eef0f3",
    line="#dfe3e8",
    ink="#1b2128",
    dim="#5a6673",
    faint="#76818d",
    accent="#2457d6",
    accent_ground="#e8eefc",
    ok="#1f8a5b",
    warn="#b26a00",
    bad="#c8324b",
    ok_ground="#e4f5ec",
    warn_ground="#fdf1dc",
    bad_ground="#fdeaed",
    on_accent="#ffffff",
)
DARK = Palette(
    name="dark",
    page="#14171b",
    panel="#1c2026",
    sunk="#171a1f",
    line="#2c323a",
    ink="#e6e9ed",
    dim="#a5b0bc",
    faint="#7f8a96",
    accent="#7ba2ff",
    accent_ground="#22304f",
    ok="#4cc38a",
    warn="#e5a84b",
    bad="#f0708a",
    ok_ground="#173329",
    warn_ground="#3a2d14",
    bad_ground="#41202a",
    on_accent="#10141c",
)
PALETTES: dict[ThemeName, Palette] = {"light": LIGHT, "dark": DARK}


class Metrics(NamedTuple):
    """Measures in pixels at text size 100 %; `theme.px` scales them with the text."""

    grid: int = 4
    gap: int = 8
    pad_x: int = 16
    pad_y: int = 12
    radius: int = 6
    radius_panel: int = 8
    rail: int = 60
    head: int = 48
    context: int = 280
    decision: int = 384
    decision_tight: int = 360
    status: int = 28
    row: int = 40
    field: int = 28
    button: int = 36
    label_column: int = 96
    narrow: int = 1500
    tight: int = 1100


METRICS = Metrics()
