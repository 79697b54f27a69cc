"""What a verdict hangs on and only a person can say: inputs that are stated, as questions in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer_app.client.words import _, language
from reviewer_app.domain.schedule import Input, InputType
from reviewer_app.rulebooks.consequences import Asked, SetOff

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Question:
    """An input that who judges states: `choices` are values with their words, none for a number; `value` as stated.

    `optional`: nothing hangs on it being answered.
    """

    schedule: str
    name: str
    text: str
    choices: tuple[tuple[Value, str], ...] = ()
    value: Value | None = None
    optional: bool = False

    @property
    def waits(self) -> bool:
        """Whether something hangs on it and it has no answer yet."""
        return self.value is None and not self.optional

    def same(self, other: Question | None) -> bool:
        """Whether another one asks for the same input."""
        return other is not None and (self.schedule, self.name) == (other.schedule, other.name)


def to_answer(asked: Sequence[Question], at: int = 0) -> int | None:
    """The number of the question to go to, from one on and round again: the first that waits, else the first that has
    no answer; None where all have one."""
    order = [(at + step) % len(asked) for step in range(len(asked))]
    without = (one for one in order if asked[one].value is None)
    return next((one for one in order if asked[one].waits), next(without, None))


def asked_of(schedule_id: str, item: Asked) -> Question:
    """An input as a question, in the language in use."""
    return Question(schedule_id, item.input.name, item.input.text.within(language()), _choices(item.input), item.value)


def questions_of(made: SetOff) -> Iterator[Question]:
    """What the parts concerned leave to who judges, each once."""
    seen: set[tuple[str, str]] = set()
    parts = [(one.version.id, one.inputs) for one in made.ladders]
    parts += [(one.version.id, one.inputs) for one in made.penalties]
    for schedule_id, inputs in parts:
        for item in inputs:
            key = (schedule_id, item.input.name)
            if item.input.stated and key not in seen:
                seen.add(key)
                yield asked_of(schedule_id, item)


def _choices(item: Input) -> tuple[tuple[Value, str], ...]:
    if item.type is InputType.WORD:
        return tuple((word, item.word_text(word, language())) for word in item.words)
    if item.type is InputType.FLAG:
        return ((True, _("Yes")), (False, _("No")))
    return ()


def value_words(item: Asked) -> str:
    """What an input is, in words."""
    if isinstance(item.value, str):
        return item.input.word_text(item.value, language())
    if isinstance(item.value, bool):
        return _("Yes") if item.value else _("No")
    return f"{item.value:,}"
