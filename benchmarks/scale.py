"""Measures how the cost of a scan grows with the tree: wall seconds, CPU seconds, peak memory of the whole process.

    python benchmarks/scale.py --files 5000 20000 100000
    python benchmarks/scale.py --files 5000 20000 --like path/to/repository

Without `--like` the trees are generated: ordinary source files of several languages, one in thirty of which calls a
model. With it, copies of that repository stand side by side under folders of their own until there are enough files.
The trees are made in a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PER_FOLDER = 50
_AI_EVERY = 30
_ORDINARY = {
    ".py": "import json\n\n\ndef load_{n}(path):\n    with open(path) as stream:\n        return json.load(stream)\n",
    ".ts": "import {{ readFile }} from './files{n}';\n\nexport const size{n} = (path) => readFile(path);\n",
    ".go": 'package orders\n\nimport "fmt"\n\nfunc Show{n}(id int) string {{ return fmt.Sprintf("%d", id) }}\n',
    ".cs": "using System;\n\nnamespace Shop;\n\npublic class Order{n} {{ public int Total => {n}; }}\n",
    ".md": "# Part {n}\n\nHow orders of this kind are kept.\n",
}
_AI = {
    ".py": "from openai import OpenAI\n\n\ndef ask_{n}(text):\n"
    '    return OpenAI().responses.create(model="gpt-4o", input=text)\n',
    ".ts": "import {{ openai }} from '@ai-sdk/openai';\nimport {{ generateText }} from 'ai';\n\n"
    "export const ask{n} = (prompt: string) => generateText({{ model: openai('gpt-4o-mini'), prompt }});\n",
}


def generated(root: Path, count: int) -> None:
    """Write `count` files of the templates, at most _PER_FOLDER in a folder."""
    for n, (suffix, text) in zip(range(count), _endless(), strict=False):
        folder = root / f"area{n // (_PER_FOLDER * 40)}" / f"part{n // _PER_FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"unit{n}{suffix}").write_text(text.format(n=n))


def _endless() -> Iterator[tuple[str, str]]:
    ordinary, ai, n = list(_ORDINARY.items()), list(_AI.items()), 0
    while True:
        yield ai[n // _AI_EVERY % len(ai)] if n % _AI_EVERY == 0 else ordinary[n % len(ordinary)]
        n += 1


def replicated(root: Path, like: Path, count: int) -> None:
    """Copy the files of `like` (without .git) below copy0/, copy1/, ... until there are `count`."""
    files = sorted(path for path in like.rglob("*") if path.is_file() and ".git" not in path.relative_to(like).parts)
    if not files:
        raise SystemExit(f"{like} holds no files; name a checked-out repository.")
    for n in range(count):
        target = root / f"copy{n // len(files)}" / files[n % len(files)].relative_to(like)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[n % len(files)], target)


def measured(tree: Path, cache: Path) -> str:
    """One row: a first scan and a second one with what the first left in the cache."""
    environment = {**os.environ, "AIBOM_CACHE_DIR": str(cache)}
    rows = []
    for _ in range(2):
        started = time.monotonic()
        command = [sys.executable, "-m", "aibom", "scan", str(tree), "-o", str(cache / "bom.json")]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        if status:
            raise SystemExit(f"the scan of {tree.name} ended with status {status}")
        rows.append(f"{wall:.1f} | {usage.ru_utime + usage.ru_stime:.1f} | {usage.ru_maxrss // 1024}")
    return " | ".join(rows)


def main() -> None:
    """Make each tree, scan it twice, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="+", default=[5_000, 20_000, 100_000])
    parser.add_argument("--like", type=Path, help="a checked-out repository to copy")
    asked = parser.parse_args()
    print(
        "| files | first: wall s | CPU s | peak MB | again: wall s | CPU s | peak MB |\n|---|---|---|---|---|---|---|"
    )
    for count in asked.files:
        with tempfile.TemporaryDirectory() as folder:
            tree, cache = Path(folder, "tree"), Path(folder, "cache")
            tree.mkdir()
            cache.mkdir()
            if asked.like:
                replicated(tree, asked.like, count)
            else:
                generated(tree, count)
            print(f"| {count:,} | {measured(tree, cache)} |", flush=True)


if __name__ == "__main__":
    main()
