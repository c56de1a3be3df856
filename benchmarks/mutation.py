"""Do the tests notice a change of the code? `python benchmarks/mutation.py [MODULE…] [--sample N] [--seed S]`.

Makes small changes (mutants) in the rules, the parsing and the checks of a rollback, one at a time, and runs the tests
that execute the changed line. A mutant that no test notices has survived: a test is missing, the code does nothing, or
the change makes no difference. Prints a table per module, and the survivors with the changed lines.

Which changes: the operators of mutmut, and three of its own (a condition turned round, a statement left out, a token
of a regular expression changed). mutmut's own runner leaves out decorated functions, so every rule, and all that stands
at the top of a module, so every expression; hence this driver. Left out are annotations, decorators, docstrings,
imports, and texts that only people read: the arguments of a finding and of an exception.

How: the project is copied to a temporary folder. There the tests run once, with coverage, for the map from lines to
tests and durations; it is kept in the temporary folder of the system until code or test file change. Then, for a seeded
sample of each module, the mutant is written into the copy, and a fork of this process, which has pytest and the
libraries loaded but nothing of the project, runs the tests of the line up to the first failure: first those that are
fast and run what few others run. For a change at the top of a module the lines count that use the changed name.
`--seconds` limits how many tests a mutant meets, by the time they took for the map: measure on a quiet machine. What
takes longer than it should is a timeout, and counts as noticed; so is whatever breaks the import. Tests that start the
program as a process of its own do not see a mutant.

`--only FILE` judges the survivors of an earlier output again, after tests were written for them.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import gc
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import coverage
import hypothesis
import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "incident_lint"
PARSING = ["jsontext", "frontmatter", "markdown", "document", "times", "clock", "timeline", "prose", "sections"]
PARSING += ["section_grammar", "suppressions", "actions", "globs", "jsonreader", "plain_schema", "expressions"]
PARSING += ["plain_frontmatter", "markdown_builder", "native_markdown", "native_doubts", "reference_markdown"]
PARSING += ["section_titles"]
CHECKS = ["rollback/seal", "rollback/stability", "rollback/signature", "rollback/trees", "rollback/swap"]
CHECKS += ["rollback/preserved", "rollback/confirmation", "seals"]
RULES = sorted(f"rules/{one.stem}" for one in (ROOT / PACKAGE / "rules").glob("*.py") if one.stem != "__init__")
GROUPS = {"rules": RULES, "parsing": PARSING, "rollback checks": CHECKS}
"""The modules that are judged, below the package."""

TESTS = {
    "parsing": """
        actions_details document document_details expressions fast_paths frontmatter globs jsontext markdown
        markdown_readers prose section_titles_details sections suppressions timeline times rules
    """,
    "rules": """
        rules_details rule_words_details history_rules_details rules rule_examples docs suppressions custody silence
    """,
    "rollback checks": "rollback_details rollback_trees rollback_processes seal stability rollback_plan",
}
"""The files that test them as functions, in this process."""

LOADED = ["frontmatter", "git", "jsonschema", "jsonschema_rs", "markdown_it", "pyromark", "rich.console", "yaml"]
"""Libraries that are imported once, before the forks."""

FOR_PEOPLE = {"Finding", "Check", "_check", "_answer", "Refusal", "print"}
WORDS = {"message", "hint", "detail", "remedy"}
NEVER = {"len", "isinstance", "cast", "TypeVar", "Example"}
OPTIONS = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # the libraries are loaded before pytest begins
PROBABLY_ENDLESS = 20.0
"""Seconds that a mutant has on top of eight times what its tests took."""


# --- which changes are made ------------------------------------------------------------------------------------------


def turned_round(node: cst.If | cst.While | cst.CompIf) -> Iterator[cst.CSTNode]:
    """A condition without an operator that mutmut would change: `if found` becomes `if not (found)`."""
    if not isinstance(node.test, cst.Comparison | cst.BooleanOperation | cst.UnaryOperation):
        inner = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inner))


def left_out(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """A statement that is only there for its effect: a call, or a `yield`, which then yields nothing."""
    if isinstance(node.value, cst.Yield):
        yield node.with_changes(value=cst.Yield(cst.From(cst.Tuple([]))))
    elif isinstance(node.value, cst.Call):
        yield cst.Pass()


_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]|\(\?[!=<:P]*|[*+?]\??|\{\d+(?:,\d*)?\}|[$^|]")


def in_expressions(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    """A token of a regular expression changed: `*`, `+`, `?`, a repetition, an assertion, a class."""
    if not isinstance(node, cst.SimpleString) or "r" not in node.prefix.lower():
        return
    for match in _TOKEN.finditer(node.raw_value):
        token = match[0]
        for other in _others(token):
            value = node.raw_value[: match.start()] + other + node.raw_value[match.end() :]
            with contextlib.suppress(re.error):
                re.compile(value)
                yield node.with_changes(value=f"{node.prefix}{node.quote}{value}{node.quote}")


def _others(token: str) -> list[str]:
    match token:
        case "*" | "*?" | "*+":
            return ["+" + token[1:]]
        case "+" | "+?" | "++":
            return ["*" + token[1:], ""]
        case "?" | "??":
            return ["", "*"]
        case "(?!" | "(?=":
            return ["(?=" if token == "(?!" else "(?!"]
        case "(?<!" | "(?<=":
            return ["(?<=" if token == "(?<!" else "(?<!"]
        case "$" | "^" | r"\b" | r"\Z" | r"\A":
            return [""]
        case r"\s" | r"\S" | r"\w" | r"\W" | r"\d" | r"\D":
            return [token.swapcase()]
        case _ if token.startswith("[^"):
            return ["[" + token[2:]]
        case _ if token.startswith("{"):
            return [""]
        case _:
            return []


def strings(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    """A text changed, where it is no regular expression."""
    if isinstance(node, cst.SimpleString) and not node.prefix and len(node.quote) == 1:
        yield node.with_changes(value=f"{node.quote}XX{node.raw_value}XX{node.quote}")


Operator = Callable[[Any], Any]
OPERATORS: list[tuple[Any, Operator]] = [
    *(pair for pair in mutation_operators if pair[0] is not cst.BaseString),
    (cst.If, turned_round),
    (cst.While, turned_round),
    (cst.CompIf, turned_round),
    (cst.Expr, left_out),
    (cst.SimpleString, in_expressions),
    (cst.SimpleString, strings),
]


@dataclass(frozen=True)
class Candidate:
    """A change that could be made: the node at a line, and what takes its place."""

    line: int
    before: cst.CSTNode
    after: cst.CSTNode


class Candidates(cst.CSTVisitor):
    """All changes of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Candidate] = []
        self.for_people = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Change a node, unless it is left out with all below it."""
        if _left_alone(node):
            return False
        self.for_people += _for_people(node)
        if not (self.for_people and isinstance(node, cst.BaseString | cst.Assign)):
            line = self.get_metadata(PositionProvider, node, None)
            for kind, operator in OPERATORS:
                if isinstance(node, kind) and line is not None:
                    self.found += [Candidate(line.start.line, node, after) for after in operator(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Count back."""
        if not _left_alone(original_node):
            self.for_people -= _for_people(original_node)


