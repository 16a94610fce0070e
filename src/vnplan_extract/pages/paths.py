"""Rulings and pictures of a PDF page, from its path and image objects.

Drawn lines come as strokes, as thin filled rectangles, or as the edges of boxes and of shaded cells; all become
`Ruling`s. White fills and clipping paths are no rulings.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as raw

from vnplan_extract.document import Picture, Ruling

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

    from vnplan_extract.pages.pdf import Turn

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
THIN = 2.6  # points: a filled rectangle no thicker than this is a line
SLANT = 0.6  # points: how far a line may lean and still be straight
MAX_SEGMENTS = 400  # a path with more is a drawing: only rules matter here
MAX_RULINGS = 60_000  # per page; a page beyond that is a map
MAX_DEPTH = 6  # of form objects in form objects
WHITE = 250


@dataclass(slots=True)
class PathReader:
    """Collects the rulings and pictures of one page; `turn` maps user space to the displayed page."""

    turn: Turn

    def read(self, page: pdfium.PdfPage) -> tuple[list[Ruling], list[Picture]]:
        """Return the page's rulings and pictures in drawing order."""
        rulings: list[Ruling] = []
        pictures: list[Picture] = []
        for obj, matrix in _objects(page):
            kind = raw.FPDFPageObj_GetType(obj)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(Picture(*self._picture(obj, matrix)))
            elif len(rulings) < MAX_RULINGS:
                rulings.extend(self._rulings(obj, matrix))
        return rulings, pictures

    def _picture(self, obj: object, matrix: Matrix) -> tuple[float, float, float, float]:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
        points = [_apply(matrix, x.value, y.value) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return self.turn.box(min(xs), min(ys), max(xs), max(ys))

    def _rulings(self, obj: object, matrix: Matrix) -> Iterator[Ruling]:
        filled, stroked = _draw_mode(obj)
        if not (filled or stroked):
            return
        count = raw.FPDFPath_CountSegments(obj)
        if not 2 <= count <= MAX_SEGMENTS:
            return
        if filled and not stroked and _is_white(obj):
            return
        for points in _subpaths(obj, count, _concat(_matrix_of(obj), matrix)):
            yield from self._of_subpath(points, stroked=stroked)

    def _of_subpath(self, points: list[Point], *, stroked: bool) -> Iterator[Ruling]:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        thin = min(right - left, top - bottom) <= THIN
        if thin and (right - left > THIN or top - bottom > THIN):
            if stroked or len(points) >= 4:
                yield Ruling(*self.turn.box(left, bottom, right, top))
            return
        for (xa, ya), (xb, yb) in zip(points, points[1:], strict=False):
            if (abs(xa - xb) <= SLANT) != (abs(ya - yb) <= SLANT):
                yield Ruling(*self.turn.box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, Matrix]]:
    """Yield the path and image objects of a page, those inside form objects too, with their form's matrix."""
    stack: list[tuple[object, bool, int, Matrix, int]] = [
        (page.raw, False, raw.FPDFPage_CountObjects(page), IDENTITY, 0)
    ]
    while stack:
        owner, is_form, count, matrix, depth = stack.pop()
        get = raw.FPDFFormObj_GetObject if is_form else raw.FPDFPage_GetObject
        for at in range(count):
            obj = get(owner, at)
            if not obj:
                continue
            kind = raw.FPDFPageObj_GetType(obj)
            if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield obj, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = raw.FPDFFormObj_CountObjects(obj)
                stack.append((obj, True, inner, _concat(_matrix_of(obj), matrix), depth + 1))


def _draw_mode(obj: object) -> tuple[bool, bool]:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(obj, mode, stroke):
        return False, False
    return mode.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)


def _is_white(obj: object) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(obj, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= WHITE


def _matrix_of(obj: object) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(obj, matrix):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _concat(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner` first and `outer` then."""
    if outer is IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _subpaths(obj: object, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the polygons of a path in user space; one with a curve in it is left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    curved = False
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(obj, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            curved = True
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 2 and points[0] != points[-1]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
