"""Permits: what a unit of work writes for an operator must be allowed to that operator's role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from orderdesk.core.domain.roles import Act

P = ParamSpec("P")
R = TypeVar("R")


class Requiring(Protocol):
    """Who can say whether the actor may do something; NotPermitted when not."""

    def require(self, act: str) -> None:
        """NotPermitted unless the actor may do *act*, an action's id."""


Unit = TypeVar("Unit", bound=Requiring)


def needs(act: Act) -> Callable[[Callable[Concatenate[Unit, P], R]], Callable[Concatenate[Unit, P], R]]:
    """A method of a unit of work that only somebody may call who may do *act*."""

    def guard(method: Callable[Concatenate[Unit, P], R]) -> Callable[Concatenate[Unit, P], R]:
        @wraps(method)
        def guarded(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> R:
            unit.require(act.value)
            return method(unit, *args, **kwargs)

        return guarded

    return guard
