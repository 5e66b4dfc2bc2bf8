"""What every command shares: its session (store, actor, language), talk, and errors as exit statuses."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import typer

from orderdesk import settings
from orderdesk.core.domain.api_refusals import ApiRefused
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.requests import BadRequest, Request, make_request
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang as LangText
from orderdesk.core.domain.words import Word
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.marking import mark_of, printed
from orderdesk.core.services.operators import OperatorRefused
from orderdesk.core.services.recovering import left_behind
from orderdesk.core.services.rehearsing import NAME, SAFE
from orderdesk.core.services.stock import StockRefused
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.tracking_rules import BadLabel, courier_names
from orderdesk.core.services.visiting import Look, Tally, record_login, record_look
from orderdesk.core.store.denials import recorded
from orderdesk.core.store.engine import MISSING, SQLITE_URL, Store, open_store
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.problems import StoreProblem
from orderdesk.terminal.login import come_in, login_here

DONE, PART, USAGE, TROUBLE, ABORTED = 0, 1, 2, 3, 130
"""Exit statuses; the last is what shells say of a command that Ctrl+C ended."""

_UNWRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a full or failing disk answers, behind the standard output too, where no file has a name."""


_UNRECORDED = Word("접속기록을 적지 못했습니다: ", "The access record could not be written: ")


class Lang(StrEnum):
    """The languages of the command line's talk and labels."""

    ko = "ko"
    en = "en"


class UsageProblem(Exception):
    """The command was called wrongly; says so in both languages."""

    status = USAGE

    def __init__(self, words: Word) -> None:
        super().__init__(words.en)
        self.words = words


class OutsideProblem(UsageProblem):
    """Another company's service failed; says so in both languages."""

    status = TROUBLE


class Session:
    """One call of the command line: which store, who acts, in which language.

    Who acts is known for certain once the store is open.
    """

    def __init__(self, db: str | None, lang: str | None) -> None:
        self.settings = self.printed = settings.load_settings()
        self.db = db
        self.lang: LangText = "en" if (lang or self.settings.lang) == "en" else "ko"
        self.login = login_here()
        self.actor = Actor(ActorKind.SELLER, self.settings.operator)
        self.asked: str | None = None
        """What an SSH client asked for, until it is recorded that somebody came in for it."""
        self.mouse = True
        """Whether screens hear the mouse; without, it is the terminal's own, to select text with."""
        self.makes = False
        """Whether the command may make the store that it is called on; others only open what is there."""
        self.leaves_nothing = False
        """Whether a store that the command makes is thrown away with what it holds, as for a dry run."""

    def url(self) -> str:
        """The address of the store that is meant."""
        return settings.store_url(self.db)

    @contextmanager
    def store(self, writes: bool = False) -> Iterator[Store]:
        """The open store, with its first tabs; StoreProblem where there is none and `makes` is off.

        A writing command first carries abandoned jobs on.
        """
        with self._opened() as store:
            self.enter(store)
            if writes:
                for words in left_behind(store, now):
                    self.say(words)
            with recorded(store, self.actor, now()):
                yield store

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        """The store that is meant; one that is not there and may leave nothing is made elsewhere."""
        with ExitStack() as held:
            try:
                store = open_store(self.url(), create=self.makes and not self.leaves_nothing)
            except StoreProblem as problem:
                if problem.code != MISSING or not self.makes:
                    raise
                folder = held.enter_context(TemporaryDirectory(prefix="orderdesk-"))
                store = open_store(f"{SQLITE_URL}{folder}/orderdesk.db")
            yield held.enter_context(store)

    def enter(self, store: Store) -> None:
        """Find out who acts; a new store gets its owner and its first tabs.

        Who came in by the door of an SSH server or by a passphrase is recorded: others had come in before.
        """
        self.actor, proved = come_in(store, self.login, self.settings.operator, now(), self.lang)
        begin_shop(store, SYSTEM, now(), self.lang)
        mark = mark_of(store)
        self.printed = printed(self.settings, mark, self.lang)
        if mark == NAME:
            self.say(SAFE)
        if proved or self.asked is not None:
            record_login(store, self.actor, now(), self.asked or "")
            self.asked = None

    def looked(self, store: Store, look: Look, shown: Tally) -> None:
        """Record what was *shown* whole; where that can't be written it is said."""
        try:
            record_look(store, self.actor, now(), look, shown)
        except StoreProblem as problem:
            self.say(Word(_UNRECORDED.ko + problem.message.ko, _UNRECORDED.en + problem.message.en))

    def say(self, words: Word) -> None:
        """Talk, to stderr."""
        typer.echo(words.text(self.lang), err=True)


def fresh_name() -> str:
    """A name for a gesture that was given none: what comes twice under one name is done once."""
    return uuid4().hex[:16]


def now() -> int:
    """The clock of the command line: UTC seconds."""
    return int(time.time())


def session(context: typer.Context) -> Session:
    """The session that the callback made."""
    found = context.find_object(Session)
    if found is None:
        raise RuntimeError("no session")
    return found


def request_of(action: str, given: Mapping[str, str]) -> Request:
    """The request of *action* with the given fields. UsageProblem names the field that is wrong."""
    try:
        return make_request(action, given)
    except BadRequest as bad:
        words = _bad_request(bad)
    raise UsageProblem(words)


