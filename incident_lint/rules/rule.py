"""What a rule is, and the decorator that builds one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.diagnostics import Finding, Severity
    from incident_lint.history.step import Step
    from incident_lint.records import Incident, Kind

Check = Callable[["Incident"], "Iterable[Finding]"]
Inspection = Callable[["Step"], "Iterable[Finding]"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text that shows a rule, shown on its page and run by the tests.

    `file` names the record. Markdown that begins with `## ` replaces those sections of a complete post-mortem, Markdown
    that begins with `---` its front matter; JSON is merged into a complete record (RFC 7386). `whole` takes the text
    as the whole file instead. `also` are further files, merged in the same way.

    `script` is what somebody does in a clone of a repository with an open incident: commands, up to the push.
    """

    text: str
    file: str = "INCIDENT.md"
    whole: bool = False
    also: tuple[tuple[str, str], ...] = ()
    script: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: metadata and check. `check` is None where the engine itself judges (suppressions), and for a rule about
    the history: that has an `inspection` of each step instead.

    `needs` are the records without which it cannot be asked: it is skipped where one of them did not parse.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    wrong: Example
    right: Example
    needs: frozenset[Kind]
    check: Check | None
    inspection: Inspection | None = None
    text: str = ""
    """The explanation of a rule without a function of its own."""
    across: bool = False
    """Whether it looks at other incidents: asked of an event alone, once all are known."""

    @property
    def explanation(self) -> str:
        """What it finds, and why that is bad: the docstring of its check."""
        from inspect import cleandoc  # noqa: PLC0415  (only where somebody reads it)

        about = self.inspection if self.check is None else self.check
        return cleandoc((about.__doc__ if about is not None else self.text) or "")

    @property
    def family(self) -> str:
        """The letters and the first digit of the code: `INC1` for all of INC-001."""
        return self.code[:4]


def rule(
    code: str,
    name: str,
    severity: Severity,
    summary: str,
    *,
    wrong: Example,
    right: Example,
    needs: Iterable[Kind] = (),
    across: bool = False,
) -> Callable[[Check], Rule]:
    """Build a rule from a check. The check's docstring is the explanation: what it finds, and why that is bad."""

    def build(check: Check) -> Rule:
        return Rule(code, name, severity, summary, wrong, right, frozenset(needs), check, across=across)

    return build


def history_rule(
    code: str, name: str, severity: Severity, summary: str, *, wrong: str, right: str
) -> Callable[[Inspection], Rule]:
    """Build a rule about the history from an inspection of a step. The examples are shell commands."""

    def build(inspection: Inspection) -> Rule:
        examples = Example(wrong, script=True), Example(right, script=True)
        return Rule(code, name, severity, summary, *examples, frozenset(), None, inspection)

    return build
