"""Was the target of a rollback stable? The five checks, asked through `rollback plan --dry-run`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers.project import BAD_ID, GOOD_ID
from helpers.rollback import SEALED, Done, ago, commit, dated, declare, plan, seal

if TYPE_CHECKING:
    from conftest import Repo

CHECKS = ["ANCESTOR", "NOT_AFFECTED", "NOT_ROLLED_BACK", "SOAKED", "EVIDENCE"]
OTHER_ID = BAD_ID
NOWHERE = "1" * 40
Range = tuple[str, ...]


# Asking


def refusals(repo: Repo, to: str = SEALED) -> dict[str, str]:
    """The checks that keep a rollback from happening, with their answers; empty where it is possible."""
    done = plan(repo, "--dry-run", to=to)
    if done.exit_code == 0:
        assert done.data["outcome"] == "possible"
        assert [(one["check"], one["result"]) for one in done.data["plan"]["stability"]] == [
            (name, "PASS") for name in CHECKS
        ]
        return {}
    return {one["code"]: one["result"] for one in reasons(done)}


def reasons(done: Done) -> list[dict[str, str]]:
    assert done.exit_code == 4, done.out + done.err
    found: list[dict[str, str]] = done.data["reasons"]
    return found


def detail(repo: Repo, code: str, to: str = SEALED) -> str:
    """What a check says that did not pass."""
    found = reasons(plan(repo, "--dry-run", to=to))
    return next(one["detail"] for one in found if one["code"] == code)


# Making


def release(repo: Repo, name: str, days: float = 10) -> str:
    """A commit with a file of its own, made so many days ago; its id."""
    return commit(repo, f"Release {name}", {f"src/{name}.py": f"{name}\n"}, ago(days=days))


def merge(repo: Repo, branch: str, days: float = 8) -> str:
    """Merge a branch into the current one; the id of the merge."""
    repo.git("merge", "--quiet", "--no-ff", "--message", f"Take {branch}", branch, environment=dated(ago(days=days)))
    return repo.git("rev-parse", "HEAD")


def affected(*ranges: Range) -> dict[str, Any]:
    """The member of an event that records commit ranges: each an `introduced`, or that and a `fixed`."""
    named = [dict(zip(("introduced", "fixed"), one, strict=False)) for one in ranges]
    return {"affected": {"components": ["checkout"], "commit_ranges": named}}


def record(repo: Repo, *ranges: Range, **changes: Any) -> None:
    """Commit a bad release and the open incident, with these commit ranges."""
    declare(repo, **{**(affected(*ranges) if ranges else {}), **changes})
    commit(repo, "Record the incident", {"src/bad.py": "bad\n"}, ago(hours=1))


def record_other(repo: Repo, *ranges: Range, **changes: Any) -> None:
    """Commit another incident, with these commit ranges."""
    declare(repo, OTHER_ID, **{**(affected(*ranges) if ranges else {}), **changes})
    commit(repo, "Record another incident", date=ago(hours=1))


def log_rollback(repo: Repo, folder: str = f"incidents/{OTHER_ID}", **members: Any) -> None:
    """Commit the ROLLBACK_EVENT of an earlier rollback of the other incident; None takes a member away."""
    event = {
        "schema_version": "1.0",
        "event_type": "ROLLBACK_EVENT",
        "event_id": f"{OTHER_ID}-rollback-01-event",
        "rollback_id": f"{OTHER_ID}-rollback-01",
        "incident_id": OTHER_ID,
        "outcome": "VERIFIED",
        **members,
    }
    kept = {name: value for name, value in event.items() if value is not None}
    commit(repo, "Log a rollback", {f"{folder}/ROLLBACK_EVENT.json": json.dumps(kept)}, ago(hours=1))


def set_policy(repo: Repo, *settings: str) -> None:
    content = "[seal]\n" + "".join(f"{one}\n" for one in settings)
    commit(repo, "Set the policy", {"incident-lint.toml": content}, ago(hours=1))


@pytest.fixture
def line(repo: Repo) -> list[str]:
    """Six releases, one after the other, made before anything went wrong; `main` stands on the last."""
    return [release(repo, f"r{number}", days=20 - number) for number in range(6)]


# ANCESTOR


def test_a_release_before_the_current_commit_passes(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo)
    done = plan(repo, "--dry-run")
    assert done.exit_code == 0
    assert done.data["plan"]["target"]["commit"] == line[2]
    (ancestor,) = [one for one in done.data["checks"] if one["code"] == "stable-ancestor"]
    assert ancestor["detail"] == "the target is 4 commits before the current one"


def test_the_current_commit_is_no_target(repo: Repo) -> None:
    declare(repo)
    commit(repo, "Record the incident", {"src/a.py": "a\n"}, ago(days=6))
    seal(repo)
    assert refusals(repo) == {"stable-ancestor": "FAIL"}
    assert "nothing to roll back" in detail(repo, "stable-ancestor")


def test_a_descendant_is_no_target(repo: Repo, line: list[str]) -> None:
    record(repo)
    repo.git("switch", "--quiet", "--create", "later")
    release(repo, "later")
    seal(repo)
    repo.git("switch", "--quiet", "main")
    assert refusals(repo) == {"stable-ancestor": "FAIL"}
    assert "not in the history of refs/heads/main" in detail(repo, "stable-ancestor")


def test_another_branch_is_no_target_until_it_is_merged(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    release(repo, "side")
    seal(repo)
    repo.git("switch", "--quiet", "main")
    record(repo)
    assert refusals(repo) == {"stable-ancestor": "FAIL"}
    merge(repo, "side", days=0)
    assert refusals(repo) == {}


def test_a_history_of_its_own_is_no_target(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--orphan", "elsewhere")
    release(repo, "elsewhere")
    seal(repo)
    repo.git("switch", "--quiet", "main")
    record(repo)
    assert refusals(repo) == {"stable-ancestor": "FAIL"}


def test_history_that_was_grafted_or_replaced_is_not_believed(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--orphan", "elsewhere")
    elsewhere = release(repo, "elsewhere")
    seal(repo)
    repo.git("switch", "--quiet", "main")
    record(repo)
    repo.git("replace", "--graft", "HEAD", line[-1], elsewhere)
    assert repo.git("merge-base", "HEAD", elsewhere) == elsewhere
    assert refusals(repo) == {"stable-ancestor": "FAIL"}


# NOT_AFFECTED: one line of history. Numbers are releases, `0` in quotes is the beginning.


@pytest.mark.parametrize(
    ("ranges", "target", "covered"),
    [
        ([(2,)], 1, False),
        ([(2,)], 2, True),
        ([(2,)], 4, True),
        ([(2, 4)], 1, False),
        ([(2, 4)], 2, True),
        ([(2, 4)], 3, True),
        ([(2, 4)], 4, False),
        ([(2, 4)], 5, False),
        ([(3, 3)], 3, False),
        ([("0",)], 0, True),
        ([("0",)], 5, True),
        ([("0", 3)], 0, True),
        ([("0", 3)], 2, True),
        ([("0", 3)], 3, False),
        ([("0", 3)], 5, False),
        ([(1, 2), (4,)], 0, False),
        ([(1, 2), (4,)], 1, True),
        ([(1, 2), (4,)], 3, False),
        ([(1, 2), (4,)], 4, True),
        ([(1, 2), (4,)], 5, True),
        ([(1, 2), (4, 5)], 4, True),
        ([(1, 2), (4, 5)], 5, False),
        ([("0", 1), (3,)], 2, False),
        ([("0", 1), (3,)], 5, True),
        ([(1, 4), (3,)], 3, True),
        ([(1, 4), (3,)], 4, False),
        ([(1,), (3, 4)], 5, False),
        ([(4, 2)], 3, False),
        ([(4, 2)], 5, True),
    ],
)
def test_a_release_is_covered_from_introduced_until_fixed(
    repo: Repo, line: list[str], ranges: list[tuple[int | str, ...]], target: int, covered: bool
) -> None:
    seal(repo, target=line[target])
    record(repo, *(tuple(one if isinstance(one, str) else line[one] for one in pair) for pair in ranges))
    assert refusals(repo) == ({"stable-not-affected": "FAIL"} if covered else {})


def test_the_refusal_names_the_incident(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, (line[1],))
    assert GOOD_ID in detail(repo, "stable-not-affected")
    assert "covers the target" in detail(repo, "stable-not-affected")


def test_an_incident_without_ranges_covers_nothing(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo)
    assert refusals(repo) == {}


@pytest.mark.parametrize("status", ["DETECTED", "INVESTIGATING", "RESOLVED", "CLOSED"])
def test_every_incident_on_record_counts_whatever_its_status(repo: Repo, line: list[str], status: str) -> None:
    seal(repo, target=line[2])
    record_other(repo, (line[1], line[4]), status=status)
    record(repo, (line[5],))
    assert refusals(repo) == {"stable-not-affected": "FAIL"}
    assert OTHER_ID in detail(repo, "stable-not-affected")


def test_a_fix_of_one_incident_is_no_fix_of_another(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[3])
    record_other(repo, (line[1],))
    record(repo, (line[1], line[2]))
    assert refusals(repo) == {"stable-not-affected": "FAIL"}


def test_several_incidents_that_all_leave_the_target_alone(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[3])
    record_other(repo, (line[1], line[2]))
    record(repo, (line[4],))
    assert refusals(repo) == {}


# NOT_AFFECTED: branches and merges


def test_a_fix_on_a_side_branch_counts_from_the_merge_on(repo: Repo, line: list[str]) -> None:
    introduced = line[2]
    repo.git("switch", "--quiet", "--create", "side", line[3])
    fixed = release(repo, "fix")
    seal(repo, "fix-SEALED")
    repo.git("switch", "--quiet", "main")
    before = release(repo, "before")
    seal(repo, "before-SEALED", before)
    merge(repo, "side")
    seal(repo, "merged-SEALED")
    release(repo, "after", days=7)
    seal(repo, "after-SEALED")
    record(repo, (introduced, fixed))
    covered = {"stable-not-affected": "FAIL"}
    assert refusals(repo, "before-SEALED") == covered
    assert refusals(repo, "fix-SEALED") == {}
    assert refusals(repo, "merged-SEALED") == {}
    assert refusals(repo, "after-SEALED") == {}


def test_a_fix_on_a_branch_that_was_not_merged_does_not_count(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    fixed = release(repo, "fix")
    repo.git("switch", "--quiet", "main")
    seal(repo)
    record(repo, (line[2], fixed))
    assert refusals(repo) == {"stable-not-affected": "FAIL"}


def test_a_fix_that_was_picked_counts_where_it_is_recorded(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    fixed = release(repo, "fix")
    repo.git("switch", "--quiet", "main")
    release(repo, "meanwhile")
    repo.git("cherry-pick", fixed, environment={"GIT_COMMITTER_DATE": ago(days=8)})
    picked = repo.git("rev-parse", "HEAD")
    assert picked != fixed
    seal(repo)
    record(repo, (line[2], fixed))
    assert refusals(repo) == {"stable-not-affected": "FAIL"}
    record(repo, (line[2], fixed), (line[2], picked))
    assert refusals(repo) == {}


def test_a_fault_of_a_side_branch_covers_the_merge_and_not_what_stands_beside_it(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    introduced = release(repo, "fault")
    repo.git("switch", "--quiet", "main")
    release(repo, "beside")
    seal(repo, "beside-SEALED")
    merge(repo, "side")
    seal(repo, "merged-SEALED")
    record(repo, (introduced,))
    assert refusals(repo, "beside-SEALED") == {}
    assert refusals(repo, "merged-SEALED") == {"stable-not-affected": "FAIL"}


def test_a_branch_that_began_before_the_fault_is_not_covered(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side", line[1])
    release(repo, "side")
    seal(repo)
    repo.git("switch", "--quiet", "main")
    merge(repo, "side")
    seal(repo, "merged-SEALED")
    record(repo, (line[2],))
    assert refusals(repo) == {}
    assert refusals(repo, "merged-SEALED") == {"stable-not-affected": "FAIL"}


def test_a_fix_that_does_not_follow_the_fault_does_not_clear_it(repo: Repo, line: list[str]) -> None:
    """The fault comes in through a branch that never had the fix."""
    repo.git("switch", "--quiet", "--create", "side", line[1])
    introduced = release(repo, "fault")
    repo.git("switch", "--quiet", "main")
    fixed = release(repo, "fix")
    merge(repo, "side")
    seal(repo)
    record(repo, (introduced, fixed))
    assert refusals(repo) == {"stable-not-affected": "FAIL"}


def test_a_fault_that_a_merge_brings_back(repo: Repo, line: list[str]) -> None:
    fixed = release(repo, "fix")
    seal(repo, "fixed-SEALED")
    repo.git("switch", "--quiet", "--create", "side", line[3])
    again = release(repo, "again")
    repo.git("switch", "--quiet", "main")
    merge(repo, "side")
    seal(repo, "merged-SEALED")
    record(repo, (line[2], fixed), (again,))
    assert refusals(repo, "fixed-SEALED") == {}
    assert refusals(repo, "merged-SEALED") == {"stable-not-affected": "FAIL"}


# NOT_AFFECTED: what cannot be answered


def test_an_unknown_commit_refuses(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, (NOWHERE,))
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}
    assert NOWHERE in detail(repo, "stable-not-affected")
    record(repo, (line[1], NOWHERE))
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}
    record(repo, ("0", NOWHERE))
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}


def test_an_unknown_fix_of_what_came_later_does_not_matter(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, (line[4], NOWHERE))
    assert refusals(repo) == {}


def test_an_unknown_commit_of_a_closed_incident_refuses_too(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record_other(repo, (NOWHERE,), status="CLOSED")
    record(repo)
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}
    assert OTHER_ID in detail(repo, "stable-not-affected")


def test_a_tree_is_no_commit(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, (repo.git("rev-parse", f"{line[1]}^{{tree}}"),))
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}


@pytest.mark.parametrize("name", ["main", "HEAD", "HEAD~1", "-x", "--all", "refs/heads/main", "00", " ", "a\nb"])
def test_a_name_that_is_no_id_is_unknown(repo: Repo, line: list[str], name: str) -> None:
    """What `main` means today says nothing of when the fault came in."""
    seal(repo, target=line[2])
    record(repo, (name,))
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}


@pytest.mark.parametrize("name", ["main", "HEAD", f"{SEALED}"])
def test_a_fix_that_is_no_id_clears_nothing(repo: Repo, line: list[str], name: str) -> None:
    seal(repo, target=line[2])
    record(repo, (line[1], name))
    assert set(refusals(repo)) == {"stable-not-affected"}


@pytest.mark.parametrize(
    "ranges",
    [
        [{"introduced": 0}],
        [{"introduced": None}],
        [{"introduced": ""}],
        [{"introduced": ["0"]}],
        [{}],
        [{"fixed": NOWHERE}],
        ["0"],
        {"introduced": "0"},
        "0",
    ],
)
def test_ranges_that_cannot_be_read_are_unknown(repo: Repo, line: list[str], ranges: object) -> None:
    seal(repo, target=line[2])
    record_other(repo, affected={"components": ["search"], "commit_ranges": ranges})
    record(repo)
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}


@pytest.mark.parametrize("fixed", [5, None, "", [], {}])
def test_a_fix_that_cannot_be_read_clears_nothing(repo: Repo, line: list[str], fixed: object) -> None:
    seal(repo, target=line[2])
    named = [{"introduced": line[1], "fixed": fixed}]
    record(repo, affected={"components": ["checkout"], "commit_ranges": named})
    assert set(refusals(repo)) == {"stable-not-affected"}


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b"[]", b"null", b'{"incident_id": "a", "incident_id": "b"}', b"\xff\xfe", b'{"a": NaN}', b"[" * 5000],
)
def test_an_event_that_cannot_be_read_is_unknown(repo: Repo, line: list[str], content: bytes) -> None:
    seal(repo, target=line[2])
    repo.write(f"incidents/{OTHER_ID}/INCIDENT_EVENT.json", content)
    record(repo)
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}
    assert f"incidents/{OTHER_ID}/INCIDENT_EVENT.json" in detail(repo, "stable-not-affected")


def test_an_event_that_is_a_link_is_unknown(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    repo.write(f"incidents/{OTHER_ID}/kept.txt")
    (repo.path / f"incidents/{OTHER_ID}/INCIDENT_EVENT.json").symlink_to("kept.txt")
    record(repo)
    assert refusals(repo) == {"stable-not-affected": "UNKNOWN"}


def test_the_work_tree_does_not_answer(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, (line[1],))
    declare(repo)
    assert refusals(repo) == {"stable-not-affected": "FAIL"}


# NOT_ROLLED_BACK. The earlier rollback left release 4 for release 2.


@pytest.fixture
def rolled_back(repo: Repo, line: list[str]) -> list[str]:
    """The six releases, and a rollback from release 4 to release 2 on record; the other incident has no ranges."""
    declare(repo, OTHER_ID, status="CLOSED")
    log_rollback(repo, from_commit=line[4], target_commit=line[2])
    record(repo)
    return line


@pytest.mark.parametrize(("target", "passes"), [(0, True), (2, True), (3, False), (4, False), (5, True)])
def test_what_a_rollback_left_or_undid_is_no_target(
    repo: Repo, rolled_back: list[str], target: int, passes: bool
) -> None:
    seal(repo, target=rolled_back[target])
    assert refusals(repo) == ({} if passes else {"stable-not-rolled-back": "FAIL"})


def test_the_refusal_names_the_rollback(repo: Repo, rolled_back: list[str]) -> None:
    for number, what in ((4, "rolled back from the target"), (3, "undid the target")):
        tag = f"r{number}-SEALED"
        seal(repo, tag, rolled_back[number])
        said = detail(repo, "stable-not-rolled-back", tag)
        assert f"{OTHER_ID}-rollback-01" in said
        assert what in said


def test_ranges_decide_about_what_was_undone_and_not_about_what_was_left(repo: Repo, rolled_back: list[str]) -> None:
    for number in (3, 4):
        seal(repo, f"r{number}-SEALED", rolled_back[number])
    record_other(repo, (rolled_back[4],))
    assert refusals(repo, "r3-SEALED") == {}
    record_other(repo, (rolled_back[3],))
    assert refusals(repo, "r3-SEALED") == {"stable-not-affected": "FAIL"}
    record_other(repo, (rolled_back[5],))
    assert refusals(repo, "r4-SEALED") == {"stable-not-rolled-back": "FAIL"}


def test_ranges_of_another_incident_clear_nothing(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[3])
    record(repo, (rolled_back[4],))
    assert refusals(repo) == {"stable-not-rolled-back": "FAIL"}


@pytest.mark.parametrize(
    ("outcome", "passes"), [("VERIFIED", False), ("FAILED", False), ("ABORTED", True), ("ELSE", False), (None, False)]
)
@pytest.mark.parametrize("target", [3, 4])
def test_only_a_rollback_that_was_given_up_does_not_count(
    repo: Repo, rolled_back: list[str], outcome: str | None, passes: bool, target: int
) -> None:
    seal(repo, target=rolled_back[target])
    log_rollback(repo, from_commit=rolled_back[4], target_commit=rolled_back[2], outcome=outcome)
    assert set(refusals(repo)) == (set() if passes else {"stable-not-rolled-back"})


def test_a_rollback_that_was_given_up_needs_no_commits(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[3])
    log_rollback(repo, outcome="ABORTED")
    assert refusals(repo) == {}


def test_every_rollback_counts_not_only_the_last(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[4])
    folder = f"incidents/{OTHER_ID}/rollback-02"
    log_rollback(repo, folder, from_commit=rolled_back[5], target_commit=rolled_back[4])
    assert refusals(repo) == {"stable-not-rolled-back": "FAIL"}


def test_a_rollback_in_a_folder_below_counts(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[5])
    assert refusals(repo) == {}
    folder = f"incidents/{OTHER_ID}/rollback-02"
    log_rollback(repo, folder, from_commit=rolled_back[5], target_commit=rolled_back[4])
    assert refusals(repo) == {"stable-not-rolled-back": "FAIL"}


@pytest.mark.parametrize("missing", ["from_commit", "target_commit"])
def test_a_rollback_of_commits_that_are_not_here_is_unknown(repo: Repo, rolled_back: list[str], missing: str) -> None:
    seal(repo, target=rolled_back[1])
    log_rollback(repo, **{"from_commit": rolled_back[4], "target_commit": rolled_back[2], missing: NOWHERE})
    assert refusals(repo) == {"stable-not-rolled-back": "UNKNOWN"}


@pytest.mark.parametrize("value", [None, 5, "", []])
@pytest.mark.parametrize("missing", ["from_commit", "target_commit"])
def test_a_rollback_that_does_not_say_what_it_left_is_unknown(
    repo: Repo, rolled_back: list[str], missing: str, value: object
) -> None:
    seal(repo, target=rolled_back[3])
    members = {"from_commit": rolled_back[4], "target_commit": rolled_back[2], missing: value}
    log_rollback(repo, f"incidents/{OTHER_ID}", **members)
    assert refusals(repo) == {"stable-not-rolled-back": "UNKNOWN"}


def test_what_was_left_is_no_target_even_where_the_record_says_no_more(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[4])
    log_rollback(repo, from_commit=rolled_back[4])
    assert refusals(repo) == {"stable-not-rolled-back": "FAIL"}


def test_a_record_of_a_rollback_that_cannot_be_read_refuses(repo: Repo, rolled_back: list[str]) -> None:
    seal(repo, target=rolled_back[1])
    commit(repo, "Break it", {f"incidents/{OTHER_ID}/ROLLBACK_EVENT.json": "{"}, ago(hours=1))
    assert set(refusals(repo).values()) == {"UNKNOWN"}


# SOAKED


@pytest.mark.parametrize(
    ("committed", "tagged", "passes"),
    [(144, 120, True), (26, 25, True), (144, 23, False), (23, 120, False), (1, 1, False), (144, 0, False)],
)
def test_a_target_soaks_for_a_day_by_the_dates_of_tag_and_commit(
    repo: Repo, committed: float, tagged: float, passes: bool
) -> None:
    release(repo, "good", days=committed / 24)
    seal(repo, date=ago(hours=tagged))
    record(repo)
    assert refusals(repo) == ({} if passes else {"stable-soaked": "FAIL"})


def test_the_refusal_says_how_long_it_has_soaked(repo: Repo) -> None:
    release(repo, "good")
    seal(repo, date=ago(hours=3, minutes=10))
    record(repo)
    assert detail(repo, "stable-soaked") == "sealed 3 h 10 min ago; 1 d are asked for"


def test_the_date_of_the_committer_counts_not_that_of_the_author(repo: Repo) -> None:
    repo.write("src/good.py", "good\n")
    repo.git("add", "--all")
    dates = {"GIT_AUTHOR_DATE": ago(days=9), "GIT_COMMITTER_DATE": ago(hours=2)}
    repo.git("commit", "--quiet", "--message", "Release", environment=dates)
    seal(repo)
    record(repo)
    assert refusals(repo) == {"stable-soaked": "FAIL"}


@pytest.mark.parametrize(
    ("soak", "hours", "passes"),
    [("0s", 0, True), ("1h", 2, True), ("1h", 0.5, False), ("2d", 30, False), ("2d", 49, True), ("90m", 2, True)],
)
def test_the_policy_says_how_long(repo: Repo, soak: str, hours: float, passes: bool) -> None:
    release(repo, "good")
    seal(repo, date=ago(hours=hours))
    record(repo)
    set_policy(repo, f"min-soak = '{soak}'")
    assert refusals(repo) == ({} if passes else {"stable-soaked": "FAIL"})


def test_the_policy_of_the_target_does_not_count(repo: Repo) -> None:
    set_policy(repo, "min-soak = '0s'")
    release(repo, "good")
    seal(repo, date=ago(hours=2))
    set_policy(repo, "min-soak = '24h'")
    record(repo)
    assert refusals(repo) == {"stable-soaked": "FAIL"}


def test_a_commit_of_the_future_has_not_soaked(repo: Repo) -> None:
    release(repo, "good", days=-1)
    seal(repo)
    record(repo)
    set_policy(repo, "min-soak = '0s'")
    assert refusals(repo) == {"stable-soaked": "FAIL"}
    assert "in the future" in detail(repo, "stable-soaked")


def test_a_tag_of_the_future_is_neither_sealed_nor_soaked(repo: Repo) -> None:
    release(repo, "good")
    seal(repo, date=ago(days=-1))
    record(repo)
    assert refusals(repo) == {"seal-tagger": "FAIL", "stable-soaked": "FAIL"}


@pytest.mark.parametrize("seconds", ["253402300800", "99999999999999"])
def test_a_commit_whose_date_no_calendar_has_is_not_soaked(repo: Repo, seconds: str) -> None:
    release(repo, "good")
    raw = repo.git("cat-file", "commit", "HEAD").splitlines()
    raw = [f"{line.rsplit(' ', 2)[0]} {seconds} +0000" if line.startswith("committer ") else line for line in raw]
    content = ("\n".join(raw) + "\n").encode()
    oid = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=content)
    repo.git("update-ref", "refs/heads/main", oid)
    seal(repo)
    record(repo)
    assert set(refusals(repo)) == {"stable-soaked"}


# EVIDENCE


@pytest.mark.parametrize(
    ("trailer", "passes"),
    [
        ("Seal: v1", False),
        ("Seal: v1\nSeal-Evidence:", False),
        ("Seal: v1\nSeal-Evidence: report.txt sha256:00", True),
        ("Seal: v1\nSeal-Evidence: a.txt sha256:00\nSeal-Evidence: b.txt sha256:00", True),
        ("Seal-Evidence: report.txt sha256:00\n\nSeal: v1", False),
    ],
)
def test_the_seal_names_its_evidence_where_the_policy_requires_it(repo: Repo, trailer: str, passes: bool) -> None:
    release(repo, "good")
    repo.git(
        "tag", "--annotate", "--message", f"Load test passed\n\n{trailer}\n", SEALED, environment=dated(ago(days=5))
    )
    record(repo)
    assert refusals(repo) == {}
    set_policy(repo, "require-evidence = true")
    assert refusals(repo) == ({} if passes else {"stable-evidence": "FAIL"})


# All of them


def test_every_check_that_fails_is_reported(repo: Repo, line: list[str]) -> None:
    repo.git("switch", "--quiet", "--create", "side")
    target = release(repo, "side", days=0.5)
    seal(repo, date=ago(hours=2))
    repo.git("switch", "--quiet", "main")
    declare(repo, OTHER_ID)
    log_rollback(repo, from_commit=target, target_commit=line[0])
    record(repo, ("0",))
    set_policy(repo, "require-evidence = true", "require-signature = true")
    names = ("seal-signature", *(f"stable-{name.lower().replace('_', '-')}" for name in CHECKS))
    found = reasons(plan(repo, "--dry-run"))
    assert [(one["code"], one["result"]) for one in found] == [(name, "FAIL") for name in names]


def test_a_tag_without_a_commit_is_not_asked_about_stability(repo: Repo, line: list[str]) -> None:
    record(repo)
    assert not any(code.startswith("stable-") for code in refusals(repo, "v9-SEALED"))
    seal(repo, target=f"{line[2]}^{{tree}}")
    assert refusals(repo) == {"seal-commit": "FAIL"}


def test_a_refusal_writes_nothing(repo: Repo, line: list[str]) -> None:
    seal(repo, target=line[2])
    record(repo, ("0",))
    assert plan(repo).exit_code == 4
    assert repo.git("status", "--porcelain") == ""
