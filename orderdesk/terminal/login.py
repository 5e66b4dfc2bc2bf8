"""Who is at the terminal: what the system and the SSH server say, and asking where they don't know."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from orderdesk.core.domain.logins import Login, fingerprint
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services import operators
from orderdesk.core.services.places import is_ours
from orderdesk.core.services.visiting import record_refused
from orderdesk.core.store.engine import Store
from orderdesk.settings import os_user

_LONGEST_PLACE: Final = 100
"""Characters of an address or a machine's name at most."""

_TIMES: Final = 3
"""How often a name and passphrase are asked for."""

NAME: Final = Word("이름: ", "Name: ")
PASSPHRASE: Final = Word("비밀문구: ", "Passphrase: ")
_NEW: Final = Word("새 비밀문구 (8자 이상): ", "New passphrase (8 characters or more): ")
_SECRET: Final = Word("비밀 값: ", "Secret: ")
_AGAIN: Final = Word("한 번 더: ", "Once more: ")


def login_here(environ: Mapping[str, str] = os.environ) -> Login:
    """The login of this process. Its key is known where sshd has ``ExposeAuthInfo yes``."""
    return Login(account(), _key_of(environ.get("SSH_USER_AUTH", "")), place=place_here(environ))


def place_here(environ: Mapping[str, str]) -> str:
    """From where: the address of the SSH client, which sshd tells; else this machine's name and terminal."""
    client = clean(environ.get("SSH_CONNECTION", "")).split()
    if client:
        return client[0][:_LONGEST_PLACE]
    with suppress(OSError, AttributeError, ValueError):  # no terminal; Windows; a closed stream
        return f"{_machine()} {os.ttyname(sys.stdin.fileno()).removeprefix('/dev/')}"
    return _machine()


def _machine() -> str:
    return clean(socket.gethostname())[:_LONGEST_PLACE]


def account() -> str:
    """The user of the system by the process's own number, which no variable of the environment changes."""
    try:
        import pwd
    except ImportError:  # Windows
        return os_user()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user id without an account, as in containers
        return f"user-{os.getuid()}"


def _key_of(path: str) -> str:
    """The fingerprint of the key in the file that sshd wrote at *path*; "" when there is none."""
    if not path:
        return ""
    try:
        told = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return ""
    for line in told:
        method, _, key = line.partition(" ")
        if method == "publickey":
            try:
                return fingerprint(key)
            except ValueError:
                continue
    return ""


def ask_new_passphrase(lang: Lang) -> str:
    """A new passphrase, typed twice the same; from a pipe its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    while True:
        text = getpass.getpass(_NEW.text(lang))
        if getpass.getpass(_AGAIN.text(lang)) == text:
            return text


def ask_secret(lang: Lang) -> str:
    """A secret, which is not shown while it is typed; from a pipe its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(_SECRET.text(lang))


def come_in(store: Store, login: Login, name: str, now: int, lang: Lang) -> tuple[Actor, bool]:
    """As whom this login acts in *store*, and whether a passphrase was asked for to find that out.

    What an SSH server says (`login.named`) counts where the store is this user's own: such a user could do
    anything to it anyway. OperatorRefused when nobody can be asked, or no name and passphrase fit. From where
    it comes counts for all that the access records tell from now on.
    """
    store.place = login.place
    try:
        if not login.named or is_ours(store):
            return operators.come_in(store, login, name, now), False
        raise operators.OperatorRefused(Refusal.NO_LOGIN, login.named)
    except operators.OperatorRefused as refused:
        if refused.refusal is not Refusal.NO_LOGIN or not _somebody():
            who = Actor(ActorKind.SELLER, login.named or login.user)
            record_refused(store, who, now, refused.refusal)
            raise
    return _ask(store, login, now, lang), True


def _ask(store: Store, login: Login, now: int, lang: Lang) -> Actor:
    """As whom somebody acts who is asked for name and passphrase, some times at most. OperatorRefused."""
    left = _TIMES
    while True:
        left -= 1
        try:
            who = login.named or _asked(NAME.text(lang))
            return operators.admit(store, who, getpass.getpass(PASSPHRASE.text(lang)), now, login.user)
        except operators.OperatorRefused as refused:
            if not left:
                raise
            print(refused.message.text(lang), file=sys.stderr)


def _somebody() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()
