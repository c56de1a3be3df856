"""`check` over a change: the records as the change leaves them, and what it did to get there.

Records are judged by the configuration beside them, the change by the configuration before it: else a change could
switch its own judge off.
"""

from __future__ import annotations

import os
import sys

from incident_lint.config import FILE, PYPROJECT, Config
from incident_lint.diagnostics import Report, grave
from incident_lint.engine import judge_steps
from incident_lint.errors import ConfigError, GitError, UsageError
from incident_lint.git.graph import course
from incident_lint.git.objects import Objects
from incident_lint.git.repository import Repository
from incident_lint.history.scope import PUSH, Update, from_runner
from incident_lint.history.states import States
from incident_lint.history.walk import being_merged, message_step, staged, walk
from incident_lint.selection import Selection
from incident_lint.snapshot import Snapshot
from incident_lint.targets import config_of, find_targets, touched, with_overrides
from incident_lint.terminal import printable
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from incident_lint.diagnostics import Diagnostic
    from incident_lint.git.differences import Entry
    from incident_lint.history.push import Peeled
    from incident_lint.history.scope import Range
    from incident_lint.history.step import Step
    from incident_lint.records import Kind


@dataclass(frozen=True, slots=True)
class Options:
    """What of the command line concerns the judgement. `records`: whether the records are judged too, and which: ALL
    of the state, those TOUCHED by the change, or NONE."""

    paths: tuple[str, ...] = ()
    records: str = "ALL"
    config_file: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    shown: frozenset[Kind] | None = None


