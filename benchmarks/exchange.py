"""Measures conversion, merging, scoring and attesting of a large BOM: each as the command that a user runs.

    PYTHONPATH=. python benchmarks/exchange.py [--components 10000] [--runs 3]

The BOM is that of benchmarks/diff.py. Figures are CPU seconds of the whole process (user and system, the least of
several runs) and its peak memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson
from diff import made

FORMS = ("cyclonedx-xml", "spdx2-json", "spdx2-tag-value", "spdx3-json")
KEY = """\
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives import serialization as s
key = ec.generate_private_key(ec.SECP256R1())
print(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode(), end="")
"""


def run(arguments: list[str], folder: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MiB of one command."""
    with subprocess.Popen(
        [sys.executable, "-m", "aibom", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    ) as child:
        complaint = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"aibom {' '.join(arguments)}: {complaint.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def commands() -> list[tuple[str, list[str]]]:
    found = [(f"write {form}", ["convert", "bom.json", "--to", form, "-o", f"bom.{form}"]) for form in FORMS]
    found += [
        (f"read {form}", ["convert", f"bom.{form}", "--to", "cyclonedx-json", "-o", f"{form}.json"]) for form in FORMS
    ]
    found += [
        ("CycloneDX 1.6 to 1.5", ["convert", "bom.json", "--to", "cyclonedx-json", "--spec-version", "1.5", "-o", "x"]),
        ("merge with itself, half changed", ["merge", "bom.json", "new.json", "-o", "merged.json"]),
        *((f"score {name}", ["score", "bom.json", "--profile", name]) for name in ("g7-2026", "bsi-2.1")),
        ("attest", ["attest", "bom.json", "--subject", "subject", "--key", "key.pem", "-o", "bom.intoto.json"]),
        ("graph --to mermaid", ["graph", "bom.json", "--to", "mermaid", "-o", "graph.mmd"]),
    ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--components", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="commands whose name holds this")
    given = parser.parse_args()
    print(f"CPython {platform.python_version()}; CPU seconds (peak MiB) for {given.components} components")
    with tempfile.TemporaryDirectory() as name:
        for count in given.components:
            folder = Path(name, str(count))
            folder.mkdir()
            for seed, file in ((0, "bom.json"), (1, "new.json")):
                (folder / file).write_bytes(orjson.dumps(made(count, seed, 0.5 if seed else 0.0) | {"version": 1}))
            (folder / "subject").write_bytes(b"weights")
            key = subprocess.run([sys.executable, "-c", KEY], capture_output=True, check=True).stdout
            (folder / "key.pem").write_bytes(key)
            for what, arguments in commands():
                if given.only in what:
                    figures = [run(arguments, folder) for _ in range(given.runs)]
                    print(
                        f"{count:>7,} {what:<34}{min(f[0] for f in figures):8.2f} s {max(f[1] for f in figures):6.0f}"
                    )


if __name__ == "__main__":
    main()
