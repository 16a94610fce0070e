"""What is installed, and what each missing part would enable."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from vnplan_extract.pages.engines import OURS, SECOND, check, names


@dataclass(frozen=True, slots=True)
class Part:
    """An installed or missing part; `version` is None where it is missing, `extra` is empty for the core."""

    name: str
    version: str | None
    purpose: str
    extra: str


PARTS: tuple[tuple[str, str, str], ...] = (
    ("pypdfium2", "reads PDF (core)", ""),
    ("lxml", "reads DOCX, XLSX and HTML (core)", ""),
    ("xlrd", "reads old workbooks, XLS (core)", ""),
    ("regex", "reads Vietnamese (core)", ""),
    ("pydantic", "the Plan (core)", ""),
    ("pdfplumber", "the reference PDF reader, for pages in doubt", "reference"),
    ("tesserocr", "reads scans", "ocr"),
    (
        "trueocr",
        "a second OCR engine: its opinion on doubtful numbers",
        "trueocr",
    ),
    ("opencv-python-headless", "cleans scans, finds their tables", "ocr"),
    ("pillow", "reads images", "ocr"),
    ("pikepdf", "writes searchable copies of scans", "ocr"),
    ("numpy", "works on images; scores", "ocr,score"),
    ("spacy", "the spaCy pipeline component", "nlp"),
    ("underthesea", "Vietnamese sentence splitting", "nlp"),
    ("rapidfuzz", "scores against gold", "score"),
    ("scipy", "scores against gold", "score"),
    ("pandas", "tables as data frames", "frames"),
    ("duckdb", "writes DuckDB files", "duckdb"),
    ("pyarrow", "writes Parquet", "parquet"),
    ("psycopg", "writes to PostgreSQL", "postgresql"),
    ("xlsxwriter", "writes Excel workbooks", "xlsx"),
    ("distributed", "batches over many machines", "dask"),
    ("fsspec", "reads from s3, hdfs and other stores", "dask"),
)


def parts() -> list[Part]:
    """Return the parts, core first."""
    return [Part(name, _installed(name), purpose, extra) for name, purpose, extra in PARTS]


def engines() -> list[str]:
    """Return what there is to say of each OCR engine that can be used, those of other packages too."""
    found = []
    for name in names():
        try:
            check(name)
        except Exception as error:  # noqa: BLE001 - an engine of another make may fail in its own way
            if name not in OURS:
                found.append(f"{name} (fails: {error})")
            continue
        use = "used" if not found else "second opinion" if name == SECOND else "by --ocr-engine"
        found.append(f"{name} ({use})")
    return found


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        # OpenCV comes with and without windows; either will do.
        return _installed(name.removesuffix("-headless")) if name.endswith("-headless") else None