class Changes:
    """The judge of the changes of one repository. To be used in a `with` block: it keeps git running."""

    def __init__(self, options: Options, cwd: str) -> None:
        repository = Repository.find(cwd, bare=True)
        if repository is None:
            raise GitError("not in a git repository", "a change is judged where it is made")
        self.repository = repository
        self.options = options
        self.cwd = cwd
        self.objects = Objects(repository)
        self.failed = False
        """Whether anything was found that fails: each part is weighed by the configuration that judged it."""
        self._judges: dict[str, States] = {}
        """By the commit before a change."""
        self._states: dict[int, States] = {}
        """By configuration."""
        self._configs: dict[tuple[Entry | None, ...], Config] = {}
        """By the files that it may be read from; by none, the one that the options name, or that of an empty state."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.objects.close()

    def at_hand(self) -> Report:
        """Judge what a hook runner says that it runs for (a range, a push); without one, the staged change."""
        scope = from_runner(self.repository, os.environ)
        if scope is None:
            return self.staged()
        remote = os.environ.get(PUSH)
        if remote and scope.base is not None and not self.repository.is_ancestor(scope.base, scope.tip):
            ref = os.environ.get("PRE_COMMIT_REMOTE_BRANCH") or "refs/heads/unknown"
            return self.sent([Update(ref, scope.base, scope.tip)], remote)
        return self.range(scope)

    def staged(self) -> Report:
        """Judge the index against HEAD; during a merge, against what is being merged too."""
        if self.repository.bare:
            raise GitError("this is a bare repository: nothing is staged here", "check a range")
        parents = self.parents()
        index = Snapshot(self.objects, None)
        states = self.states(parents[0] if parents else None, index)
        told = self.judged([staged(states, parents)], states.config)
        changed = self.objects.staged(parents[0] if parents else None)
        return _together(self.records(index, [one.path for one in changed]), told, "the staged change")

    def parents(self) -> list[str]:
        """The parents of the commit that is being made."""
        head = self.repository.head()
        return [*([head] if head else []), *being_merged(self.repository, os.environ)]

    def range(self, scope: Range) -> Report:
        """Judge the commits of a range, and the records at its tip."""
        tip = self.snapshot(scope.tip)
        states = self.states(scope.base, tip)
        span = course(self.repository, scope.tip, scope.base, scope.excluded)
        told = self.judged(walk(states, scope, span), states.config)
        changed = self.objects.compare([(scope.tip, scope.base)])[0] if self.options.records == "TOUCHED" else ()
        return _together(self.records(tip, [one.path for one in changed]), told, _commits(len(span.rows)))

    def message(self, file: str) -> Report:
        """Judge the message of the commit that is being made, against the index."""
        try:
            with open(os.path.join(self.cwd, file), "rb") as opened:
                message = opened.read()
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror}") from None
        head = self.repository.head()
        states = self.states(head, Snapshot(self.objects, None))
        step = message_step(states, message)
        return _together(NOTHING, self.judged([step] if step is not None else [], states.config), "the commit message")

    def received(self, updates: Sequence[Update]) -> Report:
        """Judge a push as the server receives it, before any reference moves."""
        from incident_lint.history.push import Peeled  # noqa: PLC0415

        peeled = Peeled(self.repository, updates)
        references = self.repository.references()
        for update in updates:
            references.pop(update.ref, None)
            if (tip := peeled.known(update.new)) is not None:
                references[update.ref] = tip
        return self.push(updates, peeled, references, self.repository.head())

    def sent(self, updates: Sequence[Update], remote: str) -> Report:
        """Judge a push before it is sent, by what is known here of the other side."""
        from incident_lint.history.push import Peeled  # noqa: PLC0415

        peeled = Peeled(self.repository, updates)
        prefix = f"refs/remotes/{remote}/"
        references = self.repository.references(prefix)
        references.pop(f"{prefix}HEAD", None)  # it only points to another one
        for update in updates:
            name = update.ref.removeprefix("refs/heads/")
            references.pop(f"{prefix}{name}", None)
            if (tip := peeled.known(update.new)) is not None:
                references[f"{prefix}{name}"] = tip
        return self.push(updates, peeled, references, self.repository.default_branch(remote), remote)

    def push(
        self,
        updates: Sequence[Update],
        peeled: Peeled,
        references: Mapping[str, str],
        base: str | None,
        remote: str = "",
    ) -> Report:
        """Judge a push. `references` are those that there will be after it, `base` is what judges new branches."""
        from incident_lint.history.push import ranges, seals, taken_away  # noqa: PLC0415

        told: list[Diagnostic] = []
        files = incidents = commits = 0
        for scope, span in ranges(self.repository, updates, peeled, base, remote):
            tip = self.snapshot(scope.tip)
            states = self.states(scope.base, tip)
            told += self.judged(walk(states, scope, span), states.config)
            commits += len(span.rows)
            if scope.ref.startswith("refs/heads/"):
                changed = self.objects.compare([(scope.tip, scope.base)])[0]
                report = self.records(tip, [one.path for one in changed])
                told[:0] = report.diagnostics
                files, incidents = files + report.files, incidents + report.incidents
        judges = []
        for update in updates:
            old = peeled.commit(update.old)
            judge = (old if update.ref.startswith("refs/heads/") else base) or old or base
            judges.append((update, self.states(judge, None)))
        steps = taken_away(judges, peeled, references)
        for update, states in judges:
            told += self.judged(seals(states.config, update, peeled), states.config)
            told += self.judged([steps[update]] if update in steps else [], states.config)
        return Report(tuple(dict.fromkeys(told)), files, incidents, judged=_commits(commits) if commits else "the push")

    def judged(self, steps: Iterable[Step], config: Config) -> list[Diagnostic]:
        """What the rules about the history find in steps."""
        told = list(judge_steps(steps))
        self.failed |= grave(told, config.fail_on)
        return told

    def snapshot(self, commit: str) -> Snapshot:
        """The files of a commit."""
        return Snapshot(self.objects, commit)

    def states(self, base: str | None, after: Snapshot | None) -> States:
        """The states of the repository under the configuration before a change: the same for the same configuration."""
        if base is None or base not in self._judges:
            config = self.config_before(base, after)
            states = self._states.setdefault(id(config), States(self.repository, self.objects, config))
            if base is None:
                return states
            self._judges[base] = states
        return self._judges[base]

    def config_before(self, base: str | None, after: Snapshot | None) -> Config:
        """The configuration that judges a change: that of the state before; of the first state, its own.

        One that cannot be used must not stand in the way of its own repair: then the defaults judge.
        """
        if base is None:
            return self.configured(after)
        try:
            return self.configured(self.snapshot(base))
        except ConfigError as error:
            if self.options.config_file is not None:
                raise
            note = f"the configuration before the change cannot be used, the defaults judge it: {error.message}"
            sys.stderr.write(f"incident-lint: {printable(note)}\n")
            return self.configured(None)

    def configured(self, state: Snapshot | None) -> Config:
        """The configuration of a state (None: of an empty one), or the file that the options name."""
        named = self.options.config_file
        files: tuple[Entry | None, ...] = ()
        if named is None and state is not None and state.tree is None:
            return self.overridden(config_of(state))
        if named is None and state is not None and state.tree is not None:
            top = self.objects.entries(state.tree)
            files = (top.get(FILE), top.get(PYPROJECT))
        if files not in self._configs:
            found = Config() if named is None and state is None else config_of(state or self.snapshot(""), named)
            self._configs[files] = self.overridden(found)
        return self._configs[files]

    def overridden(self, config: Config) -> Config:
        """A configuration under the options of the command line."""
        return with_overrides(config, self.options.select, self.options.ignore, self.options.fail_on)

    def records(self, state: Snapshot, paths: Iterable[str]) -> Report:
        """Judge the records of a state: all, those named, or those that the changed paths belong to."""
        options = self.options
        if options.records == "NONE":
            return NOTHING
        if options.records == "TOUCHED":
            config = self.configured(state)
            selection = touched(list(paths), state, config)
            if not selection.kinds:
                return NOTHING
            selection = Selection(selection.kinds, selection.events, options.shown)
            return self.weighed(_check(selection, state, config), config)
        targets = find_targets(
            options.paths, cwd=self.cwd, config_file=options.config_file, shown=options.shown, state=state
        )
        config = with_overrides(targets.config, options.select, options.ignore, options.fail_on)
        return self.weighed(_check(targets.selection, state, config), config)

    def weighed(self, report: Report, config: Config) -> Report:
        """A report about records, after it was weighed."""
        self.failed |= report.fails(config.fail_on)
        return report


NOTHING = Report((), 0, 0)


def _check(selection: Selection, state: Snapshot, config: Config) -> Report:
    from incident_lint.runner import check  # noqa: PLC0415  (all that reads records: most commits touch none)

    return check(selection, state, config)


def _commits(count: int) -> str:
    return f"{count} {'commit' if count == 1 else 'commits'}"


def _together(records: Report, history: Iterable[Diagnostic], judged: str) -> Report:
    return replace(records, diagnostics=(*records.diagnostics, *history), judged=judged)
