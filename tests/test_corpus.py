"""Real post-mortems of five organisations: no crash, and the sections that a careful reader finds.

The texts are not part of this repository. They are read from `../shared/corpus` (or $INCIDENT_LINT_CORPUS), and the
tests skip where they are absent. The labels were given by reading every file, before any detector was run on it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from incident_lint.config import Config
from incident_lint.document import Document, decode
from incident_lint.engine import active_rules, judge
from incident_lint.frontmatter import read_front_matter
from incident_lint.loading import load
from incident_lint.markdown import read_markdown
from incident_lint.records import Kind
from incident_lint.sections import read_outline
from incident_lint.selection import Unit

HERE = Path(__file__).parent
CORPUS = Path(os.environ.get("INCIDENT_LINT_CORPUS", HERE.parent.parent / "shared" / "corpus"))
LABELS: dict[str, dict[str, list[str]]] = json.loads((HERE / "data" / "corpus_sections.json").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real post-mortems is not here")


class _Files:
    def read(self, path: str) -> bytes:
        return (CORPUS / path).read_bytes()


def _sections(path: str) -> set[str]:
    document = decode(path, (CORPUS / path).read_bytes())
    assert isinstance(document, Document)
    outline = read_outline(read_markdown(document, read_front_matter(document).body_line))
    return {name.value for section in outline.sections for name in section.names}


def test_the_labels_are_those_of_files_that_exist() -> None:
    assert len(LABELS) >= 60
    assert [path for path in LABELS if not (CORPUS / path).is_file()] == []


def test_sections_are_found_as_a_reader_finds_them() -> None:
    true = extra = missed = 0
    for path, label in LABELS.items():
        found, wanted = _sections(path), set(label["sections"])
        true += len(found & wanted)
        extra += len(found - wanted)
        missed += len(wanted - found)
    f1 = 2 * true / (2 * true + extra + missed)
    print(f"sections: {true} found, {extra} extra, {missed} missed, F1 {f1:.3f}")
    assert f1 >= 0.95


@pytest.mark.parametrize("path", sorted(LABELS))
def test_a_real_post_mortem_is_judged_without_a_crash(path: str) -> None:
    config = Config()
    incident = load(Unit("", {Kind.POST_MORTEM: [path]}), _Files(), config)
    for one in judge(incident, active_rules(config), config):
        assert 1 <= one.span.line <= one.span.end_line
        assert one.source is not None
