"""The looks start from what every test of the screen starts from."""

from __future__ import annotations

from tests.ui.conftest import _catalogues, _dressed, chinese, room

__all__ = ["_catalogues", "_dressed", "chinese", "room"]
