"""Takes the meaning from the text of a page whose text layer lies; what is drawn stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from vnplan_extract.searchable.font import blank_cmap

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DEPTH = 8  # of forms in forms


def shallow_copy(dictionary: pikepdf.Object) -> pikepdf.Dictionary:
    """Return a copy of a dictionary whose entries are the same objects."""
    return pikepdf.Dictionary(dict(dictionary.items()))


class TextBlanker:
    """Gives a page fonts of its own whose every code means a blank; shared fonts and forms are copied once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._copies: dict[tuple[int, int], pikepdf.Object] = {}
        self._blanks: dict[int, pikepdf.Object] = {}

    def blank(self, page: pikepdf.Page) -> None:
        """Make the page's text mean nothing."""
        resources = page.resources  # inherited ones too
        page.obj.Resources = self._resources(resources, 0)

    def _resources(self, resources: pikepdf.Object, depth: int) -> pikepdf.Object:
        copy = shallow_copy(resources)
        if "/Font" in copy:
            copy.Font = self._each(copy.Font, self._font)
        if "/XObject" in copy and depth < MOST_DEPTH:
            copy.XObject = self._each(copy.XObject, lambda form: self._form(form, depth + 1))
        return copy

    def _each(
        self, entries: pikepdf.Object, change: Callable[[pikepdf.Object], pikepdf.Object]
    ) -> pikepdf.Object:
        changed = pikepdf.Dictionary()
        for name, entry in entries.items():
            known = self._copies.get(entry.objgen) if entry.is_indirect else None
            if known is None:
                known = change(entry)
                if entry.is_indirect:
                    self._copies[entry.objgen] = known
            changed[name] = known
        return changed

    def _font(self, font: pikepdf.Object) -> pikepdf.Object:
        copy = shallow_copy(font)
        copy.ToUnicode = self._blank(2 if font.get("/Subtype") == "/Type0" else 1)
        return self._pdf.make_indirect(copy)

    def _form(self, entry: pikepdf.Object, depth: int) -> pikepdf.Object:
        if entry.get("/Subtype") != "/Form" or "/Resources" not in entry:
            return entry
        copy = self._pdf.make_stream(entry.read_raw_bytes())
        copy.stream_dict = shallow_copy(entry.stream_dict)
        copy.Resources = self._resources(entry.Resources, depth)
        return copy

    def _blank(self, code_bytes: int) -> pikepdf.Object:
        if code_bytes not in self._blanks:
            self._blanks[code_bytes] = self._pdf.make_stream(blank_cmap(code_bytes))
        return self._blanks[code_bytes]
