"""Which files are records, and which belong together."""

from __future__ import annotations

import random

import pytest

from incident_lint.config import Config
from incident_lint.globs import Globs
from incident_lint.records import Kind
from incident_lint.selection import Unit, kind_of, records, units

EVENT, REPORT, PLAN, ROLLED_BACK = Kind.EVENT, Kind.POST_MORTEM, Kind.PLAN, Kind.ROLLBACK_EVENT


def configured(**patterns: list[str]) -> Config:
    """The defaults, with other patterns for some kinds."""
    kinds = {"event": EVENT, "report": REPORT}
    return Config(records={**Config().records, **{kinds[name]: Globs(tuple(one)) for name, one in patterns.items()}})


ANYWHERE = configured(report=["**/INCIDENT.md", "**/*-review.md"], event=["**/INCIDENT_EVENT.json", "**/*.event.json"])


def grouped(*paths: str, config: Config = ANYWHERE) -> list[tuple[str, list[str]]]:
    """(folder, files) of each unit."""
    return [(one.folder, sorted(one.paths())) for one in units(records(paths, config))]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("INCIDENT_EVENT.json", EVENT),
        ("incidents/INC-1/INCIDENT_EVENT.json", EVENT),
        ("a/b/c/INCIDENT.md", REPORT),
        ("a/ROLLBACK_PLAN.json", PLAN),
        ("a/rollback-02/ROLLBACK_EVENT.json", ROLLED_BACK),
        ("a/incident.md", None),
        ("a/INCIDENT.md.bak", None),
        ("a/MY_INCIDENT.md", None),
        ("INCIDENT.md/readme", None),
        ("line\nend/INCIDENT.md", REPORT),
    ],
)
def test_kinds_of_files(path: str, kind: Kind | None) -> None:
    assert kind_of(path, Config()) is kind


def test_the_first_kind_that_matches_counts() -> None:
    config = configured(event=["**/*.json"])
    assert kind_of("a/ROLLBACK_PLAN.json", config) is EVENT


def test_only_records_are_selected() -> None:
    found = records(["README.md", "a/INCIDENT.md", "a/evidence/x.log"], Config())
    assert found == {"a/INCIDENT.md": REPORT}


def test_a_folder_holds_together() -> None:
    paths = [
        f"i/INC-1/{name}"
        for name in ("INCIDENT.md", "INCIDENT_EVENT.json", "ROLLBACK_EVENT.json", "ROLLBACK_PLAN.json")
    ]
    assert grouped(*paths) == [("i/INC-1", paths)]


def test_folders_stand_apart() -> None:
    assert grouped("b/INCIDENT.md", "a/INCIDENT_EVENT.json", "INCIDENT.md", "a/x/INCIDENT.md") == [
        ("", ["INCIDENT.md"]),
        ("a", ["a/INCIDENT_EVENT.json"]),
        ("a/x", ["a/x/INCIDENT.md"]),
        ("b", ["b/INCIDENT.md"]),
    ]


@pytest.mark.parametrize(
    ("event", "plan"),
    [
        ("i/INCIDENT_EVENT.json", "i/rollback-02/ROLLBACK_PLAN.json"),
        ("i/INCIDENT_EVENT.json", "i/a/b/c/ROLLBACK_PLAN.json"),
        ("INCIDENT_EVENT.json", "rollback-02/ROLLBACK_PLAN.json"),
    ],
)
def test_a_further_attempt_belongs_to_the_incident_above(event: str, plan: str) -> None:
    assert grouped(event, plan) == [(event.rpartition("/")[0], sorted([event, plan]))]


@pytest.mark.parametrize(
    ("event", "plan"),
    [
        ("i/INCIDENT_EVENT.json", "j/ROLLBACK_PLAN.json"),
        ("ij/INCIDENT_EVENT.json", "i/ROLLBACK_PLAN.json"),
        ("i/x/INCIDENT_EVENT.json", "i/ROLLBACK_PLAN.json"),
    ],
)
def test_a_plan_elsewhere_stands_in_its_own_folder(event: str, plan: str) -> None:
    assert (plan.rpartition("/")[0], [plan]) in grouped(event, plan)


