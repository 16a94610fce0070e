"""Gold files: loaded strictly, checked against the documents they label. The format is `gold/FORMAT.md`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from vnplan_extract.errors import GoldError, NotFoundError
from vnplan_extract.plan import Plan, Section
from vnplan_extract.scoring.forms import Expanded, Json, Kind, Place, expand, fields_of
from vnplan_extract.scoring.gold_values import value_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOP = {"document": str, "sha256": dict, "labelled": list, "plan": dict}
_OPTIONAL = {"tags": list, "unlabelled": list, "paged": list, "note": str}
_NOT_LABELLED = {"source", "schema_version", "produced_by", "evidence"}
_SUFFIXES = {
    ".pdf",
    ".docx",
    ".doc",
    ".html",
    ".htm",
    ".md",
    ".txt",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
}


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled document.

    Attributes:
        document: Its name: the stem of the gold file.
        file: The gold file.
        renditions: Name of each file it was typeset to -> SHA-256.
        tags: Its tags.
        labelled: Top-level fields of the Plan that are labelled completely.
        unlabelled: Dotted names of parts of them that are not.
        paged: Renditions in which a bare page number holds.
        plan: The labels.
        places: JSON pointer -> where that record or field is printed.
        lengths: JSON pointer of a text of which gold has only the start -> length of the whole.
    """

    document: str
    file: Path
    renditions: dict[str, str]
    tags: tuple[str, ...]
    labelled: frozenset[str]
    unlabelled: frozenset[str]
    paged: frozenset[str]
    plan: Plan
    places: dict[str, Place] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)

    def page_of(self, place: Place, rendition: str) -> int | None:
        """Return the page of a place in a rendition, or None where gold does not say."""
        suffix = rendition.removeprefix(f"{self.document}.")
        if suffix in place.pages or rendition in place.pages:
            return place.pages.get(suffix) or place.pages.get(rendition)
        return place.pages.get("") if rendition in self.paged else None


def load_gold(path: str | Path) -> tuple[Gold, ...]:
    """Load a gold file, or every `*.json` of a folder; subfolders are gold of their own ("gold/external").

    Raises:
        NotFoundError: There is no such file or folder, or no gold in it.
        GoldError: Something in a file breaks the format; all problems are named, each with file, JSON path and reason.
    """
    top = Path(path)
    files = sorted(top.glob("*.json")) if top.is_dir() else [top]
    if not files:
        raise NotFoundError("holds no gold", where=str(top), remedy="Gold files are named <document>.json.")
    problems: list[str] = []
    golds = [gold for file in files if (gold := _load(file, problems)) is not None]
    problems += _doubled(golds)
    if problems:
        raise GoldError.of(problems)
    return tuple(golds)


