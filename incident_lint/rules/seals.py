"""RBK2: SEALED tags stay where they are. What a push does to them, and what became of the target of a plan."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.jsontext import shown
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, history_rule, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.history.step import Step


@history_rule(
    "RBK201",
    "sealed-tag-moved",
    Severity.ERROR,
    "A SEALED tag is neither moved nor deleted.",
    wrong='$ git tag -f -a -m "Seal it again" v1.0-sealed HEAD\n$ git push -q --force origin v1.0-sealed\n',
    right='$ git tag -a -m "Seal the next one" v1.1-sealed HEAD\n$ git push -q origin v1.1-sealed\n',
)
def sealed_tag_moved(step: Step) -> Iterator[Finding]:
    """A push moves or deletes a tag that is SEALED by its name. Only the hook of a server sees it.

    A rollback goes where a SEALED tag points to. Where that can change, nobody knows what was known to be stable. A new
    state gets a new tag.
    """
    if step.seal is not None:
        verb = "deletes" if step.seal.deleted else "moves"
        hint = "who administers the server can delete it there" if step.seal.deleted else "seal a new tag instead"
        yield Finding(f"the push {verb} the SEALED tag {shown(step.seal.name)}", "", hint=hint)


_PLANNED = """$ incident-lint rollback plan . --to v1.0-sealed --condition CONTINUED_DAMAGE_RISK \\
    --decided-by "platform on-call" --role "incident commander" --rationale "The fix takes too long."
$ git add .
$ git commit -qm "Plan the rollback"
"""


@rule(
    "RBK202",
    "target-tag-changed",
    Severity.ERROR,
    "The tag of a plan is what it was when the plan was made.",
    wrong=Example(_PLANNED + '$ git tag -f -a -m "Seal it again" v1.0-sealed HEAD\n', script=True),
    right=Example(_PLANNED, script=True),
    needs=[Kind.PLAN],
)
def target_tag_changed(incident: Incident) -> Iterator[Finding]:
    """The tag that a plan names is in this repository, but is another object than `target.tag_object`, or no annotated
    tag at all. A tag that is not here is no finding: not every clone fetches tags.

    The decision was about what the tag said then. Some CI checkouts turn an annotated tag into a lightweight one:
    there, fetch it again.
    """
    for plan in incident.plans:
        name, pinned = plan.string("target", "tag"), plan.string("target", "tag_object")
        known = incident.facts.tags.get(name or "")
        if known is None or pinned is None or known[0] == pinned:
            continue
        oid, kind = known
        fetch = f"`git fetch --force origin refs/tags/{name}:refs/tags/{name}`"
        if kind != "tag":
            message, hint = f"the tag {shown(name)} is lightweight here, the plan's is annotated", fetch
        else:
            message, hint = f"the tag {shown(name)} was moved: it is {oid}", "find out who moved it; make a new plan"
        yield Finding(message, plan.path, plan.span("target", "tag_object"), hint)


RULES = (sealed_tag_moved, target_tag_changed)
