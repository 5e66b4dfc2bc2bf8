"""The copies to rehearse on: how one is made of a store, found again, and removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.words import Word
from orderdesk.core.services.places import store_file
from orderdesk.core.services.rehearsing import Rehearsal, rehearsal
from orderdesk.core.services.taking_whole import take_whole
from orderdesk.core.store.backups import remove_store
from orderdesk.core.store.copying import copy_store
from orderdesk.core.store.engine import SQLITE_URL, Store, open_store, store_backend
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.rehearsal import cut_off


def kept_rehearsal(url: str) -> Rehearsal | None:
    """The copy that stands at *url*; None: there is nothing. StoreProblem for a store that is none."""
    if not store_backend(url).exists():
        return None
    with open_store(url, create=False) as store, store.reader() as conn:
        found = rehearsal(conn)
        if found is None:
            raise StoreProblem(
                "rehearsal-place",
                Word(
                    "연습용이 아닌 저장소가 있어 그대로 두었습니다. 옮기거나 이름을 바꾸세요.",
                    "There is a store that is not a rehearsal; it was left alone. Move it or rename it.",
                ),
                store.where,
            )
    return found


def begin_rehearsal(
    source: Store, actor: Actor, now: int, url: str, progress: Callable[[int, int], None]
) -> None:
    """Copy *source* to the file at *url*, where nothing may be yet, cut off from the outside and marked.

    It is marked before it stands there; killed on the way, nothing does. `progress` is as for `copy_store`.
    NotPermitted for who may not take the whole store; it stands in its access record. StoreProblem.
    """
    file = store_file(url) or Path()
    take_whole(source, actor, now, str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="rehearsal-", dir=file.parent) as folder:  # readable by its owner alone
        copy = Path(folder) / file.name
        with open_store(f"{SQLITE_URL}{copy}") as target:
            copy_store(source, target, progress)
            with target.writer() as conn:
                cut_off(conn, now, json.dumps({"of": source.where, "at": now}, ensure_ascii=False))
        file.touch(mode=0o600)
        store_backend(url).replace_by(copy)


def end_rehearsal(url: str) -> None:
    """Remove the copy at *url*, its secrets and the backups of its schema; nothing else that stands there.

    StoreProblem for a store that is no rehearsal.
    """
    file = store_file(url)
    if file is None or kept_rehearsal(url) is None:
        return
    remove_store(file)
    for each in (file.with_name(f"{file.name}.secrets"), *file.parent.glob(f"{file.name}.*.backup*")):
        each.unlink(missing_ok=True)
