"""Evidence of open incidents and the records of all (INC3), and when they were logged (INC2), in real histories.

Each way to make evidence disappear is one line of a table: what is there, what is done, what is refused. Where it is
done in one commit, it is judged twice: as the staged change, and as a range.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, init
from helpers.history import (
    EVENT,
    FOLDER,
    LOG,
    MOMENT,
    POST_MORTEM,
    RATES,
    Outcome,
    attempt,
    check,
    close,
    commit,
    edit_event,
    program,
    with_open_incident,
    write_open_incident,
)
from helpers.project import GOOD_ID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Act = Callable[[Repo], object]

NOTES = f"{FOLDER}/evidence/notes/first look.txt"
"""Evidence that the event does not name."""
GATEWAY = "logs/gateway.log"
"""Evidence that lies outside the folder of the incident."""
SIDE = f"{FOLDER}/evidence/side.txt"
"""Evidence that is collected on a branch."""
PLAN, ROLLBACK = f"{FOLDER}/ROLLBACK_PLAN.json", f"{FOLDER}/ROLLBACK_EVENT.json"
OTHER = "incidents/INC-20261104-search-slow"
OTHER_EVENT = f"{OTHER}/INCIDENT_EVENT.json"
MOVED = f"archive/2026/{GOOD_ID}"
CONFIG = "incident-lint.toml"
ODD_NAMES = [
    "two words.txt",
    "two\nlines.txt",
    'it\'s "so".txt',
    "-rf",
    "été.txt",
    "*.txt",
    ":(top)x",
    "\udcff.txt",
    "a\\b",
]


# --- what can be done: each is a function that gives an act ---------------------------------------------------------


def remove(*paths: str) -> Act:
    """Delete files and folders."""

    def act(repo: Repo) -> None:
        for path in paths:
            file = repo.path / path
            if file.is_dir() and not file.is_symlink():
                shutil.rmtree(file)
            else:
                file.unlink()

    return act


def move(old: str, new: str) -> Act:
    """Move a file or a folder."""

    def act(repo: Repo) -> None:
        (repo.path / new).parent.mkdir(parents=True, exist_ok=True)
        (repo.path / old).rename(repo.path / new)

    return act


def copy(old: str, new: str) -> Act:
    """Copy a file."""
    return lambda repo: repo.write(new, (repo.path / old).read_bytes())


def write(path: str, content: str | bytes = "content\n") -> Act:
    """Write a file."""
    return lambda repo: repo.write(path, content)


def append(path: str, text: str) -> Act:
    """Add text to the end of a file."""
    return lambda repo: repo.write(path, (repo.path / path).read_bytes() + text.encode())


def link(path: str, target: str) -> Act:
    """Put a symbolic link in the place of a file."""

    def act(repo: Repo) -> None:
        file = repo.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.symlink_to(target)

    return act


def submodule(path: str, oid: str = "1" * 40) -> Act:
    """Put a submodule in the place of whatever there is."""

    def act(repo: Repo) -> None:
        file = repo.path / path
        if file.is_dir():
            shutil.rmtree(file)
        file.unlink(missing_ok=True)
        repo.git("rm", "-r", "--cached", "--quiet", "--ignore-unmatch", path)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{oid},{path}")
        file.mkdir(parents=True)

    return act


def event(path: str = EVENT, **changes: Any) -> Act:
    """Change members of an event."""
    return lambda repo: edit_event(repo, path, **changes)


def evidence_of(repo: Repo, path: str = EVENT) -> list[dict[str, Any]]:
    """The entries that an event has under `evidence`."""
    entries: list[dict[str, Any]] = json.loads((repo.path / path).read_text("utf-8"))["evidence"]
    return entries


def name(*paths: str, by: str = EVENT) -> Act:
    """Name further evidence in an event."""

    def act(repo: Repo) -> None:
        entries = evidence_of(repo, by)
        for path in paths:
            about = {"description": "More", "collected_at": "2026-11-03T12:20:00Z", "sha256": "0" * 64}
            entries.append({"id": f"E{len(entries) + 1}", **about, "path": path})
        edit_event(repo, by, evidence=entries)

    return act


def follow(old: str, new: str, by: str = EVENT) -> Act:
    """Let the event name another path for the same piece of evidence."""

    def act(repo: Repo) -> None:
        entries = [{**one, "path": new if one["path"] == old else one["path"]} for one in evidence_of(repo, by)]
        assert entries != evidence_of(repo, by)
        edit_event(repo, by, evidence=entries)

    return act


def unname(path: str, by: str = EVENT) -> Act:
    """Take a piece of evidence out of an event."""
    return lambda repo: edit_event(repo, by, evidence=[one for one in evidence_of(repo, by) if one["path"] != path])


def dispose(*paths: str, by: str = EVENT) -> Act:
    """Mark evidence as disposed."""

    def act(repo: Repo) -> None:
        disposed = {"disposed": {"at": "2026-11-08T09:00:00Z", "reason": "Kept for as long as the contract asks"}}
        edit_event(
            repo, by, evidence=[one | (disposed if one["path"] in paths else {}) for one in evidence_of(repo, by)]
        )

    return act


def reopen(repo: Repo) -> None:
    """Set a closed incident back to INVESTIGATING."""
    edit_event(repo, status="INVESTIGATING", closed_at=None, resolution=None)


def commits(message: str = "change") -> Act:
    """Commit what was done so far."""
    return lambda repo: commit(repo, message)


def git(*arguments: str) -> Act:
    """Run git."""
    return lambda repo: repo.git(*arguments)


def merge(*arguments: str) -> Act:
    """Run `git merge` with a message, and without a fast-forward."""
    return git("merge", "--quiet", "--no-ff", "--message", "Merge the work", *arguments)


def on_side(*acts: Act) -> tuple[Act, ...]:
    """Do something on the branch `side`, commit it, and return to `main`."""
    there = (git("checkout", "--quiet", "-B", "side"), *acts, commits("Work on the side"))
    return (*there, git("checkout", "--quiet", "main"))


def meanwhile(repo: Repo) -> None:
    """A commit on the current branch that has nothing to do with incidents."""
    commit(repo, "Raise the pool again", {"checkout.conf": "pool = 80\n"})


def gateway(repo: Repo) -> None:
    """Evidence outside the folder, named by the event."""
    repo.write(GATEWAY, "502\n504\n")
    name("../../logs/gateway.log")(repo)


def configure(text: str) -> Act:
    """Write the configuration."""
    return write(CONFIG, text)


def closed(repo: Repo) -> None:
    """Close the incident as the process wants it."""
    close(repo)


def other_incident(repo: Repo) -> None:
    """A second open incident, with evidence of its own."""
    write_open_incident(repo, "INC-20261104-search-slow")
    repo.write(f"{OTHER}/evidence/error-rate.csv", "minute,slow\n1,7\n")


def at_the_root(repo: Repo) -> None:
    """A repository that is itself the folder of its only incident."""
    for file in sorted((repo.path / FOLDER).iterdir()):
        file.rename(repo.path / file.name)


def identical(repo: Repo) -> None:
    """Two copies of the same piece of evidence."""
    for number in (1, 2):
        repo.write(f"{FOLDER}/evidence/copy-{number}.txt", "the same\n")


# --- the table ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """Something that is done to a repository with an open incident.

    `given` is done and committed before; `refused` are the codes and paths that are expected, and no others of INC3.
    """

    name: str
    acts: tuple[Act, ...]
    refused: frozenset[tuple[str, str]]
    given: tuple[Act, ...] = ()


def way(name: str, *acts: Act, given: tuple[Act, ...] = (), **refused: str | list[str]) -> Way:
    """A line of the table: `INC301=RATES`, or a list of paths."""
    pairs = ((code, one) for code, paths in refused.items() for one in ([paths] if isinstance(paths, str) else paths))
    return Way(name, acts, frozenset(pairs), given)


ALL = [RATES, LOG, NOTES]
DUPLICATE = '  "status": "INVESTIGATING",\n  "status": "CLOSED",\n'


def twice(repo: Repo) -> None:
    """Let the event state its status twice: open, then CLOSED."""
    text = (repo.path / EVENT).read_text("utf-8")
    assert '  "status": "INVESTIGATING",\n' in text
    repo.write(EVENT, text.replace('  "status": "INVESTIGATING",\n', DUPLICATE))


def low_without_post_mortem(repo: Repo) -> None:
    """An open incident of LOW severity that has no post-mortem."""
    edit_event(repo, severity="LOW")
    (repo.path / POST_MORTEM).unlink()


def closed_event(repo: Repo) -> None:
    """Close an incident that has no post-mortem."""
    repo.write(POST_MORTEM, "---\nstatus: DRAFT\n---\n")
    close(repo)
    (repo.path / POST_MORTEM).unlink()


def two_events(repo: Repo) -> None:
    """Two events in one folder; the second one is closed."""
    repo.write(CONFIG, '[records]\nincident-event = ["**/*EVENT*.json"]\nrollback-event = ["**/ROLLED_BACK.json"]\n')
    repo.write(f"{FOLDER}/EVENT-2.json", (repo.path / EVENT).read_bytes())
    edit_event(repo, f"{FOLDER}/EVENT-2.json", incident_id="INC-20261103-second", status="CLOSED")


def shared(repo: Repo) -> None:
    """One piece of evidence that an open and a closed incident name."""
    gateway(repo)
    other_incident(repo)
    name("../../logs/gateway.log", by=OTHER_EVENT)(repo)
    close(repo, OTHER_EVENT)


ONE_STEP = [
    # evidence that goes
    way("delete a named file", remove(RATES), INC301=RATES),
    way("delete an unnamed file", remove(NOTES), INC301=NOTES),
    way("delete a file and its entry", remove(RATES), unname("evidence/error-rate.csv"), INC301=RATES),
    way("delete the folder evidence/", remove(f"{FOLDER}/evidence"), INC301=ALL),
    way(
        "delete it from the index alone",
        git("rm", "--quiet", "--cached", RATES),
        write(".gitignore", "*.csv\n"),
        INC301=RATES,
    ),
    way(
        "delete one of two identical copies",
        remove(f"{FOLDER}/evidence/copy-1.txt"),
        given=(identical,),
        INC301=f"{FOLDER}/evidence/copy-1.txt",
    ),
    way(
        "delete one of two identical copies, and rename the other",
        remove(f"{FOLDER}/evidence/copy-1.txt"),
        move(f"{FOLDER}/evidence/copy-2.txt", f"{FOLDER}/evidence/copy-3.txt"),
        given=(identical,),
        INC301=f"{FOLDER}/evidence/copy-2.txt",
    ),
    way("delete evidence and add other evidence", remove(RATES), write(f"{FOLDER}/evidence/new.csv"), INC301=RATES),
    way(
        "delete evidence of one incident of two",
        remove(f"{OTHER}/evidence/error-rate.csv"),
        given=(other_incident,),
        INC301=f"{OTHER}/evidence/error-rate.csv",
    ),
    # evidence that changes
    way("truncate", write(RATES, ""), INC302=RATES),
    way("change one byte", append(LOG, " "), INC302=LOG),
    way(
        "change the line ends",
        lambda repo: repo.write(LOG, (repo.path / LOG).read_bytes().replace(b"\n", b"\r\n")),
        INC302=LOG,
    ),
    way("change an unnamed file", append(NOTES, "and more\n"), INC302=NOTES),
    way(
        "change a file, its hash in the event too",
        append(RATES, "1,2\n"),
        lambda repo: edit_event(repo, evidence=[{**one, "sha256": "1" * 64} for one in evidence_of(repo)]),
        INC302=RATES,
    ),
    way("swap two files", move(RATES, "x"), move(NOTES, RATES), move("x", NOTES), INC301=RATES),
    way("overwrite one file with another", copy(RATES, LOG), INC302=LOG),
    way("replace by a symbolic link", link(RATES, "checkout-api.log"), INC302=RATES),
    way(
        "replace by a symbolic link to the moved file",
        move(RATES, f"{FOLDER}/evidence/real.csv"),
        link(RATES, "real.csv"),
        INC301=RATES,
    ),
    way(
        "replace by a symbolic link whose target is the old content",
        link(NOTES, "three words here"),
        given=(write(NOTES, "three words here"),),
        INC302=NOTES,
    ),
    way(
        "replace a link by a file with the target as content",
        remove(NOTES),
        write(NOTES, "../error-rate.csv"),
        given=(link(NOTES, "../error-rate.csv"),),
        INC302=NOTES,
    ),
    way("replace by a submodule", submodule(RATES), INC302=RATES),
    way("replace the folder evidence/ by a submodule", submodule(f"{FOLDER}/evidence"), INC301=ALL),
    way(
        "replace the folder evidence/ by a link",
        remove(f"{FOLDER}/evidence"),
        link(f"{FOLDER}/evidence", "../../logs"),
        INC301=ALL,
    ),
    way("replace by a folder", remove(RATES), write(f"{RATES}/part-1.csv"), INC301=RATES),
    way("move it into a folder of its old name", move(RATES, "x"), move("x", f"{RATES}/error-rate.csv"), INC301=RATES),
    way(
        "replace a folder by a file",
        remove(f"{FOLDER}/evidence/notes"),
        write(f"{FOLDER}/evidence/notes"),
        INC301=NOTES,
    ),
    way("change the mode", lambda repo: (repo.path / RATES).chmod(0o755)),
    # evidence that moves
    way(
        "rename, the event follows",
        move(RATES, f"{FOLDER}/evidence/rates.csv"),
        follow("evidence/error-rate.csv", "evidence/rates.csv"),
    ),
    way("rename, the event does not follow", move(RATES, f"{FOLDER}/evidence/rates.csv"), INC301=RATES),
    way(
        "rename, the entry goes",
        move(RATES, f"{FOLDER}/evidence/rates.csv"),
        unname("evidence/error-rate.csv"),
        INC301=RATES,
    ),
    way(
        "rename and change, the event follows",
        move(RATES, f"{FOLDER}/evidence/rates.csv"),
        append(f"{FOLDER}/evidence/rates.csv", "1\n"),
        follow("evidence/error-rate.csv", "evidence/rates.csv"),
        INC301=RATES,
    ),
    way("rename an unnamed file", move(NOTES, f"{FOLDER}/evidence/notes.txt")),
    way("rename an unnamed file, and name it", move(NOTES, f"{FOLDER}/evidence/notes.txt"), name("evidence/notes.txt")),
    way(
        "rename one letter's case, the event follows",
        move(RATES, f"{FOLDER}/evidence/Error-rate.csv"),
        follow("evidence/error-rate.csv", "evidence/Error-rate.csv"),
    ),
    way("rename one letter's case", move(RATES, f"{FOLDER}/evidence/Error-rate.csv"), INC301=RATES),
    way("rename evidence/ to Evidence/", move(f"{FOLDER}/evidence", f"{FOLDER}/Evidence"), INC301=ALL),
    way(
        "rename evidence/ to Evidence/, the event follows",
        move(f"{FOLDER}/evidence", f"{FOLDER}/Evidence"),
        follow("evidence/error-rate.csv", "Evidence/error-rate.csv"),
        follow("evidence/checkout-api.log", "Evidence/checkout-api.log"),
        INC301=NOTES,
    ),
    way(
        "move it out, the event follows",
        move(RATES, "logs/rates.csv"),
        follow("evidence/error-rate.csv", "../../logs/rates.csv"),
    ),
    way("move it out", move(RATES, "logs/rates.csv"), INC301=RATES),
    way("move an unnamed file out", move(NOTES, "logs/notes.txt"), INC301=NOTES),
    way(
        "move it to another incident", move(NOTES, f"{OTHER}/evidence/notes.txt"), given=(other_incident,), INC301=NOTES
    ),
    way(
        "move it to another incident, both events name it",
        move(RATES, f"{OTHER}/evidence/rates.csv"),
        follow("evidence/error-rate.csv", "../INC-20261104-search-slow/evidence/rates.csv"),
        name("evidence/rates.csv", by=OTHER_EVENT),
        given=(other_incident,),
    ),
    way(
        "swap two named files with their entries",
        move(RATES, "x"),
        move(LOG, RATES),
        move("x", LOG),
        follow("evidence/error-rate.csv", "x"),
        follow("evidence/checkout-api.log", "evidence/error-rate.csv"),
        follow("x", "evidence/checkout-api.log"),
    ),
    # evidence outside the folder
    way("delete evidence outside", remove(GATEWAY), given=(gateway,), INC301=GATEWAY),
    way("change evidence outside", append(GATEWAY, "500\n"), given=(gateway,), INC302=GATEWAY),
    way("take evidence outside out of the event", unname("../../logs/gateway.log"), given=(gateway,), INC301=GATEWAY),
    way("mark evidence outside as disposed", dispose("../../logs/gateway.log"), given=(gateway,), INC301=GATEWAY),
    way(
        "move evidence outside, the event follows",
        move(GATEWAY, "logs/old/gateway.log"),
        follow("../../logs/gateway.log", "../../logs/old/gateway.log"),
        given=(gateway,),
    ),
    way("move evidence outside", move(GATEWAY, "logs/old/gateway.log"), given=(gateway,), INC301=GATEWAY),
    way(
        "move evidence outside into evidence/, the event follows",
        move(GATEWAY, f"{FOLDER}/evidence/gateway.log"),
        follow("../../logs/gateway.log", "evidence/gateway.log"),
        given=(gateway,),
    ),
    way(
        "copy evidence outside into evidence/, the event follows",
        copy(GATEWAY, f"{FOLDER}/evidence/gateway.log"),
        follow("../../logs/gateway.log", "evidence/gateway.log"),
        given=(gateway,),
    ),
    way(
        "name evidence outside in other words",
        follow("../../logs/gateway.log", "../../logs/./x/../gateway.log"),
        given=(gateway,),
    ),
    way("delete evidence that an open and a closed incident name", remove(GATEWAY), given=(shared,), INC301=GATEWAY),
    way("delete evidence that two closed incidents name", remove(GATEWAY), given=(shared, closed)),
    way("change what lies beside evidence outside", write("logs/other.log"), given=(gateway,)),
    # the event
    way("delete the event", remove(EVENT), INC303=EVENT),
    way("delete the whole incident", remove(FOLDER), INC301=ALL, INC303=[EVENT, POST_MORTEM]),
    way("replace the whole incident by a submodule", submodule(FOLDER), INC301=ALL, INC303=[EVENT, POST_MORTEM]),
    way("replace the event by a link", move(EVENT, f"{FOLDER}/real.json"), link(EVENT, "real.json"), INC303=EVENT),
    way("rename the event out of the patterns' sight", move(EVENT, f"{FOLDER}/event.json"), INC303=EVENT),
    way("rename the event's case", move(EVENT, f"{FOLDER}/incident_event.json"), INC303=EVENT),
    way("move the event alone", move(EVENT, f"{MOVED}/INCIDENT_EVENT.json"), INC301=ALL),
    way(
        "move the event and the post-mortem without evidence",
        move(EVENT, f"{MOVED}/INCIDENT_EVENT.json"),
        move(POST_MORTEM, f"{MOVED}/INCIDENT.md"),
        INC301=ALL,
    ),
    way("make the event unreadable", write(EVENT, "{")),
    way("make the event unreadable, with evidence outside", write(EVENT, "{"), given=(gateway,), INC301=GATEWAY),
    way("empty the event", write(EVENT, "")),
    way("make the event unreadable and delete evidence", write(EVENT, "{"), remove(RATES), INC301=RATES),
    way("delete evidence of an unreadable event", remove(RATES), given=(write(EVENT, "{"),), INC301=RATES),
    way("delete evidence of an event that is a list", remove(RATES), given=(write(EVENT, "[]"),), INC301=RATES),
    way("delete evidence of an event without a status", remove(RATES), given=(event(status=None),), INC301=RATES),
    way(
        "delete evidence where the status is closed in small letters",
        remove(RATES),
        given=(event(status="closed"),),
        INC301=RATES,
    ),
    way("delete evidence where the status stands twice", remove(RATES), given=(twice,), INC301=RATES),
    way("delete evidence where the status stands twice at once", twice, remove(RATES), INC301=RATES),
    way(
        "delete evidence with the id changed at once",
        event(incident_id="INC-20261103-other"),
        remove(RATES),
        INC301=RATES,
    ),
    way(
        "rename evidence with the id changed at once",
        event(incident_id="INC-20261103-other"),
        move(RATES, f"{FOLDER}/evidence/rates.csv"),
        follow("evidence/error-rate.csv", "evidence/rates.csv"),
    ),
    way("change the id", event(incident_id="INC-20261103-other")),
    way(
        "change the id and hand the old one to a new event",
        other_incident,
        event(OTHER_EVENT, incident_id=GOOD_ID),
        event(incident_id="INC-20261103-other"),
        INC301=[RATES, NOTES],
    ),
    way("mark as disposed while open", dispose("evidence/error-rate.csv")),
    way("mark as disposed while open and delete", dispose("evidence/error-rate.csv"), remove(RATES), INC301=RATES),
    way(
        "delete what was marked as disposed while open",
        remove(RATES),
        given=(dispose("evidence/error-rate.csv"),),
        INC301=RATES,
    ),
    way("take an entry out, the file stays in evidence/", unname("evidence/error-rate.csv")),
    way("take all entries out", event(evidence=[])),
    # closing
    way("close and delete at once", closed, remove(RATES), INC301=RATES),
    way("close and change at once", closed, append(RATES, "1\n"), INC302=RATES),
    way(
        "close, delete and mark as disposed at once",
        closed,
        remove(RATES),
        dispose("evidence/error-rate.csv"),
        INC301=RATES,
    ),
    way("delete with `disposed` after closing", remove(RATES), dispose("evidence/error-rate.csv"), given=(closed,)),
    way(
        "delete evidence/ after closing",
        remove(f"{FOLDER}/evidence"),
        dispose("evidence/error-rate.csv", "evidence/checkout-api.log"),
        given=(closed,),
    ),
    way(
        "delete after a closing without a post-mortem",
        remove(RATES),
        given=(remove(POST_MORTEM), closed_event),
        INC301=RATES,
    ),
    way(
        "delete after a closing without a post-mortem, LOW",
        remove(RATES),
        given=(low_without_post_mortem, closed_event),
    ),
    way("close and delete at once, LOW", closed_event, remove(RATES), given=(low_without_post_mortem,), INC301=RATES),
    way("delete when RESOLVED", remove(RATES), given=(event(status="RESOLVED"),), INC301=RATES),
    way("reopen and delete at once", reopen, remove(RATES), given=(closed,)),
    way("delete after reopening", remove(RATES), given=(closed, commits(), reopen), INC301=RATES),
    # the records
    way("delete the post-mortem", remove(POST_MORTEM), INC303=POST_MORTEM),
    way("delete the post-mortem of a closed incident", remove(POST_MORTEM), given=(closed,), INC303=POST_MORTEM),
    way("delete the event of a closed incident", remove(EVENT), given=(closed,), INC303=EVENT),
    way("delete a whole closed incident", remove(FOLDER), given=(closed,), INC303=[EVENT, POST_MORTEM]),
    way("rename the post-mortem out of sight", move(POST_MORTEM, f"{FOLDER}/notes.md"), INC303=POST_MORTEM),
    way(
        "rename the post-mortem to another name of the patterns",
        move(POST_MORTEM, f"{FOLDER}/POSTMORTEM.md"),
        given=(configure('[records]\npost-mortem = ["**/INCIDENT.md", "**/POSTMORTEM.md"]\n'),),
    ),
    way("replace the post-mortem by a link", link(POST_MORTEM, "/dev/null"), INC303=POST_MORTEM),
    way("delete the plan of a rollback", remove(PLAN), given=(write(PLAN, "{}"),)),
    way("delete the event of a rollback", remove(ROLLBACK), given=(write(ROLLBACK, "{}"),), INC303=ROLLBACK),
    way(
        "delete the event of a rollback, closed",
        remove(ROLLBACK),
        given=(write(ROLLBACK, "{}"), closed),
        INC303=ROLLBACK,
    ),
    way(
        "move the event of a rollback to its attempt's folder",
        move(ROLLBACK, f"{FOLDER}/rollback-01/ROLLBACK_EVENT.json"),
        given=(write(ROLLBACK, "{}"),),
    ),
    way(
        "delete the event of the first attempt, add that of the second",
        remove(ROLLBACK),
        write(f"{FOLDER}/rollback-02/ROLLBACK_EVENT.json", "[]"),
        given=(write(ROLLBACK, "{}"),),
        INC303=ROLLBACK,
    ),
    way(
        "delete the event of the second attempt, add that of the first",
        remove(f"{FOLDER}/rollback-02/ROLLBACK_EVENT.json"),
        write(ROLLBACK, "[]"),
        given=(write(f"{FOLDER}/rollback-02/ROLLBACK_EVENT.json", "{}"),),
        INC303=f"{FOLDER}/rollback-02/ROLLBACK_EVENT.json",
    ),
    # the folder
    way("move the whole folder", move(FOLDER, MOVED)),
    way("move all incidents", other_incident, move("incidents", "docs/incidents")),
    way(
        "move the whole folder, with evidence outside",
        move(FOLDER, MOVED),
        follow("../../logs/gateway.log", "../../../logs/gateway.log", by=f"{MOVED}/INCIDENT_EVENT.json"),
        given=(gateway,),
    ),
    way("move the whole folder, evidence outside is forgotten", move(FOLDER, MOVED), given=(gateway,), INC301=GATEWAY),
    way(
        "move the whole folder with the status",
        move(FOLDER, MOVED),
        event(f"{MOVED}/INCIDENT_EVENT.json", status="TRIAGED"),
    ),
    way("move the whole folder but one file", move(RATES, "x"), move(FOLDER, MOVED), move("x", RATES), INC301=RATES),
    way(
        "move the whole folder and delete one file",
        move(FOLDER, MOVED),
        remove(f"{MOVED}/evidence/error-rate.csv"),
        INC301=RATES,
    ),
    way(
        "move the whole folder and change one file",
        move(FOLDER, MOVED),
        append(f"{MOVED}/evidence/error-rate.csv", "1\n"),
        INC301=RATES,
    ),
    way(
        "move the whole folder and delete the post-mortem",
        move(FOLDER, MOVED),
        remove(f"{MOVED}/INCIDENT.md"),
        INC303=POST_MORTEM,
    ),
    way(
        "move the whole folder and edit the post-mortem",
        move(FOLDER, MOVED),
        append(f"{MOVED}/INCIDENT.md", "\nMore.\n"),
    ),
    way("move the whole folder of a closed incident", move(FOLDER, MOVED), given=(closed,)),
    way(
        "move the folder out of the patterns' sight",
        move(FOLDER, f"old/{GOOD_ID}"),
        given=(configure('[records]\nincident-event = ["incidents/**/INCIDENT_EVENT.json"]\n'),),
        INC301=ALL,
        INC303=EVENT,
    ),
    way("move the incident to the root", at_the_root),
    # the configuration
    way(
        "allow it before",
        remove(RATES),
        given=(configure('[history]\nallow = [{ path = "**/*.csv", reason = "holds a password" }]\n'),),
        INC309=RATES,
    ),
    way(
        "allow it at once",
        remove(RATES),
        configure('[history]\nallow = [{ path = "**/*.csv", reason = "holds a password" }]\n'),
        INC301=RATES,
    ),
    way(
        "allow another file before",
        remove(RATES),
        given=(configure('[history]\nallow = [{ path = "**/*.log", reason = "holds a password" }]\n'),),
        INC301=RATES,
    ),
    way("turn the rules off before", remove(RATES), given=(configure('ignore = ["INC3"]\n'),)),
    way("turn the rules off at once", remove(RATES), configure('ignore = ["INC3"]\n'), INC301=RATES),
    way("turn the rules on at once", remove(RATES), remove(CONFIG), given=(configure('ignore = ["INC3"]\n'),)),
    way(
        "exempt files at once",
        remove(RATES),
        configure('per-file-ignores = [{ files = ["**"], rules = ["INC3"], reason = "x" }]\n'),
        INC301=RATES,
    ),
    way(
        "lower the severity at once",
        remove(RATES),
        configure('fail-on = "never"\n[severity]\nevidence-deleted = "info"\n'),
        INC301=RATES,
    ),
    way(
        "change what is evidence at once",
        remove(RATES),
        configure('[records]\nevidence = ["proof/**"]\n'),
        INC301=RATES,
    ),
    way(
        "change what is an event at once",
        remove(RATES),
        configure('[records]\nincident-event = ["nowhere/*.json"]\n'),
        INC301=RATES,
    ),
    way(
        "change what is an event at once, and delete the event",
        remove(EVENT),
        configure('[records]\nincident-event = ["nowhere/*.json"]\n'),
        INC303=EVENT,
    ),
    way("change what is evidence alone", configure('[records]\nevidence = ["proof/**"]\n')),
    way(
        "turn the rules off in pyproject.toml at once",
        remove(RATES),
        write("pyproject.toml", '[tool.incident-lint]\nignore = ["INC3"]\n'),
        INC301=RATES,
    ),
    # other places
    way(
        "delete evidence of an incident at the root",
        remove("evidence/error-rate.csv"),
        given=(at_the_root,),
        INC301="evidence/error-rate.csv",
    ),
    way("delete other files of an incident at the root", remove("checkout.conf"), given=(at_the_root,)),
    way("delete evidence of two events in one folder", remove(NOTES), given=(two_events,), INC301=NOTES),
    way("delete evidence of two closed events in one folder", remove(NOTES), given=(two_events, closed)),
    way(
        "delete one of two events in one folder",
        remove(f"{FOLDER}/EVENT-2.json"),
        given=(two_events,),
        INC303=f"{FOLDER}/EVENT-2.json",
    ),
    way(
        "delete evidence that is a link",
        remove(f"{FOLDER}/evidence/link"),
        given=(link(f"{FOLDER}/evidence/link", "error-rate.csv"),),
        INC301=f"{FOLDER}/evidence/link",
    ),
    way(
        "point evidence that is a link elsewhere",
        link(f"{FOLDER}/evidence/link", "checkout-api.log"),
        given=(link(f"{FOLDER}/evidence/link", "error-rate.csv"),),
        INC302=f"{FOLDER}/evidence/link",
    ),
    way(
        "rename evidence that is a link",
        move(f"{FOLDER}/evidence/link", f"{FOLDER}/evidence/link-2"),
        given=(link(f"{FOLDER}/evidence/link", "error-rate.csv"),),
    ),
    way(
        "delete evidence that is a submodule",
        remove(f"{FOLDER}/evidence/module"),
        given=(submodule(f"{FOLDER}/evidence/module"),),
        INC301=f"{FOLDER}/evidence/module",
    ),
    way(
        "move evidence that is a submodule on",
        submodule(f"{FOLDER}/evidence/module", "2" * 40),
        given=(submodule(f"{FOLDER}/evidence/module"),),
        INC302=f"{FOLDER}/evidence/module",
    ),
    way(
        "delete evidence/ that is a submodule",
        remove(f"{OTHER}/evidence"),
        git("rm", "--quiet", "--cached", f"{OTHER}/evidence"),
        given=(other_incident, event(OTHER_EVENT, evidence=[]), submodule(f"{OTHER}/evidence")),
        INC301=f"{OTHER}/evidence",
    ),
    way(
        "delete evidence/ that is a link",
        remove(f"{OTHER}/evidence"),
        given=(
            other_incident,
            event(OTHER_EVENT, evidence=[]),
            remove(f"{OTHER}/evidence"),
            link(f"{OTHER}/evidence", "../../logs"),
        ),
        INC301=f"{OTHER}/evidence",
    ),
    way(
        "replace the event by a folder that holds it",
        move(EVENT, "x"),
        move("x", f"{EVENT}/INCIDENT_EVENT.json"),
        INC301=ALL,
    ),
    way(
        "copy the event elsewhere, closed, and delete the first one",
        remove(EVENT),
        given=(copy(EVENT, f"{MOVED}/INCIDENT_EVENT.json"), event(f"{MOVED}/INCIDENT_EVENT.json", status="CLOSED")),
        INC301=ALL,
    ),
    way(
        "copy the event elsewhere, closed, and delete evidence",
        remove(RATES),
        given=(
            copy(EVENT, f"{MOVED}/INCIDENT_EVENT.json"),
            copy(POST_MORTEM, f"{MOVED}/INCIDENT.md"),
            event(f"{MOVED}/INCIDENT_EVENT.json", status="CLOSED"),
        ),
        INC301=RATES,
    ),
    way("copy the whole folder", lambda repo: shutil.copytree(repo.path / FOLDER, repo.path / MOVED)),
    way(
        "delete the first one of two whole copies",
        remove(FOLDER),
        given=(lambda repo: shutil.copytree(repo.path / FOLDER, repo.path / MOVED),),
    ),
    way(
        "give two incidents the same id, and delete evidence of one",
        event(OTHER_EVENT, incident_id=GOOD_ID),
        remove(RATES),
        given=(other_incident,),
        INC301=RATES,
    ),
    way(
        "swap the ids of two incidents",
        event(OTHER_EVENT, incident_id=GOOD_ID),
        event(incident_id="INC-20261104-search-slow"),
        remove(RATES),
        given=(other_incident,),
        INC301=[RATES, NOTES, f"{OTHER}/evidence/error-rate.csv"],
    ),
    way(
        "change an event that is itself evidence",
        event(f"{FOLDER}/evidence/as-found/INCIDENT_EVENT.json", status="TRIAGED"),
        given=(copy(EVENT, f"{FOLDER}/evidence/as-found/INCIDENT_EVENT.json"),),
        INC302=f"{FOLDER}/evidence/as-found/INCIDENT_EVENT.json",
    ),
    # ordinary work
    way("go on with the event", event(status="RESOLVED", resolved_at="2026-11-03T12:10:00Z")),
    way("close", closed),
    way("reopen", reopen, given=(closed,)),
    way("add evidence", write(f"{FOLDER}/evidence/new.txt"), name("evidence/new.txt")),
    way("add evidence outside", gateway),
    way("add evidence that is a link", link(f"{FOLDER}/evidence/link", "error-rate.csv")),
    way("add evidence that is a submodule", submodule(f"{FOLDER}/evidence/module")),
    way(
        "describe evidence in other words",
        lambda repo: edit_event(
            repo, evidence=[{**one, "id": f"F{one['id']}", "description": "Better"} for one in evidence_of(repo)]
        ),
    ),
    way("edit the post-mortem", append(POST_MORTEM, "\nMore.\n")),
    way("edit other files", write("checkout.conf", "pool = 60\n"), write("README.md", "Read me\n")),
    way("delete other files", remove("checkout.conf")),
    way("delete other files of the incident", remove(f"{FOLDER}/draft.md"), given=(write(f"{FOLDER}/draft.md"),)),
    way("add an incident", other_incident),
    way("add a file named evidence", write("evidence", "proof\n")),
    way(
        "delete a folder evidence/ that belongs to no incident",
        remove("app/evidence"),
        given=(write("app/evidence/x"),),
    ),
    way("change nothing"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repository that all tests start from is built once."""
    return tmp_path_factory.mktemp("template") / "repository"


