"""What dialogs that write a file ask and say alike."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.words import Word

ASK_REASON: Final = Word("사유 (필수, 기록에 남습니다)", "Reason (required; it is recorded)")


def refusal_words(refused: ExportRefused) -> Word:
    """Why a file is not taken out, and what to do."""
    message, advice = refused.reason.message, refused.reason.advice
    return Word(f"{message.ko}. {advice.ko}", f"{message.en}. {advice.en}")


def unwritten_words(path: Path, error: OSError) -> Word:
    """Why a file could not be written."""
    why = f"{path} ({error.strerror or error})"
    return Word(f"쓸 수 없습니다: {why}", f"Can't be written: {why}")
