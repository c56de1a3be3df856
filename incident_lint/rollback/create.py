"""Sealing a state: an annotated tag that says what was known to be good, checked before anybody is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

from incident_lint.rollback.plan import line
from incident_lint.rollback.refusal import Check, Refused, Result, refuse
from incident_lint.rollback.seal import examine
from incident_lint.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_lint.rollback.seal import Seal
    from incident_lint.rollback.site import Site

NOTHING = "nothing was sealed"
_CHUNK = 1 << 20


def create_seal(site: Site, tag: str, commit: str, message: str, *, sign: bool, evidence: Sequence[Path]) -> Seal:
    """Make the tag, and examine it; the seal. `commit` is a name of a commit, `evidence` are the reports it rests on.

    Refused, with every reason; a tag that did not pass its own examination is taken back.
    """
    oid = site.git.commit(commit)
    reasons = list(_reasons(site, tag, commit, oid))
    reports = [_report(site, path, reasons) for path in evidence]
    if site.policy.require_evidence and not evidence:
        reasons.append(_fail("evidence", "the policy requires a report", "name it with --evidence"))
    if site.policy.require_signature and not sign:
        reasons.append(_fail("signature", "the policy requires a signature", "add --sign"))
    if reasons or oid is None:
        raise Refused(NOTHING, reasons)
    tree = site.objects.tree_of(oid)
    trailers = ["Seal: v1", f"Seal-Tree: {tree}", *(f"Seal-Evidence: {one}" for one in reports)]
    text = f"{message.strip() or f'Seal {tag}'}\n\n" + "\n".join(trailers) + "\n"
    how = "--sign" if sign else "--annotate"
    answer = site.git.ask("tag", how, "--cleanup=verbatim", "--file=-", "--", tag, oid, data=text.encode())
    if answer.status:
        said = answer.said.strip().splitlines()
        hint = "check `user.signingKey`, and that its agent answers" if sign else ""
        raise refuse(NOTHING, "create-tag", line(said[-1] if said else "git tag failed"), hint)
    seal = examine(site.git, tag, site.policy, site.now)
    wrong = list(seal.reasons)
    if sign and not wrong and seal.signature.kind == "NONE":
        wrong.append(_fail("signature", "the tag was made, but not signed", "check `gpg.format` and `user.signingKey`"))
    if wrong:
        site.git.tell("update-ref", "-d", f"refs/tags/{tag}", seal.tag_object)
        raise Refused(f"{NOTHING}: the tag did not pass its own examination, and was taken back", wrong)
    return replace(seal, evidence=tuple(reports))


def _reasons(site: Site, tag: str, commit: str, oid: str | None) -> list[Check]:
    found: list[Check] = []
    name = next(one for one in examine(site.git, tag, site.policy, site.now).checks if one.code == "seal-name")
    if name.result is not Result.PASS:
        found.append(name)
    elif site.git.reference(f"refs/tags/{tag}") is not None:
        found.append(_fail("exists", f"there is a tag {tag} already: seals are not moved", "choose another name"))
    if oid is None:
        found.append(_fail("commit", f"{commit} is no commit here", "check how it is spelt"))
    elif not site.git.is_ancestor(oid, site.commit):
        found.append(_fail("commit", f"{commit} is not in the history of the current branch", "switch to its branch"))
    if not site.git.bare:
        changed = site.git.tell("status", "--porcelain", "--untracked-files=no", "-z").out
        if changed:
            count = changed.count(b"\0")
            found.append(_fail("dirty", f"tracked files were changed ({count}): what was tested is not what is sealed"))
    return found


def _report(site: Site, path: Path, reasons: list[Check]) -> str:
    """A report as the trailer names it: its path, and the SHA-256 of its content."""
    algorithm = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                algorithm.update(chunk)
    except OSError as error:
        reasons.append(_fail("evidence", f"{path} cannot be read: {error.strerror or error}"))
        return ""
    full = path.resolve()
    shown = (
        full.relative_to(site.git.root.resolve()) if full.is_relative_to(site.git.root.resolve()) else Path(path.name)
    )
    return f"{line(shown.as_posix())} sha256:{algorithm.hexdigest()}"


def _fail(code: str, detail: str, hint: str = "") -> Check:
    return Check(f"create-{code}", Result.FAIL, detail, hint)
