"""The CEL runtime, loaded when the first condition is looked at: the way to the first picture needs none of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def cel() -> Any:
    """The runtime's module."""
    from cel_expr_python import cel as runtime

    return runtime


def environment(variables: Mapping[str, Any]) -> Any:
    """An environment that knows variables by name and type, and the mathematics that conditions may use."""
    from cel_expr_python.ext import ext_math

    return cel().NewEnv(variables=dict(variables), extensions=[ext_math.ExtMath()])
