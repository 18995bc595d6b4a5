"""Errors that a user can act on.

Every error that may reach a user is an AibomError whose text is one plain sentence that says what is
wrong and, where it helps, what to do. The command line prints that sentence and exits with 2.
"""

from __future__ import annotations


class AibomError(Exception):
    """The tool could not do its work; str(error) is the sentence shown to the user (exit code 2)."""


class UsageError(AibomError):
    """An argument is wrong: no such path, no such policy, an unknown format."""


class UnreadableError(AibomError):
    """A file cannot be read as what it should be; `path` is repository-relative, `why` a short clause."""

    def __init__(self, path: str, why: str, line: int | None = None) -> None:
        self.path, self.why, self.line = path, why, line
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {why}")


class LimitError(UnreadableError):
    """A file goes past a bound (size, depth, count) that protects the scan; it is reported as an unknown."""


class DocumentError(AibomError):
    """A hand-written document (rule, pack, exceptions, aibom.yaml) is wrong at file:line:column."""

    def __init__(self, path: str, why: str, line: int = 1, column: int = 1) -> None:
        self.path, self.why, self.line, self.column = path, why, line, column
        super().__init__(f"{path}:{line}:{column}: {why}")
