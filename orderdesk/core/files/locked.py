"""Files that are protected by a password, opened with it. Runs in the child only; nothing is kept."""

from __future__ import annotations

import io

from orderdesk.core.files.problems import FileTrouble, Refused

_EVERYBODYS = "VelvetSweatshop"
"""What Excel itself encrypts with, and opens without asking, where a workbook is only write-protected."""


def unlocked(data: bytes, password: str) -> tuple[bytes, bool]:
    """The workbook inside the compound file *data*, and whether it was locked.

    Refused when it asks for a password and *password* is empty or not the one.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not office.is_encrypted():
            return data, False
        out = io.BytesIO()
        office.load_key(password=password or _EVERYBODYS, verify_password=True)
        office.decrypt(out)
    except InvalidKeyError:
        raise Refused(FileTrouble.WRONG_PASSWORD if password else FileTrouble.LOCKED) from None
    except DecryptionError:  # locked in a way that the library does not know
        raise Refused(FileTrouble.LOCKED) from None
    except FileFormatError:  # a compound file of another kind
        raise Refused(FileTrouble.NOT_TABLE) from None
    return out.getvalue(), True
