"""The `vnplan` command: data on standard output, talk on standard error, documented exit codes."""

from vnplan_extract.cli.app import main

__all__ = ["main"]
