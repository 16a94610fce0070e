"""Rulings and pictures of a PDF page, from its path and image objects.

Drawn lines come as strokes, as thin filled rectangles, or as the edges of boxes and of shaded cells; all become
`Ruling`s. White fills and clipping paths are no rulings.
"""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import TYPE_CHECKING

from pypdfium2 import raw

from vnplan_extract.document import Picture, Ruling
from vnplan_extract.pages.bindings import address_of, bind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

    from vnplan_extract.document import Box
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
_pixel_size = bind("FPDFImageObj_GetImagePixelSize", _int, _void, _void, _void)
_segment_close = bind("FPDFPathSegment_GetClose", _int, _void)

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
THIN = 2.6  # points: a filled rectangle no thicker than this is a line
SLANT = 0.6  # points: how far a line may lean and still be straight
CORNERS = 5  # points of a rectangle: a filled thin one, the usual rule, is known by its bounds alone
MAX_SEGMENTS = 400  # a path with more is a drawing: only rules matter here
MAX_RULINGS = 60_000  # per page; a page beyond that is a map
MAX_DEPTH = 6  # of form objects in form objects
WHITE = 250
PATH, IMAGE, FORM = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
DRAWN = frozenset((PATH, IMAGE))
MOVE, CURVE = raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_BEZIERTO


class PathReader:
    """Collects the rulings and pictures of one page; `turn` maps user space to the displayed page.

    PDFium writes its answers into numbers that are made once for the page: there are thousands of paths.
    """

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.shapes = (
            0  # segments of drawn paths that are no rulings: letters as outlines have some twenty each
        )
        self.mode, self.stroke = _int(), _int()
        self.mode_at, self.stroke_at = ctypes.addressof(self.mode), ctypes.addressof(self.stroke)
        self.matrix = raw.FS_MATRIX()
        self.matrix_at = ctypes.addressof(self.matrix)
        self.x, self.y = _float(), _float()
        self.x_at, self.y_at = ctypes.addressof(self.x), ctypes.addressof(self.y)
        self.edges = (_float * 4)()
        self.edges_at = [ctypes.addressof(self.edges) + 4 * at for at in range(4)]
        self.color = (ctypes.c_uint * 4)()
        self.color_at = [ctypes.addressof(self.color) + 4 * at for at in range(4)]

    def read(self, page: pdfium.PdfPage) -> tuple[list[Ruling], list[Picture]]:
        """Return the page's rulings and pictures in drawing order."""
        rulings: list[Ruling] = []
        pictures: list[Picture] = []
        for obj, kind, matrix in self._objects(page):
            if kind == IMAGE:
                pictures.append(self._picture(obj, matrix))
            elif len(rulings) < MAX_RULINGS:
                found = self._rulings(obj, matrix)
                if found:
                    rulings.extend(found)
                else:
                    self.shapes += _count_segments(obj)
        return rulings, pictures

    def _objects(self, page: pdfium.PdfPage) -> Iterator[tuple[int, int, Matrix]]:
        """Yield the paths and images of a page with their type, those inside form objects too, with their form's matrix."""
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
                if kind in DRAWN:
                    yield obj, kind, matrix
                elif kind == FORM and depth < MAX_DEPTH:
                    inner = _count_inner(obj)
                    stack.append((obj, True, inner, _concat(self._matrix_of(obj), matrix), depth + 1))

    def _picture(self, obj: int, matrix: Matrix) -> Picture:
        box = self.turn.box(*self._bounds(obj, matrix))
        area = (box[2] - box[0]) * (box[3] - box[1])
        if not (area > 0 and _pixel_size(obj, self.color_at[0], self.color_at[1])):
            return Picture(*box)
        # By the area: a quarter turn swaps height and width.
        return Picture(*box, dpi=round(72 * (self.color[0] * self.color[1] / area) ** 0.5, 1))

    def _bounds(self, obj: int, matrix: Matrix) -> Box:
        """Return left, bottom, right and top of an object in user space."""
        left, bottom, right, top = self.edges if _bounds_of(obj, *self.edges_at) else (0.0,) * 4
        if matrix is IDENTITY:
            return left, bottom, right, top
        points = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def _rulings(self, obj: int, matrix: Matrix) -> list[Ruling]:
        if not _get_draw_mode(obj, self.mode_at, self.stroke_at):
            return []
        filled, stroked = self.mode.value != raw.FPDF_FILLMODE_NONE, bool(self.stroke.value)
        if not (filled or stroked):
            return []
        count = _count_segments(obj)
        if not 2 <= count <= MAX_SEGMENTS or (filled and not stroked and self._is_white(obj)):
            return []
        if count == CORNERS and not stroked:
            left, bottom, right, top = self._bounds(obj, matrix)
            if (right - left > THIN) != (top - bottom > THIN):
                return [Ruling(*self.turn.box(left, bottom, right, top))]
        rulings: list[Ruling] = []
        for points in self._subpaths(obj, count, _concat(self._matrix_of(obj), matrix)):
            rulings.extend(self._of_subpath(points, stroked=stroked))
        return rulings

    def _of_subpath(self, points: list[Point], *, stroked: bool) -> list[Ruling]:
        box = self.turn.box
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if (right - left > THIN) != (top - bottom > THIN):
            return [Ruling(*box(left, bottom, right, top))] if stroked or len(points) >= 4 else []
        return [
            Ruling(*box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
            for (xa, ya), (xb, yb) in pairwise(points)
            if (abs(xa - xb) <= SLANT) != (abs(ya - yb) <= SLANT)
        ]

    def _subpaths(self, obj: int, count: int, matrix: Matrix) -> list[list[Point]]:
        """Return the polygons of a path in user space; one with a curve in it is left out."""
        x, y, x_at, y_at = self.x, self.y, self.x_at, self.y_at
        found: list[list[Point]] = []
        points: list[Point] = []
        curved = False
        a, b, c, d, e, f = matrix
        for at in range(count):
            segment = _get_segment(obj, at)
            kind = _segment_type(segment)
            _segment_point(segment, x_at, y_at)
            if kind == MOVE:
                if len(points) > 1 and not curved:
                    found.append(points)
                points, curved = [], False
            elif kind == CURVE:
                curved = True
            px, py = x.value, y.value
            points.append((a * px + c * py + e, b * px + d * py + f))
            if len(points) > 2 and points[0] != points[-1] and _segment_close(segment):
                points.append(points[0])
        if len(points) > 1 and not curved:
            found.append(points)
        return found

    def _is_white(self, obj: int) -> bool:
        if not _fill_color(obj, *self.color_at):
            return False
        red, green, blue, alpha = self.color
        return alpha == 0 or min(red, green, blue) >= WHITE

    def _matrix_of(self, obj: int) -> Matrix:
        matrix = self.matrix
        if not _get_matrix(obj, self.matrix_at):
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
