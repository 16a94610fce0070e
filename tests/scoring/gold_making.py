"""Small gold files and Plans for the tests of scoring."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import TYPE_CHECKING

from vnplan_extract.plan import Plan
from vnplan_extract.scoring.gold import Gold, load_gold

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "KẾ HOẠCH\n\nTriển khai năm 2026\n\nI. MỤC TIÊU\n"

PLAN = {
    "status": "issued",
    "kind": "KH",
    "number": "12/KH-UBND",
    "symbol": "KH-UBND",
    "issuer": {"text": "UBND tỉnh Lào Cai", "name": "Ủy ban nhân dân tỉnh Lào Cai", "level": "province"},
    "place": "Lào Cai",
    "issued": "2026-01-15",
    "title": "Triển khai chuyển đổi số năm 2026",
    "legal_basis": [
        {"kind": "Quyết định", "number": "749/QĐ-TTg", "issued": "2020-06-03", "role": "basis"},
        {"kind": "Luật", "title": "Ngân sách nhà nước"},
    ],
    "sections": [
        {
            "marker": "I",
            "kind": "roman",
            "path": "I",
            "title": "MỤC TIÊU",
            "text": "Hoàn thành các chỉ tiêu dưới đây trong năm.",
            "children": [
                {"marker": "1", "kind": "arabic", "path": "I.1", "title": "Mục tiêu chung"},
                {"marker": "2", "kind": "arabic", "path": "I.2", "title": "Mục tiêu cụ thể"},
            ],
        },
        {"marker": "II", "kind": "roman", "path": "II", "title": "NHIỆM VỤ"},
    ],
    "targets": [
        {
            "text": "Đến hết năm 2026, ít nhất 60% hồ sơ được nộp trực tuyến",
            "section": "I.2",
            "quantities": [{"text": "ít nhất 60%", "low": "60", "bound": "at_least", "unit": "percent"}],
            "when": "../2026",
        },
        {
            "text": "Mở 12 lớp tập huấn, mỗi lớp 40 người",
            "section": "I.2",
            "quantities": [{"low": "12", "unit": "class"}, {"low": "40", "unit": "person", "per": "class"}],
            "when": "2026",
        },
    ],
    "tasks": [
        {
            "ordinal": "1",
            "path": "1",
            "text": "Số hóa hồ sơ lưu trữ",
            "origin": "table",
            "leads": ["Sở Nội vụ"],
            "partners": ["Sở Tài chính", "Sở Khoa học và Công nghệ"],
            "when": "2026",
            "amounts": [{"label": "Kinh phí", "amount": {"low": "1250000000", "unit": "VND"}}],
        },
        {
            "ordinal": "2",
            "path": "2",
            "text": "Nâng cấp trung tâm dữ liệu",
            "origin": "table",
            "leads": ["Sở Khoa học và Công nghệ"],
            "when": "2026-34",
            "amounts": [{"label": "Kinh phí", "amount": {"low": "3400000000", "unit": "VND"}}],
        },
    ],
    "budget": {
        "total": {"low": "4650000000", "unit": "VND"},
        "lines": [
            {
                "label": "Ngân sách tỉnh",
                "amount": {"low": "4650000000", "unit": "VND"},
                "fund": "state_budget",
            }
        ],
    },
    "duties": [{"agencies": ["Sở Tài chính"], "section": "II", "items": ["Bố trí kinh phí hằng năm."]}],
    "recipients": ["Như trên", "Lưu: VT"],
    "signatures": [{"authority": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "name": "Nguyễn Văn A"}],
    "tables": [
        {
            "caption": "Danh mục nhiệm vụ",
            "header_rows": 1,
            "grid": [
                ["STT", "Nhiệm vụ", "Kinh phí"],
                ["1", "Số hóa hồ sơ lưu trữ", "1.250"],
                ["2", "Nâng cấp trung tâm dữ liệu", "3.400"],
                ["Tổng", "<", "4.650"],
            ],
            "columns": [
                {"role": "ordinal", "text": "STT"},
                {"role": "task", "text": "Nhiệm vụ"},
                {"role": "amount", "text": "Kinh phí"},
            ],
        }
    ],
    "citations": [{"kind": "Quyết định", "number": "749/QĐ-TTg", "issued": "2020-06-03", "role": "basis"}],
    "findings": ["section-gap"],
}


def gold_json(plan: dict | None = None, **changes: object) -> dict:
    """Return the JSON of a gold file for one text document."""
    body = copy.deepcopy(PLAN if plan is None else plan)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    raw = {
        "document": "mau",
        "sha256": {"mau.md": digest},
        "tags": ["plan"],
        "labelled": sorted({*body, "vision", "period"}),
        "plan": body,
    }
    return {**raw, **changes}


def write(folder: Path, raw: dict, name: str = "mau.json") -> Path:
    """Write a gold file and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return path


def gold_and_plan(folder: Path, **changes: object) -> tuple[Gold, Plan]:
    """Return gold and a Plan that answers it wholly."""
    gold = load_gold(write(folder, gold_json(**changes)))[0]
    return gold, gold.plan


def changed(plan: Plan, **changes: object) -> Plan:
    """Return a Plan with other fields, checked."""
    return Plan.model_validate({**plan.model_dump(), **changes})
