"""Python manifests: what is dynamic, computed or declared only."""

from __future__ import annotations

import json

import pytest
from manifest_trees import scan
from memory_tree import Seen


def versions(seen: Seen) -> dict[str, str | None]:
    return {one.subject.name: one.subject.version for one in seen.observations if one.subject.kind == "library"}


def test_an_exact_version_in_pyproject_is_only_declared() -> None:
    seen = scan({"pyproject.toml": '[project]\nname = "a"\ndependencies = ["torch==2.4.0"]\n'})
    torch = seen.one("library", "torch")
    assert (torch.subject.version, torch.facts["declared_range"], torch.facts["pinned"]) == (None, "==2.4.0", False)


def test_the_nearest_lock_resolves() -> None:
    lock = '[[package]]\nname = "torch"\nversion = "{}"\nsource = {{ registry = "https://pypi.org/simple" }}\n'
    manifest = '[project]\nname = "{}"\ndependencies = ["torch"]\n'
    seen = scan(
        {
            "pyproject.toml": manifest.format("top"),
            "uv.lock": lock.format("2.3.0"),
            "service/pyproject.toml": manifest.format("service"),
            "service/uv.lock": lock.format("2.4.0"),
        }
    )
    found = {one.evidence.path: one.subject.version for one in seen.observations if one.subject.name == "torch"}
    assert found == {
        "pyproject.toml": "2.3.0",
        "uv.lock": "2.3.0",
        "service/pyproject.toml": "2.4.0",
        "service/uv.lock": "2.4.0",
    }


def test_dynamic_dependencies_of_setuptools_name_their_file() -> None:
    pyproject = (
        '[project]\nname = "bot"\ndynamic = ["dependencies", "optional-dependencies"]\n'
        '[tool.setuptools.dynamic]\ndependencies = {file = ["deps/main.txt"]}\n'
        'optional-dependencies.gpu = {file = "deps/gpu.txt"}\n'
    )
    seen = scan({"pyproject.toml": pyproject, "deps/main.txt": "openai==1.43.0\n", "deps/gpu.txt": "vllm==0.5.5\n"})
    assert versions(seen) == {"openai": "1.43.0", "vllm": "0.5.5"}
    assert seen.one("library", "vllm").facts["extra"] == ["gpu"]
    assert seen.one("library", "vllm").facts["scope"] == "optional"
    assert not seen.unknowns


@pytest.mark.parametrize(
    ("beside", "unknown"),
    [({}, True), ({"setup.py": "from setuptools import setup\nsetup(install_requires=['torch'])\n"}, False)],
)
def test_dynamic_dependencies_without_readable_source(beside: dict[str, bytes | str], unknown: bool) -> None:
    seen = scan({"pyproject.toml": '[project]\nname = "bot"\ndynamic = ["dependencies"]\n', **beside})
    assert [one.topic for one in seen.unknowns] == ["dependencies"] * unknown


