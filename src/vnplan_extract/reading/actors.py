"""Who leads and who helps, as a sentence says it: "Sở Y tế chủ trì, phối hợp với Sở Tài chính ...", "Giao Sở Y tế ..."."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import regex

from vnplan_extract.lang.values import Agency
from vnplan_extract.lang.wordlists import either
from vnplan_extract.reading.bodies import MANY, bodies_in, names_someone, subject_end
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.records import agency_records
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract import plan
    from vnplan_extract.document import Passage
    from vnplan_extract.lang.values import Mention
    from vnplan_extract.reading.draft import Draft

Run = tuple[int, int]
"""Where a list of agencies stands, from its first letter to after its last."""

# What joins the members of a list: "Sở A, Sở B và các đơn vị liên quan", a remark in brackets after a name.
JOIN = regex.compile(
    r"\s*(?:\([^()]{0,120}\)\s*)?(?:[,;/-]|và|cùng|với|hoặc)?\s*(?:và|với|cùng)?\s*(?:các\s+)?\Z"
)
# "Phòng Cảnh sát giao thông (Công an tỉnh), Đài Tiếng nói Việt Nam (VOV)": the list goes on behind the bracket.
REMARK = regex.compile(
    r"\s*\((?:(?!chủ trì|phối hợp|thực hiện|phụ trách|đầu mối)[^()]){1,60}\)(?=\s*(?:,|và|cùng)\s*\p{Lu})"
)
# Between the list and "chủ trì": "Sở Y tế (cơ quan thường trực) là cơ quan chủ trì".
GOES_ON = regex.compile(r"\s\p{Ll}[^,;.:()\d]{2,60}\s\Z")
BEFORE_LEAD = regex.compile(
    r"\s*(?:\([^()]{0,120}\)\s*)?,?\s*(?:có trách nhiệm|chịu trách nhiệm|được giao|làm|là)?\s*"
    r"(?:(?:cơ quan|đơn vị|đầu mối|thường trực)[\s,]*){0,3}\Z"
)
# "các tổ chức chính trị - xã hội": the dash is part of the name.
SOCIAL = regex.compile(r"\s?[-–]\s?xã hội(?:\s?[-–]\s?nghề nghiệp)?\b", regex.IGNORECASE)
# "Chi cục Thuế khu vực Đà Bắc - Mai Châu", "Phòng Tài vụ - Quản trị chủ trì": so is a second place or field.
SECOND = regex.compile(
    rf"\s[-–]\s(?!(?:{either('actors', 'offices_behind_a_dash')})\b)\p{{Lu}}\p{{Ll}}+(?:\s\p{{L}}+){{0,4}}?"
    r"(?=\s*[,;.)]|\s+(?:và|chủ trì|phối hợp|thực hiện|tham mưu|tổ chức|có trách nhiệm|chịu trách nhiệm|là|làm)\b|\Z)"
)
IN_CHARGE = regex.compile(
    r"\s*(?:\([^()]{0,120}\)\s*)?(?:thực hiện|phụ trách|đảm nhiệm|tham mưu|chịu trách nhiệm|theo dõi|chỉ đạo|triển khai|(?:là |làm )?đầu mối)\b"
)
# "Tham gia các hoạt động do Bộ Công Thương chủ trì": who leads those does not lead this.
OTHERS_WORK = regex.compile(
    r"(?:\A|[.;]\s)[-–+•*\s]*(?:tham gia|tham dự|dự|cử|hưởng ứng|phối hợp|hỗ trợ|theo dõi|đôn đốc)\s[^.;:()]*\s(?:do|của)\s\Z",
    regex.IGNORECASE,
)
CLAUSE = regex.compile(r"[.;]\s(?:[Dd]o\s)?\Z")  # "Lấy mẫu. Do Chi cục Thú y thực hiện."
DOES_IT = regex.compile(
    r"\s(?:thực hiện|phụ trách|đảm nhiệm)"
    r"(?:,?\s(?:trong|từ|vào|xong|trước|hằng|hàng|định kỳ|thường xuyên|hoàn thành)\b[^.;:()]{0,60})?[.;\s]*\Z"
)
ALONE = regex.compile(r"\)[.;,\s]*\Z")
# "gửi cơ quan thường trực (Sở Y tế)" says which office is meant.
ADDRESSED = regex.compile(
    r"\b(?:cơ quan|đơn vị|đầu mối|thường trực|thuộc|gửi|về|tại|đến|cho|qua|của|với)\b[^,;.]{0,40}$",
    regex.IGNORECASE,
)
LEADS = regex.compile(r"\bchủ trì\b", regex.IGNORECASE)
HELPS = regex.compile(
    r"\bphối(?: hợp(?:\s+(?:chặt chẽ|thường xuyên|đồng bộ|chung))?(?:\s+(?:cùng với|với|cùng))?|\s+với)\s+(?:các\s+)?",
    regex.IGNORECASE,
)
HELPED = regex.compile(r"\b(?:cùng )?phối hợp(?:\s+thực hiện)?(?=\s*(?:[;).]|\Z))", regex.IGNORECASE)
ASKED = regex.compile(rf"\s*(?:giao(?:\s+cho)?|{either('actors', 'asked')})\s+", regex.IGNORECASE)
GIVEN = regex.compile(r"[;.]\s+giao(?:\s+cho)?\s+(?:các\s+)?\Z", regex.IGNORECASE)
FAR = 200  # letters between a list and its verb
# "Hằng tháng, Sở A báo cáo ...", "Trong tháng 4: Sở A ...": a time of its own may stand before the subject.
TIME_FIRST = regex.compile(
    r"(?:định kỳ|h[ằà]ng (?:ngày|tuần|tháng|quý|năm)|mỗi|trước|trong|vào|từ|đến|sau|chậm nhất|quý|tháng|năm|giai đoạn|khi|căn cứ)\b"
    r"[^,;.:()]{0,70}[,:]\s*",
    regex.IGNORECASE,
)
# "(...; các chi bộ, đảng bộ cơ sở phối hợp; ...)": a class that no gazetteer has.
CLASS_HELPED = regex.compile(
    r"[(;,]\s*(?P<who>(?:các|những)\s[^;:().\d]{2,90}?)\s+(?:cùng )?phối hợp(?:\s+thực hiện)?(?=\s*[;)])",
    regex.IGNORECASE,
)
CLASS_HELPS = regex.compile(
    r"\bphối hợp(?:\s+(?:chặt chẽ|thường xuyên|đồng bộ|chung))?\s+(?:cùng với|với|cùng)\s+(?=các\s)",
    regex.IGNORECASE,
)
BARE_HELPS = regex.compile(
    r"\bphối hợp\s+(?:(?:cùng )?với\s+|cùng\s+)?(?=\p{L})", regex.IGNORECASE
)  # "Phối hợp Công an địa phương tiếp nhận ..."
CLASS_LEADS = regex.compile(
    r"(?:\(\s*(?P<who>\p{Lu}[^;:().\d]{2,90}?)\s+(?:chủ trì|phụ trách|thực hiện|đảm nhiệm)\s*(?=[;,)])|"
    r";\s*(?P<who>\p{Lu}[^;:().\d]{2,90}?)\s+(?:chủ trì|phụ trách)\s*(?=[;,.]|\Z)|"
    r"[.;]\s+(?P<who>\p{Lu}[^;:().\d]{2,90}?)\s+(?:thực hiện|phụ trách|đảm nhiệm)"
    r"(?:,?\s(?:trong|từ|vào|xong|trước|hằng|hàng|định kỳ|thường xuyên|hoàn thành)\b[^.;:()]{0,60})?[.;\s]*\Z)"
)
CLAUSE_END = regex.compile(r"\s*[;).]")
MOST_TIMES = 2
SHORT = 60  # letters of a class of partners that no gazetteer has
# What no gazetteer has and yet acts: "Đoàn giám sát làm việc với ...".
TEAM = regex.compile(
    rf"(?:{either('actors', 'teams')})\s(?:{either('actors', 'works_of_teams')})\b|"
    rf"(?:{either('actors', 'parts_of_bodies')})\s\p{{Lu}}\p{{Ll}}"
)
NUMBERED = regex.compile(
    rf"\s\d{{1,2}}(?=\s*[,;)]|\s+(?:chủ trì|{'|'.join(map(regex.escape, listed('duties', 'verbs')))})\b)"
)
# "Đoàn liên ngành số 1: kiểm tra 12 cơ sở ..."
TEAM_HEADS = regex.compile(rf"(?P<who>(?:{TEAM.pattern})[^.,;:()]{{0,50}}):\s*(?=\p{{L}})")
OFFICE = regex.compile(rf"(?:Phó )?(?:{either('actors', 'offices')}) ")
MARK = regex.compile(r"[-–+•*\s]*")
# "Cung ứng vắc xin: Trung tâm Kiểm soát bệnh tật tiếp nhận, phân bổ ..."
LABELLED = regex.compile(r"\p{Lu}[^:.;()\d]{3,60}:\s+")
DOES = regex.compile(rf"\s+(?:{'|'.join(map(regex.escape, listed('duties', 'verbs')))})\b")
# A subject is followed by what it does; "Sở Y tế:" and a list of names alone are headings.
AFTER_SUBJECT = regex.compile(r"\s*(?:\([^()]{0,120}\)\s*)?[,:]?\s*[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Actors:
    """Where the leads and partners of a sentence stand in its text."""

    leads: Run | None = None
    partners: Run | None = None


def actors_of(draft: Draft, passage: Passage) -> tuple[tuple[plan.Agency, ...], tuple[plan.Agency, ...]]:
    """Return the leads and the partners that a task's words name."""
    found = find_actors(passage.text, agency_mentions(draft, passage.text))
    leads = named(draft, passage, found.leads)
    taken = {agency.name for agency in leads}
    return leads, tuple(one for one in named(draft, passage, found.partners) if one.name not in taken)


