"""StratML (ISO 17469-1): goals, objectives, stakeholders and indicators, one XML file a plan.

General targets become goals, specific ones objectives of the goal they follow; quantities become the indicators of Part 2
(performance plans); who leads and who takes part become stakeholders. StratML has no place for money.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from vnplan_extract.sinks.days import first_day, last_day
from vnplan_extract.sinks.written import plain_number
from vnplan_extract.sinks.xmlfiles import XmlFolderSink, child, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vnplan_extract.plan import Agency, Plan, Quantity, Target, Task

SPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
NAMES = uuid.UUID(
    "6a1f6a3e-53c1-5d7e-9d7c-5d0f0a3c7a11"
)  # identifiers come from the plan's hash and the record's place


class StratmlSink(XmlFolderSink):
    """Writes `NAME--ID.xml` in StratML for each plan into a folder."""

    @staticmethod
    def document(plan: Plan) -> etree._Element:
        """Return the plan as StratML."""
        return stratml(plan)


def stratml(plan: Plan) -> etree._Element:
    """Return a plan as a StratML performance plan."""
    root = etree.Element(f"{{{SPACE}}}PerformancePlanOrReport", nsmap={None: SPACE}, Type="Performance_Plan")
    child(root, "Name", plan.title or plan.number or plan.source.name)
    child(root, "Description", plan.preamble)
    core = child(root, "StrategicPlanCore")
    _organization(core, plan)
    vision = child(core, "Vision")
    child(vision, "Description", f"Tầm nhìn đến năm {plan.vision}" if plan.vision else None)
    child(vision, "Identifier", _identifier(plan, "vision"))
    mission = child(core, "Mission")
    child(mission, "Description", plan.title)
    child(mission, "Identifier", _identifier(plan, "mission"))
    for place, (goal, objectives) in enumerate(_goals(plan)):
        _goal(core, plan, place, goal, objectives)
    _tasks(core, plan)
    if core.find(f"{{{SPACE}}}Goal") is None:  # the standard asks for one
        _goal(core, plan, 0, None, [])
    _administration(root, plan)
    return root


def _identifier(plan: Plan, place: str) -> str:
    return f"_{uuid.uuid5(NAMES, f'{plan.source.sha256}/{place}')}"


def _organization(core: etree._Element, plan: Plan) -> None:
    organization = child(core, "Organization")
    child(organization, "Name", plan.issuer.name if plan.issuer else "")
    child(organization, "Acronym", None)
    child(organization, "Identifier", _identifier(plan, "organization"))
    child(organization, "Description", None)
    for agency in plan.co_issuers:
        _stakeholder(organization, agency, "cùng ban hành")


def _goals(plan: Plan) -> Iterator[tuple[Target | None, list[tuple[int, Target]]]]:
    """Yield each general target with the specific ones that follow it; those before the first have none."""
    goal: Target | None = None
    objectives: list[tuple[int, Target]] = []
    for place, target in enumerate(plan.targets):
        if target.status == "achieved":
            continue
        if target.level == "general":
            if goal or objectives:
                yield goal, objectives
            goal, objectives = target, []
        else:
            objectives.append((place, target))
    if goal or objectives:
        yield goal, objectives


def _goal(
    core: etree._Element, plan: Plan, place: int, target: Target | None, objectives: list[tuple[int, Target]]
) -> None:
    goal = child(core, "Goal")
    child(goal, "Name", _name(target.text) if target else "Mục tiêu")
    child(goal, "Description", target.text if target else None)
    child(goal, "Identifier", _identifier(plan, f"goals/{place}"))
    child(goal, "SequenceIndicator", str(place + 1))
    for number, (index, objective) in enumerate(objectives, 1):
        made = child(goal, "Objective")
        child(made, "Name", _name(objective.text))
        child(made, "Description", objective.text)
        child(made, "Identifier", _identifier(plan, f"targets/{index}"))
        child(made, "SequenceIndicator", f"{place + 1}.{number}")
        for order, quantity in enumerate(objective.quantities):
            _indicator(made, plan, f"targets/{index}/quantities/{order}", quantity, objective)


def _indicator(made: etree._Element, plan: Plan, place: str, quantity: Quantity, target: Target) -> None:
    indicator = child(
        made, "PerformanceIndicator", PerformanceIndicatorType="Quantitative", ValueChainStage="Output"
    )
    child(indicator, "SequenceIndicator", None)
    child(indicator, "MeasurementDimension", quantity.unit or quantity.unit_text)
    child(indicator, "UnitOfMeasurement", quantity.unit_text or quantity.unit)
    child(indicator, "Identifier", _identifier(plan, place))
    instance = child(indicator, "MeasurementInstance")
    result = child(instance, "TargetResult")
    edtf = target.when.edtf if target.when else None
    if edtf and (day := last_day(edtf)):
        child(result, "EndDate", day.isoformat())
    low, high = plain_number(quantity.low), plain_number(quantity.high)
    if low == high:
        child(result, "NumberOfUnits", low)
    else:  # the standard has room for one number
        descriptor = child(result, "Descriptor")
        child(descriptor, "DescriptorName", "range")
        child(descriptor, "DescriptorValue", f"{low}-{high}")
    child(result, "Description", quantity.text)


def _tasks(core: etree._Element, plan: Plan) -> None:
    """Write the tasks as the objectives of one more goal, with those who lead and take part."""
    if not plan.tasks:
        return
    goal = child(core, "Goal")
    child(goal, "Name", "Nhiệm vụ")
    child(goal, "Description", None)
    child(goal, "Identifier", _identifier(plan, "tasks"))
    child(goal, "SequenceIndicator", None)
    for place, task in enumerate(plan.tasks):
        _task(goal, plan, place, task)


def _task(goal: etree._Element, plan: Plan, place: int, task: Task) -> None:
    made = child(goal, "Objective")
    child(made, "Name", _name(task.text))
    child(made, "Description", task.text)
    child(made, "Identifier", _identifier(plan, f"tasks/{place}"))
    child(made, "SequenceIndicator", task.path)
    for role, agencies in (("leads", task.leads), ("partners", task.partners)):
        for agency in agencies:
            _stakeholder(made, agency, "chủ trì" if role == "leads" else "phối hợp")


def _stakeholder(parent: etree._Element, agency: Agency, role: str) -> None:
    stakeholder = child(parent, "Stakeholder", StakeholderTypeType="Organization")
    child(stakeholder, "Name", agency.name)
    child(stakeholder, "Description", None)
    made = child(stakeholder, "Role")
    child(made, "Name", role)
    child(made, "Description", None)
    child(made, "RoleType", "Performer")


def _administration(root: etree._Element, plan: Plan) -> None:
    information = child(root, "AdministrativeInformation")
    child(information, "Identifier", _identifier(plan, ""))
    child(information, "StartDate", _said(first_day(plan.period or "")))
    child(information, "EndDate", _said(last_day(plan.period or "")))
    issued = plan.issued or ""
    child(information, "PublicationDate", _said(last_day(issued)) if len(issued) == 10 else None)
    child(information, "Source", quote(plan.source.name))


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _name(text: str) -> str:
    """Return the start of a text as a name: at most 100 letters, cut between words."""
    clean = xml_text(text)
    return clean if len(clean) <= 100 else clean[:100].rsplit(" ", 1)[0] + "…"
