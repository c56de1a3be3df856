"""Errors that end a run, each with its exit code. What is wrong in a *file* is never one of these, but a finding."""

from __future__ import annotations


class Exit:
    """Exit codes of the command line: plain numbers, since `enum` takes a hook a tenth of its time to import."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INTERNAL = 3
    REFUSED = 4
    INTERRUPTED = 130


class IncidentLintError(Exception):
    """Base of the errors a user can do something about: a message, and a remedy where there is one."""

    exit_code = Exit.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(IncidentLintError):
    """The command was called in a way that has no answer."""


class ConfigError(IncidentLintError):
    """The configuration cannot be used."""


class GitError(IncidentLintError):
    """git could not answer a question that the run depends on."""
