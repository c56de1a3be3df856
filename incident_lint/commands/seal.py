"""`incident-lint seal`: make a SEALED tag, or say whether tags are SEALED."""

from __future__ import annotations

import sys
from pathlib import Path

from incident_lint.commands.site import at, check_data, guarded, print_checks, print_json, readable, say
from incident_lint.errors import Exit
from incident_lint.rollback.create import create_seal
from incident_lint.rollback.seal import examine
from incident_lint.terminal import Style, printable, wants_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from incident_lint.rollback.seal import Seal


def run(arguments: Namespace) -> int:
    """`seal create` or `seal verify`; the exit code."""
    return guarded(arguments, _create if arguments.action == "create" else _verify)


def _create(arguments: Namespace) -> int:
    readable(arguments, "message")
    with at(Path.cwd(), branch=False) as site:
        seal = create_seal(
            site,
            arguments.tag,
            arguments.commit,
            arguments.message,
            sign=arguments.sign,
            evidence=[Path(one) for one in arguments.evidence],
        )
    push = f"git push origin refs/tags/{seal.tag}"
    if arguments.format == "json":
        print_json(arguments, "sealed", seal=_data(seal), next=push)
    else:
        say(f"{printable(seal.tag)} seals {seal.commit}\n  next: {push}")
    return Exit.CLEAN


def _verify(arguments: Namespace) -> int:
    with at(Path.cwd(), branch=False, whole=False) as site:
        seals = [examine(site.git, tag, site.policy, site.now) for tag in arguments.tags]
    if arguments.format == "json":
        print_json(arguments, "examined", seals=[_data(one) for one in seals])
    else:
        style = Style(wants_colour(arguments.color, sys.stdout))
        for seal in seals:
            say(f"{printable(seal.tag)}: {'SEALED' if seal.sealed else 'not SEALED'}")
            print_checks(seal.checks, style)
    return Exit.CLEAN if all(one.sealed for one in seals) else Exit.FINDINGS


def _data(seal: Seal) -> dict[str, object]:
    return {
        "tag": seal.tag,
        "sealed": seal.sealed,
        "tag_object": seal.tag_object or None,
        "commit": seal.commit or None,
        "checks": [check_data(one) for one in seal.checks],
    }
