"""Textual bindings made from the action table."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from orderdesk.keyboard.actions import Action, Scope, in_scope

PRIORITY_KEYS: Final = frozenset({"ctrl+d", "ctrl+q", "ctrl+s", "f1"})
"""Heard before the focused widget, whatever that is; the application lets the keys before them act first."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of *scope*, to be a class's BINDINGS.

    GLOBAL ones belong to the application. A dialog's list repeats those that dialogs need, because a modal
    screen hides the application's keys. What is global always calls the application (``action_back`` of the
    App), everything else the screen that carries the bindings.
    """
    return [binding for each in in_scope(scope) for binding in _bindings_of(each)]


def _bindings_of(action: Action) -> list[Binding]:
    target = f"app.{action.id}" if Scope.GLOBAL in action.scopes else action.id
    return [
        Binding(
            key,
            f"{target}({key})" if action.by_digit else target,
            action.words.ko,
            show=False,
            priority=key in PRIORITY_KEYS,
            tooltip=action.help.ko,
            id=f"{action.id}.{key}",
        )
        for key in action.bound_keys
    ]
