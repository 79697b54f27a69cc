"""What is loaded when it is first asked for (PEP 562): a package's names, and what a library names but does not use."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType


def names(package: str, rooms: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """A package's `__getattr__`: `rooms` says which module has which names."""
    homes = {name: f"{package}.{room}" for room, held in rooms.items() for name in held}

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(homes[name]), name)

    return find


@contextmanager
def unread(*modules: str) -> Iterator[None]:
    """Around an import: those of these modules that are installed and not loaded yet stand there empty for it.

    Whoever asks one for a name, from whichever thread, has it loaded; whoever imports it afterwards gets the real one.
    """
    put = {name: _empty(name) for name in modules if name not in sys.modules and _installed(name)}
    for name, module in put.items():
        package, _, own = name.rpartition(".")
        if package:
            setattr(importlib.import_module(package), own, module)  # as an import would; the real one takes its place
        sys.modules.setdefault(name, module)
    try:
        yield
    finally:
        for name, module in put.items():
            _give_way(name, module)


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the package that it would be in
        return False


def _empty(name: str) -> ModuleType:
    module = ModuleType(name, "Loaded when it is first asked for a name.")

    def find(wanted: str) -> object:
        _give_way(name, module)
        return getattr(importlib.import_module(name), wanted)

    module.__getattr__ = find  # type: ignore[method-assign]
    return module


def _give_way(name: str, module: ModuleType) -> None:
    if sys.modules.get(name) is module:
        sys.modules.pop(name, None)