def _load(file: Path, problems: list[str]) -> Gold | None:
    """Load one file; its problems are added to the list."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_no_doubles)
    except OSError as error:
        raise NotFoundError(
            "cannot be read", where=str(file), why=error.strerror or "", remedy="Check the path."
        ) from error
    except (ValueError, RecursionError) as error:
        problems.append(f"{file}: /: is not JSON: {error}")
        return None
    found = list(_top_problems(raw, file)) if isinstance(raw, dict) else [("/", "is no object")]
    gold = None
    if not found:
        gold = _gold(file, raw, found)
    problems += [f"{file}: {path or '/'}: {reason}" for path, reason in found]
    return None if found else gold


def _no_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    names = [name for name, _ in pairs]
    doubled = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    if doubled:
        raise ValueError(f"the name {min(doubled)!r} stands twice in one object")
    return dict(pairs)


def _top_problems(raw: dict[str, Json], file: Path) -> Iterator[tuple[str, str]]:
    for name in raw.keys() - _TOP.keys() - _OPTIONAL.keys():
        yield f"/{name}", "is no field of a gold file"
    for name, kind in {**_TOP, **_OPTIONAL}.items():
        if name not in raw:
            if name in _TOP:
                yield f"/{name}", "is missing"
        elif not isinstance(raw[name], kind):
            yield f"/{name}", f"is {type(raw[name]).__name__}, not {kind.__name__}"
        elif isinstance(items := raw[name], list) and not all(isinstance(item, str) for item in items):
            yield f"/{name}", "is no list of strings"
    if isinstance(raw.get("document"), str) and raw["document"] != file.stem:
        yield "/document", f"is {raw['document']!r}, but the file is named {file.name!r}"


def _gold(file: Path, raw: dict[str, Json], problems: list[tuple[str, str]]) -> Gold | None:
    labelled, unlabelled, paged, tags = (
        frozenset(cast("list[str]", raw.get(name, [])))
        for name in ("labelled", "unlabelled", "paged", "tags")
    )
    renditions = cast("dict[str, str]", raw["sha256"])
    body = cast("dict[str, Json]", raw["plan"])
    problems += _name_problems(labelled, unlabelled)
    problems += _rendition_problems(renditions, paged)
    problems += [
        (
            f"/plan/{name}",
            "is not labelled in gold" if name in _NOT_LABELLED else "is not listed in /labelled",
        )
        for name in body
        if name in _NOT_LABELLED or (name in fields_of(Plan) and name not in labelled)
    ]
    out = Expanded()
    plan = _plan(body, out, problems)
    problems += [(f"/plan{path}", reason) for path, reason in out.problems]
    if plan is None:
        return None
    problems += [(f"/plan{path}", reason) for path, reason in value_problems(body)]
    problems += _page_problems(out.places, renditions, paged, cast("str", raw["document"]))
    problems += _path_problems(plan, labelled)
    paged = paged or (frozenset(renditions) if len(renditions) == 1 else frozenset())
    document = cast("str", raw["document"])
    return Gold(
        document,
        file,
        renditions,
        tuple(sorted(tags)),
        labelled,
        unlabelled,
        paged,
        plan,
        out.places,
        out.lengths,
    )


def _plan(body: dict[str, Json], out: Expanded, problems: list[tuple[str, str]]) -> Plan | None:
    expanded = cast("dict[str, Json]", expand(body, Plan, "", out))
    for name in _NOT_LABELLED:
        expanded.pop(name, None)
    source: Json = {"name": "gold", "sha256": "", "media_type": "application/json"}
    full: dict[str, Json] = {"status": "issued", **expanded, "source": source}
    try:
        return Plan.model_validate_json(json.dumps(full), strict=True)
    except ValidationError as error:
        for one in error.errors():
            path = "".join(f"/{part}" for part in one["loc"])
            shown = repr(one["input"])
            problems.append((f"/plan{path}", f"{one['msg']} (found {shown[:60]})"))
        return None


def _name_problems(labelled: frozenset[str], unlabelled: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name in sorted(labelled):
        if name not in fields_of(Plan) or name in _NOT_LABELLED:
            yield "/labelled", f"{name!r} is no field of the Plan that gold labels"
    for name in sorted(unlabelled):
        if not _is_field(name):
            yield "/unlabelled", f"{name!r} is no field of the Plan"


def _is_field(dotted: str) -> bool:
    kinds: dict[str, Kind] = fields_of(Plan)
    *parents, last = dotted.split(".")
    for name in parents:
        model = kinds[name].model if name in kinds else None
        if model is None:
            return False
        kinds = fields_of(model)
    return last in kinds


def _rendition_problems(renditions: dict[str, str], paged: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not renditions:
        yield "/sha256", "names no file"
    for name, digest in renditions.items():
        if not isinstance(digest, str) or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            yield f"/sha256/{name}", "is no SHA-256 in lower-case hex"
    for name in sorted(paged - renditions.keys()):
        yield "/paged", f"{name!r} is not among the files of /sha256"


def _page_problems(
    places: dict[str, Place], renditions: dict[str, str], paged: frozenset[str], document: str
) -> Iterator[tuple[str, str]]:
    names = renditions.keys() | {name.removeprefix(f"{document}.") for name in renditions}
    for path, place in places.items():
        for rendition in sorted(place.pages.keys() - {""} - names):
            yield f"/plan{path}/page/{rendition}", "is no rendition of this document"
        if "" in place.pages and len(renditions) > 1 and not paged:
            yield f"/plan{path}/page", "is a bare number, and /paged does not say for which renditions"


def _path_problems(plan: Plan, labelled: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield doubled ids and references to sections that are not there."""
    paths: set[str] = set()
    for pointer, section in walk_sections(plan.sections):
        if section.path in paths:
            yield f"/plan{pointer}/path", f"{section.path!r} stands twice"
        paths.add(section.path)
    tasks: set[str] = set()
    for at, task in enumerate(plan.tasks):
        key = f"{task.origin} {task.table} {task.section if task.origin == 'body' else ''} {task.path}"
        if key in tasks:
            yield f"/plan/tasks/{at}/path", f"{task.path!r} stands twice"
        tasks.add(key)
    if "sections" in labelled:
        for name in ("targets", "tasks", "duties"):
            for at, record in enumerate(getattr(plan, name)):
                if record.section and record.section not in paths:
                    yield f"/plan/{name}/{at}/section", f"there is no section {record.section!r}"