def test_the_nearest_incident_above_counts() -> None:
    assert grouped("a/INCIDENT_EVENT.json", "a/b/INCIDENT_EVENT.json", "a/b/rollback-02/ROLLBACK_PLAN.json") == [
        ("a", ["a/INCIDENT_EVENT.json"]),
        ("a/b", ["a/b/INCIDENT_EVENT.json", "a/b/rollback-02/ROLLBACK_PLAN.json"]),
    ]


def test_several_attempts_of_one_incident() -> None:
    (found,) = units(
        records(
            [
                "i/INCIDENT_EVENT.json",
                "i/ROLLBACK_PLAN.json",
                "i/rollback-03/ROLLBACK_PLAN.json",
                "i/rollback-02/ROLLBACK_PLAN.json",
            ],
            Config(),
        )
    )
    assert found == Unit(
        "i",
        {
            EVENT: ["i/INCIDENT_EVENT.json"],
            PLAN: [
                "i/ROLLBACK_PLAN.json",
                "i/rollback-02/ROLLBACK_PLAN.json",
                "i/rollback-03/ROLLBACK_PLAN.json",
            ],
        },
    )


def test_a_post_mortem_without_an_event_has_its_folder() -> None:
    assert grouped("i/INCIDENT.md") == [("i", ["i/INCIDENT.md"])]


def test_records_without_an_event_hold_together_too() -> None:
    assert grouped("i/INCIDENT.md", "i/ROLLBACK_PLAN.json") == [("i", ["i/INCIDENT.md", "i/ROLLBACK_PLAN.json"])]


def test_post_mortems_of_their_own_names_stand_for_themselves() -> None:
    assert grouped("p/one-review.md", "p/two-review.md") == [
        ("p", ["p/one-review.md"]),
        ("p", ["p/two-review.md"]),
    ]


def test_beside_an_event_one_post_mortem_of_another_name_belongs_to_it() -> None:
    assert grouped("i/INCIDENT_EVENT.json", "i/one-review.md") == [("i", ["i/INCIDENT_EVENT.json", "i/one-review.md"])]


def test_no_further_post_mortem_is_lost() -> None:
    assert grouped("i/INCIDENT_EVENT.json", "i/INCIDENT.md", "i/A-review.md") == [
        ("i", ["i/INCIDENT.md", "i/INCIDENT_EVENT.json"]),
        ("i", ["i/A-review.md"]),
    ]
    assert grouped("i/INCIDENT_EVENT.json", "i/b-review.md", "i/a-review.md") == [
        ("i", ["i/INCIDENT_EVENT.json", "i/a-review.md"]),
        ("i", ["i/b-review.md"]),
    ]


def test_several_events_cannot_share_a_folder() -> None:
    assert grouped("i/one.event.json", "i/two.event.json", "i/one-review.md", "i/INCIDENT.md") == [
        ("i", ["i/INCIDENT.md"]),
        ("i", ["i/one-review.md"]),
        ("i", ["i/one.event.json"]),
        ("i", ["i/two.event.json"]),
    ]


def test_every_record_is_in_one_unit_whatever_the_order() -> None:
    names = [
        "INCIDENT_EVENT.json",
        "x.event.json",
        "INCIDENT.md",
        "a-review.md",
        "b-review.md",
        "ROLLBACK_PLAN.json",
        "ROLLBACK_EVENT.json",
    ]
    folders = ["", "a/", "a/b/", "a/rollback-02/", "c/"]
    source = random.Random(7)
    for _ in range(300):
        paths = source.sample([folder + name for folder in folders for name in names], source.randint(0, 12))
        found = units(records(paths, ANYWHERE))
        assert sorted(path for one in found for path in one.paths()) == sorted(paths)
        assert all(len(one.files.get(kind, [])) <= 1 for one in found for kind in (EVENT, REPORT))
        source.shuffle(paths)
        assert units(records(paths, ANYWHERE)) == found
