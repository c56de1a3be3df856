"""One incident as `corpus.py` makes them: facts, times and files, all of them a function of a seed and a number."""

from __future__ import annotations

import hashlib
import json
import random
import re
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import phrases

MINUTE = timedelta(minutes=1)
SECTIONS = "Summary,Timeline,Root Cause,Impact,Resolution,Actions,Evidence".split(",")
_SLOT = re.compile(r"\{(?:([0-9]+)-([0-9]+)|([A-Za-z]+))\}")


@dataclass(frozen=True)
class Release:
    """A commit of the code, and the tag that seals it."""

    name: str
    commit: str
    tree: str
    tag: str
    sealed: datetime


class Teller:
    """Fills slots: with the facts of one incident, or by chance."""

    def __init__(self, chance: random.Random, facts: dict[str, str]) -> None:
        self.chance, self.facts = chance, facts

    def slot(self, match: re.Match[str]) -> str:
        """What stands for a slot; a capital asks for one."""
        low, high, name = match.groups()
        if low:
            return str(self.chance.randint(int(low), int(high)))
        key = name.lower()
        found = self.facts.get(key) or self.chance.choice(phrases.WORDS[key])
        return found if name == key else found[0].upper() + found[1:]

    def one(self, of: list[str]) -> str:
        """One sentence."""
        return _SLOT.sub(self.slot, self.chance.choice(of))

    def some(self, of: list[str], least: int, most: int) -> list[str]:
        """Some sentences from different templates."""
        return [_SLOT.sub(self.slot, one) for one in self.chance.sample(of, self.chance.randint(least, most))]


