"""The command line as argparse reads it."""

from __future__ import annotations

import argparse
import os
import sys
from functools import cache

from incident_lint import __version__
from incident_lint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

KINDS = ("incident-event", "post-mortem", "rollback-plan", "rollback-event")
HOOKS = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push", "pre-receive")
CONDITIONS = ("FIX_IMPOSSIBLE_WITHIN_SLA", "CONTINUED_DAMAGE_RISK")
FORMATS = ("full", "concise", "json", "github")


class _Formatter(argparse.HelpFormatter):
    """argparse makes one for each argument that is added, and would ask `shutil` (4 ms) for the width each time."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, **{"width": _width(), **more})


@cache
def _width() -> int:
    """As wide as help may be: COLUMNS, else the terminal, else 80; without the two that argparse leaves free."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns) - 2
    try:
        return (os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80) - 2
    except (OSError, ValueError, AttributeError):
        return 78


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong call is an error like any other, and ends in one place."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **more})

    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(message, f"`{self.prog} --help` says how")


def parser(only: str = "") -> argparse.ArgumentParser:
    """The whole command line; with `only` the name of a command, that of this command alone, which is quicker made."""
    top = _Parser(
        prog="incident-lint",
        description="Lint the incidents that a team keeps in git: event records, post-mortems, evidence, rollbacks.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"incident-lint {__version__}")
    # with its `prog` given, argparse need not format a usage to find it
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser, prog="incident-lint"
    )
    for name, (summary, description, fill) in COMMANDS.items():
        if only in {"", name}:
            fill(commands.add_parser(name, help=summary, allow_abbrev=False, description=description))
    return top


