from __future__ import annotations

import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from orderdesk.core.domain.quick import quick


@dataclass(frozen=True, slots=True)
class Plain:
    n: int
    name: str
    note: str = "-"
    parts: tuple[int, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    n: int
    name: str
    note: str = "-"
    parts: tuple[int, ...] = ()


def test_a_quick_record_is_made_and_behaves_like_any_other() -> None:
    for cls in (Plain, Quick):
        made = cls(1, name="홍", parts=(2,))
        assert (made.n, made.name, made.note, made.parts) == (1, "홍", "-", (2,))
        assert made == cls(1, "홍", "-", (2,)) and hash(made) == hash(cls(1, "홍", "-", (2,)))
        assert replace(made, note="") == cls(1, "홍", "", (2,))
        assert pickle.loads(pickle.dumps(made)) == made
        assert repr(made) == f"{cls.__name__}(n=1, name='홍', note='-', parts=(2,))"
        with pytest.raises(FrozenInstanceError):
            made.n = 2  # type: ignore[misc]  # that is the point
        with pytest.raises(TypeError):
            cls(1)  # type: ignore[call-arg]  # a name is wanted
    assert list(inspect.signature(Quick).parameters) == ["n", "name", "note", "parts"]


def test_what_would_be_lost_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Made:
        parts: list[int] = field(default_factory=list)

    with pytest.raises(TypeError):
        quick(Made)
