"""`orderdesk` and `python -m orderdesk`: prepares the terminal, then opens the desk or runs a command."""

from __future__ import annotations

import gc
import os
import sys

from orderdesk import __version__, settings
from orderdesk.terminal import crash, prepare


def main() -> int:
    """Run orderdesk with the arguments of the process; the exit status."""
    prepare.prepare()
    crash.install(settings.log_dir(), __version__)
    arguments = sys.argv[1:]
    if not arguments and not (os.environ.get(prepare.ASKED_OF_SSH) or prepare.COMPLETING in os.environ):
        return _open_desk()
    from orderdesk.cli import main as run
    from orderdesk.terminal import signals

    signals.end_by_exit()
    return run(arguments)


def _open_desk() -> int:
    """Open the desk on the store that is meant, without loading the command-line library.

    What a start makes stays: it is not searched for cyclic garbage, which would take a sixth of the time.
    The desk searches again once the first list is drawn.
    """
    gc.disable()
    try:
        chosen = settings.load_settings()
    except settings.SettingsError as problem:
        print(problem, file=sys.stderr)
        return 3
    from orderdesk.start import open_desk

    return open_desk(settings.store_url(None), chosen)


if __name__ == "__main__":
    sys.exit(main())
