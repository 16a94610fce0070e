"""A line that is placed in its page's text keeps everything else."""

from __future__ import annotations

from array import array
from dataclasses import replace

from vnplan_extract.document import Line
from vnplan_extract.layout.lines import placed


def test_placed_changes_the_offset_alone() -> None:
    line = Line(
        page=3,
        start=0,
        text="kinh tế -",
        box=(10.0, 20.0, 80.0, 32.0),
        starts=array("I", [0, 5, 8]),
        edges=array("f", [10, 30, 34, 60, 64, 80]),
        size=13.0,
        bold=True,
        italic=True,
        bold_until=4,
        centred=True,
        column="left",
        indent=2.0,
        level=1,
        marker_end=1,
        read_by="ocr",
        confidence=0.5,
        spaced=True,
        mended=((0, 4, "klnh"),),
    )
    assert placed(line, 7) == replace(line, start=7)
