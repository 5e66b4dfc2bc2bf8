"""Reading in the test's own process: the child's answer to bytes, taken as the program takes it."""

from __future__ import annotations

import io

import pytest

from orderdesk.core.files.child import answer
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import Sheet, sheet_from


def read(data: bytes, limits: Limits = LIMITS, password: str = "") -> Sheet:
    """The sheet in *data*. FileProblem as from a file."""
    out = io.BytesIO()
    answer(out, data, limits, password)
    sheet = sheet_from(out.getvalue().splitlines(keepends=True), "made")
    assert sheet is not None
    return sheet


def refusal(data: bytes, limits: Limits = LIMITS, password: str = "") -> FileTrouble:
    """Why *data* is refused as a whole."""
    with pytest.raises(FileProblem) as caught:
        read(data, limits, password)
    return caught.value.kind
