"""SIL: an incident is not a fault; silence is. Reverts, hotfixes and rollbacks name the incident that they answer."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.jsontext import shown
from incident_lint.rules.rule import history_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.history.step import Step

_RIGHT = (
    "$ git revert --no-edit HEAD\n"
    '$ git commit -q --amend --no-edit --trailer "Incident: INC-20261103-checkout-timeouts"\n'
)


@history_rule(
    "SIL101",
    "silent-hotfix",
    Severity.ERROR,
    "A revert, a hotfix or a rollback names its incident, or says why there is none.",
    wrong="$ git revert --no-edit HEAD\n",
    right=_RIGHT,
)
def silent_hotfix(step: Step) -> Iterator[Finding]:
    """A commit that reverts another one, whose subject begins with hotfix, rollback or revert (also as a type:
    `hotfix(api): …`), or that merges such a branch, has neither a trailer `Incident: <id>` nor `No-Incident: <reason>`.

    Something had to be undone or repaired at once: that is an incident, or there is a reason why it is none. Further
    subjects are configured in `history.hotfix-subjects`; a commit of the past is excused in `history.allow`.
    """
    silence = step.silence
    if silence is not None and not silence.incidents and not silence.reasons:
        hint = "end the message with `Incident: <id>`, or with `No-Incident: <reason>`"
        if step.commit is not None and step.commit.id:
            hint = f"reword this commit: {hint}"
        if silence.misplaced:
            hint = "a trailer stands in the last paragraph of the message, with other trailers alone"
        yield Finding(f"{silence.cause} that names no incident", "", hint=hint)


@history_rule(
    "SIL102",
    "incident-not-on-record",
    Severity.ERROR,
    "The incident that a commit names is on record in its tree.",
    wrong="$ git revert --no-edit HEAD\n"
    '$ git commit -q --amend --no-edit --trailer "Incident: INC-20261103-checkout-timeout"\n',
    right=_RIGHT,
)
def incident_not_on_record(step: Step) -> Iterator[Finding]:
    """The trailer `Incident:` of a revert, a hotfix or a rollback names an id that no event in the commit's own tree
    has.

    A number that leads nowhere is silence with more letters. The event is written first, within 15 minutes; the repair
    comes after it, or together with it.
    """
    silence = step.silence
    if silence is not None and silence.unknown:
        names = ", ".join(shown(one) for one in silence.unknown)
        hint = silence.similar or "commit its INCIDENT_EVENT.json first, or in the same commit"
        yield Finding(f"no event in this commit's tree has the id {names}", "", hint=hint)


@history_rule(
    "SIL103",
    "no-incident-without-reason",
    Severity.ERROR,
    "Whoever says that there is no incident gives a reason.",
    wrong='$ git revert --no-edit HEAD\n$ git commit -q --amend --no-edit --trailer "No-Incident: none"\n',
    right="$ git revert --no-edit HEAD\n"
    '$ git commit -q --amend --no-edit --trailer "No-Incident: the change had not been released"\n',
)
def no_incident_without_reason(step: Step) -> Iterator[Finding]:
    """The trailer `No-Incident:` is empty, or says no more than "none" or "n/a".

    Whoever reads the history later asks why nobody wrote an incident. One sentence is enough.
    """
    silence = step.silence
    if silence is None or silence.incidents or not silence.reasons:
        return
    if all(one.strip(" .!-").casefold() in _EMPTY for one in silence.reasons):
        yield Finding("`No-Incident` without a reason", "", hint="say in a few words why this is no incident")


_EMPTY = frozenset(
    {"", "none", "no", "n/a", "na", "null", "true", "yes", "-", "?", "tbd", "todo", "aucun", "aucune", "non"}
)

RULES = (silent_hotfix, incident_not_on_record, no_incident_without_reason)
