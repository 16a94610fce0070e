"""What is installed, and what each missing part would enable."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from vnplan_extract.pages.engines import OURS, SECOND, check, names


@dataclass(frozen=True, slots=True)
class Part:
    """An installed or missing part; `version` is None where it is missing."""

    name: str
    version: str | None
    purpose: str
    remedy: str


PARTS: tuple[tuple[str, str, str], ...] = (
    ("pypdfium2", "reads PDF (core)", "pip install vnplan_extract"),
    ("lxml", "reads DOCX, XLSX and HTML (core)", "pip install vnplan_extract"),
    ("xlrd", "reads old workbooks, XLS (core)", "pip install vnplan_extract"),
    ("regex", "reads Vietnamese (core)", "pip install vnplan_extract"),
    ("pydantic", "the Plan (core)", "pip install vnplan_extract"),
    ("pdfplumber", "the reference PDF reader, for pages in doubt", "pip install 'vnplan_extract[reference]'"),
    ("tesserocr", "reads scans", "pip install 'vnplan_extract[ocr]'"),
    (
        "trueocr",
        "a second OCR engine: its opinion on doubtful numbers",
        "pip install 'vnplan_extract[trueocr]'",
    ),
    ("opencv-python-headless", "cleans scans, finds their tables", "pip install 'vnplan_extract[ocr]'"),
    ("pillow", "reads images", "pip install 'vnplan_extract[ocr]'"),
    ("pikepdf", "writes searchable copies of scans", "pip install 'vnplan_extract[ocr]'"),
    ("numpy", "works on images; scores", "pip install 'vnplan_extract[ocr,score]'"),
    ("spacy", "the spaCy pipeline component", "pip install 'vnplan_extract[nlp]'"),
    ("underthesea", "Vietnamese sentence splitting", "pip install 'vnplan_extract[nlp]'"),
    ("rapidfuzz", "scores against gold", "pip install 'vnplan_extract[score]'"),
    ("scipy", "scores against gold", "pip install 'vnplan_extract[score]'"),
    ("pandas", "tables as data frames", "pip install 'vnplan_extract[frames]'"),
    ("duckdb", "writes DuckDB files", "pip install 'vnplan_extract[duckdb]'"),
    ("pyarrow", "writes Parquet", "pip install 'vnplan_extract[parquet]'"),
    ("psycopg", "writes to PostgreSQL", "pip install 'vnplan_extract[postgresql]'"),
    ("xlsxwriter", "writes Excel workbooks", "pip install 'vnplan_extract[xlsx]'"),
    ("distributed", "batches over many machines", "pip install 'vnplan_extract[dask]'"),
    ("fsspec", "reads from s3, hdfs and other stores", "pip install 'vnplan_extract[dask]'"),
)


def parts() -> list[Part]:
    """Return the parts, core first."""
    return [Part(name, _installed(name), purpose, remedy) for name, purpose, remedy in PARTS]


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