def _rule(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", metavar="CODE|NAME", help="the rule to explain; none lists them all")
    command.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")


def _schema(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", metavar="NAME", help="the schema to print; none lists them all")


def _seal(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    create = actions.add_parser("create", help="seal a commit that is known to be good", allow_abbrev=False)
    create.add_argument("tag", metavar="TAG", help="its name, with SEALED as a word of it")
    create.add_argument("commit", metavar="COMMIT", nargs="?", default="HEAD", help="what to seal (default: HEAD)")
    create.add_argument("--message", "-m", metavar="TEXT", default="", help="why it is known to be good")
    create.add_argument("--sign", action="store_true", help="sign the tag, as git is configured to")
    create.add_argument("--evidence", metavar="FILE", action="append", default=[], help="a report that it rests on")
    verify = actions.add_parser("verify", help="is it SEALED? each check with its answer", allow_abbrev=False)
    verify.add_argument("tags", metavar="TAG", nargs="+")
    for one in (create, verify):
        _form(one)


def _rollback(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    plan = actions.add_parser("plan", help="write ROLLBACK_PLAN.json, or say why not", allow_abbrev=False)
    add = plan.add_argument
    add("incident", metavar="INCIDENT", help="the folder of the incident, or its id")
    add("--to", metavar="TAG", required=True, help="the SEALED tag to go back to")
    add("--condition", action="append", choices=CONDITIONS, required=True, metavar="NAME", help=" or ".join(CONDITIONS))
    add("--decided-by", metavar="WHO", required=True, help="who decided it: a role or a team will do")
    add("--role", metavar="ROLE", required=True, help="in which role")
    add("--rationale", metavar="TEXT", required=True, help="why a rollback, and not a fix")
    add("--decided-at", metavar="TIME", default="", help="when it was decided (default: now)")
    add("--verify", metavar="COMMAND", action="append", default=[], help="a command that has to succeed afterwards")
    add("--timeout", metavar="SECONDS", type=_seconds, default=300, help="how long each may take (default: 300)")
    add("--expires-in", metavar="DURATION", default="24h", help="how long the plan holds (default: 24h)")
    add("--dry-run", action="store_true", help="show the plan, and write nothing")
    add("--output", metavar="FILE", default="", help="write it there instead of beside the event; - prints it")
    execute = actions.add_parser("execute", help="carry out a plan that is committed", allow_abbrev=False)
    where = execute.add_mutually_exclusive_group()
    where.add_argument(
        "--branch", metavar="NAME", default="", help="publish as this branch (default: rollback/<incident>)"
    )
    where.add_argument("--current-branch", action="store_true", help="publish on the current branch")
    execute.add_argument("--sync", action="store_true", help="then move the work tree, where it is clean")
    verify = actions.add_parser("verify", help="compare the trees, run the commands, log it", allow_abbrev=False)
    status = actions.add_parser("status", help="how far each rollback is", allow_abbrev=False)
    abort = actions.add_parser("abort", help="give a rollback up, and log it", allow_abbrev=False)
    abort.add_argument("--reason", metavar="TEXT", required=True, help="why")
    for one in (execute, verify, abort):
        one.add_argument("plan", metavar="PLAN", help="ROLLBACK_PLAN.json, or the id of the rollback")
    status.add_argument("plan", metavar="PLAN", nargs="?", default="", help="one of them; none: all")
    for one in (plan, execute, verify, status, abort):
        _form(one)


def _form(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--format", choices=("text", "json"), default="text", help="text (default) or json")
    add("--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)")


def _seconds(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 86_400:
        raise argparse.ArgumentTypeError(f"not a number of seconds from 1 to 86400: {text}")
    return int(text)


_HOOK = """Judge what a commit or a push touches, as a hook of git. The scripts in hooks/ and hook runners call this.
Nothing is printed where nothing is found."""


def _hook(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("stage", choices=HOOKS, metavar="STAGE", help=", ".join(HOOKS))
    add("arguments", nargs="*", metavar="ARGUMENT", help="what git gives to the hook")
    add("--no-records", action="store_true", help="judge the change alone, not the records that it touches")
    add("--config", metavar="FILE", help="the configuration, instead of that of the state before")
    _output(command)


def _output(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--format", choices=FORMATS, default="full", help="how findings are shown (default: full)")
    add(
        "--fail-on", choices=("error", "warning", "info", "never"), help="the least severity that makes the exit code 1"
    )
    add("--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)")
    add("--quiet", "-q", action="store_true", help="show errors only, and no summary")
    add("--statistics", action="store_true", help="count the findings of each rule instead of showing them")


_CHECK = """Lint the tracked incident records of the repository, or the files and folders named.
An incident is judged as a whole: naming one of its files looks at the others too."""


def _check(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("paths", nargs="*", metavar="PATH", help="files or folders; - reads standard input; none: the whole repository")
    add("--staged", action="store_true", help="judge the index: its records, and what the staged change does")
    add(
        "--from-ref",
        metavar="COMMIT",
        help="judge a range: what its commits do, and the records at its end",
    )
    add("--to-ref", metavar="COMMIT", help="the end of the range (default: HEAD)")
    add("--history", action="store_true", help="judge every commit that HEAD contains")
    add(
        "--select",
        action="append",
        default=[],
        metavar="RULES",
        help="codes, prefixes or names, instead of those configured",
    )
    add("--ignore", action="append", default=[], metavar="RULES", help="codes, prefixes or names to leave out")
    add(
        "--only",
        action="append",
        choices=KINDS,
        metavar="KIND",
        help=f"show findings of these files only: {', '.join(KINDS)}",
    )
    add("--config", metavar="FILE", help="the configuration, instead of the one at the repository's root")
    add("--stdin-filename", metavar="PATH", default="", help="the path that standard input stands for")
    _output(command)
    add("--no-cache", action="store_true", help="judge all anew, and keep nothing for the next run")
    add("--cache-dir", metavar="DIR", help="keep the verdicts of the whole here, to be carried to other clones")
    add("--show-files", action="store_true", help="print the records that would be linted, and stop")
    add("--show-settings", action="store_true", help="print the settings in force as JSON, and stop")


COMMANDS: dict[str, tuple[str, str | None, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("lint incident records", _CHECK, _check),
    "rule": ("list the rules, or explain one", None, _rule),
    "schema": ("print a JSON Schema, or list them", None, _schema),
    "hook": ("judge as a git hook", _HOOK, _hook),
    "seal": ("make SEALED tags, and examine them", None, _seal),
    "rollback": ("plan, execute and verify a rollback", None, _rollback),
}
