"""The entry of the program: the last net for what nobody foresaw."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def run() -> int:
    """Run the command line with the process's arguments; the exit code."""
    gc.disable()  # a run ends before its cycles matter; to look for them takes a tenth of its time
    try:
        from incident_lint.cli import main  # noqa: PLC0415

        _prepare_streams()
        try:
            code = main(sys.argv[1:])
        finally:
            sys.stdout.flush()  # here, where it can still be answered; `--help` comes through as SystemExit
    except BrokenPipeError:
        # The reader went away (`| head`): nothing more to say, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001, RUF100  (whatever it is: one block worth pasting into a report, and its own exit code)
        return _internal_error()
    return code


def _prepare_streams() -> None:
    """A stream that the caller closed is an empty one; a character that its encoding lacks is written as an escape."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  (as long as the process)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _internal_error() -> int:
    import platform  # noqa: PLC0415
    import traceback  # noqa: PLC0415

    from incident_lint import __version__  # noqa: PLC0415
    from incident_lint.errors import Exit  # noqa: PLC0415

    sys.stderr.write(
        "incident-lint: internal error: this is a bug, not a finding. Please report it with the text below.\n\n"
        f"incident-lint {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"{traceback.format_exc()}"
    )
    return Exit.INTERNAL


if __name__ == "__main__":
    sys.exit(run())
