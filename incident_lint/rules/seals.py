"""RBK2: SEALED tags stay where they are. What a push does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_lint.diagnostics import Finding, Severity
from incident_lint.jsontext import shown
from incident_lint.rules.rule import history_rule

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
        yield Finding(f"the push {verb} the SEALED tag {shown(step.seal.name)}", "", hint="seal a new tag instead")


RULES = (sealed_tag_moved,)
