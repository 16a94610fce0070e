"""What can go wrong, as a tree; each class is one thing a user can do something about.

    VnplanError
    ├── InputError                 the file cannot be read as a document
    │   ├── NotFoundError          no such file, or no right to read it
    │   ├── EmptyInputError        nothing in it
    │   ├── UnsupportedTypeError   a type we do not read
    │   ├── DamagedInputError      says it is a PDF (DOCX, ...) but cannot be opened as one
    │   ├── PasswordError          encrypted, and no or a wrong password was given
    │   ├── LimitError             larger than the limits that protect this machine
    │   └── GoldError              a gold file breaks its format, or does not fit its documents
    ├── MissingPartError           an optional part is not installed
    ├── OptionError                an option has a value that makes no sense
    └── OutputError                the result cannot be written

Findings (`findings.py`) are the other half: what is odd in a document that could be read.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit status of the `vnplan` command."""

    OK = 0
    FAILED = 1  # an error of ours: please report it
    USAGE = 2  # the command line makes no sense
    NOT_FOUND = 3
    EMPTY = 4
    UNSUPPORTED = 5
    DAMAGED = 6
    PASSWORD = 7
    LIMIT = 8
    MISSING_PART = 9
    OUTPUT = 10
    SOME_FAILED = 11  # several files were given; at least one failed, at least one went through
    CHECK_FAILED = 12  # all was done, and a check asked for (--fail-under, --fail-on) was not met
    INTERRUPTED = 130  # a batch was stopped by Ctrl-C; the same command goes on from there


class VnplanError(Exception):
    """Base of every error that vnplan_extract raises: what, where, why, and the remedy.

    Args:
        what: What went wrong, in one clause.
        where: The file, page or field it concerns.
        why: The cause, as far as it is known.
        remedy: What the user can do about it.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, *, where: str = "", why: str = "", remedy: str = "") -> None:
        super().__init__(what, where, why, remedy)
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        why = f" ({self.why.rstrip('.')})" if self.why else ""  # of another library, often a sentence
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{why}.{remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.why, self.remedy))


def _rebuild(kind: type[VnplanError], what: str, where: str, why: str, remedy: str) -> VnplanError:
    return kind(what, where=where, why=why, remedy=remedy)


class InputError(VnplanError):
    """The input cannot be read as a document."""

    exit_code = ExitCode.DAMAGED


class NotFoundError(InputError):
    """There is no such file, or no right to read it."""

    exit_code = ExitCode.NOT_FOUND


class EmptyInputError(InputError):
    """The input holds nothing."""

    exit_code = ExitCode.EMPTY


class UnsupportedTypeError(InputError):
    """The content is of a type that is not read here."""

    exit_code = ExitCode.UNSUPPORTED


class DamagedInputError(InputError):
    """The content is of a known type but too damaged to open."""

    exit_code = ExitCode.DAMAGED


class PasswordError(InputError):
    """The document is encrypted, and no password or a wrong one was given."""

    exit_code = ExitCode.PASSWORD


class LimitError(InputError):
    """The document is larger than the limits that protect the machine."""

    exit_code = ExitCode.LIMIT


class GoldError(InputError):
    """Gold files break their format, or do not fit their documents; the message names every place."""

    exit_code = ExitCode.DAMAGED

    @classmethod
    def of(cls, problems: list[str]) -> GoldError:
        """Return the error that lists problems, each "file: JSON path: reason"."""
        listed = "".join(f"\n  {problem}" for problem in problems[:50])
        more = f"\n  and {len(problems) - 50} more" if len(problems) > 50 else ""
        return cls(
            f"gold has {len(problems)} problem{'s' if len(problems) > 1 else ''} and nothing was scored",
            remedy=f"The format is described in gold/FORMAT.md:{listed}{more}",
        )


class MissingPartError(VnplanError):
    """An optional part of the installation is missing; the message says how to install it."""

    exit_code = ExitCode.MISSING_PART


class OptionError(VnplanError):
    """An option has a value that makes no sense."""

    exit_code = ExitCode.USAGE


class OutputError(VnplanError):
    """The result cannot be written."""

    exit_code = ExitCode.OUTPUT
