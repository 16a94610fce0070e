"""Folders of small documents, and what a database holds."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from pathlib import Path


def document(number: int) -> str:
    """A small plan of its own."""
    return (
        f"ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\n\nSố: {number}/KH-UBND\n\nHà Giang, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\n\n"
        f"Trồng rừng đợt {number}\n\nI. MỤC TIÊU\n\n- Trồng {number} ha rừng.\n\nII. NHIỆM VỤ\n\n"
        f"1. Chuẩn bị {number} vườn ươm\n\n- Sở Nông nghiệp và Môi trường chủ trì.\n"
    )


def folder_of(path: Path, count: int) -> Path:
    """A folder with `count` documents."""
    path.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (path / f"ke-hoach-{number:03}.txt").write_text(document(number), encoding="utf-8")
    return path


def content(path: Path) -> dict[str, list[tuple]]:
    """Every row of a database, and what is searched."""
    db = sqlite3.connect(path)
    try:
        found = {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables()}
        found["search"] = sorted(
            db.execute("SELECT plan, record, record_table, text, folded FROM search_text")
        )
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        return found
    finally:
        db.close()