@pytest.fixture
def repo(template: Path, tmp_path: Path) -> Repo:
    """A repository with an open incident: two named pieces of evidence, and one that is not named."""
    if not template.exists():
        commit(with_open_incident(template), "Take notes", {NOTES: "The pool is exhausted.\n"})
    path = tmp_path.resolve() / "repository"
    shutil.copytree(template, path, symlinks=True)
    return Repo(path)


def do(repo: Repo, acts: tuple[Act, ...]) -> None:
    """Do these things, in their order."""
    for act in acts:
        act(repo)


def custody(outcome: Outcome) -> set[tuple[str, str]]:
    """What is reported of INC3."""
    return {one for one in outcome.found if one[0].startswith("INC3")}


def judged(repo: Repo, base: str) -> set[tuple[str, str]]:
    """What is reported of INC3 about the commits since `base`."""
    return custody(check(repo, "--from-ref", base, "--to-ref", "HEAD"))


def prepared(repo: Repo, one: Way) -> str:
    """Do and commit what is given; the state before."""
    if one.given:
        do(repo, one.given)
        commit(repo, "What is given")
    return repo.git("rev-parse", "HEAD")


def names(ways: list[Way]) -> list[str]:
    """The names of ways; each stands once."""
    found = [one.name for one in ways]
    assert len(set(found)) == len(found)
    return found