def _bad_request(bad: BadRequest) -> Word:
    where = clean(" ".join(part for part in (bad.field, bad.value) if part))
    message, advice = bad.refusal.message, bad.refusal.advice
    return Word(f"{where}: {message.ko}. {advice.ko}", f"{where}: {message.en}. {advice.en}")


def interactive() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def talker() -> Callable[[int, int], None]:
    """Progress on stderr, only where somebody watches."""
    if not interactive():
        return lambda done, total: None

    def talk(done: int, total: int) -> None:
        typer.echo(f"\r{done:,}/{total:,}", nl=done >= total, err=True)

    return talk


def _explain(error: Exception) -> tuple[Word, int] | None:
    """What to say about *error* and the exit status; None when it is not for people."""
    match error:
        case UsageProblem():
            return error.words, error.status
        case BadRequest():
            return _bad_request(error), USAGE
        case BadCondition():
            text = clean(error.text)
            return Word(f"{text}: {error.advice.ko}", f"{text}: {error.advice.en}"), USAGE
        case ExportRefused():
            return _whole(error.reason.message, error.reason.advice, error.detail), USAGE
        case ApiRefused():
            return _whole(error.reason.message, error.reason.advice, ", ".join(error.details)), USAGE
        case BadLabel():
            return _bad_label(error), USAGE
        case OperatorRefused() | NotPermitted():
            about = clean(error.where) + ": " * bool(error.where)
            return Word(f"{about}{error.message.ko}", f"{about}{error.message.en}"), USAGE
        case StockRefused():
            about = clean(error.value) + ": " * bool(error.value)
            return Word(f"{about}{error.word.ko}", f"{about}{error.word.en}"), USAGE
        case FileProblem():
            where = clean(f"{error.file} {error.sheet} {error.detail}".strip())
            kind = error.kind
            return (
                Word(
                    f"{where}: {kind.message.ko}. {kind.advice.ko}",
                    f"{where}: {kind.message.en}. {kind.advice.en}",
                ),
                TROUBLE,
            )
        case StoreProblem():
            where = clean(error.where)
            return Word(f"{where}: {error.message.ko}", f"{where}: {error.message.en}"), TROUBLE
        case GatewayError():
            return fault_words(error), TROUBLE
        case settings.SettingsError():
            return Word(str(error), str(error)), TROUBLE
        case OSError(filename=str() | Path()):  # of a file that was named; anything else is a fault of ours
            text = clean(f"{error.filename}: {error.strerror}")
            return (
                Word(
                    f"{text}. 경로와 권한, 남은 공간을 확인하세요",
                    f"{text}; check path, permissions and free space",
                ),
                TROUBLE,
            )
    return None


def _whole(message: Word, advice: Word, about: str) -> Word:
    """What is wrong with *about*, outside text or "", and what to do now."""
    about = clean(about) + ": " * bool(about)
    return Word(f"{about}{message.ko}. {advice.ko}", f"{about}{message.en}. {advice.en}")


def _bad_label(bad: BadLabel) -> Word:
    text, reason, names = clean(bad.text), bad.reason, ", ".join(courier_names())
    listed = f" ({names})" if reason.code.startswith("courier") else ""
    return Word(
        f"{text}: {reason.message.ko}. {reason.advice.ko}{listed}",
        f"{text}: {reason.message.en}. {reason.advice.en}{listed}",
    )


def guarded(run: Callable[[], Any], arguments: list[str]) -> int:
    """Run a command and turn what goes wrong into words and an exit status."""
    status = DONE
    try:
        status = _status_of(run, arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _write_to_nobody()
    except OSError as error:
        if error.errno not in _UNWRITTEN:
            raise
        _write_to_nobody()
        why = clean(error.strerror or str(error))
        words = Word(
            f"다 쓰지 못했습니다: {why}. 공간을 비우고 다시 하세요",
            f"Not everything was written: {why}; free some space and try again",
        )
        typer.echo(words.text(language(arguments)), err=True)
        status = TROUBLE
    except SystemExit as ended:  # so the library ends a command whose reader went away, such as `head`
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        _write_to_nobody()
    return status


def _write_to_nobody() -> None:
    """What is still buffered goes nowhere, so that closing the streams makes no noise."""
    with suppress(OSError), open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _status_of(run: Callable[[], Any], arguments: list[str]) -> int:
    try:
        result = run()
        return result if isinstance(result, int) else DONE
    except typer.TyperException as wrong:
        hint = Word("orderdesk --help 를 보세요", "See orderdesk --help").text(language(arguments))
        typer.echo(f"{clean(wrong.format_message())} {hint}", err=True)
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        return ABORTED
    except BrokenPipeError:
        raise
    except Exception as error:
        told = _explain(error)
        if told is None:
            raise
        words, status = told
        typer.echo(words.text(language(arguments)), err=True)
        return status


def language(arguments: list[str]) -> LangText:
    """The language of help and errors, also when the arguments or the settings are what is wrong."""
    said = [after for option, after in pairwise(arguments) if option == "--lang"]
    said += [text.removeprefix("--lang=") for text in arguments if text.startswith("--lang=")]
    if not said:
        with suppress(settings.SettingsError):
            said = [settings.load_settings().lang]
    return "en" if said[:1] == ["en"] else "ko"
