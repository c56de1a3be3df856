"""`incident-lint check`."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

from incident_lint.engine import active_rules
from incident_lint.errors import Exit, UsageError
from incident_lint.progress import Display
from incident_lint.records import Kind
from incident_lint.reporters import render
from incident_lint.runner import check
from incident_lint.sources import WorkTree
from incident_lint.targets import STDIN, find_targets, with_overrides
from incident_lint.terminal import printable_json, printable_path, wants_colour
from incident_lint.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from incident_lint.config import Config
    from incident_lint.diagnostics import Report
    from incident_lint.history.scope import Range
    from incident_lint.targets import Targets


def plain_arguments(paths: list[str]) -> Namespace:
    """What argparse makes of `check PATH…` without options, without loading it. (A test holds it to that.)"""
    switches = ("staged", "history", "quiet", "statistics", "no_cache", "show_files", "show_settings")
    options: dict[str, Any] = {"format": "full", "color": "auto", "stdin_filename": "", "select": [], "ignore": []}
    options |= dict.fromkeys(switches, False) | dict.fromkeys(
        ("from_ref", "to_ref", "only", "config", "fail_on", "cache_dir")
    )
    made: Any = SimpleNamespace(command="check", paths=paths, **options)
    return made  # type: ignore[no-any-return]


def run(arguments: Namespace) -> int:
    """Lint, print, and say by the exit code whether anything at or above `fail-on` was found."""
    shown = frozenset(Kind(one) for one in arguments.only) if arguments.only else None
    if arguments.cache_dir is not None:
        _check_cache_dir(arguments)
    if arguments.staged or arguments.history or arguments.from_ref is not None or arguments.to_ref is not None:
        return _change(arguments, shown)
    targets = find_targets(
        arguments.paths,
        cwd=os.getcwd(),
        config_file=arguments.config,
        stdin=sys.stdin.buffer.read() if STDIN in arguments.paths else b"",
        stdin_name=arguments.stdin_filename,
        shown=shown,
    )
    config = with_overrides(targets.config, _split(arguments.select), _split(arguments.ignore), arguments.fail_on)
    if arguments.show_settings:
        sys.stdout.write(printable_json(settings(config)))
        return Exit.CLEAN
    if arguments.show_files:
        sys.stdout.writelines(f"{printable_path(path)}\n" for path in sorted(targets.selection.kinds))
        return Exit.CLEAN
    with Display() as display:
        report = _judged(targets, config, arguments, shown, display)
    return show(report, arguments, failed=report.fails(config.fail_on) or bool(report.skipped))


def _judged(
    targets: Targets, config: Config, arguments: Namespace, shown: frozenset[Kind] | None, display: Display
) -> Report:
    tree = targets.tree
    if targets.whole and isinstance(tree, WorkTree) and tree.repository is not None and not arguments.no_cache:
        from incident_lint.incremental import check_whole  # noqa: PLC0415  (what is kept is of the whole)

        repository, folder = tree.repository, arguments.cache_dir
        return check_whole(
            tree, repository, config, lambda: targets.selection, folder=folder, shown=shown, progress=display
        )
    report = check(targets.selection, tree, config, display)
    return replace(report, skipped=tuple(tree.closed)) if isinstance(tree, WorkTree) else report


def show(report: Report, arguments: Namespace, *, failed: bool, silent: bool = False) -> int:
    """Print a report (`silent`: only where there is something to say); the exit code."""
    colour = wants_colour(arguments.color, sys.stdout)
    text = render(report, arguments.format, colour=colour, quiet=arguments.quiet, statistics=arguments.statistics)
    if report.diagnostics or report.skipped or not silent:
        sys.stdout.write(text)
    return Exit.FINDINGS if failed else Exit.CLEAN


def _change(arguments: Namespace, shown: frozenset[Kind] | None) -> int:
    """`check` of a staged change, a range, or the whole history."""
    from incident_lint.changes import Changes, Options  # noqa: PLC0415
    from incident_lint.history.scope import FROM, TO, between, new, whole  # noqa: PLC0415

    # an empty one is what a CI variable gives that is not set: it is a range, with the base left out
    ranged = arguments.from_ref is not None or arguments.to_ref is not None
    if arguments.staged + arguments.history + ranged > 1:
        raise UsageError("--staged, --history and a range exclude each other", "choose one")
    other = next((name for name in ("show_files", "show_settings") if getattr(arguments, name)), "")
    if STDIN in arguments.paths or other:
        name = f"--{other.replace('_', '-')}" if other else "standard input"
        raise UsageError(f"{name} is not for a staged change, a range or the history")
    options = Options(
        paths=tuple(arguments.paths),
        config_file=arguments.config,
        select=tuple(_split(arguments.select)),
        ignore=tuple(_split(arguments.ignore)),
        fail_on=arguments.fail_on,
        shown=shown,
    )
    with Changes(options, os.getcwd()) as changes:
        repository = changes.repository
        scope: Range | None
        if arguments.history:
            scope = whole(repository)
        elif ranged:
            tip = arguments.to_ref or os.environ.get(TO) or "HEAD"
            base = arguments.from_ref or os.environ.get(FROM)
            scope = between(repository, base, tip) if base else new(repository, tip)
            if scope.base not in {None, scope.tip} and repository.is_ancestor(scope.tip, scope.base or ""):
                raise UsageError(
                    f"{tip} is in the history of {base}: there is no commit to judge",
                    "the two are swapped, or the branch was taken back by force: that is not judged here",
                )
        else:
            scope = None
        report = changes.range(scope) if scope is not None else changes.at_hand()
        return show(report, arguments, failed=changes.failed)


def _check_cache_dir(arguments: Namespace) -> None:
    """UsageError where verdicts could not be kept: only those of the whole are."""
    if arguments.no_cache:
        raise UsageError("--cache-dir and --no-cache exclude each other", "choose one")
    if not arguments.cache_dir:
        raise UsageError("--cache-dir needs a folder")
    if arguments.paths or arguments.staged or arguments.history or arguments.from_ref or arguments.to_ref:
        raise UsageError("--cache-dir is for a check of the whole repository", "leave out the paths and the range")


def _split(values: list[str]) -> list[str]:
    """`--select INC1,DOC101` and `--select INC1 --select DOC101` are the same."""
    return [one.strip() for value in values for one in value.split(",") if one.strip()]


def settings(config: Config) -> dict[str, Any]:
    """The settings in force, in the form of the configuration file, with the rules that they leave active."""
    return {
        "origin": config.origin or "defaults",
        "select": list(config.select),
        "ignore": list(config.ignore),
        "fail-on": config.fail_on.value if config.fail_on else "never",
        "severity": {name: severity.value for name, severity in config.severity.items()},
        "per-file-ignores": [
            {"files": list(one.files.patterns), "rules": list(one.rules), "reason": one.reason}
            for one in config.per_file_ignores
        ],
        "records": {
            **{kind.value: list(globs.patterns) for kind, globs in config.records.items()},
            "evidence": list(config.evidence.patterns),
        },
        "sections": {name: list(names) for name, names in config.sections.items()},
        "limits": {
            "log-within": _duration(config.log_within.total_seconds()),
            "respond-within": {
                level.value: _duration(limit.total_seconds()) for level, limit in config.respond_within.items()
            },
            "summary-sentences": list(config.summary_sentences),
        },
        "communication": {level.value: list(one) for level, one in config.communication.items()},
        **{name: config.raw[name] for name in ("seal", "rollback", "history") if name in config.raw},
        "active-rules": [one.code for one in active_rules(config)],
    }


def _duration(seconds: float) -> str:
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"