@pytest.mark.parametrize("one", ONE_STEP, ids=names(ONE_STEP))
def test_one_step(repo: Repo, one: Way) -> None:
    """What is done at once is judged the same, staged and committed."""
    base = prepared(repo, one)
    do(repo, one.acts)
    repo.git("add", "--all")
    staged = check(repo, "--staged")
    commit(repo, "What is done")
    assert custody(staged) == one.refused
    assert judged(repo, base) == one.refused
    if any(code != "INC309" for code, _ in one.refused):
        assert staged.exit_code == 1


# --- several commits ------------------------------------------------------------------------------------------------


def amended(repo: Repo) -> None:
    """Add evidence, and take it out of that same commit again."""
    repo.write(SIDE, "a mistake\n")
    commit(repo, "Add evidence")
    (repo.path / SIDE).unlink()
    repo.git("commit", "--quiet", "--all", "--amend", "--no-edit", "--allow-empty")


def resolved_with(*acts: Act) -> tuple[Act, ...]:
    """Merge `side` up to its commit, do something, and commit it."""
    start = git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    return (start, *acts, commits("Merge the work"))


def conflicting(*acts: Act) -> tuple[Act, ...]:
    """Merge `side` although it conflicts, do something to resolve it, and commit it."""
    return (lambda repo: attempt(repo, "merge", "--no-commit", "side"), *acts, commits("Merge the work"))