def _left_alone(node: cst.CSTNode) -> bool:
    match node:
        case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom() | cst.Assert():
            return True
        case cst.If(test=cst.Name(value="TYPE_CHECKING")):
            return True
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
            return True
        case cst.Assign(value=cst.Call(func=cst.Name(value=name))) | cst.Call(func=cst.Name(value=name)):
            return name in NEVER
        case _:
            return False


def _for_people(node: cst.CSTNode) -> bool:
    match node:
        case cst.Raise():
            return True
        case cst.Call(func=cst.Name(value=name)):
            return name in FOR_PEOPLE
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name in WORDS
        case _:
            return False


@dataclass(frozen=True)
class Mutant:
    """A changed module."""

    module: str
    line: int
    code: str
    changed: tuple[str, ...]


def mutants(
    module: str, source: str, rng: random.Random, lines: set[int] | None = None
) -> tuple[int, Iterator[Mutant]]:
    """How many changes there are, and the changed modules, in a random order; of these lines alone, where given."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = Candidates()
    wrapper.visit(visitor)
    shuffled = rng.sample(visitor.found, len(visitor.found))

    def made() -> Iterator[Mutant]:
        same = ast.dump(ast.parse(source))
        for one in shuffled:
            if lines is not None and one.line not in lines:
                continue
            tree = wrapper.module.deep_replace(one.before, one.after)
            code = tree.code if isinstance(tree, cst.Module) else source
            with contextlib.suppress(SyntaxError):
                compile(code, module, "exec", dont_inherit=True)
                if ast.dump(ast.parse(code)) != same:
                    yield Mutant(module, one.line, code, _changed(source, code))

    return len(shuffled), made()


def _changed(before: str, after: str) -> tuple[str, ...]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return tuple(line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"})


# --- which tests are asked -------------------------------------------------------------------------------------------


class Statements:
    """The lines that have to run for a change at a line to matter."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.names: dict[str, set[int]] = defaultdict(set)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self.names[node.id].add(node.lineno)
        self.inside: dict[int, tuple[int, int]] = {}
        self.top: dict[int, ast.stmt] = {}
        for node in self.tree.body:
            self.top.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node))
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef) and not any(
                "cache" in ast.dump(one) for one in function.decorator_list
            ):
                for statement in ast.walk(function):
                    if isinstance(statement, ast.stmt) and statement is not function:
                        self._lines_of(statement)

    def _lines_of(self, statement: ast.stmt) -> None:
        end = statement.end_lineno or statement.lineno
        body = getattr(statement, "body", None) or getattr(statement, "cases", None)
        if body:
            first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
            end = max(statement.lineno, first.lineno - 1)
        for line in range(statement.lineno, end + 1):
            start, stop = self.inside.get(line, (statement.lineno, end))
            if stop - start >= end - statement.lineno:
                self.inside[line] = statement.lineno, end

    def function(self, line: int) -> set[int]:
        """The lines of the innermost function around a line; none at the top of the module."""
        spans = [
            (one.lineno, one.end_lineno or one.lineno)
            for one in ast.walk(self.tree)
            if isinstance(one, ast.FunctionDef)
        ]
        start, end = max((span for span in spans if span[0] <= line <= span[1]), default=(1, 0))
        return set(range(start, end + 1))

    def labels(self, line: int) -> set[str]:
        """What the function around a line is called: its name, and short texts in its decorators (a rule's code)."""
        found: set[str] = set()
        for one in ast.walk(self.tree):
            if isinstance(one, ast.FunctionDef) and one.lineno <= line <= (one.end_lineno or one.lineno):
                parts = (part for decorator in one.decorator_list for part in ast.walk(decorator))
                texts = (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
                found |= {one.name, *(text for text in texts if text.isidentifier() and len(text) > 3)}
        return {one.lower() for one in found}

    def around(self, line: int, seen: frozenset[str] = frozenset()) -> set[int] | None:
        """The lines of the statement at a line; at the top of the module, those that use its name. None: any; nothing
        where the name is used by other modules alone. What is cached runs in one test, and serves many: any.
        """
        if line in self.inside:
            start, end = self.inside[line]
            return set(range(start, end + 1))
        statement = self.top.get(line)
        if isinstance(statement, ast.FunctionDef):  # a default
            within = range(statement.lineno + 1, (statement.end_lineno or statement.lineno) + 1)
            return set(within) if self.inside.keys() & set(within) else None
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            return None
        found: set[int] = set()
        for name in _assigned(statement) - seen:
            for use in self.names[name]:
                lines = self.around(use, seen | {name})
                if lines is None:
                    return None
                found |= lines
        return found


def _assigned(statement: ast.stmt | None) -> set[str]:
    match statement:
        case ast.Assign(targets=targets):
            return {one.id for one in targets if isinstance(one, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()


@dataclass(frozen=True)
class Map:
    """How long each test took in seconds, and which tests run a line of a module."""

    durations: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def tests(
        self, modules: Sequence[str], lines: set[int] | None, around: set[int], labels: set[str], seconds: float
    ) -> list[str]:
        """The tests of these lines (None: of whole modules), as many as take so long: first those that are called like
        the function, then those that run lines `around` which few others run, and run them fast.
        """
        known = [(int(line), tests) for one in modules for line, tests in self.lines.get(one, {}).items()]
        found = {test for line, tests in known if lines is None or line in lines for test in tests}
        worth = {one: 100.0 * any(label in one.lower() for label in labels) for one in found}
        for line, tests in known:
            if line in around or not around:
                for test in found.intersection(tests):
                    worth[test] += 1 / len(tests)
        chosen: list[str] = []
        for test in sorted(found, key=lambda one: (-worth[one] / (self.durations[one] + 0.01), one)):
            seconds -= self.durations[test]
            if seconds < 0 and chosen:
                break
            chosen.append(test)
        return chosen


def modules(copy: Path) -> list[str]:
    """All modules of the package."""
    return sorted(str(one.relative_to(copy / PACKAGE).with_suffix("")) for one in (copy / PACKAGE).rglob("*.py"))


def users(copy: Path, module: str) -> list[str]:
    """The modules that import something from a module."""
    above, _, name = f"{PACKAGE}.{module.replace('/', '.')}".rpartition(".")
    told = re.compile(rf"from {above}(?:\.{name} import|\s+import\s(?:[^()\n]*|\s*\([^()]*)\b{name}\b)")
    return [one for one in modules(copy) if told.search((copy / PACKAGE / f"{one}.py").read_text("utf-8"))]


class Recorder:
    """A pytest plugin that makes the map."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self.coverage = coverage.Coverage(data_file=None, config_file=False, include=[f"{copy / PACKAGE}/*"])
        self.durations: dict[str, float] = {}
        self.useless: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Begin before the tests are imported."""
        _hypothesis()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Time a test, and note what it runs."""
        self.coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self.durations[item.nodeid] = time.perf_counter() - start
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without a mutant says nothing about one."""
        if report.failed or report.skipped:
            self.useless.add(report.nodeid)

    def result(self) -> Map:
        """The map, without tests that failed."""
        self.coverage.stop()
        data = self.coverage.get_data()
        lines: dict[str, dict[str, list[str]]] = {}
        good = {test: seconds for test, seconds in self.durations.items() if test not in self.useless}
        for module in modules(self.copy):
            by_line = data.contexts_by_lineno(str(self.copy / PACKAGE / f"{module}.py"))
            lines[module] = {str(line): sorted(good.keys() & set(tests)) for line, tests in by_line.items()}
        return Map(good, lines)


class Chosen:
    """A pytest plugin that runs these tests in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: number for number, test in enumerate(tests)}

    def pytest_sessionstart(self) -> None:
        """No time for smaller examples."""
        _hypothesis()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop what was not chosen."""
        items[:] = sorted((one for one in items if one.nodeid in self.order), key=lambda one: self.order[one.nodeid])


def _hypothesis() -> None:
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("mutation", deadline=None, derandomize=True, database=None, phases=phases)
    hypothesis.settings.load_profile("mutation")


# --- forks -----------------------------------------------------------------------------------------------------------


def forked(copy: Path, action: Callable[[], int], limit: float) -> int | None:
    """Do something in the copy, in a process of its own; its exit code, or None where it took too long."""
    child = os.fork()
    if not child:
        code = 99
        try:
            os.setsid()
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(quiet, stream)
            os.chdir(copy)
            sys.path.insert(0, str(copy))
            code = action()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    end = time.monotonic() + limit
    pause = 0.005
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def recorded(copy: Path, names: Sequence[str], again: bool) -> Map:
    """The map from lines to tests of these files: kept from an earlier run, or made."""
    folders = (copy / PACKAGE, copy / "tests" / "helpers", copy / "tests" / "fixtures", copy / "examples")
    shared = [
        copy / "tests/harness.py",
        *(file for folder in folders for file in folder.rglob("*.*") if file.is_file()),
    ]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(shared) if file.suffix != ".pyc"))
    folder = Path(tempfile.gettempdir()) / "incident-lint-mutation"
    folder.mkdir(exist_ok=True)
    known = Map({}, defaultdict(lambda: defaultdict(list)))
    for name in names:
        one = digest.copy()
        one.update((copy / "tests" / f"test_{name}.py").read_bytes())
        kept = folder / f"{name}-{one.hexdigest()[:16]}.json"
        if again or not kept.exists():
            _record(copy, name, kept)
        durations, lines = json.loads(kept.read_text("utf-8"))
        known.durations.update(durations)
        for module, tests in lines.items():
            for line, those in tests.items():
                known.lines[module][line] += those
    return known


def _record(copy: Path, name: str, kept: Path) -> None:
    def record() -> int:
        recorder = Recorder(copy)
        options = [one for one in OPTIONS if one != "-x"]
        pytest.main([*options, f"--basetemp={copy}/.tmp", f"tests/test_{name}.py"], [recorder])
        made = recorder.result()
        kept.write_text(json.dumps([made.durations, made.lines]), "utf-8")
        return 0

    if forked(copy, record, 3600) != 0 or not kept.exists():
        sys.exit(f"the tests of {name} could not be run")


def verdict(copy: Path, mutant: Mutant, tests: Sequence[str], durations: dict[str, float], original: str) -> str:
    """`killed`, `survived`, `timeout`, or `no test` of a mutant."""
    file = copy / PACKAGE / f"{mutant.module}.py"
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        by_file[test.partition("::")[0]].append(test)
    try:
        _write(file, mutant.code)
        for name in sorted(by_file, key=lambda one: sum(durations[test] for test in by_file[one])):
            run = partial(pytest.main, [*OPTIONS, f"--basetemp={copy}/.tmp", name], [Chosen(by_file[name])])
            code = forked(copy, run, PROBABLY_ENDLESS + 8 * sum(durations[test] for test in by_file[name]))
            if code == pytest.ExitCode.NO_TESTS_COLLECTED:
                sys.exit(f"none of the tests of {name} was found")
            if code != 0:
                return "timeout" if code is None else "killed"
    finally:
        _write(file, original)
    return "survived" if tests else "no test"


def _write(file: Path, code: str) -> None:
    """Write a module so that no compiled one of another mutant is taken for it."""
    file.write_text(code, "utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


# --- the command -----------------------------------------------------------------------------------------------------


def judge(copy: Path, arguments: argparse.Namespace) -> list[tuple[str, Mutant, int]]:
    """The rows of the table as they are made; the survivors with the number of tests that they met."""
    survivors: list[tuple[str, Mutant, int]] = []
    wanted = survivors_of(arguments.only) if arguments.only else {}
    print("| group | module | population | sample | killed | survived | no test | timeout | score |")
    print("|---|---|---|---|---|---|---|---|---|")
    for group, modules in GROUPS.items():
        total: Counter[str] = Counter()
        chosen = [one for one in modules if one in (arguments.modules or wanted or modules)]
        known = recorded(copy, TESTS[group].split() if chosen else [], arguments.again)
        for module in chosen:
            counts: Counter[str] = Counter()
            original = (copy / PACKAGE / f"{module}.py").read_text("utf-8")
            statements = Statements(original)
            rng = random.Random(f"{arguments.seed} {module}")
            only = {line for line, _ in wanted[module]} if wanted else None
            counts["population"], made = mutants(module, original, rng, only)
            for mutant in made:
                if counts["sample"] == (len(wanted[module]) if wanted else arguments.sample):
                    break
                if wanted and (mutant.line, mutant.changed) not in wanted[module]:
                    continue
                lines = statements.around(mutant.line)
                near = statements.function(mutant.line), statements.labels(mutant.line), arguments.seconds
                tests = known.tests([module], lines, *near) if lines != set() else []
                tests = tests or known.tests(users(copy, module) or [module], None, *near)
                answer = verdict(copy, mutant, tests, known.durations, original)
                counts.update([answer, "sample"])
                if answer in {"survived", "no test"}:
                    survivors.append((answer, mutant, len(tests)))
                    _show(survivors[-1], sys.stderr)
            total.update(counts)
            print(_row(group, module, counts), flush=True)
        if chosen:
            print(_row(group, "all", total), flush=True)
    return survivors


def survivors_of(output: Path) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """The survivors that an earlier run printed, by module: line and changed lines."""
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for part in output.read_text("utf-8").split("\n\n"):
        head, *changed = part.rstrip("\n").splitlines()
        match = re.fullmatch(rf"{PACKAGE}/(.*)\.py:([0-9]+) (?:survived|no test) .*", head)
        if match is not None:
            found[match[1]].append((int(match[2]), tuple(changed)))
    return found


def _row(group: str, module: str, counts: Counter[str]) -> str:
    names = ("population", "sample", "killed", "survived", "no test", "timeout")
    score = (counts["killed"] + counts["timeout"]) / counts["sample"] if counts["sample"] else 1.0
    return f"| {group} | {module} | {' | '.join(str(counts[one]) for one in names)} | {score:.0%} |"


def _show(survivor: tuple[str, Mutant, int], stream: TextIO) -> None:
    answer, mutant, tests = survivor
    changed = "\n".join(mutant.changed)
    print(f"\n{PACKAGE}/{mutant.module}.py:{mutant.line} {answer} {tests} tests\n{changed}", file=stream, flush=True)


def main() -> int:
    """Copy, map, mutate, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="below the package: rules/evidence, jsontext")
    parser.add_argument("--sample", type=int, default=40, metavar="N", help="mutants of each module (default: 40)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another sample (default: 1)")
    parser.add_argument("--seconds", type=float, default=10, help="tests that a mutant meets, by time (default: 10)")
    parser.add_argument("--only", type=Path, metavar="FILE", help="only the survivors of this earlier output")
    parser.add_argument("--again", action="store_true", help="make the map from lines to tests again")
    arguments = parser.parse_args()
    unknown = set(arguments.modules) - {one for group in GROUPS.values() for one in group}
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "project"
        apart = shutil.ignore_patterns(".git", ".venv", "build", "dist", ".*_cache")
        shutil.copytree(ROOT, copy, symlinks=True, ignore=apart)
        for one in LOADED:
            importlib.import_module(one)
        gc.collect()
        gc.freeze()
        survivors = judge(copy, arguments)
    for survivor in survivors:
        _show(survivor, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
