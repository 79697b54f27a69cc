"""Owns the two ways in which evidence cannot be shown: the asset itself, or a place that it does not have."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an asset cannot be shown; stable codes that screens translate and logs carry."""

    UNKNOWN_KIND = "unknown_kind"  # the bytes open no container that the gate knows
    WRONG_FAMILY = "wrong_family"  # asked for frames of a picture, pages of a clip ...
    NO_PICTURE = "no_picture"  # a clip without a video stream
    UNSUPPORTED = "unsupported"  # a codec or feature outside the allowed ones
    DAMAGED = "damaged"  # does not decode
    MORE_INSIDE = "more_inside"  # a clip with streams beside its picture and sounds, or with one that is not decoded
    TOO_LARGE = "too_large"  # over a cap of pixels, pages, frames or bytes
    NO_MEMORY = "no_memory"  # the machine, or what one worker may take, had no more just then
    LOCKED = "locked"  # a document that wants a password
    UNREADABLE = "unreadable"  # the store could not give the bytes (altered, missing, short)
    TOO_SLOW = "too_slow"  # the time limit of one request passed
    CRASHED = "crashed"  # the worker died over it
    CLOSED = "closed"  # the room was stopped meanwhile; nothing is wrong with the asset


class CannotShow(Exception):
    """An asset cannot be shown; `detail` is for operators and logs (ids and codec names, never content)."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class NoSuchPlace(LookupError):
    """The asset is sound but has no such instant, page or box."""