def keep_the_name_of_the_side(repo: Repo) -> None:
    """Of two new names of the same evidence, keep the one of the branch that is merged."""
    (repo.path / NOTES).unlink(missing_ok=True)
    (repo.path / FOLDER / "evidence/b.txt").unlink(missing_ok=True)


def rebased(repo: Repo) -> None:
    """Collect evidence on a branch, and rebase it on what happened meanwhile."""
    do(repo, on_side(write(SIDE)))
    meanwhile(repo)
    repo.git("checkout", "--quiet", "side")
    repo.git("rebase", "--quiet", "main")


def unrelated(*options: str) -> tuple[Act, ...]:
    """Merge a history of its own that has an incident of its own."""

    def act(repo: Repo) -> None:
        repo.git("checkout", "--quiet", "--orphan", "side")
        repo.git("rm", "-r", "--quiet", "--force", ".")
        other_incident(repo)
        commit(repo, "Another history")
        repo.git("checkout", "--quiet", "main")

    return act, merge("--allow-unrelated-histories", *options, "side")


def criss_cross(*side: Act) -> tuple[Act, ...]:
    """Two branches that merge each other, and are merged."""
    work = (*on_side(*side), write("main.txt"), commits("Work on main"))
    return (
        *work,
        git("branch", "main-1"),
        merge("side"),
        git("checkout", "--quiet", "side"),
        merge("main-1"),
        commits("Go on"),
        git("checkout", "--quiet", "main"),
        merge("side"),
    )


def octopus(*options: str) -> tuple[Act, ...]:
    """Three branches that each collect evidence, merged at once."""
    branches: list[Act] = []
    for number in (1, 2, 3):
        there = git("checkout", "--quiet", "-b", f"side-{number}", "main")
        branches += [there, write(f"{FOLDER}/evidence/{number}.txt", f"{number}\n"), commits(f"Collect {number}")]
    return (*branches, git("checkout", "--quiet", "main"), merge(*options, "side-1", "side-2", "side-3"))


