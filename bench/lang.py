"""Speed and accuracy of the recognisers of Vietnamese, beside the peers that are installed, in one run.

    python bench/lang.py [FOLDER]

FOLDER holds *.txt to read (default: the seeds beside the project). Speed is syllables per second of processor time of one
process, the best of several passes over the text (of a peer that needs longer, what it reads in a few seconds), and what
share of ours it is: trust the shares, not the absolute figures, which are the machine's and of the hour. Accuracy is on our own tables
(tests/lang/cases): how many a peer reads right, and how many it reads silently wrong. Peers: pip install .[bench].
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
import warnings
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.lang import mentions, parse_date, parse_money, parse_number
from vnplan_extract.lang.agencies import find_agencies, find_places
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.dates import find_dates
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.quantities import find_quantities

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "lang" / "cases"
SECONDS = 3.0  # how long each peer may read; what it has read by then counts


def peer(name: str, make: Callable[[], Callable[[str], object]]) -> Callable[[str], object] | None:
    """The peer's reader, or None with a word said where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make()
    except Exception as error:  # noqa: BLE001 - a peer fails to load in whatever way it likes
        print(f"  {name:22} not here: {type(error).__name__}: {error}")
        return None


def viet_itn() -> Callable[[str], str]:
    normalizer = importlib.import_module("src.normalize").InverseTextNormalizer()
    return normalizer.inverse_normalize


def vietnam_number() -> Callable[[str], int]:
    return importlib.import_module("vietnam_number").w2n


def dateparser() -> Callable[[str], dt.datetime | None]:
    module = importlib.import_module("dateparser")
    return lambda text: module.parse(
        text, languages=["vi"], settings={"REQUIRE_PARTS": ["day", "month", "year"]}
    )


def dateparser_search() -> Callable[[str], object]:
    module = importlib.import_module("dateparser.search")
    return lambda text: module.search_dates(text, languages=["vi"])


def underthesea_ner() -> Callable[[str], list[tuple[str, ...]]]:
    return importlib.import_module("underthesea").ner


def duckling() -> Callable[[str], object]:
    reader = importlib.import_module("duckling").DucklingWrapper(language="vi")
    return reader.parse


