"""The rulebooks that come with the program: where they lie, and what they compile to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.rulebooks.folder import load_folder, load_schedules


def shipped_folder() -> Path:
    """`resources/rulebooks` beside the package."""
    return Path(__file__).resolve().parents[2] / "resources" / "rulebooks"


@cache
def shipped() -> tuple[CompiledRulebook, ...]:
    """Every shipped version, compiled. Raises RulebookRefused where the folder is missing or damaged."""
    return load_folder(shipped_folder())


@cache
def compiled_schedules() -> tuple[CompiledRulebook, ...]:
    """Every shipped version of the schedules, compiled. Raises RulebookRefused where one is damaged."""
    return load_schedules(shipped_folder())


@cache
def shipped_schedules() -> tuple[PublishedSchedule, ...]:
    """The same as values."""
    return tuple(item.published_schedule for item in compiled_schedules())
