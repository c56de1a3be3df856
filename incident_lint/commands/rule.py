"""`incident-lint rule`."""

from __future__ import annotations

import json
import sys

from incident_lint.errors import Exit, UsageError
from incident_lint.rules import all_rules, find_rule
from incident_lint.rules.pages import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from incident_lint.rules.rule import Rule


def run(arguments: Namespace) -> int:
    """List the rules, or print the page of one. UsageError for an unknown one."""
    if arguments.name is None:
        if arguments.format == "json":
            sys.stdout.write(json.dumps([_data(one) for one in all_rules()], indent=2) + "\n")
        else:
            width = max(len(one.name) for one in all_rules())
            sys.stdout.writelines(
                f"{one.code}  {one.name:<{width}}  {one.severity:<7}  {one.summary}\n" for one in all_rules()
            )
        return Exit.CLEAN
    found = find_rule(arguments.name)
    if found is None:
        from incident_lint.schema import suggestion  # noqa: PLC0415

        names = [one.name for one in all_rules()] + [one.code for one in all_rules()]
        hint = suggestion(arguments.name, names) or "`incident-lint rule` lists them"
        raise UsageError(f"no such rule: {arguments.name}", hint)
    sys.stdout.write(json.dumps(_data(found), indent=2) + "\n" if arguments.format == "json" else page(found))
    return Exit.CLEAN


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "explanation": rule.explanation,
        "wrong": {"file": rule.wrong.file, "text": rule.wrong.text},
        "right": {"file": rule.right.file, "text": rule.right.text},
    }
