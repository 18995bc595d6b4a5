"""`aibom --help` and `aibom version` stay light: the modules that they import are counted, not timed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# click and what it takes from the standard library need about 110 modules; one heavy import adds dozens.
MOST_MODULES = 170
HEAVY = ("rich", "yaml", "jsonschema", "jsonschema_rs", "orjson", "cyclonedx", "tree_sitter", "packaging", "re2", "ast")
PROGRAM = """
import json, sys
from aibom.cli.app import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]))
"""


def imported(*arguments: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return list(modules)


@pytest.mark.parametrize("arguments", [("--help",), ("version",), ()])
def test_start_imports_little(arguments: tuple[str, ...]) -> None:
    modules = imported(*arguments)
    assert len(modules) <= MOST_MODULES
    assert not [name for name in modules if name.split(".")[0] in HEAVY[:-1]]
    assert not [name for name in modules if name.startswith(("aibom.scanners", "aibom.policy", "aibom.bom"))]
