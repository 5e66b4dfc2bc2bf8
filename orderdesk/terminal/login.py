"""Who is at the terminal: what the system and the SSH server say, and asking where they don't know."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from orderdesk.core.domain.logins import Login, fingerprint
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services import operators
from orderdesk.core.services.places import is_ours
from orderdesk.core.store.engine import Store
from orderdesk.settings import os_user

_TIMES: Final = 3
"""How often a name and passphrase are asked for."""

NAME: Final = Word("이름: ", "Name: ")
PASSPHRASE: Final = Word("비밀문구: ", "Passphrase: ")
_NEW: Final = Word("새 비밀문구 (8자 이상): ", "New passphrase (8 characters or more): ")
_SECRET: Final = Word("비밀 값: ", "Secret: ")
_AGAIN: Final = Word("한 번 더: ", "Once more: ")


def login_here(environ: Mapping[str, str] = os.environ) -> Login:
    """The login of this process. Its key is known where sshd has ``ExposeAuthInfo yes``."""
    return Login(account(), _key_of(environ.get("SSH_USER_AUTH", "")))


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


def come_in(store: Store, login: Login, name: str, now: int, lang: Lang) -> Actor:
    """As whom this login acts in *store*; where that can't be told somebody at the terminal is asked.

    What an SSH server says (`login.named`) counts where the store is this user's own: such a user could do
    anything to it anyway. OperatorRefused when nobody can be asked, or no name and passphrase fit.
    """
    if not login.named or is_ours(store):
        try:
            return operators.come_in(store, login, name, now)
        except operators.OperatorRefused as refused:
            if refused.refusal is not Refusal.NO_LOGIN or not _somebody():
                raise
    elif not _somebody():
        raise operators.OperatorRefused(Refusal.NO_LOGIN, login.named)
    left = _TIMES
    while True:
        left -= 1
        try:
            who = login.named or _asked(NAME.text(lang))
            return operators.admit(store, who, getpass.getpass(PASSPHRASE.text(lang)))
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
