"""Values of scans that rest on a hardly legible word are told, and nothing else is."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Document, Line, PageText, SourceFile
from vnplan_extract.evidence import Evidence
from vnplan_extract.findings import finding
from vnplan_extract.plan import Signature
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.footer import _is_scrap
from vnplan_extract.reading.unsure import tell_unsure


def place(text: str, confidence: float, read_by: str = "ocr") -> Evidence:
    return Evidence(
        page=1, box=None, start=0, end=len(text), text=text, read_by=read_by, confidence=confidence
    )


def draft(read_by: str = "ocr", **evidence: tuple[Evidence, ...]) -> Draft:
    line = Line(1, 0, "Nơi nhận", read_by=read_by)
    page = PageText(1, 595, 842, 0, line.text, (line,), read_by=read_by)
    source = SourceFile("a.pdf", "0" * 64, "application/pdf")
    return Draft(Document(source, (page,), ()), evidence=dict(evidence))


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ({"title": (place("Phát triển nghề biển", 0.93),)}, []),
        ({"title": (place("Phát triển nghề biển", 0.3),)}, ["/title"]),
        ({"title": (place("#f động của xã", 0.9),)}, ["/title"]),
        ({"title": (place("Phát triển nghề biển", 0.3, "text"),)}, []),
        ({"recipients": (place("Như trên", 0.9), place("1,840 PCT", 0.15))}, ["/recipients/1"]),
        ({"recipients": (place("Như trên", 0.61), place("Lưu: VT, ĐMPTY An", 0.55))}, ["/recipients/1"]),
        ({"place": (place("Hà Nội", 0.55),)}, []),
    ],
)
def test_values_of_the_header(evidence, told):
    found = draft(**evidence)
    found.recipients = ("Như trên", "Lưu: VT")
    tell_unsure(found)
    assert [one.path for one in found.findings if one.path != "/signatures"] == told


def test_records_are_told_once():
    found = draft()
    places = {"authority": (place("CHỦ TỊCH", 0.9),), "name": (place("Lê Văn An", 0.2),)}
    found.signatures = (Signature(authority=("CHỦ TỊCH",), name="Lê Văn An", evidence=places),)
    tell_unsure(found)
    tell_unsure(found)
    assert [(finding.code, finding.path) for finding in found.findings] == [("value-unsure", "/signatures/0")]


@pytest.mark.parametrize(
    ("read_by", "sealed", "told"),
    [("ocr", False, ["signature-unread"]), ("ocr", True, ["seal-unread"]), ("text", False, [])],
)
def test_recipients_beside_which_nobody_signs(read_by, sealed, told):
    found = draft(recipients=(place("Lưu: VT", 0.9, read_by),))
    found.recipients = ("Lưu: VT",)
    found.findings += [finding("seal-unread", page=1)] if sealed else []
    tell_unsure(found)
    tell_unsure(found)
    assert [one.code for one in found.findings] == told


@pytest.mark.parametrize(
    ("read_by", "told"), [("ocr", [("signer-unread", "/signatures/0/name")]), ("text", [])]
)
def test_an_office_without_a_name_on_a_scan(read_by, told):
    found = draft()
    places = {"authority": (place("CHỦ TỊCH", 0.9, read_by),)}
    found.signatures = (Signature(authority=("CHỦ TỊCH",), name=None, evidence=places),)
    tell_unsure(found)
    tell_unsure(found)
    assert [(finding.code, finding.path) for finding in found.findings] == told


@pytest.mark.parametrize(
    ("authority", "told"),
    [(("TM. ỦY BAN NHÂN DÂN",), ["/signatures/0"]), (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), [])],
)
def test_a_signer_whose_office_was_not_read(authority, told):
    found = draft()
    places = {"authority": (place(authority[-1], 0.9),), "name": (place("Lê Văn An", 0.9),)}
    found.signatures = (Signature(authority=authority, name="Lê Văn An", evidence=places),)
    tell_unsure(found)
    assert [one.path for one in found.findings if one.path != "/signatures"] == told


def test_digital_documents_have_none():
    found = draft("text", title=(place("Phát triển", 0.1),))
    tell_unsure(found)
    assert found.findings == []


@pytest.mark.parametrize(
    ("text", "confidence", "scrap"),
    [
        ("TÁ M ĐỌC", 0.49, True),
        ("NÊN A^", 0.3, True),
        ("Lê Văn An", 0.4, False),
        ("NT Na", 0.48, True),
        ("Nà RƯỞNG", 0.79, True),
        ("TS. Lê An", 0.79, False),
        ("Đỗ Q. An", 0.79, False),
        ("Y Wem Hwing", 0.4, False),
        ("CHỦ TỊCH", 0.3, False),
        ("LÊ VĂN AN", 0.9, False),
    ],
)
def test_scraps_of_a_seal_are_no_office_and_no_name(*, text, confidence, scrap):
    assert _is_scrap(Line(1, 0, text, read_by="ocr", confidence=confidence)) is scrap


@pytest.mark.parametrize(
    ("recipients", "read_by", "told"),
    [
        (("Như trên", "UBND xã"), "ocr", ["recipients-cut"]),
        (("Như trên", "Lưu: VT"), "ocr", []),
        (("Như trên", "Lư VT"), "ocr", []),
        (("Như trên", "Lưu Văn phòng Huyện ủy"), "ocr", []),
        (("Như trên", "UBND xã"), "text", []),
    ],
)
def test_a_list_that_says_not_where_the_document_is_kept(recipients, read_by, told):
    found = draft(recipients=tuple(place(one, 0.9, read_by) for one in recipients))
    found.recipients = recipients
    tell_unsure(found)
    assert [one.code for one in found.findings if one.path == "/recipients"] == told
