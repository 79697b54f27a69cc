"""Places in text: the anchor that a line makes, and the flags whose words stand in a field."""

from __future__ import annotations

from reviewer_app.client.viewmodels.texts import Line, Whole, place_of
from reviewer_app.domain.cases import CaseRecord, Flag, TextPlace
from reviewer_app.domain.evidence import FieldAnchor, TextAnchor


def text_anchor(line: Line, selected: tuple[int, int] | None) -> TextAnchor | FieldAnchor | None:
    """The anchor of a line: the selected code points, or the line as a whole; None where it stands for nothing.

    A line that tells of a field in words of its own, as the lowest price does of a whole history, has no words of the
    field to select: it stands for all of it.
    """
    if not line.pointer or line.why:
        return None
    own_words = line.whole is Whole.FIELD and line.value != line.stored
    if selected is not None and selected[0] < selected[1] and not own_words:
        start, end = selected
        return TextAnchor(field=line.pointer, start=start, exact=line.stored[start:end])
    if line.whole is Whole.TEXT and line.stored:
        return TextAnchor(field=line.pointer, start=0, exact=line.stored)
    if line.whole is Whole.FIELD:
        return FieldAnchor(field=line.pointer, value=line.value)
    return None


def flags_in(record: CaseRecord, pointer: str, text: str) -> list[tuple[Flag, tuple[int, int]]]:
    """The flags whose words stand in a field, and where, in code points; a place that does not resolve is none."""
    placed = [(flag, flag.anchor) for flag in record.flags if isinstance(flag.anchor, TextPlace)]
    here = [(flag, place) for flag, place in placed if place.field == pointer]
    found = [(flag, place_of(text, place.exact, place.start)) for flag, place in here]
    return [(flag, spot) for flag, spot in found if spot is not None]