def agency_mentions(draft: Draft, text: str) -> list[Mention[Agency]]:
    """Return the agencies among the mentions of a text."""
    return [
        cast("Mention[Agency]", mention)
        for mention in draft.mentions(text)
        if mention.kind == "agency" and isinstance(mention.value, Agency)
    ]


def named(draft: Draft, passage: Passage, run: Run | None) -> tuple[plan.Agency, ...]:
    """Return the agencies of a list within a passage."""
    if run is None:
        return ()
    part = passage.cut(*run)
    agencies = agency_records(draft, bodies_in(draft, part.text), part)
    office = OFFICE.match(part.text)
    if office is None or not agencies or not part.text.startswith(agencies[0].text, office.end()):
        return agencies
    return (
        _with_office(draft, part.cut(0, office.end() + len(agencies[0].text)), office[0], agencies[0]),
        *agencies[1:],
    )


def _with_office(draft: Draft, printed: Passage, office: str, agency: plan.Agency) -> plan.Agency:
    """Name the head of a body with his office: "Trưởng Ban Công tác Mặt trận thôn"."""
    places = {"name": evidence_of(draft.document, printed)}
    update = {
        "text": printed.text,
        "name": office + agency.name,
        "id": None,
        "current_id": None,
        "evidence": places,
    }
    return agency.model_copy(update=update)


