"""`incident-lint schema`."""

from __future__ import annotations

import sys

from incident_lint.errors import Exit, UsageError
from incident_lint.schema import NAMES, load_schema, schema_text, suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """List the schemas, or print one. UsageError for an unknown one."""
    if arguments.name is None:
        width = max(map(len, NAMES))
        sys.stdout.writelines(f"{name:<{width}}  {load_schema(name)['title']}\n" for name in NAMES)
        return Exit.CLEAN
    if arguments.name not in NAMES:
        raise UsageError(
            f"no such schema: {arguments.name}", suggestion(arguments.name, NAMES) or f"one of {', '.join(NAMES)}"
        )
    sys.stdout.write(schema_text(arguments.name))
    return Exit.CLEAN
