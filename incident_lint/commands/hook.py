"""`incident-lint hook STAGE`: what git hooks and hook runners call. It judges what is touched, and nothing else."""

from __future__ import annotations

import os
import sys

from incident_lint.changes import Changes, Options
from incident_lint.commands.check import show
from incident_lint.errors import Exit, UsageError
from incident_lint.history.scope import read_push

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from incident_lint.diagnostics import Report

STAGES = {
    "pre-commit": (),
    "pre-merge-commit": (),
    "commit-msg": ("FILE",),
    "pre-push": ("REMOTE", "URL"),
    "pre-receive": (),
}
"""The hooks of git (githooks(5)) that are served, with the arguments that git gives them."""


def run(arguments: Namespace) -> int:
    """Judge, print, and say by the exit code whether the commit or the push may go on."""
    expected = STAGES[arguments.stage]
    if len(arguments.arguments) != len(expected):
        wanted = " ".join(expected) or "no arguments"
        raise UsageError(f"`hook {arguments.stage}` takes {wanted}", "install the script from hooks/")
    options = Options(
        records="NONE" if arguments.no_records else "TOUCHED",
        config_file=arguments.config,
        fail_on=arguments.fail_on,
    )
    with Changes(options, os.getcwd()) as changes:
        report = _report(arguments, changes)
        if report is None:
            return Exit.CLEAN
        return show(report, arguments, failed=changes.failed, silent=True)


def _report(arguments: Namespace, changes: Changes) -> Report | None:
    """The report of a stage; None where there is nothing to judge."""
    match arguments.stage:
        case "commit-msg":
            return changes.message(arguments.arguments[0])
        case "pre-push":
            updates = read_push(_lines(), received=False)
            return changes.sent(updates, arguments.arguments[0]) if updates else None
        case "pre-receive":
            updates = read_push(_lines(), received=True)
            return changes.received(updates) if updates else None
        case _:
            return changes.at_hand()


def _lines() -> list[str]:
    """The lines of standard input; none where git has nothing to say."""
    data = os.fsdecode(sys.stdin.buffer.read())
    return data.removesuffix("\n").split("\n") if data else []
