"""Rollbacks that are killed, and rollbacks that race: the small version of `benchmarks/faults.py`."""

from __future__ import annotations

import sys

from helpers.project import ROOT, clean_environment, run


def test_no_kill_and_no_race_leaves_a_bad_state() -> None:
    campaign = [sys.executable, str(ROOT / "benchmarks/faults.py"), "--runs", "12", "--races", "1"]
    done = run(campaign, ROOT, clean_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    *_, total, _, races = done.stdout.splitlines()
    assert total.startswith("| all | 12 |")
    assert races.startswith("8 at once, 1 times: one won in 1.")