def test_a_pyproject_that_only_configures_tools_says_nothing() -> None:
    seen = scan({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"})
    assert not seen.observations
    assert not seen.unknowns


@pytest.mark.parametrize(
    ("argument", "names", "gaps"),
    [
        ("['torch>=2', 'numpy']", {"torch", "numpy"}, 0),
        ("BASE + ['numpy']", {"torch", "numpy"}, 0),
        ("[*BASE, 'numpy']", {"torch", "numpy"}, 0),
        ("EXTRA['gpu']", {"vllm"}, 0),
        ("'torch\\nnumpy # arrays\\n'", {"torch", "numpy"}, 0),
        ("open('requirements.txt').read().splitlines()", {"httpx"}, 0),
        ("read('requirements.txt')", {"httpx"}, 0),
        ("LINES", {"httpx"}, 0),
        ("[line for line in make_list()]", set(), 1),
        ("get_requirements()", set(), 1),
        ("['torch', version_of('numpy')]", {"torch"}, 1),
        ("LOOP", set(), 1),
    ],
)
def test_install_requires_as_it_is_written(argument: str, names: set[str], gaps: int) -> None:
    source = (
        "import setuptools\nBASE = ['torch>=2']\nEXTRA = {'gpu': ['vllm']}\nLOOP = LOOP\n"
        "LINES = [line.strip() for line in open('requirements.txt')]\n"
        "def read(name):\n    return open(name).read().split()\n"
        f"setuptools.setup(name='x', install_requires={argument})\n"
    )
    seen = scan({"setup.py": source, "requirements.txt": "httpx\n"})
    own = {one.subject.name for one in seen.observations if one.subject.kind == "library"}
    assert own - {"httpx"} == names - {"httpx"}
    assert len(seen.unknowns) == gaps
    dynamic = {one.evidence.path for one in seen.observations if one.subject.name == "httpx"}
    assert dynamic == {"requirements.txt"}


def test_setup_arguments_in_a_mapping() -> None:
    source = "from setuptools import setup\nARGS = {'name': 'bot', 'install_requires': ['openai']}\nsetup(**ARGS)\n"
    assert versions(scan({"setup.py": source})) == {"openai": None}


@pytest.mark.parametrize("source", ["def setup(:", "x = 1\0", "a = " + "(" * 5000])
def test_setup_files_that_are_not_python(source: str) -> None:
    seen = scan({"setup.py": source})
    assert [one.topic for one in seen.unknowns] == ["file"]


def test_nothing_of_setup_py_is_run(tmp_path: object) -> None:
    source = f"open({str(tmp_path)!r} + '/ran', 'w')\nfrom setuptools import setup\nsetup(install_requires=['torch'])\n"
    assert versions(scan({"setup.py": source})) == {"torch": None}
    assert not (tmp_path / "ran").exists()  # type: ignore[operator]


def test_uv_members_are_projects_and_siblings() -> None:
    pyproject = (
        '[project]\nname = "app"\ndependencies = ["kit", "torch"]\n[tool.uv.sources]\nkit = {workspace = true}\n'
    )
    seen = scan({"pyproject.toml": pyproject})
    assert versions(seen) == {"torch": None}


def test_a_conda_file_of_another_kind_says_nothing() -> None:
    assert not scan({"environment.yml": "name: production\nreplicas: 3\n"}).observations
    assert not scan({"charts/env.yaml": "dependencies:\n- name: postgresql\n  version: 12\n"}).observations


def test_install_lines_of_notebooks() -> None:
    def notebook(*lines: str) -> str:
        cells = [{"cell_type": "code", "source": [f"{line}\n" for line in lines]}]
        return json.dumps({"cells": cells, "nbformat": 4}, indent=1)

    seen = scan({"a.ipynb": notebook("%pip install torch==2.4.0 numpy>=1.26", "print('!pip install flask')")})
    assert versions(seen) == {"torch": "2.4.0", "numpy": None}
    assert {one.evidence.line for one in seen.observations} == {6}
    assert versions(scan({"a.ipynb": notebook("! pip install 'openai[voice]<2' | tail -1")})) == {"openai": None}
    assert versions(scan({"a.ipynb": notebook("x = 'pip install'", "import os")})) == {}
    assert versions(scan({"a.ipynb": "pip install torch"})) == {}


def test_setup_looks_requirements_up_in_a_table_of_their_names() -> None:
    source = (
        "import re\n"
        "from setuptools import setup\n"
        "_deps = ['torch==2.6.0', 'trl[vllm]==0.18.0', 'lighteval @ git+https://github.com/huggingface/lighteval.git']\n"
        "deps = {name: text for text, name in (re.findall('x', one)[0] for one in _deps)}\n"
        "def deps_list(*names):\n"
        "    return [deps[name] for name in names]\n"
        "extras = {}\n"
        "extras['eval'] = deps_list('lighteval')\n"
        "setup(name='x', extras_require=extras, install_requires=[deps['torch'], deps['trl']])\n"
    )
    seen = scan({"setup.py": source})
    assert {(one.subject.name, one.evidence.line) for one in seen.observations} >= {
        ("torch", 3),
        ("trl", 3),
        ("lighteval", 3),
    }
