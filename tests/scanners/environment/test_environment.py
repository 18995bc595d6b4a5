"""Installed environments: what is installed, from where, which needs which, and whether files were changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from environments import install, site, virtual_environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import UsageError
from aibom.model.sighting import Link, Observation, Unknown
from aibom.scanners.environment import Wanted, environment_sightings
from aibom.scanners.environment.record import check_record


def read(location: Path, root: Path, verify: bool = False) -> list[object]:
    return list(environment_sightings(Wanted(locations=(location,), verify=verify), root))


def packages(sightings: list[object]) -> dict[str, Observation]:
    return {one.subject.name: one for one in sightings if isinstance(one, Observation)}


def edges(sightings: list[object]) -> set[tuple[str, str]]:
    links = [one for one in sightings if isinstance(one, Link)]
    return {(one.source.name if one.source else ".", one.target.name) for one in links}


def reasons(sightings: list[object]) -> list[str]:
    return [one.reason for one in sightings if isinstance(one, Unknown)]


def test_a_virtual_environment(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(
        prefix,
        "vllm",
        "0.8.5",
        requires=(
            "torch==2.6.0",
            "uvicorn[standard]>=0.30",
            'colorama; sys_platform == "win32"',
            'outlines; extra == "guided"',
        ),
        headers=("License-Expression: Apache-2.0", "Summary: Serving of large language models"),
        requested=True,
    )
    install(prefix, "torch", "2.6.0", headers=("License: BSD-3-Clause",))
    install(prefix, "uvicorn", "0.34.0", requires=("h11>=0.8", 'httptools>=0.6; extra == "standard"'))
    install(prefix, "h11", "0.14.0")
    install(prefix, "httptools", "0.6.4")
    seen = read(prefix, tmp_path / "project")
    found = packages(seen)
    assert {name: one.subject.version for name, one in found.items()} == {
        "vllm": "0.8.5",
        "torch": "2.6.0",
        "uvicorn": "0.34.0",
        "h11": "0.14.0",
        "httptools": "0.6.4",
    }
    assert found["vllm"].facts == {
        "ai_role": "inference-engine",
        "description": "Serving of large language models",
        "direct": True,
        "ecosystem": "pypi",
        "installed": True,
        "installer": "pip",
        "licences": ["Apache-2.0"],
        "usage": "installed",
    }
    assert found["vllm"].evidence.path.endswith("python3.12/site-packages/vllm-0.8.5.dist-info/METADATA")
    assert edges(seen) == {
        (".", "vllm"),
        ("vllm", "torch"),
        ("vllm", "uvicorn"),
        ("uvicorn", "h11"),
        ("uvicorn", "httptools"),
    }
    assert reasons(seen) == []


def test_the_same_environment_by_its_python_and_its_folder(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "qdrant-client", "1.13.0")
    whole = read(prefix, tmp_path)
    assert read(prefix / "bin" / "python", tmp_path) == whole
    assert read(site(prefix), tmp_path) == whole
    assert [one.evidence.path for one in packages(whole).values()] == [
        "serving-env/lib/python3.12/site-packages/qdrant_client-1.13.0.dist-info/METADATA"
    ]


def test_paths_of_the_host_do_not_show(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path / "elsewhere")
    install(prefix, "openai", "1.60.0")
    (tmp_path / "project").mkdir()
    paths = [one.evidence.path for one in packages(read(prefix, tmp_path / "project")).values()]
    assert paths == ["env:serving-env/lib/python3.12/site-packages/openai-1.60.0.dist-info/METADATA"]


def test_where_a_package_was_installed_from(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    commit = "6b3c" * 10
    install(
        prefix,
        "peft",
        "0.15.0",
        direct_url={
            "url": "https://bot:s3cr3t-t0ken@git.acme.example/ml/peft.git",
            "vcs_info": {"vcs": "git", "commit_id": commit},
        },
    )
    install(
        prefix,
        "acme-embeddings",
        "1.0",
        direct_url={
            "url": "https://files.acme.example/acme_embeddings-1.0-py3-none-any.whl?token=abc",
            "archive_info": {"hashes": {"sha256": "ab" * 32}},
        },
    )
    found = packages(read(prefix, tmp_path))
    assert found["peft"].facts["registry"] == "git+https://git.acme.example/ml/peft.git"
    assert found["peft"].facts["revision"] == commit
    assert found["peft"].facts["pinned"] is True
    assert found["acme-embeddings"].facts["hashes"] == ["SHA-256:" + "ab" * 32]
    assert "s3cr3t" not in repr(found)
    assert "token=abc" not in repr(found)


def test_the_scanned_project_itself_is_not_third_party(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    prefix = virtual_environment(tmp_path)
    local = {"url": project.as_uri(), "dir_info": {"editable": True}}
    install(prefix, "helpdesk-agent", "0.1.0", requires=("anthropic",), direct_url=local)
    install(prefix, "anthropic", "0.49.0")
    seen = read(prefix, project)
    assert list(packages(seen)) == ["anthropic"]
    assert edges(seen) == {(".", "anthropic")}


def test_licences_of_older_metadata(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "faiss-cpu", "1.10.0", headers=("Classifier: License :: OSI Approved :: MIT License",))
    install(prefix, "whole-text", "1.0", headers=("License: " + "Permission is hereby granted " * 20,))
    found = packages(read(prefix, tmp_path))
    assert found["faiss-cpu"].facts["licences"] == ["License :: OSI Approved :: MIT License"]
    assert "licences" not in found["whole-text"].facts


def test_what_is_missing_or_too_old_is_told(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "langchain", "0.3.20", requires=("langchain-core>=0.3.40", "tenacity", "not a requirement !"))
    install(prefix, "langchain-core", "0.2.1")
    assert sorted(reasons(read(prefix, tmp_path))) == [
        "a requirement that is not valid (PEP 508)",
        "langchain needs langchain-core>=0.3.40, installed is 0.2.1",
        "langchain needs tenacity, which is not installed",
    ]


def test_assumptions_about_the_target_are_told(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "tenacity", "9.0.0", wheel="Tag: py3-none-any\n")
    assert reasons(read(prefix, tmp_path)) == ["markers were evaluated with an assumed platform_machine, sys_platform"]


def test_changed_and_missing_files(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    files = {"torch/__init__.py": b"import os\n", "torch/version.py": b"v = 1\n", "torch/py.typed": b""}
    install(prefix, "torch", "2.6.0", files=files)
    install(prefix, "numpy", "2.2.0")
    (site(prefix) / "torch/__init__.py").write_bytes(b"import os; os.system('id')\n")
    (site(prefix) / "torch/py.typed").unlink()
    found = packages(read(prefix, tmp_path, verify=True))
    assert found["torch"].facts["record.state"] == "changed"
    assert found["torch"].facts["record.changed"] == ["torch/__init__.py"]
    assert found["torch"].facts["record.missing"] == ["torch/py.typed"]
    assert found["numpy"].facts["record.state"] == "verified"


def test_without_record_nothing_is_verified(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    (install(prefix, "pygobject", "3.50") / "RECORD").unlink()
    seen = read(prefix, tmp_path, verify=True)
    assert packages(seen)["pygobject"].facts["record.state"] == "unchecked"
    assert reasons(seen) == ["installed files are not verified: no RECORD says what was installed"]


def test_record_does_not_lead_out_of_the_environment(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("outside")
    folder = install(prefix, "evil", "1.0")
    (folder / "RECORD").write_text("../../../../secret.txt,sha256=AAAA,7\n")
    (site(prefix) / "linked").symlink_to(secret)
    checked = check_record("linked,sha256=AAAA,7\n../../../../secret.txt,sha256=AAAA,7\n", site(prefix), prefix)
    assert (checked.state, checked.changed, checked.missing) == ("unchecked", (), ())
    assert checked.reason == "linked: lies outside of the environment (and 1 more)"


def test_unreadable_metadata_costs_one_package(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "litellm", "1.61.0")
    (install(prefix, "nameless", "1.0") / "METADATA").write_text("Summary: nothing else\n")
    (site(prefix) / "old.egg").write_bytes(b"PK\x03\x04")
    os.mkfifo(site(prefix) / "pipe-1.0.dist-info")
    (install(prefix, "huge", "1.0") / "METADATA").write_bytes(b"Name: huge\n" + b"x" * 5_000_000)
    (install(prefix, "odd-url", "1.0") / "direct_url.json").write_text("{")
    seen = read(prefix, tmp_path)
    assert list(packages(seen)) == ["litellm"]
    assert sorted(reasons(seen)) == [
        "a zipped egg, not read",
        "it has no metadata",
        "it is not JSON",
        "its metadata names no package and version",
        "larger than 4 MiB, not read",
    ]


def test_egg_info_of_setuptools_and_distutils(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    folder = site(prefix) / "sentence_transformers.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Metadata-Version: 1.2\nName: sentence-transformers\nVersion: 2.2.2\n")
    (folder / "requires.txt").write_text("tqdm\n\n[dev]\npytest\n")
    (site(prefix) / "tqdm-4.66.egg-info").write_text("Metadata-Version: 1.1\nName: tqdm\nVersion: 4.66\n")
    seen = read(prefix, tmp_path)
    assert {name: one.subject.version for name, one in packages(seen).items()} == {
        "sentence-transformers": "2.2.2",
        "tqdm": "4.66",
    }
    assert edges(seen) == {("sentence-transformers", "tqdm")}


def test_two_versions_of_one_package(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path)
    install(prefix, "transformers", "4.50.0")
    install(prefix, "transformers", "4.40.0")
    seen = read(prefix, tmp_path)
    assert packages(seen)["transformers"].subject.version == "4.40.0"
    assert reasons(seen) == ["a second transformers is installed (4.50.0 beside 4.40.0)"]


def test_folders_of_path_files_are_told(tmp_path: Path) -> None:
    prefix = virtual_environment(tmp_path / "elsewhere")
    install(prefix, "tqdm", "4.66")
    (tmp_path / "other").mkdir()
    (site(prefix) / "more.pth").write_text(f"# a comment\nimport sys\n{tmp_path / 'other'}\n")
    assert reasons(read(prefix, tmp_path / "project")) == ["it adds folders to the path that were not read (1)"]


@pytest.mark.parametrize("name", ["missing", "empty", "a-file"])
def test_no_environment_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("x")
    with pytest.raises(UsageError, match=r"There is no environment|No site-packages folder"):
        read(tmp_path / name, tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300), which=st.sampled_from(["METADATA", "RECORD", "WHEEL", "direct_url.json", "INSTALLER"])
)
def test_any_bytes_in_any_file(tmp_path_factory: pytest.TempPathFactory, data: bytes, which: str) -> None:
    root = tmp_path_factory.mktemp("any")
    prefix = virtual_environment(root)
    folder = install(prefix, "accelerate", "1.4.0", requires=("numpy",))
    (folder / which).write_bytes(data)
    assert isinstance(read(prefix, root, verify=True), list)
