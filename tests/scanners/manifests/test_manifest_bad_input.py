"""Damaged, hostile and very large lock files: what stands before the damage is kept, the rest is told."""

from __future__ import annotations

import json
import time

import pytest
from manifest_trees import project, scan
from memory_tree import Seen


def names(seen: Seen) -> list[str]:
    return [one.subject.name for one in seen.observations if one.subject.kind == "library"]


@pytest.mark.parametrize(
    ("sample", "path", "keep"),
    [
        ("uv", "uv.lock", "pydantic"),
        ("poetry", "poetry.lock", "numpy"),
        ("pdm", "pdm.lock", "h2"),
        ("cargo", "Cargo.lock", "libc"),
        ("npm", "package-lock.json", "nanoid"),
        ("npm1", "package-lock.json", "debug"),
        ("pnpm9", "pnpm-lock.yaml", "openai"),
        ("berry", "yarn.lock", "node-fetch"),
        ("bun", "bun.lock", "chalk"),
        ("pipenv", "Pipfile.lock", "chromadb"),
        ("php", "composer.lock", "openai-php/client"),
        ("dotnet", "src/Agent/packages.lock.json", "Microsoft.SemanticKernel"),
        ("maven", "service/pom.xml", "org.junit.jupiter:junit-jupiter"),
    ],
)
def test_truncated_files(sample: str, path: str, keep: str) -> None:
    content = bytes(project(sample)[path])  # type: ignore[arg-type]
    cut = content[: int(len(content) * 0.88)] + (b'\n"broken' if path.endswith((".yaml", ".lock")) else b"")
    seen = scan({path: cut})
    assert keep in names(seen)
    assert {one.path for one in seen.unknowns} == {path}
    assert all(one.line for one in seen.unknowns)
    assert len(names(seen)) <= len(names(scan({path: content})))


def test_duplicate_keys_are_told() -> None:
    seen = scan({"package.json": '{"name": "a", "dependencies": {\n"react": "17",\n"react": "18"}}'})
    assert seen.one("library", "react").facts["declared_range"] == "18"
    assert [(one.line, one.expression) for one in seen.unknowns] == [(3, "react")]


def test_merge_conflicts_are_told() -> None:
    text = (
        '<<<<<<< HEAD\nreact@^17.0.0:\n  version "17.0.2"\n=======\nreact@^18.0.0:\n  version "18.3.1"\n>>>>>>> next\n'
    )
    seen = scan({"yarn.lock": text})
    assert names(seen) == ["react", "react"]
    assert [one.line for one in seen.unknowns] == [1, 4, 7]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("package.json", "[" * 100_000),
        ("pnpm-lock.yaml", "a: " + "[" * 100_000),
        ("uv.lock", "a = " + "[" * 100_000),
        ("pom.xml", "<project>" + "<a>" * 4_000),
        ("pom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><project>&b;</project>'),
        ("bun.lockb", "#!/usr/bin/env bun\nbun-lockfile-format-v0\n"),
        ("package-lock.json", ""),
        ("Cargo.lock", b"\xff\xfe\x00\x00\x01"),
    ],
)
def test_hostile_files_are_told(path: str, content: bytes | str) -> None:
    seen = scan({path: content})
    assert not names(seen)
    assert [one.path for one in seen.unknowns] == [path]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("requirements.txt", "a" + "-" * 500_000),
        ("requirements.txt", "a==" + "1." * 200_000),
        ("requirements.txt", "\n".join(["x-" * 1900 + ".zip"] * 50)),
        ("build.gradle", "dependencies {\n" + "implementation" * 30_000 + "\n}"),
        ("build.gradle", "/*" * 200_000),
        ("build.gradle", "dependencies {" * 20_000),
        ("build.gradle", "\n" * 300_000 + "x"),
        ("pom.xml", "<project><artifactId>" + "${a" * 200_000 + "</artifactId></project>"),
        ("setup.cfg", "[options]\ninstall_requires" + " " * 300_000 + "x"),
        ("go.mod", "replace " + "a " * 200_000),
        ("Gemfile", "do " * 200_000),
        ("Gemfile.lock", "GEM\n  specs:\n    " + "(" * 300_000),
        ("yarn.lock", '"' * 300_000 + ":\n  version 1\n"),
        ("package.json", json.dumps({"dependencies": {"a": "a." * 300_000 + ":b", "b": "a/" * 300_000}})),
        ("environment.yml", "dependencies:\n- a" + "[" * 300_000),
        ("pyproject.toml", "a" * 500_000 + " = 1"),
        ("pyproject.toml", "a." * 100_000 + "b = 1"),
        ("pnpm-lock.yaml", "packages:\n  " + "a." * 200_000 + ": {resolution: {integrity: x}}"),
        ("build.gradle", "\n".join(" " * n + "a:" for n in range(1_500))),
        ("install.ps1", "\n " * 100_000),
    ],
)
def test_no_input_takes_more_than_linear_time(path: str, content: str) -> None:
    started = time.process_time()
    scan({path: content})
    assert time.process_time() - started < 3


def test_properties_that_grow_are_cut() -> None:
    properties = "".join(f"<p{one}>{f'${{p{one + 1}}}' * 10}</p{one}>" for one in range(20))
    pom = (
        f"<project><properties>{properties}</properties><dependencies><dependency><groupId>a</groupId>"
        "<artifactId>b</artifactId><version>${p0}</version></dependency></dependencies></project>"
    )
    assert len(repr(scan({"pom.xml": pom}))) < 20_000


ENTRY = """[[package]]
name = "pkg{0}"
version = "1.{0}"
source = {{ registry = "https://pypi.org/simple" }}
dependencies = [
    {{ name = "pkg{1}" }},
]
wheels = [
    {{ url = "https://files.pythonhosted.org/pkg{0}.whl", hash = "sha256:{2}", size = 1 }},
]

"""


def test_a_lock_of_megabytes_is_read_in_seconds() -> None:
    entries = "".join(ENTRY.format(number, max(number - 1, 0), "ab" * 32) for number in range(4_000))
    started = time.process_time()
    seen = scan({"uv.lock": f"version = 1\n{entries}"})
    assert len(names(seen)) == 4_000
    assert seen.observations[-1].evidence.line == 3 + 3_999 * ENTRY.count("\n")
    assert time.process_time() - started < 10
