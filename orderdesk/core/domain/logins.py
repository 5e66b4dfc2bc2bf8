"""Logins: what is known of who is at the terminal, whose login it is, and passphrases as they are kept."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.roles import Operator, Role, guards

SHORTEST: Final = 8
"""Characters of a passphrase at least."""

_COST: Final = (1 << 15, 8, 1)
"""scrypt's N, r and p: a tenth of a second and 32 MB for each try."""

_MEMORY: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Login:
    """A login: the user of the operating system, the fingerprint of its SSH key where the server tells it.

    `named` is the operator that the SSH server's own settings say it is; nobody else may set it. `place` is
    from where it comes.
    """

    user: str
    key: str = ""
    named: str = ""
    place: str = ""


def whose(operators: Sequence[Operator], login: Login) -> Operator | None:
    """The operator whose *login* it is, also one who is disabled; None when it is nobody's.

    A key says more than the user that many may share: once any operator has a key, a login by key is known
    by that key alone.
    """
    if login.named:
        return next((each for each in operators if each.name == login.named), None)
    if login.key and any(each.ssh_key for each in operators):
        return next((each for each in operators if each.ssh_key == login.key), None)
    return next((each for each in operators if each.login_user == login.user), None)


def shared_admin(operators: Sequence[Operator], user: str) -> Operator | None:
    """The admin as whom anybody acts who comes in as the system's *user* and tells no key.

    None where that user is nobody's but the admin's: where no other operator comes in without a user of one's
    own, by a key or a passphrase.
    """
    there = [each for each in operators if not each.disabled]
    admin = next((each for each in there if each.role is Role.ADMIN and each.login_user == user), None)
    shared = any(each is not admin and each.login_user is None for each in there)
    return admin if guards(operators) and shared else None


def fingerprint(key: str) -> str:
    """The fingerprint of an SSH public key, as ``ssh-keygen -l`` prints it; one given as such stays.

    ValueError when *key* is neither.
    """
    words = key.split()
    if len(words) == 1 and words[0].startswith("SHA256:") and len(words[0]) == 50:
        return words[0]
    at = next((n for n, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-", "sk-"))), None)
    if at is None or at + 1 >= len(words):
        raise ValueError(key)
    try:
        blob = base64.b64decode(words[at + 1], validate=True)
    except binascii.Error:
        raise ValueError(key) from None
    name = words[at].encode("ascii", "replace")
    if blob[:4] != len(name).to_bytes(4, "big") or blob[4 : 4 + len(name)] != name:
        raise ValueError(key)
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def keep_passphrase(passphrase: str, salt: bytes) -> str:
    """*passphrase* as it is kept: one way, with a *salt* of its own."""
    n, r, p = _COST
    made = _scrypt(passphrase, salt, n, r, p)
    return f"scrypt:{n}:{r}:{p}:{salt.hex()}:{made.hex()}"


def fits(passphrase: str, kept: str) -> bool:
    """Whether *passphrase* is the one that was *kept*; never where none was."""
    parts = kept.split(":")
    if len(parts) != 6 or parts[0] != "scrypt":
        return False
    made = _scrypt(passphrase, bytes.fromhex(parts[4]), *map(int, parts[1:4]))
    return hmac.compare_digest(made, bytes.fromhex(parts[5]))


def _scrypt(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY)
