"""Python's own `import`, put back after Qt's bindings have put theirs in its place; loaded right after them.

Theirs reads the whole source of every module that is imported from then on, on whichever thread, and keeps it, to see
whether it may ask for `__feature__` (names in snake case), which nothing here does: a sixth of the time that loading
this program takes, and 8 MB.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - whose doing it is

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
