"""The data dictionary, written from the models: `docs/fields.md`, `datapackage.json` and Datasette's descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract._version import __version__
from vnplan_extract.sinks.dialects import VIEWS
from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.sinks.schema import Column, Table

TITLE = "Vietnamese government plans"
FRICTIONLESS = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "float": "number",
    "boolean": "boolean",
    "texts": "array",
    "integers": "array",
    "floats": "array",
}
SAID = {
    "text": "text",
    "integer": "integer",
    "number": "decimal",
    "float": "number",
    "boolean": "true or false",
    "texts": "list of texts",
    "integers": "list of integers",
    "floats": "list of numbers",
}


def fields_page() -> str:
    """Return `docs/fields.md`: every table and column, in the words of the models."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield "# Tables and fields"
    yield ""
    yield "Written by `vnplan schema --of tables -o docs/fields.md` from the models; every tabular sink has these tables."
    yield ""
    yield "A row's `id` is the plan's id and the JSON pointer of the record in the plan: `p3f1c…/tasks/0/leads/1`; so a"
    yield "finding's `path` after the plan's id is the `id` of the row it is about. Lists are JSON in SQLite, CSV and Excel,"
    yield "arrays elsewhere. Decimals are exact: in SQLite an integer or real where that is the same decimal, else digits; in"
    yield "DuckDB and Parquet `DECIMAL(38, 9)`, and null where a number does not fit (its `text` is kept). PostgreSQL, CSV"
    yield "and Excel cannot hold NUL characters: they are written as U+2400."
    for table in tables().values():
        yield ""
        yield f"## {table.name}"
        yield ""
        yield table.description
        yield ""
        yield "| column | type | empty? | what it is |"
        yield "|---|---|---|---|"
        for column in table.columns:
            yield f"| `{column.name}` | {_said(column)} | {'yes' if column.nullable else 'no'} | {_cell(column.description)} |"
    yield ""
    yield "## Views (SQLite, PostgreSQL, DuckDB)"
    yield ""
    yield "| view | what it shows |"
    yield "|---|---|"
    for name, (said, _) in VIEWS.items():
        yield f"| `{name}` | {said} |"
    yield ""
    yield "Full-text search: `search` (SQLite, FTS5) and `search_text` hold titles, sections, targets, tasks, duties and tables"
    yield 'with (`text`) and without accents (`folded`): both "đào tạo" and "dao tao" are found.'


def _said(column: Column) -> str:
    said = SAID[column.type]
    return f"{said}, refers to `{column.references}`" if column.references else said


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def datapackage() -> dict[str, object]:
    """Return the Frictionless data package of a folder of CSV files."""
    return {
        "profile": "tabular-data-package",
        "name": "vnplan-extract",
        "title": TITLE,
        "version": __version__,
        "resources": [_resource(table) for table in tables().values()],
    }


def _resource(table: Table) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "encoding": "utf-8-sig",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": {
                        "resource": column.references if column.references != table.name else "",
                        "fields": "id",
                    },
                }
                for column in table.columns
                if column.references
            ],
        },
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": FRICTIONLESS[column.type],
        "description": column.description,
    }
    if not column.nullable and column.type != "text":
        field["constraints"] = {"required": True}
    return field


def datasette_metadata(database: str = "plans") -> dict[str, object]:
    """Return Datasette's metadata: what each table and column is.

    Args:
        database: Name of the database: its file's name without ending.
    """
    described: dict[str, object] = {
        table.name: {
            "description": table.description,
            "columns": {column.name: column.description for column in table.columns},
        }
        for table in tables().values()
    }
    views: dict[str, object] = {name: {"description": said} for name, (said, _) in VIEWS.items()}
    search = {
        "search_text": {
            "description": "What full-text search looks in",
            "fts_table": "search",
            "fts_pk": "id",
        }
    }
    return {"title": TITLE, "databases": {database: {"tables": {**described, **views, **search}}}}