CLOSED_AND_DISPOSED = (closed, commits("Close"), remove(RATES), dispose("evidence/error-rate.csv"))
TALK = event(title="Checkout requests time out after release 2.14.0")

SEVERAL_STEPS = [
    way("delete the event, then evidence", remove(EVENT), commits(), remove(RATES), INC303=EVENT),
    way("make the event unreadable, then delete evidence", write(EVENT, "{"), commits(), remove(RATES), INC301=RATES),
    way("state the status twice, then delete evidence", twice, commits(), remove(RATES), INC301=RATES),
    way("mark as disposed, then delete", dispose("evidence/error-rate.csv"), commits(), remove(RATES), INC301=RATES),
    way("take the entry out, then delete", unname("evidence/error-rate.csv"), commits(), remove(RATES), INC301=RATES),
    way(
        "take evidence outside out, then delete it",
        unname("../../logs/gateway.log"),
        commits(),
        remove(GATEWAY),
        given=(gateway,),
        INC301=GATEWAY,
    ),
    way(
        "delete and put back", remove(RATES), commits(), git("checkout", "--quiet", "HEAD~", "--", RATES), INC301=RATES
    ),
    way(
        "change and change back",
        append(LOG, " "),
        commits(),
        git("checkout", "--quiet", "HEAD~", "--", LOG),
        INC302=LOG,
    ),
    way("add evidence and delete it", write(SIDE), commits(), remove(SIDE), INC301=SIDE),
    way("add evidence and delete it in the same commit", amended),
    way(
        "add an incident and delete it",
        other_incident,
        commits(),
        remove(OTHER),
        INC301=[f"{OTHER}/evidence/{one}" for one in ("error-rate.csv", "checkout-api.log")],
        INC303=[OTHER_EVENT, f"{OTHER}/INCIDENT.md"],
    ),
    way("close, then delete with `disposed`", *CLOSED_AND_DISPOSED),
    way(
        "close, then delete, then mark as disposed",
        closed,
        commits(),
        remove(RATES),
        commits(),
        dispose("evidence/error-rate.csv"),
    ),
    way("close, delete and reopen", closed, commits(), remove(RATES), commits(), reopen, INC301=RATES),
    way(
        "close, delete and reopen with another id",
        closed,
        commits(),
        remove(RATES),
        commits(),
        reopen,
        event(incident_id="INC-20261103-other"),
        INC301=RATES,
    ),
    way(
        "close, delete and reopen elsewhere",
        closed,
        commits(),
        remove(RATES),
        commits(),
        reopen,
        move(FOLDER, MOVED),
        INC301=RATES,
    ),
    way("close, reopen, and delete in the reopening", closed, commits(), reopen, remove(RATES), INC301=RATES),
    way(
        "record, close and dispose",
        other_incident,
        commits(),
        lambda repo: close(repo, OTHER_EVENT),
        commits(),
        remove(f"{OTHER}/evidence/error-rate.csv"),
        dispose("evidence/error-rate.csv", by=OTHER_EVENT),
    ),
    way("close, reopen, close and dispose", closed, commits(), reopen, commits(), *CLOSED_AND_DISPOSED),
    way(
        "move the folder, then change the id",
        move(FOLDER, MOVED),
        commits(),
        event(f"{MOVED}/INCIDENT_EVENT.json", incident_id="INC-20261103-other"),
    ),
    way("change the id, then move the folder", event(incident_id="INC-20261103-other"), commits(), move(FOLDER, MOVED)),
    way(
        "close, delete, move, and reopen with another id",
        closed,
        commits(),
        remove(RATES),
        commits(),
        move(FOLDER, MOVED),
        commits(),
        event(f"{MOVED}/INCIDENT_EVENT.json", status="TRIAGED", incident_id="INC-20261103-other"),
        INC301=RATES,
    ),
    way(
        "merge a closing, delete, merge a reopening",
        *on_side(closed),
        meanwhile,
        merge("side"),
        remove(RATES),
        commits(),
        *on_side(reopen),
        meanwhile,
        merge("side"),
        INC301=RATES,
    ),
    way(
        "swap the folders of two incidents",
        move(FOLDER, "x"),
        move(OTHER, FOLDER),
        move("x", OTHER),
        given=(other_incident,),
    ),
    way("close and dispose, then move the folder", *CLOSED_AND_DISPOSED, commits(), move(FOLDER, MOVED)),
    way(
        "move the folder, then go on with the event",
        move(FOLDER, MOVED),
        commits(),
        event(f"{MOVED}/INCIDENT_EVENT.json", status="TRIAGED"),
    ),
    way(
        "move the folder, then allowed by the new path",
        move(FOLDER, MOVED),
        commits(),
        remove(f"{MOVED}/evidence/error-rate.csv"),
        given=(configure('[history]\nallow = [{ path = "archive/**/*.csv", reason = "holds a password" }]\n'),),
        INC309=f"{MOVED}/evidence/error-rate.csv",
    ),
    way(
        "rename evidence, then delete it",
        move(NOTES, f"{FOLDER}/evidence/notes.txt"),
        commits(),
        remove(f"{FOLDER}/evidence/notes.txt"),
        INC301=f"{FOLDER}/evidence/notes.txt",
    ),
    way(
        "delete, then rename the folder back and forth",
        remove(RATES),
        commits(),
        move(FOLDER, MOVED),
        commits(),
        move(MOVED, FOLDER),
        INC301=RATES,
    ),
    way(
        "close without a post-mortem, then delete",
        closed_event,
        commits(),
        remove(RATES),
        given=(remove(POST_MORTEM),),
        INC301=RATES,
    ),
    way(
        "close without a post-mortem, then delete, LOW",
        closed_event,
        commits(),
        remove(RATES),
        given=(low_without_post_mortem,),
    ),
    way(
        "move the folder, then delete",
        move(FOLDER, MOVED),
        commits(),
        remove(f"{MOVED}/evidence/error-rate.csv"),
        INC301=f"{MOVED}/evidence/error-rate.csv",
    ),
    way("move the folder and back", move(FOLDER, MOVED), commits(), move(MOVED, FOLDER)),
    way(
        "move the event first, the rest later",
        move(EVENT, f"{MOVED}/INCIDENT_EVENT.json"),
        commits(),
        move(f"{FOLDER}/evidence", f"{MOVED}/evidence"),
        INC301=ALL,
    ),
    way(
        "rename, the event follows one commit later",
        move(RATES, f"{FOLDER}/evidence/rates.csv"),
        commits(),
        follow("evidence/error-rate.csv", "evidence/rates.csv"),
        INC301=RATES,
    ),
    way("change the id, then delete", event(incident_id="INC-20261103-other"), commits(), remove(RATES), INC301=RATES),
    way(
        "allow it one commit before, in the same range",
        configure('[history]\nallow = [{ path = "**/*.csv", reason = "holds a password" }]\n'),
        commits(),
        remove(RATES),
        INC301=RATES,
    ),
    way(
        "turn the rules off one commit before, in the same range",
        configure('ignore = ["INC3"]\n'),
        commits(),
        remove(RATES),
        INC301=RATES,
    ),
    way(
        "change what is evidence, then delete",
        configure('[records]\nevidence = ["proof/**"]\n'),
        commits(),
        remove(RATES),
        INC301=RATES,
    ),
    way(
        "change what is an event, then delete all",
        configure('[records]\nincident-event = ["nowhere/*.json"]\n'),
        commits(),
        remove(FOLDER),
        INC301=ALL,
        INC303=[EVENT, POST_MORTEM],
    ),
    way("revert the commit that added evidence", git("revert", "--no-edit", "HEAD"), INC301=NOTES),
    way(
        "revert the commit that added evidence, and the revert",
        git("revert", "--no-edit", "HEAD"),
        git("revert", "--no-edit", "HEAD"),
        INC301=NOTES,
    ),
    way("revert ordinary work", meanwhile, git("revert", "--no-edit", "HEAD")),
    way(
        "revert the closing and the disposal",
        *CLOSED_AND_DISPOSED,
        commits(),
        git("revert", "--no-edit", "HEAD"),
        git("revert", "--no-edit", "HEAD~2"),
    ),
    # branches
    way("rebase", rebased),
    way("cherry-pick the addition", *on_side(write(SIDE)), meanwhile, git("cherry-pick", "side")),
    way("cherry-pick a deletion", *on_side(remove(RATES)), meanwhile, git("cherry-pick", "side"), INC301=RATES),
    way(
        "cherry-pick the disposal without the closing",
        *on_side(closed, commits(), remove(NOTES)),
        git("cherry-pick", "side"),
        INC301=NOTES,
    ),
    way("fast-forward", *on_side(write(SIDE)), git("merge", "--quiet", "--ff-only", "side")),
    way(
        "fast-forward to a deletion",
        *on_side(remove(RATES)),
        git("merge", "--quiet", "--ff-only", "side"),
        INC301=RATES,
    ),
    way(
        "squash an addition and a deletion of other files",
        *on_side(write("x"), commits(), remove("x")),
        git("merge", "--quiet", "--squash", "side"),
    ),
    way(
        "squash a closing and a disposal",
        *on_side(*CLOSED_AND_DISPOSED),
        git("merge", "--quiet", "--squash", "side"),
        INC301=RATES,
    ),
    # merges
    way("merge evidence", *on_side(write(SIDE)), meanwhile, merge("side")),
    way(
        "merge, and keep nothing of the side",
        *on_side(write(SIDE)),
        meanwhile,
        merge("--strategy=ours", "side"),
        INC301=SIDE,
    ),
    way(
        "merge, and keep nothing of a side with an incident",
        *on_side(other_incident),
        meanwhile,
        merge("--strategy=ours", "side"),
        INC301=[f"{OTHER}/evidence/{one}" for one in ("error-rate.csv", "checkout-api.log")],
        INC303=[OTHER_EVENT, f"{OTHER}/INCIDENT.md"],
    ),
    way(
        "merge, and keep nothing of a side with ordinary work",
        *on_side(write("x")),
        meanwhile,
        merge("--strategy=ours", "side"),
    ),
    way(
        "merge, and keep nothing of main",
        *on_side(write("x")),
        write(SIDE),
        commits(),
        git("checkout", "--quiet", "side"),
        merge("--strategy=ours", "main"),
        INC301=SIDE,
    ),
    way(
        "merge two versions of a file, and keep theirs",
        *on_side(write(SIDE, "theirs\n")),
        write(SIDE, "ours\n"),
        commits(),
        merge("--strategy-option=theirs", "side"),
        INC302=SIDE,
    ),
    way(
        "merge two versions of a file, and keep ours",
        *on_side(write(SIDE, "theirs\n")),
        write(SIDE, "ours\n"),
        commits(),
        merge("--strategy-option=ours", "side"),
        INC302=SIDE,
    ),
    way(
        "merge two versions of a file, and keep both",
        *on_side(write(SIDE, "theirs\n")),
        write(SIDE, "ours\n"),
        commits(),
        *conflicting(write(SIDE, "ours\n"), write(f"{FOLDER}/evidence/side-2.txt", "theirs\n")),
    ),
    way(
        "merge two versions of the event, and keep all",
        *on_side(TALK),
        event(title="Checkout is slow"),
        commits(),
        *conflicting(git("checkout", "--quiet", "HEAD", "--", EVENT)),
    ),
    way(
        "merge, and delete evidence in the merge",
        *on_side(write("x")),
        meanwhile,
        *resolved_with(remove(RATES)),
        INC301=RATES,
    ),
    way(
        "merge, and change evidence in the merge",
        *on_side(write("x")),
        meanwhile,
        *resolved_with(append(RATES, "1\n")),
        INC302=RATES,
    ),
    way(
        "merge, and delete the side's evidence in the merge",
        *on_side(write(SIDE)),
        meanwhile,
        *resolved_with(remove(SIDE)),
        INC301=SIDE,
    ),
    way(
        "merge, and delete the event in the merge",
        *on_side(write("x")),
        meanwhile,
        *resolved_with(remove(EVENT)),
        INC303=EVENT,
    ),
    way("merge, and add evidence in the merge", *on_side(write("x")), meanwhile, *resolved_with(write(SIDE))),
    way(
        "merge a branch that closed, and delete in the merge",
        *on_side(closed),
        meanwhile,
        *resolved_with(remove(RATES)),
        INC301=RATES,
    ),
    way("merge a branch that closed and disposed", *on_side(*CLOSED_AND_DISPOSED), meanwhile, merge("side")),
    way(
        "merge main into a branch that closed and disposed",
        *on_side(*CLOSED_AND_DISPOSED),
        meanwhile,
        git("checkout", "--quiet", "side"),
        merge("main"),
    ),
    way(
        "merge a branch that closed and disposed, and more goes in the merge",
        *on_side(*CLOSED_AND_DISPOSED),
        meanwhile,
        *resolved_with(remove(LOG)),
        INC301=LOG,
    ),
    way(
        "merge a branch that closed and disposed, new evidence on main",
        *on_side(*CLOSED_AND_DISPOSED),
        write(SIDE),
        commits(),
        merge("side"),
    ),
    way(
        "merge a branch that closed and disposed, and drop new evidence of main",
        *on_side(*CLOSED_AND_DISPOSED),
        write(SIDE),
        commits(),
        *resolved_with(remove(SIDE)),
        INC301=SIDE,
    ),
    way(
        "merge a branch that closed and disposed, but stay open",
        *on_side(*CLOSED_AND_DISPOSED),
        TALK,
        commits(),
        *conflicting(git("checkout", "--quiet", "HEAD", "--", EVENT)),
        INC301=RATES,
    ),
    way(
        "merge a branch that closed and disposed, the folder was moved on main",
        *on_side(*CLOSED_AND_DISPOSED),
        move(FOLDER, MOVED),
        commits(),
        *conflicting(remove(f"{MOVED}/evidence/error-rate.csv")),
    ),
    way(
        "merge a branch that closed and disposed, evidence was renamed on main",
        *on_side(closed, commits(), remove(NOTES)),
        move(NOTES, f"{FOLDER}/evidence/notes.txt"),
        commits(),
        *conflicting(remove(f"{FOLDER}/evidence/notes.txt")),
    ),
    way(
        "merge a branch that closed and disposed, the id was changed on main",
        *on_side(closed, commits(), remove(NOTES)),
        event(incident_id="INC-20261103-other"),
        commits(),
        merge("side"),
    ),
    way(
        "merge an unrelated history, and delete of it",
        *unrelated("--no-commit"),
        remove(f"{OTHER}/evidence/error-rate.csv"),
        INC301=f"{OTHER}/evidence/error-rate.csv",
    ),
    way(
        "merge two new names of unnamed evidence",
        *on_side(move(NOTES, f"{FOLDER}/evidence/a.txt")),
        move(NOTES, f"{FOLDER}/evidence/b.txt"),
        commits(),
        *conflicting(keep_the_name_of_the_side),
    ),
    way(
        "merge two incidents that took the same id",
        *on_side(other_incident),
        other_incident,
        write(f"{OTHER}/evidence/main.txt"),
        commits(),
        *conflicting(),
    ),
    way(
        "merge the same deletion on both sides",
        *on_side(remove(RATES)),
        remove(RATES),
        append("checkout.conf", "x"),
        commits(),
        merge("side"),
        INC301=RATES,
    ),
    way(
        "merge the same closing and disposal on both sides",
        *on_side(*CLOSED_AND_DISPOSED),
        *CLOSED_AND_DISPOSED,
        append("checkout.conf", "x"),
        commits(),
        merge("side"),
    ),
    way("merge a branch that deleted", *on_side(remove(RATES)), meanwhile, merge("side"), INC301=RATES),
    way("merge a branch that moved the folder", *on_side(move(FOLDER, MOVED)), meanwhile, merge("side")),
    way(
        "merge a branch that moved the folder, the event was edited",
        *on_side(move(FOLDER, MOVED)),
        TALK,
        commits(),
        merge("side"),
    ),
    way(
        "merge a branch that moved the folder, evidence follows",
        *on_side(move(FOLDER, MOVED)),
        write(SIDE),
        commits(),
        git("config", "merge.directoryRenames", "true"),
        merge("side"),
    ),
    way(
        "merge a branch that moved the folder, evidence stays behind",
        *on_side(move(FOLDER, MOVED)),
        write(SIDE),
        commits(),
        git("config", "merge.directoryRenames", "false"),
        merge("side"),
        INC301=SIDE,
    ),
    way(
        "merge a branch that renamed evidence",
        *on_side(move(RATES, f"{FOLDER}/evidence/rates.csv"), follow("evidence/error-rate.csv", "evidence/rates.csv")),
        meanwhile,
        merge("side"),
    ),
    way(
        "merge a branch of before the incident",
        git("checkout", "--quiet", "-b", "side", "HEAD~3"),
        write("x"),
        commits(),
        git("checkout", "--quiet", "main"),
        merge("side"),
    ),
    way(
        "merge the incident into a branch of before it",
        git("checkout", "--quiet", "-b", "side", "HEAD~3"),
        write("x"),
        commits(),
        merge("main"),
    ),
    way(
        "merge the incident into a branch of before it, and keep nothing",
        git("checkout", "--quiet", "-b", "side", "HEAD~3"),
        write("x"),
        commits(),
        merge("--strategy=ours", "main"),
        INC301=ALL,
        INC303=[EVENT, POST_MORTEM],
    ),
    way("octopus", *octopus()),
    way(
        "octopus, and keep nothing",
        *octopus("--strategy=ours"),
        INC301=[f"{FOLDER}/evidence/{one}.txt" for one in (1, 2, 3)],
    ),
    way("merge an unrelated history", *unrelated()),
    way(
        "merge an unrelated history, and keep nothing",
        *unrelated("--strategy=ours"),
        INC301=[f"{OTHER}/evidence/{one}" for one in ("error-rate.csv", "checkout-api.log")],
        INC303=[OTHER_EVENT, f"{OTHER}/INCIDENT.md"],
    ),
    way("criss-cross", *criss_cross(write(SIDE))),
    way("criss-cross with a closing and a disposal", *criss_cross(*CLOSED_AND_DISPOSED)),
    way("criss-cross with a deletion", *criss_cross(remove(RATES)), INC301=RATES),
]


