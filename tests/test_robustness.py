"""Whatever a file holds, a check ends in diagnostics: no exception, and every place lies in the file."""

from __future__ import annotations

import copy
import io
import json
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_lint.cli import main
from incident_lint.config import Config
from incident_lint.diagnostics import Diagnostic, Report, in_order
from incident_lint.engine import active_rules, judge
from incident_lint.facts import ask, facts_of
from incident_lint.loading import load, with_facts
from incident_lint.records import Kind
from incident_lint.reporters import FORMATS, render
from incident_lint.selection import Unit
from incident_lint.sources import WorkTree
from incident_lint.targets import Overlay

EXAMPLE = Path(__file__).parent.parent / "examples" / "complete"
FOLDER = "incidents/INC-20261103-checkout-timeouts"
FILES = {
    Kind.EVENT: f"{FOLDER}/INCIDENT_EVENT.json",
    Kind.POST_MORTEM: f"{FOLDER}/INCIDENT.md",
    Kind.PLAN: f"{FOLDER}/ROLLBACK_PLAN.json",
    Kind.ROLLBACK_EVENT: f"{FOLDER}/ROLLBACK_EVENT.json",
}
CONFIG = Config()
RULES = active_rules(CONFIG)


def _judge(kind: Kind, data: bytes) -> list[Diagnostic]:
    tree = Overlay(WorkTree(str(EXAMPLE.resolve()), None), FILES[kind], data)
    incident = load(Unit(FOLDER, {one: [path] for one, path in FILES.items()}), tree, CONFIG)
    facts = facts_of(incident, tree, ask([incident], tree.repository))
    return list(judge(with_facts(incident, facts), RULES, CONFIG))


def _in_file(found: list[Diagnostic], kind: Kind, data: bytes) -> bool:
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return all(1 <= one.span.line <= lines for one in found if one.path == FILES[kind])


def test_the_example_itself_is_faultless() -> None:
    assert _judge(Kind.EVENT, (EXAMPLE / FILES[Kind.EVENT]).read_bytes()) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), st.binary(max_size=400))
def test_any_bytes(kind: Kind, data: bytes) -> None:
    assert _in_file(_judge(kind, data), kind, data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), st.text(max_size=400))
def test_any_text(kind: Kind, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert _in_file(_judge(kind, data), kind, data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    places = [at] if at else []
    if isinstance(value, dict):
        places += [one for key, inner in value.items() for one in _places(inner, (*at, key))]
    elif isinstance(value, list):
        places += [one for index, inner in enumerate(value) for one in _places(inner, (*at, index))]
    return places


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([Kind.EVENT, Kind.PLAN, Kind.ROLLBACK_EVENT]), st.data())
def test_any_value_in_any_place_of_a_record(kind: Kind, data: st.DataObject) -> None:
    record = copy.deepcopy(json.loads((EXAMPLE / FILES[kind]).read_text("utf-8")))
    *path, last = data.draw(st.sampled_from(_places(record)))
    holder = record
    for part in path:
        holder = holder[part]
    holder[last] = data.draw(VALUES)
    text = json.dumps(record, indent=2).encode()
    assert _in_file(_judge(kind, text), kind, text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_cut_and_splice_of_a_post_mortem(data: st.DataObject) -> None:
    text = (EXAMPLE / FILES[Kind.POST_MORTEM]).read_text("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    again = data.draw(st.integers(0, len(text)))
    spliced = (text[:cut] + data.draw(st.text(max_size=30)) + text[again:]).encode("utf-8", "surrogatepass")
    found = _judge(Kind.POST_MORTEM, spliced)
    assert _in_file(found, Kind.POST_MORTEM, spliced)
    for form in FORMATS:
        rendered = render(Report(in_order(found), 4, 1), form, colour=False, quiet=False, statistics=False)
        assert all(one.isprintable() or one == "\n" for one in rendered)


TOKENS = (
    *(b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u", b"null", b"true", b"-1", b"1e999", b"NaN", b'"a": 1,'),
    *(
        b"---\n",
        b"# ",
        b"## ",
        b"- ",
        b"> ",
        b"| ",
        b"|-|\n",
        b"```\n",
        b"<!--",
        b"-->",
        b"[a](",
        b"![",
        b"](../../..)",
    ),
    *(b"<!-- incident-lint: ignore[DOC] -->", b"- 10:00 ", b"2026-11-03", b"T25:99:99Z", b"&a ", b"*a", b"!!x ", b"\t"),
    *(
        b"\n\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\x1b[2J",
        "\u2028é\u202e😀".encode(),
        b"9" * 50,
    ),
)


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """A valid file with a few wounds: bytes flipped, pieces cut, doubled or moved, tokens put in, the end missing."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(("flip", "cut", "double", "token", "end", "move"))):
            case "flip":
                data = (
                    data[:at] + bytes([one ^ draw(st.integers(1, 255)) for one in data[at : at + 1]]) + data[at + 1 :]
                )
            case "cut":
                data = data[:at] + data[at + length :]
            case "double":
                data = data[: at + length] + data[at:]
            case "token":
                data = data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]
            case "end":
                data = data[:at]
            case "move":
                data = data[at:] + data[:at]
    return data


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), st.data())
def test_any_wound_of_a_record(kind: Kind, data: st.DataObject) -> None:
    wounded = data.draw(mutated((EXAMPLE / FILES[kind]).read_bytes()))
    assert _in_file(_judge(kind, wounded), kind, wounded)


def _exit_code(folder: Path, *arguments: str) -> int:
    """The exit code of a check; what it prints holds nothing that a terminal acts on, and no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = main(["check", *arguments, "."])
    text = out.getvalue() + err.getvalue()
    assert all(one.isprintable() or one == "\n" for one in text)
    assert "Traceback" not in text
    return code


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_records_in_one_folder(data: st.DataObject) -> None:
    """Whatever is in the files is a finding or none: never the exit code of a wrong call, or of a mistake of ours."""
    with tempfile.TemporaryDirectory() as name:
        for path in FILES.values():
            original = (EXAMPLE / path).read_bytes()
            content = data.draw(st.none() | st.just(original) | mutated(original) | st.binary(max_size=60))
            if content is not None:
                file = Path(name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        assert _exit_code(Path(name), f"--format={data.draw(st.sampled_from(FORMATS))}") in {0, 1}


SETTINGS = b"""select = ["ALL"]
ignore = ["DOC602"]
fail-on = "warning"
severity = { DOC603 = "info" }
per-file-ignores = [{ files = ["**/*.md"], rules = ["DOC7"], reason = "an example" }]
sections.Actions = ["Follow-ups"]
limits = { log-within = "15m", summary-sentences = [2, 3] }
records.evidence = ["evidence/**"]
seal.name-patterns = ["v[0-9]+-SEALED"]
history.hotfix-subjects = ["^urgent"]
"""


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(("incident-lint.toml", "pyproject.toml")), mutated(SETTINGS) | st.binary(max_size=200))
def test_any_configuration(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, FILES[Kind.POST_MORTEM])
        file.parent.mkdir(parents=True)
        file.write_bytes((EXAMPLE / FILES[Kind.POST_MORTEM]).read_bytes())
        Path(folder, name).write_bytes((b"[tool.incident-lint]\n" if name == "pyproject.toml" else b"") + content)
        assert _exit_code(Path(folder)) in {0, 1, 2}
