"""What every command does alike: options made, errors told, results written, the exit code found."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from vnplan_extract.errors import ExitCode, OptionError, OutputError, VnplanError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from vnplan_extract.options import Options

T = TypeVar("T")


def check_choice(option: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that an option does not know.

    Raises:
        OptionError: It is none of those known.
    """
    if value not in known:
        raise OptionError(f"{option} is {value!r}", remedy=f"Use one of: {', '.join(known)}.")


def options_of(
    password: str | None, ocr: str, engine: str | None, *, cache: bool, here: bool = True
) -> Options:
    """Return the options that the command line gives; `here` says whether documents are read on this machine.

    Raises:
        OptionError: One makes no sense, or there is no such engine.
        MissingPartError: The engine asked for is not installed.
    """
    from vnplan_extract.options import Options
    from vnplan_extract.pages.engines import check

    options = Options(password=password, ocr=ocr, ocr_engine=engine, cache=cache)  # type: ignore[arg-type]  # Options checks it
    if engine is not None and ocr != "never" and here:
        check(engine)  # also where no page of this document needs it
    return options


@contextmanager
def errors_reported(*, debug: bool) -> Iterator[None]:
    """End the command with the message and the code of an error; with `debug` the error goes on as it is."""
    try:
        yield
    except VnplanError as error:
        if debug:
            raise
        stop(str(error), error.exit_code)


def for_each(
    files: Iterable[str], one: Callable[[str], T], *, debug: bool
) -> tuple[list[tuple[str, T]], list[ExitCode]]:
    """Do `one` for each file; an error is told and does not stop the rest.

    Returns:
        What came of the files that went through, by name, and the codes of those that failed.
    """
    results: list[tuple[str, T]] = []
    failed: list[ExitCode] = []
    for name in files:
        try:
            results.append((name, one(name)))
        except VnplanError as error:
            if debug:
                raise
            say(str(error))
            failed.append(error.exit_code)
        except Exception as error:
            if debug:
                raise
            say(
                f"{name}: {type(error).__name__}: {error}. This is an error of vnplan_extract: run again with --debug and report it."
            )
            failed.append(ExitCode.FAILED)
    return results, failed


def finish(count: int, failed: list[ExitCode]) -> None:
    """End with the code that says which of `count` files failed, if any did."""
    if not failed:
        return
    alike = len(failed) == count and len(set(failed)) == 1
    raise typer.Exit(failed[0] if alike else ExitCode.SOME_FAILED)


def write(content: str, output: Path | None) -> None:
    """Write to a file, or to standard output where none or "-" is named.

    Raises:
        OutputError: The file cannot be written.
    """
    if output is None or str(output) == "-":
        _print(content)
        return
    try:
        output.write_text(content + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            "cannot be written", where=str(output), why=error.strerror or "", remedy="Choose another place."
        ) from error


def _print(content: str) -> None:
    """Print in UTF-8 whatever the terminal says, and end quietly when the reader closes the pipe."""
    try:
        sys.stdout.buffer.write(content.encode("utf-8", "surrogatepass") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(ExitCode.OK) from None


def say(message: str) -> None:
    """Tell the user on standard error."""
    typer.secho(message, err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)


def stop(message: str, code: ExitCode) -> NoReturn:
    """Tell why, and end."""
    say(message)
    raise typer.Exit(code)
