"""Rulings and pictures of a PDF page, from its path and image objects.

Drawn lines come as strokes, as thin filled rectangles, or as the edges of boxes and of shaded cells; all become
`Ruling`s. White fills and clipping paths are no rulings.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pypdfium2 import raw

from vnplan_extract.document import Picture, Ruling
from vnplan_extract.pages.bindings import address_of, bind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

    from vnplan_extract.pages.pdfwords import Turn

_void, _int, _float = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
_count_objects = bind("FPDFPage_CountObjects", _int, _void)
_get_object = bind("FPDFPage_GetObject", _void, _void, _int)
_count_inner = bind("FPDFFormObj_CountObjects", _int, _void)
_get_inner = bind("FPDFFormObj_GetObject", _void, _void, ctypes.c_ulong)
_type_of = bind("FPDFPageObj_GetType", _int, _void)
_bounds_of = bind("FPDFPageObj_GetBounds", _int, _void, _void, _void, _void, _void)
_get_matrix = bind("FPDFPageObj_GetMatrix", _int, _void, _void)
_fill_color = bind("FPDFPageObj_GetFillColor", _int, _void, _void, _void, _void, _void)
_get_draw_mode = bind("FPDFPath_GetDrawMode", _int, _void, _void, _void)
_count_segments = bind("FPDFPath_CountSegments", _int, _void)
_get_segment = bind("FPDFPath_GetPathSegment", _void, _void, _int)
_segment_type = bind("FPDFPathSegment_GetType", _int, _void)
_segment_point = bind("FPDFPathSegment_GetPoint", _int, _void, _void, _void)
_segment_close = bind("FPDFPathSegment_GetClose", _int, _void)

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
            kind = _type_of(obj)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(Picture(*self._picture(obj, matrix)))
            elif len(rulings) < MAX_RULINGS:
                rulings.extend(self._rulings(obj, matrix))
        return rulings, pictures

    def _picture(self, obj: int, matrix: Matrix) -> tuple[float, float, float, float]:
        left, bottom, right, top = (_float() for _ in range(4))
        _bounds_of(obj, *(ctypes.addressof(value) for value in (left, bottom, right, top)))
        points = [_apply(matrix, x.value, y.value) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return self.turn.box(min(xs), min(ys), max(xs), max(ys))

    def _rulings(self, obj: int, matrix: Matrix) -> Iterator[Ruling]:
        filled, stroked = _draw_mode(obj)
        if not (filled or stroked):
            return
        count = _count_segments(obj)
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
        for (xa, ya), (xb, yb) in pairwise(points):
            if (abs(xa - xb) <= SLANT) != (abs(ya - yb) <= SLANT):
                yield Ruling(*self.turn.box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, Matrix]]:
    """Yield the path and image objects of a page, those inside form objects too, with their form's matrix."""
    start = address_of(page.raw)
    stack: list[tuple[int, bool, int, Matrix, int]] = [(start, False, _count_objects(start), IDENTITY, 0)]
    while stack:
        owner, is_form, count, matrix, depth = stack.pop()
        get = _get_inner if is_form else _get_object
        for at in range(count):
            obj = get(owner, at)
            if not obj:
                continue
            kind = _type_of(obj)
            if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield obj, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = _count_inner(obj)
                stack.append((obj, True, inner, _concat(_matrix_of(obj), matrix), depth + 1))


def _draw_mode(obj: int) -> tuple[bool, bool]:
    mode, stroke = _int(), _int()
    if not _get_draw_mode(obj, ctypes.addressof(mode), ctypes.addressof(stroke)):
        return False, False
    return mode.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)


def _is_white(obj: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not _fill_color(obj, *(ctypes.addressof(value) for value in (red, green, blue, alpha))):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= WHITE


def _matrix_of(obj: int) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not _get_matrix(obj, ctypes.addressof(matrix)):
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


def _subpaths(obj: int, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the polygons of a path in user space; one with a curve in it is left out."""
    x, y = _float(), _float()
    x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
    points: list[Point] = []
    curved = False
    for at in range(count):
        segment = _get_segment(obj, at)
        kind = _segment_type(segment)
        _segment_point(segment, x_at, y_at)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            curved = True
        points.append(_apply(matrix, x.value, y.value))
        if _segment_close(segment) and len(points) > 2 and points[0] != points[-1]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
