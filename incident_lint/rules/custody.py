"""INC3: rule INC-003, no evidence is deleted before the post-mortem. What a step of the history lost."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.history.step import How
from incident_lint.jsontext import shown
from incident_lint.records import Kind
from incident_lint.rules.rule import history_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.history.step import Loss, Step

_KEEP = "put it back, and leave it until the incident is CLOSED"
_REWRITE = "rewrite this commit (`git rebase --interactive`): a later one that puts it back does not help"
_CHANGED = {
    How.CHANGED: "was changed",
    How.EMPTIED: "was emptied",
    How.LINKED: "was replaced by a symbolic link",
    How.SUBMODULE: "was replaced by a submodule",
}
_RECORDS = {Kind.EVENT: "the event", Kind.POST_MORTEM: "the post-mortem", Kind.ROLLBACK_EVENT: "the rollback event"}


@history_rule(
    "INC301",
    "evidence-deleted",
    Severity.ERROR,
    "Evidence stays until its incident is closed.",
    wrong='$ git rm -q evidence/error-rate.csv\n$ git commit -qm "Tidy up"\n',
    right="""$ git mv evidence/checkout-api.log evidence/api.log
$ sed -i 's/checkout-api.log/api.log/' INCIDENT_EVENT.json INCIDENT.md
$ git commit -qam "Rename a log"
""",
)
def evidence_deleted(step: Step) -> Iterator[Finding]:
    """A commit deletes evidence of an incident that is not CLOSED in the state before it, moves it to where it is no
    evidence any more, moves it without the event following, or takes it out of the event that alone made it evidence.

    Evidence is what the event names under `evidence`, and what lies in the incident's folder under `evidence/`
    (`records.evidence`). A move within that keeps it. What is gone cannot be looked at again, by those who find the
    cause or by those who doubt it. After the incident was closed, with its post-mortem, evidence may go. A secret in it
    may go before, by an entry of `history.allow` in the configuration that is pushed first.
    """
    for loss in _losses(step):
        if loss.kind is None and loss.how not in _CHANGED:
            hint = _REWRITE if step.commit is not None else _remedy(loss)
            yield Finding(f"evidence of {shown(loss.incident)} {_gone(loss)}", loss.path, hint=hint)


@history_rule(
    "INC302",
    "evidence-changed",
    Severity.ERROR,
    "Evidence stays as it was collected.",
    wrong='$ echo "and nothing else" >> evidence/checkout-api.log\n$ git commit -qam "Complete the log"\n',
    right='$ echo "and nothing else" > evidence/checkout-api-2.log\n$ git add evidence\n$ git commit -qm "Add a log"\n',
)
def evidence_changed(step: Step) -> Iterator[Finding]:
    """A commit changes, empties or replaces evidence of an incident that is not CLOSED in the state before it.

    Evidence that somebody worked on is an opinion. A corrected or a shortened copy is a further file.
    """
    for loss in _losses(step):
        if loss.kind is None and loss.how in _CHANGED:
            message = f"evidence of {shown(loss.incident)} {_CHANGED[loss.how]}"
            hint = _REWRITE if step.commit is not None else "put it back, and add a new version as a further file"
            yield Finding(message, loss.path, hint=hint)


@history_rule(
    "INC303",
    "record-deleted",
    Severity.ERROR,
    "The record of an incident is never deleted.",
    wrong='$ git rm -q INCIDENT_EVENT.json\n$ git commit -qm "It was nothing"\n',
    right="""$ cd ..
$ mkdir 2026
$ git mv INC-20261103-checkout-timeouts 2026
$ git commit -qm "One folder per year"
""",
)
def record_deleted(step: Step) -> Iterator[Finding]:
    """A commit deletes an event, a post-mortem or a rollback event, or moves it to where no pattern of `[records]`
    finds it, whatever the status of the incident.

    A false alarm is an incident too: it is closed, and says so. Silence is the fault, not the incident.
    """
    for loss in _losses(step):
        if loss.kind is not None:
            fate = _CHANGED.get(loss.how) or (f"was moved to {shown(loss.to, 200)}" if loss.to else "was deleted")
            hint = "keep it where the patterns under `[records]` find it" if loss.to else "put it back"
            hint = _REWRITE if step.commit is not None else hint
            yield Finding(f"{_RECORDS[loss.kind]} of {shown(loss.incident)} {fate}", loss.path, hint=hint)


@history_rule(
    "INC304",
    "evidence-out-of-reach",
    Severity.ERROR,
    "Rewriting or deleting a branch leaves the evidence of open incidents within reach.",
    wrong="$ git reset -q --hard HEAD~2\n$ git push -q --force origin main\n",
    right='$ git commit -q --amend -m "Record the incident, in other words"\n$ git push -q --force origin main\n',
)
def evidence_out_of_reach(step: Step) -> Iterator[Finding]:
    """A forced update or the deletion of a reference takes evidence or records away that its old tip held, of an
    incident that is open there: they are neither in the new tip, nor in the history of any other reference.

    A rebase that keeps them passes, and so does the deletion of a branch that was merged.
    """
    if not step.ref:
        return
    for loss in step.losses:
        if not loss.allowed:
            what = "evidence" if loss.kind is None else _RECORDS[loss.kind]
            message = f"{what} of {shown(loss.incident)} is in no reference any more"
            yield Finding(message, loss.path, hint="push a branch or a tag that keeps it, first")


@history_rule(
    "INC309",
    "loss-allowed",
    Severity.INFO,
    "Losses that the configuration allows are told.",
    wrong="""$ cd ../..
$ echo 'history.allow = [{ path = "**/error-rate.csv", reason = "holds a password" }]' >> incident-lint.toml
$ git add incident-lint.toml
$ git commit -qm "Let a leaked password go"
$ git push -q origin main
$ git rm -q '*/error-rate.csv'
$ git commit -qm "Remove a leaked password"
""",
    right='$ echo "500 requests" > evidence/requests.txt\n$ git add evidence\n$ git commit -qm "Add evidence"\n',
)
def loss_allowed(step: Step) -> Iterator[Finding]:
    """A loss that would be an error is allowed by an entry of `history.allow` in the configuration before it.

    An exception that nobody sees becomes the rule: so each is told, with the reason that the entry gives.
    """
    for loss in step.losses:
        if loss.allowed:
            yield Finding(f"a loss for {shown(loss.incident)} is allowed: {loss.allowed}", loss.path)


def _losses(step: Step) -> Iterator[Loss]:
    """The losses of a commit that nothing allows; those of a reference are another rule's."""
    if not step.ref:
        yield from (loss for loss in step.losses if not loss.allowed)


def _gone(loss: Loss) -> str:
    match loss.how:
        case How.MOVED:
            return f"was moved to {shown(loss.to, 200)}, where it is evidence no longer"
        case How.NOT_FOLLOWED:
            return f"was moved to {shown(loss.to, 200)}, but its event still names the old place"
        case How.UNNAMED:
            return "is not named by its event any more"
        case How.LEFT:
            return f"was left behind when the event was moved to {shown(loss.to, 200)}"
        case _:
            return "was deleted"


def _remedy(loss: Loss) -> str:
    match loss.how:
        case How.NOT_FOLLOWED:
            return "change its `path` in INCIDENT_EVENT.json in the same commit"
        case How.UNNAMED:
            return "put its entry under `evidence` back, or a copy of it under evidence/ first"
        case How.LEFT:
            return "move the whole folder of the incident"
        case _:
            return _KEEP


RULES = (evidence_deleted, evidence_changed, record_deleted, evidence_out_of_reach, loss_allowed)