@pytest.mark.parametrize("one", SEVERAL_STEPS, ids=names(SEVERAL_STEPS))
def test_several_steps(repo: Repo, one: Way) -> None:
    """Each commit of a range is judged, and each merge against all its parents."""
    base = prepared(repo, one)
    do(repo, one.acts)
    commit(repo, "What is left to be done")
    assert judged(repo, base) == one.refused


MESSAGES = [
    ((remove(RATES),), "was deleted"),
    ((write(RATES, ""),), "was emptied"),
    ((append(RATES, "1"),), "was changed"),
    ((link(RATES, "checkout-api.log"),), "was replaced by a symbolic link"),
    ((submodule(RATES),), "was replaced by a submodule"),
    ((move(RATES, "logs/rates.csv"),), 'was moved to "logs/rates.csv", where it is evidence no longer'),
    ((move(RATES, f"{FOLDER}/evidence/rates.csv"),), f'was moved to "{FOLDER}/evidence/rates.csv", but'),
    ((move(RATES, "x"), move(NOTES, RATES), move("x", NOTES)), f'was moved to "{NOTES}", but'),
    ((move(RATES, f"{FOLDER}/evidence/r.csv"), link(RATES, "r.csv")), f'was moved to "{FOLDER}/evidence/r.csv", but'),
]


@pytest.mark.parametrize(("acts", "expected"), MESSAGES, ids=[one[1] for one in MESSAGES])
def test_messages_say_what_happened(repo: Repo, acts: tuple[Act, ...], expected: str) -> None:
    """What became of the evidence, and where it stands now."""
    do(repo, (*acts, git("add", "--all")))
    found = [one["message"] for one in check(repo, "--staged").data["diagnostics"] if one["code"].startswith("INC3")]
    assert len(found) == 1
    assert expected in found[0].replace("'", '"').replace("`", '"')