def find_actors(text: str, mentions: Sequence[Mention[Agency]]) -> Actors:
    """Find the lists of leads and partners in a text with these agencies."""
    runs = runs_of(text, mentions)
    leads = (
        _before(text, runs, LEADS)
        or _asked(text, runs)
        or subject(text, runs)
        or _unlisted(text)
        or _in_brackets(text, runs)
        or _class_in_brackets(text)
    )
    partners = _after(text, runs) or _before(text, runs, HELPED) or _class_of_partners(text)
    return Actors(leads, None if partners == leads else partners)


def runs_of(text: str, mentions: Sequence[Mention[Agency]]) -> list[Run]:
    """Join agencies that only commas, "và" and remarks part into lists."""
    runs: list[Run] = []
    remarked = 0  # where the bracket behind a name ends that only says whose it is, or how it is called
    for mention in mentions:
        if mention.start < remarked:
            continue
        if runs and (remark := REMARK.match(text, runs[-1][1])) and mention.start < remark.end():
            remarked = remark.end()
            continue
        tail = SOCIAL.match(text, mention.end) or SECOND.match(text, mention.end)
        end = tail.end() if tail else _numbered(text, mention)
        if runs and JOIN.match(text[runs[-1][1] : mention.start]):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((mention.start, end))
    return runs


def _numbered(text: str, mention: Mention[Agency]) -> int:
    """Return where a body ends whose name has a number: "Phòng Nghiệp vụ 3 tổng hợp ..."."""
    number = NUMBERED.match(text, mention.end) if mention.value.id is None else None
    return number.end() if number else mention.end


def subject(text: str, runs: Sequence[Run]) -> Run | None:
    """Return the list that opens the text and is followed by what it does."""
    start = _after_time(text)
    if runs and (labelled := LABELLED.match(text, start)) and labelled.end() == runs[0][0]:
        return runs[0] if DOES.match(text, runs[0][1]) else None
    if not runs or (runs[0][0] > start and not OFFICE.fullmatch(text, start, runs[0][0])):
        return None
    return (start, runs[0][1]) if AFTER_SUBJECT.match(text, runs[0][1]) else None