class Incident:
    """One incident: its facts, its times, and its files."""

    def __init__(self, number: int, seed: int, day: datetime, target: Release, current: Release) -> None:
        self.chance = chance = random.Random(f"{seed}/{number}")
        self.target, self.current = target, current
        area, role = chance.choice(phrases.WORDS["area"]), chance.choice(phrases.WORDS["role"])
        self.name = f"INC-{day:%Y%m%d}-{area}-{role}-{number % 10_000:04d}"
        self.at: dict[str, datetime] = {}
        moment = day + timedelta(hours=8, minutes=chance.randint(30, 500))
        for what, least, most in (
            *(("started", 1, 40), ("detected", 2, 25), ("acknowledged", 1, 9), ("logged", 0, 4), ("decided", 9, 50)),
            *(("planned", 2, 9), ("executed", 2, 15), ("mitigated", 1, 9), ("finished", 5, 20), ("resolved", 1, 15)),
        ):
            moment += chance.randint(least, most) * MINUTE
            self.at[what] = moment
        lasted = (self.at["mitigated"] - self.at["started"]) // MINUTE
        facts = {
            "area": area,
            "service": f"{area}-{role}",
            "host": f"{role}-{chance.randint(1, 99):02d}.{area}",
            "version": current.name,
            "before": target.name,
            "lasted": str(lasted),
            **{one: f"{self.at[one]:%H:%M}" for one in ("started", "mitigated")},
        }
        for one in ("part", "symptom", "things", "who", "key"):
            facts[one] = chance.choice(phrases.WORDS[one])
        self.tell = Teller(chance, facts)
        self.title = self.tell.one(phrases.TITLES)
        self.severity = chance.choices(("CRITICAL", "HIGH", "MEDIUM", "LOW"), (1, 4, 4, 1))[0]
        self.team = f"{chance.choice(phrases.WORDS['team'])} on-call"
        self.evidence = {
            f"evidence/{one}": text for one, text in (self.log(), self.rates(), self.notes())[: chance.randint(1, 3)]
        }

    def files(self) -> dict[str, bytes]:
        """Its files, by their paths in its folder."""
        plan = _json(self.plan())
        records = {
            "INCIDENT.md": self.post_mortem().encode(),
            "INCIDENT_EVENT.json": _json(self.event()),
            "ROLLBACK_PLAN.json": plan,
            "ROLLBACK_EVENT.json": _json(self.rolled_back(hashlib.sha256(plan).hexdigest())),
        }
        return {**records, **{path: text.encode() for path, text in self.evidence.items()}}

    def log(self) -> tuple[str, str]:
        """A log."""
        lines = (self.tell.one(phrases.LOGS) for _ in range(self.chance.randint(4, 12)))
        begin = self.at["started"]
        return "service.log", "".join(
            f"{begin + at * 7 * MINUTE:%Y-%m-%dT%H:%M:%SZ} {line}\n" for at, line in enumerate(lines)
        )

    def rates(self) -> tuple[str, str]:
        """Figures, minute by minute."""
        rows = (f"{at},{self.chance.randint(100, 9_000)},{self.chance.randint(0, 900)}\n" for at in range(20))
        return "rates.csv", "minute,requests,failures\n" + "".join(rows)

    def notes(self) -> tuple[str, str]:
        """What was written down during the incident."""
        return "notes.txt", "\n".join(self.tell.some(phrases.MIDDLE, 3, 6)) + "\n"

    def post_mortem(self) -> str:
        """The post-mortem."""
        tell, chance, day = self.tell, self.chance, self.at["detected"]
        bodies = (
            [" ".join((tell.one(phrases.SUMMARY), tell.one(phrases.RESTORED)))],
            self.timeline(),
            [" ".join(tell.some(phrases.CAUSE, 3, 5)), *self.aside(), " ".join(tell.some(phrases.CAUSE, 1, 3))],
            [" ".join(tell.some(phrases.IMPACT, 4, 6))],
            [" ".join((tell.one(phrases.RESOLUTION), *tell.some(phrases.RESTORING, 1, 3)))],
            [self.actions()],
            [
                "\n".join(
                    f"- E{at}: [{_title(one)}]({one}) of {tell.facts['service']}, {chance.randint(2, 90)} minutes"
                    for at, one in enumerate(self.evidence, 1)
                )
            ],
        )
        tags = ", ".join(sorted({self.tell.facts["area"], chance.choice(phrases.WORDS["team"])}))
        head = (
            f"---\nincident_id: {self.name}\ntitle: {json.dumps(self.title, ensure_ascii=False)}\n"
            f"severity: {self.severity}\nstatus: FINAL\ndate: {day + timedelta(days=2):%Y-%m-%d}\n"
            f"authors: [{self.team}]\ntags: [{tags}]\n---"
        )
        parts = [head, f"# {self.title}"]
        for name, paragraphs in zip(SECTIONS, bodies, strict=True):
            parts += [f"## {name}", *map(_wrapped, paragraphs)]
        return "\n\n".join(parts) + "\n"

    def timeline(self) -> list[str]:
        """What happened when: in a table, or in a list."""
        tell, chance, at = self.tell, self.chance, self.at
        rows = [
            (at["started"], tell.one(phrases.EARLY)),
            (at["detected"], tell.one(phrases.DETECTED)),
            (at["acknowledged"], f"The {self.team} acknowledges the alert on `{tell.facts['host']}`"),
            (at["decided"], f"Decision to roll back {tell.facts['service']} to release {self.target.name}"),
            (at["executed"], f"The rollback to release {self.target.name} is executed"),
            (at["mitigated"], tell.one(["Mitigated: {metric} is back at {1-9}.{0-9} %"])),
            (at["resolved"], tell.one(["Incident resolved: {things} of {who} have been served for {15-50} minutes"])),
        ]
        wait = (at["decided"] - at["logged"]) // MINUTE
        rows += [(at["logged"] + chance.randint(0, wait) * MINUTE, one) for one in tell.some(phrases.MIDDLE, 3, 8)]
        rows.sort(key=lambda row: row[0])
        note = f"All times in UTC, {at['detected'].day} {at['detected']:%B %Y}."
        if chance.random() < 0.4:
            return [note, "\n".join(f"- {when:%H:%M} {what}" for when, what in rows)]
        table = [f"| {when:%H:%M} | {what} |" for when, what in rows]
        return [note, "\n".join(("| Time | Event |", "|---|---|", *table))]

    def aside(self) -> list[str]:
        """In three incidents of ten a fenced block or a quotation."""
        what = self.chance.random()
        if what < 0.2:
            line = self.tell.one(["{key}: {10-90}  # was {100-990}, per host"])
            return [
                "The log and the configuration at that time:",
                f"```text\n{self.tell.one(phrases.LOGS)}\n{line}\n```",
            ]
        if what < 0.3:
            return [f"> {self.tell.one(phrases.QUOTES)}"]
        return []

    def actions(self) -> str:
        """What is to be done: in a table, or in a list."""
        rows = []
        for what in self.tell.some(phrases.ACTIONS, 2, 5):
            owner, ticket = (
                f"{self.chance.choice(phrases.WORDS['team'])} team",
                f"OPS-{self.chance.randint(100, 99999)}",
            )
            due = self.at["resolved"] + timedelta(days=self.chance.randint(5, 60))
            rows.append((what, owner, f"{due:%Y-%m-%d}", f"[{ticket}](https://tickets.example/{ticket})"))
        if self.chance.random() < 0.4:
            return "\n".join(f"- [ ] {what} (owner: {owner}, due {due}) {link}" for what, owner, due, link in rows)
        return "\n".join(
            ("| Action | Owner | Due | Ticket |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows))
        )

    def event(self) -> dict[str, Any]:
        """The event."""
        tell, chance = self.tell, self.chance
        at = {one: _time(moment) for one, moment in self.at.items()}
        heard = {"CRITICAL": ("TEAM", "STAKEHOLDERS", "USERS"), "LOW": ("TEAM",)}
        who = heard.get(self.severity, ("TEAM", "STAKEHOLDERS"))
        said = (self.at["logged"], self.at["decided"], self.at["resolved"])
        messages = [
            {
                "at": _time(when + MINUTE),
                "audience": who[min(number, len(who) - 1)],
                "channel": f"#{tell.facts['area']}",
            }
            | {"summary": tell.one([phrases.MESSAGES[number]])}
            for number, when in enumerate(said)
        ]
        evidence = [
            {"id": f"E{number}", "description": tell.one(["{Metric} of {service} in {place}, {2-90} samples"])}
            | {"collected_at": _time(self.at["resolved"] + number * MINUTE), "path": path}
            | {"sha256": hashlib.sha256(text.encode()).hexdigest()}
            for number, (path, text) in enumerate(self.evidence.items(), 1)
        ]
        kinds = ["INTEGRITY_COMPROMISED", "INVARIANT_VIOLATED", "INCORRECT_RESULT", "EMERGENCY_INTERVENTION"]
        return {
            "schema_version": "1.0",
            "event_type": "INCIDENT_EVENT",
            "incident_id": self.name,
            "title": self.title,
            "description": tell.one(phrases.DESCRIPTION),
            "source": chance.choice(("MONITORING", "MONITORING", "TEST", "USER", "AUDIT")),
            "kinds": chance.sample(kinds, chance.randint(1, 2)),
            "severity": self.severity,
            "status": "CLOSED",
            **{
                f"{one}_at": at[one]
                for one in ("started", "detected", "logged", "acknowledged", "mitigated", "resolved")
            },
            "closed_at": _time(self.at["resolved"] + timedelta(days=2)),
            "affected": {"components": [tell.facts["service"], tell.facts["host"]]},
            "roles": {"incident_commander": self.team, "scribe": f"{chance.choice(phrases.WORDS['team'])} on-call"},
            "communications": messages,
            "evidence": evidence,
            "resolution": {"kind": "ROLLBACK", "verified_at": at["resolved"]},
        }

    def plan(self) -> dict[str, Any]:
        """The plan of the rollback."""
        tell, chance, target = self.tell, self.chance, self.target
        soaked = (self.at["planned"] - target.sealed) // timedelta(hours=1)
        details = {
            "ANCESTOR": "The target is 1 commit before the current commit.",
            "NOT_AFFECTED": "No incident on record covers the target.",
            "NOT_ROLLED_BACK": "No earlier rollback left the target.",
            "SOAKED": f"Sealed {soaked} hours ago; 24 hours are required.",
            "EVIDENCE": "The policy requires no evidence.",
        }
        digest = hashlib.sha256(self.name.encode()).hexdigest()
        return {
            "schema_version": "1.0",
            "plan_type": "ROLLBACK_PLAN",
            "rollback_id": f"{self.name}-rollback-01",
            "incident_id": self.name,
            "tool_version": "0.1.0",
            "created_at": _time(self.at["planned"]),
            "created_by": self.team,
            "expires_at": _time(self.at["planned"] + timedelta(hours=12)),
            "conditions": chance.sample(["FIX_IMPOSSIBLE_WITHIN_SLA", "CONTINUED_DAMAGE_RISK"], chance.randint(1, 2)),
            "decision": {
                "decided_by": self.team,
                "role": "incident commander",
                "decided_at": _time(self.at["decided"]),
                "rationale": tell.one(phrases.RATIONALES),
            },
            "target": {
                "tag": f"v{target.name}-SEALED",
                "tag_object": target.tag,
                "commit": target.commit,
                "tree": target.tree,
                "sealed_by": "release team",
                "sealed_at": _time(target.sealed),
                "signature": {"kind": "NONE", "result": "NOT_SIGNED"},
            },
            "current": {
                "ref": "refs/heads/main",
                "commit": self.current.commit,
                "state_digest": f"sha256:{digest}",
            },
            "preserve": ["incidents/**", "incident-lint.toml", ".pre-commit-config.yaml"],
            "stability": [{"check": one, "result": "PASS", "detail": detail} for one, detail in details.items()],
            "changes": {
                "commits": [{"commit": self.current.commit, "subject": tell.one(phrases.SUBJECTS)}],
                **{one: chance.randint(1, 400) for one in ("files", "insertions", "deletions")},
            },
            "risks": [],
            "steps": [
                {"id": "commit", "description": "Record the tree of the target in one new commit."},
                {"id": "publish", "description": f"Publish that commit as the branch rollback/{self.name}."},
            ],
            "verification": [
                {"id": "tree", "description": "The published tree equals the target outside the preserved paths."},
                {"id": "smoke", "description": tell.one(["The smoke test of {service} passes in {place}."])}
                | {"command": ["make", "smoke"], "timeout_seconds": chance.randint(60, 900)},
            ],
        }

    def rolled_back(self, plan: str) -> dict[str, Any]:
        """What the rollback did; `plan` is the digest of its plan."""
        tell, files = self.tell, self.chance.randint(1, 400)
        smoke = tell.one(["make smoke ended with exit status 0 after {2-300} s on `{host}`."])
        return {
            "schema_version": "1.0",
            "event_type": "ROLLBACK_EVENT",
            "event_id": f"{self.name}-rollback-01-event",
            "rollback_id": f"{self.name}-rollback-01",
            "incident_id": self.name,
            "plan_sha256": plan,
            "executed_by": self.team,
            "started_at": _time(self.at["executed"]),
            "finished_at": _time(self.at["finished"]),
            "logged_at": _time(self.at["finished"] + MINUTE),
            "outcome": "VERIFIED",
            "ref": f"refs/heads/rollback/{self.name}",
            "from_commit": self.current.commit,
            "to_commit": hashlib.sha1(self.name.encode()).hexdigest(),
            "target_tag": f"v{self.target.name}-SEALED",
            "target_commit": self.target.commit,
            "verification": [
                {"id": "tree", "result": "PASS", "detail": f"{files} files compared, none differs."},
                {"id": "smoke", "result": "PASS", "detail": smoke},
            ],
        }


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _title(path: str) -> str:
    return path.partition("/")[2].partition(".")[0]


def _wrapped(paragraph: str) -> str:
    """A paragraph in lines; a table, a list, a block as it is."""
    plain = paragraph[:1] not in "|->`" and "\n" not in paragraph
    return textwrap.fill(paragraph, 110, break_long_words=False, break_on_hyphens=False) if plain else paragraph
