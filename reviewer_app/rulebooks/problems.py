"""What can be wrong with a rulebook, said with the file, the line and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class RulebookProblem:
    """One thing to mend in a rulebook file; `line` counts from one, 0 where the whole file or folder is meant."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class RulebookRefused(Exception):
    """A rulebook that cannot be used; nothing of it was taken over."""

    def __init__(self, problems: tuple[RulebookProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class DigestMismatch(Exception):
    """Compiled bytes that are not those their digest names: damaged on the way or altered."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(
            f"The rulebook's bytes have the digest {found}, not {expected}. "
            "They were not used; fetch the rulebook again."
        )
        self.expected = expected
        self.found = found