REOPENED = (closed, commits("Close"), remove(RATES), commits("Delete"), reopen, commits("Reopen"))


def test_messages_of_reopening(repo: Repo) -> None:
    """What was deleted while the incident was closed is still in the history: no reference has to be pushed."""
    base = repo.git("rev-parse", "HEAD")
    do(repo, REOPENED)
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").data["diagnostics"]
    messages = [one["message"] for one in found if one["code"].startswith("INC3")]
    assert len(messages) == 1
    assert "in no reference" not in messages[0]


def test_a_commit_of_the_past_may_be_allowed(repo: Repo) -> None:
    """An entry of `history.allow` names a commit of a branch before that branch is merged."""
    do(repo, on_side(remove(RATES)))
    allow = f'[history]\nallow = [{{ commit = "{repo.git("rev-parse", "side")}", reason = "holds a password" }}]\n'
    base = commit(repo, "Let a leaked password go", {CONFIG: allow})
    repo.git("merge", "--quiet", "--message", "Merge the work", "side")
    assert judged(repo, base) == {("INC309", RATES)}


def test_the_whole_history_is_judged(repo: Repo) -> None:
    """`--history` sees what a range of the past would have seen."""
    do(repo, (remove(RATES), commits("Delete"), write(SIDE), commits("Go on")))
    assert custody(check(repo, "--history")) == {("INC301", RATES)}


def test_a_range_is_judged_by_its_base_alone(repo: Repo) -> None:
    """What happened before the range is not told again."""
    do(repo, (remove(RATES), commits("Delete")))
    base = repo.git("rev-parse", "HEAD")
    do(repo, (write(SIDE), commits("Go on")))
    assert judged(repo, base) == set()
    assert custody(check(repo, "--staged")) == set()


def test_a_branch_that_left_the_base_behind(repo: Repo) -> None:
    """Commits of a branch are judged where the base is no ancestor of it; what the base got since then is no loss."""
    do(repo, on_side(write("x")))
    base = commit(repo, "Collect on main", {SIDE: "main\n"})
    repo.git("checkout", "--quiet", "side")
    assert judged(repo, base) == set()
    do(repo, (remove(RATES), commits("Delete")))
    assert judged(repo, base) == {("INC301", RATES)}


def test_the_first_commit_of_a_repository(tmp_path: Path) -> None:
    """Nothing can be lost of what was not there."""
    repo = init(tmp_path.resolve() / "new")
    write_open_incident(repo)
    repo.git("add", "--all")
    assert custody(check(repo, "--staged")) == set()
    commit(repo, "Record the incident")
    assert custody(check(repo, "--history")) == set()


