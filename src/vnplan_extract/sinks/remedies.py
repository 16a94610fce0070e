"""What a user can do about a target that refuses: found by words of what the system, a driver or a server says."""

from __future__ import annotations

import re

AGAIN = "run the same command again; it goes on where it stopped."
REMEDIES = (
    ("full|no space|too large|disk i/o|quota", f"Make room (or see to the disk) and {AGAIN}"),
    ("is not a database", "It is a file of another kind: name another place."),
    (
        "file exists|is a directory",
        "A file stands where a folder is to be, or a folder where a file is: name another place.",
    ),
    (
        "permission denied for (schema|table|database)",
        "Give this user the right to create and write tables there, or name another user or schema.",
    ),
    (
        "no schema has been selected",
        "Create the schema that search_path names, or give the user CREATE on it.",
    ),
    ("locked", "Another program holds it; close that one and run again."),
    (
        "authentication failed|no password supplied|no pg_hba.conf entry",
        "Check the user and the password (in the target, PGPASSWORD or ~/.pgpass).",
    ),
    (
        'role "[^"]*" does not exist',
        "Name a user of the server, postgresql://USER@HOST/DATABASE, or create this one (createuser).",
    ),
    ('database "[^"]*" does not exist', "Create the database first (createdb), or name another."),
    (
        "on socket",
        "No server answers on this machine: start it, or name the one meant, postgresql://USER@HOST/DATABASE.",
    ),
    (
        "connection (refused|failed|is bad|to server)|failed to resolve|could not translate|timeout expired",
        f"Check the address, and that the server runs; then {AGAIN}",
    ),
    (
        "no such file|denied|read-only|readonly|unable to open",
        "Check that the folder exists, and that it and the file may be written.",
    ),
)
"""Words -> remedy, the first that fits; source: messages of SQLite 3, DuckDB 1, PostgreSQL 15 with libpq, and errno of Linux."""


def remedy_of(why: str) -> str:
    """Return what to do about a refusal, by its words."""
    lower = why.lower()
    for words, remedy in REMEDIES:
        if re.search(words, lower):
            return remedy
    return f"See to the cause and {AGAIN}"
