"""Score a folder of documents, or of Plans already made, against gold."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from vnplan_extract.errors import NotFoundError, VnplanError
from vnplan_extract.options import Options
from vnplan_extract.pipeline import extract
from vnplan_extract.plan import Plan
from vnplan_extract.scoring.gold import Gold, files_of, load_gold
from vnplan_extract.scoring.plans import compare_plans
from vnplan_extract.scoring.report import Report, Scored, report_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_FORMS = {
    ".docx": "docx",
    ".doc": "doc",
    ".html": "html",
    ".htm": "html",
    ".md": "text",
    ".txt": "text",
    ".pdf": "digital",
}
_SCANS = ("clean", "light", "heavy", "moved")
_SCANNED = {"scan", "scanned", "hybrid"}


def score(
    gold: str | Path | tuple[Gold, ...],
    predictions: str | Path | Iterable[Plan] | None = None,
    *,
    options: Options | None = None,
    include: str = "*",
) -> Report:
    """Score documents or Plans against gold.

    Args:
        gold: A gold file, a folder of them, or loaded gold.
        predictions: A folder of the documents, which are extracted on the spot; or Plans: a folder of `*.json`, a `.json` or
            `.jsonl` file as `vnplan extract` writes them, or the objects. By default the folder `corpus` beside the gold.
        options: How to read the documents; by default nothing is taken from the cache of OCR, for the score is of this code.
        include: Score only the files whose names match this pattern: "*.docx".

    Raises:
        NotFoundError: There is no gold, or no such folder.
        GoldError: Gold breaks its format, or a document is missing or has another SHA-256.
    """
    golds = gold if isinstance(gold, tuple) else load_gold(gold)
    where = Path("gold") if isinstance(gold, tuple) else Path(gold)
    if predictions is None:
        top = where if where.is_dir() else where.parent
        predictions = top.resolve().parent / "corpus"
    notes: list[str] = []
    if not isinstance(predictions, str | Path):
        made = {f"object {at}": plan for at, plan in enumerate(predictions)}
        scored = list(_score_plans(golds, dict(made), include, notes))
        name = f"{len(made)} Plans"
    elif _holds_plans(Path(predictions)):
        scored = list(_score_plans(golds, _plans_in(Path(predictions)), include, notes))
        name = str(predictions)
    else:
        files = files_of(golds, predictions, include=include)
        scored = [
            _score_file(one, rendition, file, options)
            for one in golds
            for rendition, file in files.get(one.document, {}).items()
        ]
        name = str(predictions)
    if not scored:
        raise NotFoundError(
            f"nothing to score: no file of the gold matches {include!r}",
            where=name,
            remedy="Check --include.",
        )
    return report_of(scored, gold=str(where), predictions=name, notes=notes)


def tags_of(gold: Gold, rendition: str) -> tuple[str, ...]:
    """Return the tags of the document and of the form this file has: docx, html, text, digital, clean, light, heavy, moved, scan."""
    scans = [part for part in rendition.split(".") if part in _SCANS]
    form = scans[0] if scans else _FORMS.get(Path(rendition).suffix.lower(), "scan")
    if form == "digital" and _SCANNED & set(gold.tags):
        form = "scan"
    return tuple(dict.fromkeys((form, *gold.tags)))


def _score_file(gold: Gold, rendition: str, file: Path, options: Options | None) -> Scored:
    """Extract a document and score it; whatever goes wrong with it costs only its own score."""
    began = time.perf_counter()
    failed, plan = None, None
    try:
        plan = extract(file, options=options or Options(cache=False))
    except VnplanError as error:
        failed = str(error)
    except Exception as error:  # noqa: BLE001 - a crash is a score of 0 and a line in the report
        failed = f"{type(error).__name__}: {error}"
    return _scored(gold, rendition, plan, failed, time.perf_counter() - began)


def _scored(
    gold: Gold, rendition: str, plan: Plan | None, failed: str | None, seconds: float = 0.0
) -> Scored:
    sheet = compare_plans(gold, plan, rendition)
    return Scored(gold.document, rendition, tags_of(gold, rendition), sheet, failed, seconds)


def _holds_plans(path: Path) -> bool:
    if path.is_file():
        return path.suffix in {".json", ".jsonl"}
    if not path.is_dir():
        raise NotFoundError("is no folder and no file of Plans", where=str(path), remedy="Check the path.")
    suffixes = {file.suffix.lower() for file in path.rglob("*") if file.is_file()}
    return bool(suffixes & {".json", ".jsonl"}) and not suffixes & _FORMS.keys()


def _plans_in(path: Path) -> dict[str, Plan | str]:
    """Return name -> Plan, or the reason why it is none."""
    files = [path] if path.is_file() else sorted([*path.rglob("*.json"), *path.rglob("*.jsonl")])
    return dict(pair for file in files for pair in _plans_of(file))


def _plans_of(file: Path) -> Iterator[tuple[str, Plan | str]]:
    text = file.read_text(encoding="utf-8")
    try:
        whole = None if file.suffix == ".jsonl" else json.loads(text)
    except ValueError as error:
        yield file.stem, f"is not JSON: {error}"
        return
    pieces = (
        text.splitlines()
        if whole is None
        else [json.dumps(one) for one in (whole if isinstance(whole, list) else [whole])]
    )
    for number, piece in enumerate(pieces, 1):
        name = file.stem if len(pieces) == 1 else f"{file.name}:{number}"
        if not piece.strip():
            continue
        try:
            yield name, Plan.model_validate_json(piece)
        except ValidationError as error:
            first = error.errors()[0]
            place = "/".join(map(str, first["loc"]))
            yield name, f"is no Plan: /{place}: {first['msg']}"


def _score_plans(
    golds: tuple[Gold, ...], plans: dict[str, Plan | str], include: str, notes: list[str]
) -> Iterator[Scored]:
    """Score Plans that were made before; a document without any Plan scores 0."""
    unused = dict(plans)
    for gold in golds:
        chosen = [name for name in gold.renditions if Path(name).match(include)]
        answered = False
        for rendition in chosen:
            name = _find(gold, rendition, unused)
            if name is None:
                continue
            answered = True
            plan = unused.pop(name)
            failed = plan if isinstance(plan, str) else None
            yield _scored(gold, rendition, None if isinstance(plan, str) else plan, failed)
        if chosen and not answered:
            yield _scored(gold, chosen[0], None, "there is no output for this document")
    notes += [f"{name}: is no output for any document of the gold" for name in unused]


def _find(gold: Gold, rendition: str, plans: dict[str, Plan | str]) -> str | None:
    """Return the name of the Plan that was read from this file: by its hash, else by its name."""
    for name, plan in plans.items():
        if isinstance(plan, Plan) and plan.source.sha256 == gold.renditions[rendition]:
            return name
    if rendition in plans:
        return rendition
    return gold.document if gold.document in plans else None