def rows(name: str) -> list[list[str]]:
    """The rows of a table of cases, comments and head left out."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [row for row in cells if row[0] != "text"]


# -- speed


def speed(texts: Sequence[str], read: Callable[[str], object]) -> float:
    """Syllables per second of processor time: the best pass, or as much of one as fits the time."""
    counted = [
        (text, len(text.split())) for text in texts
    ]  # what is counted or timed is none of the reader's work
    ends, best = time.perf_counter() + SECONDS, 0.0
    while time.perf_counter() < ends:
        began, done = time.process_time(), 0
        for text, syllables in counted:
            try:  # noqa: SIM105 - costs nothing, while `suppress` takes a part in a hundred of a short line
                read(text)
            except Exception:  # noqa: BLE001 - a peer that fails on a text has read it
                pass
            done += syllables
            if time.perf_counter() > ends:
                break
        else:
            best = max(best, done / (time.process_time() - began))
            continue
        best = best or done / (time.process_time() - began)
    return best


def parts(lines: Sequence[str]) -> Iterable[tuple[str, Callable[[str], object], Sequence[str]]]:
    """Our recognisers one by one; they read normalised text."""
    clean = [normalize(line).text for line in lines]
    yield "  normalize", normalize, lines
    yield "  agencies", find_agencies, clean
    yield "  citations", lambda text: find_citations(text, agencies=()), clean
    yield "  dates", find_dates, clean
    yield "  numbers, money, units", find_quantities, clean
    yield "  places", lambda text: find_places(text, taken=()), clean


def show_speed(folder: Path) -> None:
    lines = [
        line
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        mentions.find_mentions(line)  # tables are loaded
    syllables = sum(len(line.split()) for line in lines)
    print(f"speed on {folder} ({syllables:,} syllables, line by line, one process)")
    ours = speed(lines, mentions.find_mentions)
    print(f"  {'all recognisers':22} {ours:12,.0f} syllables/s   1")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    whole = speed(texts, mentions.find_mentions)
    print(f"  {'  a document at a time':22} {whole:12,.0f} syllables/s   {whole / ours:.4f}")
    for name, read, text in parts(lines):
        print(f"  {name:22} {speed(text, read):12,.0f}")
    for name, make in (
        ("viet-itn", viet_itn),
        ("vietnam-number", vietnam_number),
        ("dateparser search", dateparser_search),
        ("underthesea ner", underthesea_ner),
        ("duckling", duckling),
    ):
        if read := peer(name, make):
            theirs = speed(lines, read)
            print(f"  {name:22} {theirs:12,.0f} syllables/s   {theirs / ours:.4f}")


# -- accuracy


def score(name: str, cases: Sequence[tuple[str, object]], read: Callable[[str], object] | None) -> None:
    """Print how many cases come out right and how many wrong without a word (None is a word)."""
    if read is None:
        return
    right = wrong = 0
    for text, expected in cases:
        try:
            found = read(text)
        except Exception:  # noqa: BLE001 - it refuses in its own way
            found = None
        right += found == expected
        wrong += found is not None and found != expected
    print(f"  {name:22} {right:4} of {len(cases)} right, {wrong} silently wrong")


def number_of(text: object) -> Decimal | None:
    """A number written in digits, Vietnamese or plain, as a peer gives it back."""
    digits = re.sub(r"\s|đồng|[%₫]", "", str(text))
    try:
        return Decimal(digits.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None


def only(
    read: Callable[[str], object] | None, take: Callable[[object], object]
) -> Callable[[str], object] | None:
    return None if read is None else lambda text: take(read(text))


def show_numbers() -> None:
    table = [row for row in rows("numbers.tsv") if len(row) > 1 and row[1] and not re.search(r"\d", row[0])]
    words = [(row[0], None if row[1] == "-" else Decimal(row[1])) for row in table]
    print(f"number words (numbers.tsv, {len(words)} of letters only; some are none, and no value is right)")
    score("vnplan_extract", words, lambda text: (found := parse_number(text)) and found.value.value)
    score("viet-itn", words, only(peer("viet-itn", viet_itn), number_of))
    score("vietnam-number", words, only(peer("vietnam-number", vietnam_number), number_of))


def show_money() -> None:
    table = [row for row in rows("money.tsv") if re.fullmatch(r"\d+", row[2]) and not any(row[1:2] + row[3:])]
    cases = [(row[0], Decimal(row[2])) for row in table]
    print(f"money (money.tsv, {len(cases)} single amounts in đồng)")
    score("vnplan_extract", cases, lambda text: (found := parse_money(text)) and found.value.low)
    score("viet-itn", cases, only(peer("viet-itn", viet_itn), scaled))


def scaled(text: object) -> Decimal | None:
    """What viet-itn leaves: digits with a scale word."""
    match = re.search(r"([\d.,]+)\s*(nghìn|ngàn|triệu|tỷ|tỉ)?", str(text))
    if not match or (number := number_of(match[1])) is None:
        return None
    return number * {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}.get(
        match[2] or "", 1
    )


def show_dates() -> None:
    table = [row for row in rows("dates.tsv") if row[1] != "none" and row[2] == "="]
    days = [(row[0], row[3]) for row in table if re.fullmatch(r"\d{4}-\d\d-\d\d", row[3])]
    print(f"dates (dates.tsv): {len(days)} full days; {len(table)} of all kinds, which no peer here has")
    score("vnplan_extract", days, lambda text: (found := parse_date(text)) and found.value.edtf)
    iso = only(peer("dateparser", dateparser), lambda found: found.date().isoformat() if found else None)
    score("dateparser", days, iso)
    score(
        "vnplan_extract, all",
        [(row[0], row[3]) for row in table],
        lambda text: (found := parse_date(text)) and found.value.edtf,
    )


def show_agencies() -> None:
    table = [
        row
        for row in rows("agencies.tsv")
        if len(row) > 1 and row[1] and "|" not in row[1] and row[1] != "none"
    ]
    names = {row[0]: row[1] for row in table}
    print(
        f"agencies (agencies.tsv, {len(names)} texts with one agency): its full name, or its span where a peer has no names"
    )
    cases = list(names.items())
    score(
        "vnplan_extract",
        cases,
        lambda text: next((m.value.name for m in find_agencies(normalize(text).text)), None),
    )
    if read := peer("underthesea ner", underthesea_ner):
        score("underthesea ner", cases, lambda text: named(text, read(text), names))


def named(text: str, tags: object, names: dict[str, str]) -> str | None:
    """The case's name where a peer marks the whole text or the name in it, else what it marks."""
    span = " ".join(tag[0] for tag in tags if tag[-1] != "O") if isinstance(tags, list) else ""
    return names[text] if span in (text, names[text]) else span or None


def main() -> None:
    default = Path(os.environ.get("VNPLAN_SHARED", ROOT.parent / "shared")) / "seeds"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    warnings.simplefilter("ignore")
    show_numbers()
    show_money()
    show_dates()
    show_agencies()
    show_speed(folder)


if __name__ == "__main__":
    main()