@pytest.mark.parametrize(
    "path",
    ["logs/\0.log", "\ud800", "logs/" + "é" * 90_000, "../" * 20_000, "/etc/passwd", "", ".", "../..", "a\nb", 7, None],
    ids=lambda path: ascii(path)[:20],
)
def test_an_event_may_name_anything(repo: Repo, path: object) -> None:
    """What an event names is somebody's text: it is no reason to fail, or to overlook the rest."""
    entry = {"id": "E9", "description": "Odd", "collected_at": "2026-11-03T12:20:00Z", "path": path}
    edit_event(repo, evidence=[*evidence_of(repo), entry])
    base = commit(repo, "Name it")
    do(repo, (remove(NOTES), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC301", NOTES)}
    commit(repo, "Delete")
    assert judged(repo, base) == {("INC301", NOTES)}


@pytest.mark.parametrize(
    "incident_id", ["", " ", "a\0b", "\ud800", "::error::x", "x" * 100_000, 7, None], ids=lambda one: ascii(one)[:20]
)
def test_an_event_may_have_any_id(repo: Repo, incident_id: object) -> None:
    """An id that is none protects evidence as well."""
    text = json.loads((repo.path / EVENT).read_text("utf-8")) | {"incident_id": incident_id}
    base = commit(repo, "Name it", {EVENT: json.dumps(text)})
    do(repo, (remove(RATES), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC301", RATES)}
    commit(repo, "Delete")
    assert judged(repo, base) == {("INC301", RATES)}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff{}",
        "null",
        "[[[",
        "[" * 100_000,
        "NaN",
        '{"evidence": 1}',
        '{"evidence": [1, [], {}]}',
        '{"status": ["CLOSED"]}',
        '{"status": "CLOSED "}',
        '{"incident_id": ' + "1" * 5_000 + "}",
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_an_event_may_be_anything(repo: Repo, text: str) -> None:
    """Evidence of an event that says nothing is evidence of an open incident."""
    base = commit(repo, "Break the event", {EVENT: text})
    do(repo, (remove(RATES), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC301", RATES)}
    commit(repo, "Delete")
    assert judged(repo, base) == {("INC301", RATES)}


def test_a_file_to_be_added_is_not_in_the_commit(repo: Repo) -> None:
    """`git add --intent-to-add` stages no content: what was deleted before it is deleted."""
    repo.git("rm", "--quiet", "--cached", RATES, EVENT)
    repo.git("add", "--intent-to-add", RATES, EVENT)
    assert custody(check(repo, "--staged")) == {("INC301", RATES), ("INC303", EVENT)}


def test_changes_that_are_not_staged_are_not_judged(repo: Repo) -> None:
    """The index is what will be committed; the work tree is somebody's own."""
    do(repo, (remove(FOLDER),))
    assert custody(check(repo, "--staged")) == set()


def test_the_index_of_the_hook_is_judged(repo: Repo) -> None:
    """`git commit file` commits another index than the usual one, and says which."""
    repo.git("rm", "--quiet", RATES)
    index = str(repo.path / "index-of-the-commit")
    repo.git("read-tree", "HEAD", environment={"GIT_INDEX_FILE": index})
    assert custody(check(repo, "--staged", GIT_INDEX_FILE=index)) == set()
    assert custody(check(repo, "--staged")) == {("INC301", RATES)}


def test_an_amended_commit_is_judged_against_the_commit_it_replaces(repo: Repo) -> None:
    """The staged change of an amendment is what it changes on HEAD, also where HEAD is to be replaced."""
    do(repo, (remove(NOTES), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC301", NOTES)}


@pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "kept"])
def test_a_conflicted_merge_is_judged_before_its_commit(repo: Repo, deleted: bool) -> None:
    """While a merge waits for its commit, the staged change is judged against what is being merged too."""
    do(repo, on_side(write(SIDE), write("checkout.conf", "pool = 1\n")))
    meanwhile(repo)
    assert attempt(repo, "merge", "side").returncode == 1
    repo.write("checkout.conf", "pool = 60\n")
    if deleted:
        (repo.path / SIDE).unlink()
    repo.git("add", "--all")
    expected = {("INC301", SIDE)} if deleted else set()
    base = repo.git("rev-parse", "HEAD")
    assert custody(check(repo, "--staged")) == expected
    commit(repo, "Merge the work")
    assert judged(repo, base) == expected


def test_an_unresolved_merge_is_not_judged(repo: Repo) -> None:
    """While there are conflicts, there is no content: that is not passed."""
    do(repo, on_side(write("checkout.conf", "pool = 1\n")))
    meanwhile(repo)
    assert attempt(repo, "merge", "side").returncode == 1
    done = program(repo, "check", "--staged")
    assert done.returncode == 2
    assert "resolve the conflicts" in done.stderr


def test_a_merge_in_a_linked_work_tree(repo: Repo) -> None:
    """Each work tree has a merge of its own."""
    do(repo, on_side(write(SIDE), write("checkout.conf", "pool = 1\n")))
    meanwhile(repo)
    repo.git("worktree", "add", "--quiet", "-b", "linked", "../linked")
    linked = Repo(repo.path.parent / "linked")
    assert attempt(linked, "merge", "side").returncode == 1
    linked.write("checkout.conf", "pool = 60\n")
    do(linked, (remove(SIDE), git("add", "--all")))
    assert custody(check(linked, "--staged")) == {("INC301", SIDE)}
    assert custody(check(repo, "--staged")) == set()


def test_from_a_folder_below(repo: Repo) -> None:
    """The whole change is judged, wherever one stands; paths are those from the root."""
    base = repo.git("rev-parse", "HEAD")
    repo.write("docs/index.md")
    below = Repo(repo.path / "docs")
    do(repo, (remove(RATES), git("add", "--all")))
    assert custody(check(below, "--staged")) == {("INC301", RATES)}
    commit(repo, "Delete")
    assert judged(below, base) == {("INC301", RATES)}


def test_an_honest_merge_with_conflicts_is_judged_before_its_commit(repo: Repo) -> None:
    """A branch that closed and disposed is merged, with a conflict in another file."""
    do(repo, on_side(*CLOSED_AND_DISPOSED, write("checkout.conf", "pool = 1\n")))
    meanwhile(repo)
    assert attempt(repo, "merge", "side").returncode == 1
    repo.write("checkout.conf", "pool = 60\n")
    repo.git("add", "--all")
    assert custody(check(repo, "--staged")) == set()


@pytest.mark.parametrize("file", ODD_NAMES, ids=ascii)
def test_names_of_any_kind(repo: Repo, file: str) -> None:
    """A name is a sequence of bytes, whatever they mean to others."""
    path = f"{FOLDER}/evidence/{file}"
    do(repo, (write(path, "odd\n"), commits("Collect")))
    base = repo.git("rev-parse", "HEAD")
    do(repo, (move(path, f"{FOLDER}/evidence/renamed {file}"), git("add", "--all")))
    assert custody(check(repo, "--staged")) == set()
    do(repo, (remove(f"{FOLDER}/evidence/renamed {file}"), git("add", "--all")))
    staged = check(repo, "--staged")
    assert [code for code, _ in custody(staged)] == ["INC301"]
    commit(repo, "Delete")
    assert judged(repo, base) == custody(staged)


@pytest.mark.parametrize("file", [one for one in ODD_NAMES if "\udcff" not in one], ids=ascii)
def test_names_of_any_kind_outside_the_folder(repo: Repo, file: str) -> None:
    """The event names evidence by the same bytes."""
    do(repo, (write(f"logs/{file}", "odd\n"), name(f"../../logs/{file}"), commits("Collect")))
    do(repo, (remove(f"logs/{file}"), git("add", "--all")))
    assert [code for code, _ in custody(check(repo, "--staged"))] == ["INC301"]


@pytest.mark.parametrize(
    "setting",
    [
        "diff.renames=copies",
        "diff.noprefix=true",
        "core.quotePath=false",
        "diff.external=false",
        "diff.ignoreSubmodules=all",
        "diff.orderFile=/dev/null",
        "core.ignoreCase=true",
        "log.showSignature=true",
        "log.date=relative",
        "diff.relative=true",
        "submodule.recurse=true",
        "diff.algorithm=patience",
    ],
)
def test_settings_of_git_do_not_matter(repo: Repo, setting: str) -> None:
    """What somebody configured for themselves changes nothing."""
    do(repo, (submodule(f"{FOLDER}/evidence/module"), commits("Collect")))
    base = repo.git("rev-parse", "HEAD")
    repo.git("config", *setting.split("="))
    do(repo, (move(RATES, f"{FOLDER}/evidence/rates.csv"), submodule(f"{FOLDER}/evidence/module", "2" * 40)))
    repo.git("add", "--all")
    expected = {("INC301", RATES), ("INC302", f"{FOLDER}/evidence/module")}
    assert custody(check(repo, "--staged")) == expected
    commit(repo, "Change it")
    assert judged(repo, base) == expected


def test_attributes_do_not_hide_a_change(repo: Repo) -> None:
    """Attributes that change how a file is shown do not change what it is."""
    do(repo, (write(".gitattributes", "*.csv -diff binary\n*.log export-ignore linguist-generated\n"), commits()))
    do(repo, (append(RATES, "1\n"), append(LOG, "1\n"), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC302", RATES), ("INC302", LOG)}


def test_replaced_objects_do_not_hide_a_deletion(repo: Repo) -> None:
    """`git replace` shows another history to those who have it; it is not what is pushed."""
    base = repo.git("rev-parse", "HEAD")
    do(repo, (remove(RATES), commits("Delete")))
    repo.git("replace", base, repo.git("rev-parse", "HEAD~2"))
    commit(repo, "Go on")
    assert ("INC301", RATES) in judged(repo, repo.git("rev-parse", "HEAD~2"))


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    """Longer ids are ids too."""
    repo = init(tmp_path.resolve() / "longer", "--object-format=sha256")
    write_open_incident(repo)
    base = commit(repo, "Record the incident")
    do(repo, (remove(RATES), write(LOG, ""), git("add", "--all")))
    assert custody(check(repo, "--staged")) == {("INC301", RATES), ("INC302", LOG)}
    commit(repo, "Delete")
    assert judged(repo, base) == {("INC301", RATES), ("INC302", LOG)}


# --- when it was logged ---------------------------------------------------------------------------------------------


def at(moment: str, *acts: Act) -> Act:
    """Do something, and commit it at another moment."""

    def act(repo: Repo) -> None:
        do(repo, acts)
        repo.git("add", "--all")
        times = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        repo.git("commit", "--quiet", "--allow-empty", "--message", "Later", environment=times)

    return act


def logged(moment: str | None, path: str = EVENT) -> Act:
    """State when an event was logged."""
    return event(path, logged_at=moment)


NEW = (other_incident,)
assert MOMENT == "2026-11-03T11:00:00+00:00"

LOGGED: list[tuple[str, tuple[Act, ...], set[tuple[str, str]]]] = [
    ("one minute before", NEW, set()),
    ("five minutes after", (*NEW, logged("2026-11-03T11:05:00Z", OTHER_EVENT)), set()),
    ("five minutes after, elsewhere", (*NEW, logged("2026-11-03T12:05:00+01:00", OTHER_EVENT)), set()),
    ("six minutes after", (*NEW, logged("2026-11-03T11:06:00Z", OTHER_EVENT)), {("INC202", OTHER_EVENT)}),
    (
        "after, with a reason",
        (*NEW, event(OTHER_EVENT, logged_at="2026-11-03T11:06:00Z", late_logging_reason="Outage.")),
        {("INC202", OTHER_EVENT)},
    ),
    ("a day before", (*NEW, logged("2026-11-02T11:00:00Z", OTHER_EVENT)), set()),
    ("a day and a minute before", (*NEW, logged("2026-11-02T10:59:00Z", OTHER_EVENT)), {("INC203", OTHER_EVENT)}),
    (
        "long before, with a reason",
        (*NEW, event(OTHER_EVENT, logged_at="2025-11-02T10:59:00Z", late_logging_reason="Moved here.")),
        set(),
    ),
    ("no time", (*NEW, logged(None, OTHER_EVENT)), set()),
    ("no such time", (*NEW, logged("yesterday", OTHER_EVENT)), set()),
    ("other members are edited later", (at("2026-12-01T00:00:00Z", event(status="TRIAGED")),), set()),
    ("the time is corrected", (logged("2026-11-03T10:54:00Z"),), set()),
    ("the time is set after the first commit", (logged("2026-11-03T12:30:00Z"),), {("INC202", EVENT)}),
    (
        "the time is set after the first commit, later",
        (at("2026-12-01T00:00:00Z", logged("2026-11-30T00:00:00Z")),),
        {("INC202", EVENT)},
    ),
    ("the time is set back by days", (logged("2026-10-01T00:00:00Z"),), set()),
    ("the folder is moved later", (at("2026-12-01T00:00:00Z", move(FOLDER, MOVED)),), set()),
    (
        "the folder is moved later, the event edited",
        (at("2026-12-01T00:00:00Z", move(FOLDER, MOVED), event(f"{MOVED}/INCIDENT_EVENT.json", status="TRIAGED")),),
        set(),
    ),
    (
        "the folder is moved later, and the time set",
        (
            at(
                "2026-12-01T00:00:00Z",
                move(FOLDER, MOVED),
                logged("2026-11-30T00:00:00Z", f"{MOVED}/INCIDENT_EVENT.json"),
            ),
        ),
        {("INC202", f"{MOVED}/INCIDENT_EVENT.json")},
    ),
    (
        "the folder is moved later, then the time set",
        (
            at("2026-12-01T00:00:00Z", move(FOLDER, MOVED)),
            at("2026-12-02T00:00:00Z", logged("2026-11-30T00:00:00Z", f"{MOVED}/INCIDENT_EVENT.json")),
        ),
        {("INC202", f"{MOVED}/INCIDENT_EVENT.json")},
    ),
    ("the id is changed later", (at("2026-12-01T00:00:00Z", event(incident_id="INC-20261103-other")),), set()),
    ("merged later", (*on_side(*NEW), git("checkout", "--quiet", "main"), meanwhile, merge("side")), set()),
    (
        "merged a month later",
        (*on_side(*NEW), git("merge", "--no-commit", "--no-ff", "--quiet", "side"), at("2026-12-01T00:00:00Z")),
        set(),
    ),
    (
        "merged a month later, and the time set in the merge",
        (
            *on_side(*NEW),
            git("merge", "--no-commit", "--no-ff", "--quiet", "side"),
            at("2026-12-01T00:00:00Z", logged("2026-11-30T00:00:00Z", OTHER_EVENT)),
        ),
        {("INC202", OTHER_EVENT)},
    ),
    (
        "added in the merge itself, too late",
        (
            *on_side(write("x")),
            meanwhile,
            git("merge", "--no-commit", "--no-ff", "--quiet", "side"),
            at("2026-12-01T00:00:00Z", *NEW),
        ),
        {("INC203", OTHER_EVENT)},
    ),
    (
        "late on a branch, then merged",
        (*on_side(*NEW, logged("2026-11-03T11:06:00Z", OTHER_EVENT)), meanwhile, merge("side")),
        {("INC202", OTHER_EVENT)},
    ),
    (
        "committed again much later by the same author",
        (
            *on_side(*NEW),
            lambda repo: repo.git("cherry-pick", "side", environment={"GIT_COMMITTER_DATE": "2026-12-01T00:00:00Z"}),
        ),
        set(),
    ),
    (
        "rebased much later",
        (
            *on_side(*NEW),
            meanwhile,
            git("checkout", "--quiet", "side"),
            lambda repo: repo.git(
                "rebase", "--quiet", "main", environment={"GIT_COMMITTER_DATE": "2026-12-01T00:00:00Z"}
            ),
        ),
        set(),
    ),
    (
        "deleted and put back with another time",
        (remove(EVENT), commits(), git("checkout", "--quiet", "HEAD~", "--", EVENT), logged("2026-11-03T12:30:00Z")),
        {("INC202", EVENT)},
    ),
    (
        "recorded on two branches, on one too late",
        (*on_side(*NEW), *NEW, logged("2026-11-03T11:06:00Z", OTHER_EVENT)),
        {("INC202", OTHER_EVENT)},
    ),
    (
        "recorded on two branches, on the other too late",
        (
            *on_side(*NEW, logged("2026-11-03T11:06:00Z", OTHER_EVENT)),
            *NEW,
            commits(),
            merge("-X", "ours", "side"),
        ),
        {("INC202", OTHER_EVENT)},
    ),
    (
        "deleted and put back a month later",
        (remove(EVENT), commits(), at("2026-12-01T00:00:00Z", git("checkout", "--quiet", "HEAD~", "--", EVENT))),
        set(),
    ),
]


@pytest.mark.parametrize(("acts", "expected"), [one[1:] for one in LOGGED], ids=[one[0] for one in LOGGED])
def test_late_logging(repo: Repo, acts: tuple[Act, ...], expected: set[tuple[str, str]]) -> None:
    """The author date of the commit that added an event bears witness to when it was logged."""
    base = repo.git("rev-parse", "HEAD")
    do(repo, acts)
    commit(repo, "What is left to be done")
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").found
    assert {one for one in found if one[0] in {"INC202", "INC203"}} == expected
