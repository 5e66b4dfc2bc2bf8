"""The desk without its short cuts: keys and frames go Textual's ways, and nothing past its compositor."""

from __future__ import annotations

import sys
from unittest.mock import patch

from orderdesk.terminal import prepare


def main() -> int:
    """Open the desk as `orderdesk` does with the same arguments; its exit status."""
    prepare.prepare()
    from orderdesk.__main__ import main as run
    from orderdesk.widgets import _textual_fixes
    from orderdesk.widgets._textual_fixes import CrashFixedApp, DirectLines, FrugalApp

    with (
        patch.object(DirectLines, "_is_free", lambda lines, region: False),
        patch.object(FrugalApp, "_display", CrashFixedApp._display),
        patch.object(FrugalApp, "on_event", CrashFixedApp.on_event),
        patch.object(FrugalApp, "_check_bindings", CrashFixedApp._check_bindings),
        patch.object(_textual_fixes, "direct_driver", lambda driver, forget: driver),
    ):
        return run()


if __name__ == "__main__":
    sys.exit(main())
