"""Run by CI in an environment without extras: the package imports fast and light, and reads text and digital PDF."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("spacy", "underthesea", "cv2", "numpy", "pandas", "pdfplumber", "PIL")
LIMIT = 0.2  # seconds

script = """
import sys, time
start = time.perf_counter()
import vnplan_extract
took = time.perf_counter() - start
from vnplan_extract import extract
plan = extract(b"K\\xe1\\xba\\xbe HO\\xe1\\xba\\xa0CH\\n\\nTri\\xe1\\xbb\\x83n khai n\\xc4\\x83m 2026\\n\\nI. M\\xe1\\xbb\\xa4C TI\\xc3\\x8aU\\n")
assert plan.kind == "KH", plan.kind
for name in sys.argv[1:]:
    assert extract(name).kind, name
print(took, *sorted(set(sys.modules)))
"""
pdfs = [str(path) for path in sorted((ROOT / "corpus").glob("*.pdf"))[:2]]
times = []
for _ in range(5):
    run = subprocess.run([sys.executable, "-c", script, *pdfs], capture_output=True, text=True, check=True)
    took, *modules = run.stdout.split()
    times.append(float(took))
    loaded = {module.split(".")[0] for module in modules} & set(HEAVY)
    assert not loaded, f"the bare package loads {sorted(loaded)}"
assert min(times) < LIMIT, f"importing takes {min(times):.3f} s"
print(f"bare install: import {min(times):.3f} s, {len(pdfs)} PDFs read")