def walk_sections(sections: tuple[Section, ...], at: str = "/sections") -> Iterator[tuple[str, Section]]:
    """Yield (JSON pointer, section) in reading order."""
    for index, section in enumerate(sections):
        yield f"{at}/{index}", section
        yield from walk_sections(section.children, f"{at}/{index}/children")


def _doubled(golds: list[Gold]) -> Iterator[str]:
    by_name: dict[str, Path] = {}
    by_hash: dict[str, Path] = {}
    for gold in golds:
        first = by_name.setdefault(gold.document, gold.file)
        if first != gold.file:
            yield f"{gold.file}: /document: {gold.document!r} is labelled in {first} already"
        for name, digest in gold.renditions.items():
            first = by_hash.setdefault(digest, gold.file)
            if first != gold.file:
                yield f"{gold.file}: /sha256/{name}: this file is labelled in {first} already"


def files_of(
    golds: tuple[Gold, ...], folder: str | Path, *, include: str = "*"
) -> dict[str, dict[str, Path]]:
    """Return document -> rendition -> file in a folder, found by hash.

    Args:
        golds: The gold.
        folder: Where the documents are; subfolders too.
        include: Only renditions whose names match this pattern.

    Raises:
        GoldError: A file is missing, or has another hash than gold says.
    """
    top = Path(folder)
    if not top.is_dir():
        raise NotFoundError("is no folder of documents", where=str(top), remedy="Check the path.")
    files = sorted(file for file in top.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
    by_name = {file.name: file for file in files}
    hashes = _Hashes(files)
    problems: list[str] = []
    found: dict[str, dict[str, Path]] = {}
    for gold in golds:
        chosen = {name: digest for name, digest in gold.renditions.items() if Path(name).match(include)}
        for name, digest in chosen.items():
            file = hashes.find(digest, by_name.get(name))
            if file is not None:
                found.setdefault(gold.document, {})[name] = file
            elif name in by_name:
                other = hashes.of(by_name[name])
                problems.append(
                    f"{gold.file}: /sha256/{name}: is {digest[:12]}…, but {by_name[name]} has {other[:12]}…"
                )
            else:
                problems.append(f"{gold.file}: /sha256/{name}: there is no such document in {top}")
    if problems:
        raise GoldError.of(problems)
    return found


class _Hashes:
    """SHA-256 of files, each computed once and only when asked for."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files
        self.known: dict[Path, str] = {}

    def of(self, file: Path) -> str:
        if file not in self.known:
            with file.open("rb") as stream:
                self.known[file] = hashlib.file_digest(stream, "sha256").hexdigest()
        return self.known[file]

    def find(self, digest: str, likely: Path | None) -> Path | None:
        """Return the file of this hash; the likely one is tried first, the others only when it is not it."""
        if likely is not None and self.of(likely) == digest:
            return likely
        if likely is not None:
            return None
        return next((file for file in self.files if self.of(file) == digest), None)
