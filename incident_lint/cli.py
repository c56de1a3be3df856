"""The command line: which command is meant, what runs it, and the exit code."""

from __future__ import annotations

import sys

from incident_lint.errors import Exit, IncidentLintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. A user's mistake is one line on standard error, never a traceback."""
    try:
        given = list(sys.argv[1:] if argv is None else argv)
        if given[:1] == ["hook"]:
            from incident_lint.untouched import nothing_touched  # noqa: PLC0415

            if nothing_touched(given[1:]):  # most commits: no parser is worth loading for them
                return Exit.CLEAN
        if given[:1] == ["check"] and not any(argument.startswith("-") for argument in given):
            from incident_lint.commands import check  # noqa: PLC0415

            # as hook runners call it: to load a parser takes a tenth of such a run
            return check.run(check.plain_arguments(given[1:]))
        from incident_lint.arguments import COMMANDS, parser  # noqa: PLC0415

        arguments = parser(given[0] if given and given[0] in COMMANDS else "").parse_args(given)
        match arguments.command:
            case "check":
                from incident_lint.commands import check  # noqa: PLC0415

                return check.run(arguments)
            case "hook":
                from incident_lint.commands import hook  # noqa: PLC0415

                return hook.run(arguments)
            case "seal":
                from incident_lint.commands import seal  # noqa: PLC0415

                return seal.run(arguments)
            case "rollback":
                from incident_lint.commands import rollback  # noqa: PLC0415

                return rollback.run(arguments)
            case "rule":
                from incident_lint.commands import rule  # noqa: PLC0415

                return rule.run(arguments)
            case _:
                from incident_lint.commands import schema  # noqa: PLC0415

                return schema.run(arguments)
    except IncidentLintError as error:
        from incident_lint.terminal import printable  # noqa: PLC0415

        print(f"incident-lint: {printable(error.message)}", file=sys.stderr)  # noqa: T201
        if error.hint:
            print(f"  help: {printable(error.hint)}", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        print("incident-lint: interrupted", file=sys.stderr)  # noqa: T201
        return Exit.INTERRUPTED
