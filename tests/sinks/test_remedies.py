"""What a refusal says, and what is advised: no server is no matter of folders."""

from __future__ import annotations

import pytest

from vnplan_extract.sinks.remedies import remedy_of


@pytest.mark.parametrize(
    ("why", "advice"),
    [
        ("database or disk is full", "Make room"),
        ("unable to open database file", "Check that the folder exists"),
        ("attempt to write a readonly database", "may be written"),
        ("database is locked", "Another program holds it"),
        (
            'connection is bad: connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory',
            "No server answers on this machine",
        ),
        (
            'connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused',
            "that the server runs",
        ),
        ("failed to resolve host 'db.invalid': [Errno -2] Name or service not known", "Check the address"),
        ('connection to server failed: FATAL:  role "an" does not exist', "createuser"),
        ('connection to server failed: FATAL:  database "ke-hoach" does not exist', "createdb"),
        ('FATAL:  password authentication failed for user "an"', "the user and the password"),
        ("permission denied for schema public", "the right to create"),
        ("something nobody has seen", "See to the cause"),
    ],
)
def test_remedy(why: str, advice: str):
    assert advice in remedy_of(why)
