"""Textual bindings made from the action table, and which of them the operator's own keys mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.binding import Binding, BindingType

from orderdesk.keyboard.actions import Action, Scope, action, in_scope
from orderdesk.keyboard.key_table import KeyTable, goes_first

At = Callable[[str], Sequence[Binding]]
"""The bindings that something has for a key."""


def bindings(scope: Scope) -> list[BindingType]:
    """The bindings of *scope*, to be a class's BINDINGS.

    GLOBAL ones belong to the application. A dialog's list repeats those that dialogs need, because a modal
    screen hides the application's keys. What is global always calls the application (``action_back`` of the
    App), everything else the screen that carries the bindings.
    """
    return [binding for each in in_scope(scope) for binding in _bindings_of(each)]


def borrowed(action_id: str, does: str = "") -> list[BindingType]:
    """Bindings of the action's keys where its scope is not heard; what it *does* there may be its own."""
    return [*_bindings_of(action(action_id), does)]


def meant_now(at: At, key: str, keys: KeyTable) -> list[Binding]:
    """The bindings that hear *key* where *at* has those of the action table, and *keys* are the present ones.

    One whose action has left the key does not hear it, and what an action does comes along to its own keys.
    """
    found = [each for each in at(key) if not keys.left(_action_of(each), key)]
    for action_id in keys.moved_to(key):
        usual = (each for each in at(action(action_id).keys[0]) if _action_of(each) == action_id)
        found += [replace(each, key=key, priority=goes_first(action_id, key)) for each in usual]
    return found


def _action_of(binding: Binding) -> str:
    return (binding.id or "").partition(".")[0]


def _bindings_of(action: Action, does: str = "") -> list[Binding]:
    target = does or (f"app.{action.id}" if Scope.GLOBAL in action.scopes else action.id)
    return [
        Binding(
            key,
            f"{target}({key})" if action.by_digit else target,
            "" if does else action.words.ko,
            show=False,
            priority=goes_first(action.id, key),
            tooltip=action.help.ko,
            id=f"{action.id}.{key}",
        )
        for key in action.bound_keys
    ]
