"""Writes the generated files of the repository; with --check says which are stale (exit 1).

python tools/generate.py            write them
python tools/generate.py --check    compare only
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).parent))


def _rules() -> bytes:
    from aibom.policy.docs import render
    from aibom.policy.load import load_policy

    return render(load_policy(("strict",))).encode()


def _coverage() -> bytes:
    from aibom.policy.coverage import render
    from aibom.policy.load import load_policy

    return render(load_policy(("strict",))).encode()


def _schema(name: str) -> Callable[[], bytes]:
    def make() -> bytes:
        from aibom.policy.schema import schema_files

        return schema_files()[name]

    return make


def _facts() -> bytes:
    from aibom.policy.facts_schema import facts_schema

    return facts_schema()


def _commands() -> bytes:
    from command_reference import render

    return render().encode()


def _catalogue() -> bytes:
    from compile_catalogue import compiled

    return compiled()


def _pickle_names() -> bytes:
    from compile_pickle_names import compiled

    return compiled()


POLICY_SCHEMAS = ("rule.schema.json", "pack.schema.json", "exceptions.schema.json", "approved.schema.json")
GENERATED: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("aibom/catalog/catalogue.json", _catalogue),
    ("aibom/catalog/pickle_names.json", _pickle_names),
    ("docs/rules.md", _rules),
    ("docs/coverage.md", _coverage),
    *((f"schemas/{name}", _schema(name)) for name in POLICY_SCHEMAS),
    ("schemas/facts.schema.json", _facts),
    ("docs/commands.md", _commands),
)


def main(arguments: list[str]) -> int:
    """Write or compare every generated file."""
    stale = []
    for name, make in GENERATED:
        path = ROOT / name
        fresh = make()
        if path.is_file() and path.read_bytes() == fresh:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_bytes(fresh)
            print(f"wrote {name}")
    if stale and "--check" in arguments:
        print(f"stale: {', '.join(stale)}; run `python tools/generate.py`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