def _after_time(text: str) -> int:
    """Return where a sentence begins, after its mark and the times that open it: "Hằng năm, trước ngày 31/3, ..."."""
    mark = MARK.match(text)
    start = mark.end() if mark else 0
    for _ in range(MOST_TIMES):
        if time := TIME_FIRST.match(text, start):
            start = time.end()
    return start


def _asked(text: str, runs: Sequence[Run]) -> Run | None:
    """Return the list that the text, or a clause of it, gives the work to: "...; giao Sở Y tế hướng dẫn"."""
    mark = MARK.match(text)
    match = ASKED.match(text, mark.end() if mark else 0)
    if match and runs and runs[0][0] <= match.end():
        return runs[0]
    return next((run for run in runs if GIVEN.search(text, max(run[0] - 20, 0), run[0])), None)


def _unlisted(text: str) -> Run | None:
    """Return a class of people that no gazetteer has, as subject or asked: "Các cấp, ngành chủ động ..."."""
    asked = ASKED.match(text)
    start = asked.end() if asked else _after_time(text)
    team = TEAM_HEADS.match(text, start)
    if team:
        return (start, team.end("who"))
    if not asked and not MANY.match(text, start) and not TEAM.match(text, start):
        return None
    stop = subject_end(text, start)
    return (start, stop) if stop is not None else None


def _class_in_brackets(text: str) -> Run | None:
    """Return people that no gazetteer has and a bracket puts in charge: "(Phó Hiệu trưởng phụ trách; ...)"."""
    for match in CLASS_LEADS.finditer(text):
        if names_someone(match["who"]):
            return (match.start("who"), match.end("who"))
    return None


def _class_of_partners(text: str) -> Run | None:
    """Return a class of helpers that no gazetteer has: "phối hợp với các thôn chi trả ...", "các chi bộ phối hợp;"."""
    if helped := CLASS_HELPED.search(text):
        return (helped.start("who"), helped.end("who"))
    for match in (*CLASS_HELPS.finditer(text), *BARE_HELPS.finditer(text)):
        stop = subject_end(text, match.end()) or _end_of_bracket(text, match.end())
        if stop is not None and stop - match.end() <= SHORT:
            return (match.end(), stop)
    return None


def _end_of_bracket(text: str, start: int) -> int | None:
    """Return where a class of people ends with the clause of a bracket: "(Sở A chủ trì, phối hợp với các trường học; ...)"."""
    opened = text.rfind("(", 0, start)
    end = CLAUSE_END.search(text, start, start + SHORT + 1)
    if opened < 0 or text.find(")", opened, start) >= 0 or end is None:
        return None
    return end.start() if names_someone(text[start : end.start()]) else None


def _in_brackets(text: str, runs: Sequence[Run]) -> Run | None:
    """Return the list in brackets that says who does it: "(Phòng Y tế thực hiện)", or alone at the end "(Phòng Y tế)."."""
    for run in runs:
        if CLAUSE.search(text, max(run[0] - 5, 0), run[0]) and DOES_IT.match(text, run[1]):
            return run  # "Lấy 1.200 mẫu; Chi cục Thú y thực hiện."
        if text[run[0] - 1 : run[0]] != "(":
            continue
        alone = ALONE.match(text, run[1]) and not ADDRESSED.search(text[max(run[0] - 60, 0) : run[0] - 1])
        if alone or IN_CHARGE.match(text, run[1]):
            return run
    return None


def _before(text: str, runs: Sequence[Run], verb: regex.Pattern[str]) -> Run | None:
    """Return the list that stands right before "chủ trì"."""
    ends = [run[1] for run in runs]
    for match in verb.finditer(text):
        at = bisect_right(ends, match.start()) - 1
        if at < 0 or match.start() - ends[at] > FAR:
            continue
        gap = text[ends[at] : match.start()]
        if BEFORE_LEAD.match(gap):
            if OTHERS_WORK.search(text[max(runs[at][0] - FAR, 0) : runs[at][0]]):
                continue
            return runs[at]
        if GOES_ON.match(gap) and text[: runs[at][0]].rstrip()[-1:] in ("", "(", ";"):
            return (runs[at][0], match.start() - 1)  # "(Ban Quản lý dự án ... công trình giao thông chủ trì)"
    return None


def _after(text: str, runs: Sequence[Run]) -> Run | None:
    """Return the list that stands right after "phối hợp với"."""
    starts = [run[0] for run in runs]
    for match in HELPS.finditer(text):
        at = bisect_right(starts, match.start())
        if at < len(runs) and starts[at] <= match.end():
            return runs[at]
    return None
