"""What `seal` and `rollback` share: the site they work at, refusals, and how checks are shown."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime

from incident_lint.errors import GitError, UsageError
from incident_lint.rollback.gateway import Gateway
from incident_lint.rollback.refusal import Check, Refused, Result
from incident_lint.rollback.site import survey
from incident_lint.terminal import Style, printable, printable_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from incident_lint.rollback.site import Site


@contextmanager
def at(folder: Path, *, branch: bool = True, whole: bool = True) -> Iterator[Site]:
    """The site of a rollback (see `survey`), for as long as it is needed. What git fails at then is a refusal."""
    with Gateway(folder) as git:
        try:
            yield survey(git, datetime.now(UTC).replace(microsecond=0), branch=branch, whole=whole)
        except GitError as error:
            raise Refused("nothing was done", [Check("git", Result.UNKNOWN, error.message, error.hint)]) from None
        except RecursionError:
            detail = "folders are nested too deeply to be looked into"
            raise Refused("nothing was done", [Check("git", Result.UNKNOWN, detail)]) from None


def guarded(arguments: Namespace, action: Callable[[Namespace], int]) -> int:
    """Run an action; show a refusal with every reason, as JSON on standard output or as text on standard error."""
    try:
        return action(arguments)
    except Refused as refused:
        if arguments.format == "json":
            reasons = [check_data(one) for one in refused.reasons]
            print_json(arguments, "refused", message=refused.message, reasons=reasons)
        else:
            print(f"incident-lint: {printable(refused.message)}", file=sys.stderr)  # noqa: T201
            for one in refused.reasons:
                print(f"  {one.code}: {printable(one.detail)}", file=sys.stderr)  # noqa: T201
                if one.hint:
                    print(f"    help: {printable(one.hint)}", file=sys.stderr)  # noqa: T201
        return refused.exit_code


def print_json(arguments: Namespace, outcome: str, **more: Any) -> None:
    """One JSON document about an action, in ASCII."""
    value = {"version": 1, "command": f"{arguments.command} {arguments.action}", "outcome": outcome, **more}
    sys.stdout.write(printable_json(value))


def print_checks(checks: Iterable[Check], style: Style) -> None:
    """Each check on a line, with the remedy of those that did not pass."""
    from incident_lint.diagnostics import Severity  # noqa: PLC0415

    for one in checks:
        passed = one.result is Result.PASS
        mark = style(f"{one.result.value:<7}", "good" if passed else Severity.ERROR)
        say(f"  {mark} {one.code.partition('-')[2]:<15} {printable(one.detail)}")
        if one.hint and not passed:
            say(f"  {'':<23} help: {printable(one.hint)}")


def readable(arguments: Namespace, *options: str) -> None:
    """UsageError where one of these options is not UTF-8: no record can hold it."""
    for option in options:
        value = getattr(arguments, option)
        try:
            "".join(value).encode()
        except UnicodeEncodeError:
            raise UsageError(f"--{option.replace('_', '-')} is not UTF-8", "write it in UTF-8") from None


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")


def check_data(one: Check) -> dict[str, str]:
    """A check as JSON output gives it."""
    return {"code": one.code, "result": one.result.value, "detail": one.detail, "hint": one.hint}
