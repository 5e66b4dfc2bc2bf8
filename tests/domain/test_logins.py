from __future__ import annotations

import pytest

from orderdesk.core.domain.logins import Login, fingerprint, fits, keep_passphrase, whose
from orderdesk.core.domain.roles import Operator, Role

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPr6yt8A8fZPTb3zZd4hF6u2Yp2bOZl4Jf7yq5Qe1vXK"
PRINT = fingerprint(KEY)
OWNER = Operator(1, "김영희", Role.ADMIN, "owner")
SHARED = Operator(2, "박포장", Role.PACKER, ssh_key=PRINT)


def test_a_key_is_known_in_every_way_that_it_is_written() -> None:
    assert PRINT.startswith("SHA256:") and len(PRINT) == 50
    assert fingerprint(f"{KEY} 박포장@창고\n") == fingerprint(f"restrict,pty {KEY} x") == PRINT
    assert fingerprint(f" {PRINT}\n") == PRINT


@pytest.mark.parametrize(
    "text", ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa " + KEY.split()[1], "SHA256:x"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fingerprint(text)


def test_the_server_goes_before_the_key_and_the_key_before_the_user() -> None:
    both = [OWNER, SHARED]
    assert whose(both, Login("owner")) is OWNER
    assert whose(both, Login("owner", PRINT)) is SHARED
    assert whose(both, Login("owner", PRINT, "김영희")) is OWNER
    assert whose(both, Login("owner", named="없는 사람")) is None
    assert whose(both, Login("nobody")) is None


def test_a_strange_key_is_nobodys_although_its_user_is_known() -> None:
    assert whose([OWNER, SHARED], Login("owner", "SHA256:other")) is None
    assert whose([OWNER], Login("owner", "SHA256:other")) is OWNER  # nobody is known by keys


def test_a_passphrase_fits_itself_alone_and_is_not_kept_in_the_clear() -> None:
    kept = keep_passphrase("쌀 열 포대 38", b"0123456789abcdef")
    assert "쌀" not in kept and kept != keep_passphrase("쌀 열 포대 38", b"0123456789abcdeg")
    assert fits("쌀 열 포대 38", kept)
    assert not fits("쌀 열 포대 39", kept) and not fits("", "") and not fits("x", "plain")
