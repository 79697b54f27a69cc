"""Anchors: the exact place in the evidence on which a finding stands, after the W3C Web Annotation selectors."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from reviewer_app.domain.cases import Box
from reviewer_app.domain.values import Sha256, Value

TimeBase = tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]
"""Numerator and denominator of the seconds that one pts unit lasts."""


def seconds_of(pts: int, first_pts: int, time_base: TimeBase) -> Fraction:
    """Seconds from the first presented instant to `pts`, exact."""
    return Fraction(pts - first_pts) * Fraction(*time_base)


class Quote(Value):
    """Exact words of a transcript that lies beside a clip: the SHA-256 of its file, and a line for each of its cues."""

    asset: Sha256
    exact: Annotated[str, Field(min_length=1, max_length=20_000)]


def _none(value: object) -> bool:
    return value is None


class TimeAnchor(Value):
    """A half-open range [start_pts, end_pts) of a clip; with a box, the place on its frames.

    `first_pts` is the first presented instant, so that seconds follow without the file. `frame_sha256` is over the
    cropped, software-decoded planes of the frame at `start_pts` in native pixel format. `quote` holds the words spoken
    or shown in that time, where they are what is meant; it is left out of the bytes where there are none.
    """

    kind: Literal["time"] = "time"
    asset: Sha256
    start_pts: int
    end_pts: int
    first_pts: int
    time_base: TimeBase
    box: Box | None = None
    frame_sha256: Sha256 | None = None
    quote: Annotated[Quote | None, Field(exclude_if=_none)] = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.first_pts <= self.start_pts < self.end_pts:
            raise ValueError("a time range starts at or after the first frame and ends after it starts")
        return self

    @property
    def start_s(self) -> Fraction:
        """Start in seconds from the first presented instant."""
        return seconds_of(self.start_pts, self.first_pts, self.time_base)

    @property
    def end_s(self) -> Fraction:
        """End, not included, in seconds from the first presented instant."""
        return seconds_of(self.end_pts, self.first_pts, self.time_base)


class RegionAnchor(Value):
    """A box on an upright picture, or on a page of a document (`page` from one; None for a picture).

    Of a file whose picture moves `page` is which of its pictures.
    """

    kind: Literal["region"] = "region"
    asset: Sha256
    box: Box
    page: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        x, y, width, height = self.box
        if width <= 0 or height <= 0 or x + width > 1.000001 or y + height > 1.000001:
            raise ValueError("a region lies on the picture and has an area")
        return self


class TextAnchor(Value):
    """Exact words in a field: a JSON Pointer below the subject, and an offset in code points of the stored string."""

    kind: Literal["text"] = "text"
    field: Annotated[str, Field(pattern=r"^(/[^\n]*)\z")]
    start: Annotated[int, Field(ge=0)]
    exact: Annotated[str, Field(min_length=1, max_length=20_000)]

    @property
    def end(self) -> int:
        """Offset behind the last code point."""
        return self.start + len(self.exact)


class FieldAnchor(Value):
    """A whole field; `value` is what stood there, or None where its absence is the point.

    Of a field that is not a string, `value` is its JSON text, whose spelling is the writer's and is not compared.
    """

    kind: Literal["field"] = "field"
    field: Annotated[str, Field(pattern=r"^(/[^\n]*)\z")]
    value: str | None = None


Anchor = Annotated[TimeAnchor | RegionAnchor | TextAnchor | FieldAnchor, Field(discriminator="kind")]


_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")  # no leading zeros, and nothing that int() would refuse for its length
_BAD_ESCAPE = re.compile(r"~(?![01])")


def escaped(name: object) -> str:
    """A name or an index as a token of a JSON Pointer (RFC 6901, section 3)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def look_up(subject: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer (RFC 6901) below a parsed subject; raises LookupError where nothing does."""
    here = subject
    for raw in pointer.split("/")[1:]:
        if _BAD_ESCAPE.search(raw):
            raise LookupError(pointer)
        token = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(here, dict) and token in here:
            here = here[token]
        elif isinstance(here, list | tuple) and _INDEX.fullmatch(token) and int(token) < len(here):
            here = here[int(token)]
        else:
            raise LookupError(pointer)
    return here


def holds(anchor: Anchor, subject: Any, assets: frozenset[str]) -> bool:
    """Whether an anchor's place exists in the stored subject; pts and pages are checked by who has the bytes."""
    if isinstance(anchor, TimeAnchor | RegionAnchor):
        return anchor.asset in assets
    try:
        found = look_up(subject, anchor.field)
    except LookupError:
        return isinstance(anchor, FieldAnchor) and anchor.value is None
    if isinstance(anchor, TextAnchor):
        return isinstance(found, str) and found[anchor.start : anchor.end] == anchor.exact
    if anchor.value is None:
        return found in (None, "", [], {}, ())
    return found == anchor.value if isinstance(found, str) else found is not None


def as_web_annotation(anchor: Anchor, case: str) -> dict[str, Any]:
    """The anchor as a W3C Web Annotation target (https://www.w3.org/TR/annotation-model/, section 4)."""
    match anchor:
        case TimeAnchor():
            spot = f"t={float(anchor.start_s):.6f},{float(anchor.end_s):.6f}"
            value = spot + (f"&{_xywh(anchor.box)}" if anchor.box else "")
            return {"source": f"urn:sha256:{anchor.asset}", "selector": _fragment(value)}
        case RegionAnchor():
            selector: dict[str, Any] = _fragment(_xywh(anchor.box))
            if anchor.page is not None:
                selector = _fragment(f"page={anchor.page}", _PDF) | {"refinedBy": selector}
            return {"source": f"urn:sha256:{anchor.asset}", "selector": selector}
        case TextAnchor():
            position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
            quote = {"type": "TextQuoteSelector", "exact": anchor.exact, "refinedBy": position}
            return {"source": f"urn:case:{case}#{anchor.field}", "selector": quote}
        case FieldAnchor():
            return {"source": f"urn:case:{case}", "selector": _fragment(anchor.field, _POINTER)}


_MEDIA = "http://www.w3.org/TR/media-frags/"
_PDF = "http://tools.ietf.org/rfc/rfc3778"
_POINTER = "http://tools.ietf.org/rfc/rfc6901"


def _fragment(value: str, conforms_to: str = _MEDIA) -> dict[str, Any]:
    return {"type": "FragmentSelector", "conformsTo": conforms_to, "value": value}


def _xywh(box: Box) -> str:
    return "xywh=percent:" + ",".join(f"{100 * part:.6f}".rstrip("0").rstrip(".") for part in box)
