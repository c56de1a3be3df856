"""Expressions of a configuration: an answer, or an error within seconds."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import PLAN, check, two_incidents

from incident_lint.errors import ConfigError
from incident_lint.expressions import fullmatch, search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CRAWLING = r"(a+)+$"


@pytest.mark.parametrize("ask", [search, fullmatch])
def test_what_crawls_is_given_up(ask: Callable[[str, str], bool]) -> None:
    begin = time.process_time()
    with pytest.raises(ConfigError, match=r"takes too long to match: \(a\+\)\+\$"):
        ask(CRAWLING, "a" * 60 + "!")
    assert time.process_time() - begin < 5
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL


def test_answers() -> None:
    assert search("fix", "a hotfix")
    assert not search("^fix", "a hotfix")
    assert fullmatch("v[0-9]+", "v12")
    assert not fullmatch("v[0-9]+", "v12-rc")


def test_in_another_thread_there_is_no_limit_but_an_answer() -> None:
    found: list[bool] = []
    asking = threading.Thread(target=lambda: found.append(search("fix", "a hotfix")))
    asking.start()
    asking.join()
    assert found == [True]


def test_a_name_of_a_tag_that_makes_it_crawl(tmp_path: Path) -> None:
    root = two_incidents(tmp_path.resolve())
    (root / "incident-lint.toml").write_text("[seal]\nname-patterns = ['(a+)+$']\n", "utf-8")
    plan = root / PLAN
    plan.write_text(plan.read_text("utf-8").replace('"tag": "', '"tag": "' + "a" * 60 + "!"), "utf-8")
    done = check(root)
    assert done.code == 2
    assert "takes too long to match" in done.err
