"""pip's requirement files: includes, constraints, encodings, direct references, compiled files."""

from __future__ import annotations

import pytest
from manifest_trees import scan
from memory_tree import Seen


def versions(seen: Seen) -> dict[str, str | None]:
    return {one.subject.name: one.subject.version for one in seen.observations}


def reasons(seen: Seen) -> list[str]:
    return [f"{one.path}:{one.line} {one.reason}" for one in seen.unknowns]


def test_only_exact_versions_resolve() -> None:
    seen = scan({"requirements.txt": "torch==2.4.0\nnumpy>=1.26,<2\nscipy==1.*\nflask===3.0rc1\ntransformers~=4.44\n"})
    assert versions(seen) == {"torch": "2.4.0", "numpy": None, "scipy": None, "flask": "3.0rc1", "transformers": None}
    assert seen.one("library", "numpy").facts["declared_range"] == "<2,>=1.26"


def test_pinned_needs_a_version_and_a_hash() -> None:
    digest = "sha256:" + "a1" * 32
    seen = scan({"requirements.txt": f"torch==2.4.0 --hash={digest}\nnumpy==1.26.4\nscipy>=1 --hash={digest}\n"})
    pinned = {one.subject.name: one.facts["pinned"] for one in seen.observations}
    assert pinned == {"torch": True, "numpy": False, "scipy": False}
    assert seen.one("library", "torch").facts["hashes"] == ["SHA-256:" + "a1" * 32]


def test_includes_are_followed_and_cycles_end() -> None:
    seen = scan(
        {
            "requirements.txt": "-r env/base.txt\nopenai==1.43.0\n",
            "env/base.txt": "-r ../requirements.txt\n-r gpu.txt\nhttpx==0.27.2\n",
            "env/gpu.txt": "vllm==0.5.5\n",
        }
    )
    assert versions(seen) == {"openai": "1.43.0", "httpx": "0.27.2", "vllm": "0.5.5"}
    assert not seen.unknowns


def test_an_included_file_has_the_scope_of_what_includes_it() -> None:
    seen = scan({"requirements-dev.txt": "-r env/base.txt\n", "env/base.txt": "mteb\n"})
    assert seen.one("library", "mteb").facts["scope"] == "dev"


def test_prose_is_no_requirement_file() -> None:
    seen = scan({"docs/local.txt": "Install the\nmodel first\n", "env/base.txt": "torch==2.4.0\n"})
    assert not seen.observations
    assert not seen.unknowns


def test_includes_that_lead_nowhere_are_unknown() -> None:
    text = "-r missing.txt\n--requirement=https://u:p@files.acme.example/all.txt?token=x\n-r ../outside.txt\nnumpy\n"
    seen = scan({"requirements.txt": text})
    assert versions(seen) == {"numpy": None}
    assert reasons(seen) == [
        "requirements.txt:1 includes a file that does not exist",
        "requirements.txt:2 includes a file of the network, which is not fetched",
        "requirements.txt:3 includes a file that does not exist",
    ]
    assert [one.expression for one in seen.unknowns][1] == "https://files.acme.example/all.txt"


def test_constraints_resolve_but_add_nothing() -> None:
    seen = scan(
        {
            "requirements.txt": "-c pins/constraints.txt\nsentence-transformers\nqdrant-client>=1.9\n",
            "pins/constraints.txt": "sentence_transformers==3.0.1\nQdrant.Client==1.11.1\nunused==1.0\n",
        }
    )
    assert versions(seen) == {"sentence-transformers": "3.0.1", "qdrant-client": "1.11.1"}
    lines = {(one.evidence.path, one.evidence.line) for one in seen.observations}
    assert ("pins/constraints.txt", 1) in lines
    assert ("requirements.txt", 2) in lines


def test_constraints_of_an_including_file_reach_included_files() -> None:
    seen = scan(
        {
            "requirements.txt": "-c constraints.txt\n-r env/base.txt\n",
            "env/base.txt": "torch\n",
            "constraints.txt": "torch==2.4.0\n",
        }
    )
    assert versions(seen) == {"torch": "2.4.0"}


def test_constraints_that_nobody_applies_are_unknown() -> None:
    seen = scan({"constraints.txt": "torch==2.4.0\n"})
    assert not seen.observations
    assert reasons(seen) == [
        "constraints.txt:None constraints that no requirement file refers to; their packages are not counted"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_files_of_powershell(encoding: str) -> None:
    text = "openai==1.43.0\r\nchromadb==0.5.5\r\n"
    data = text.encode(encoding)
    seen = scan({"requirements.txt": b"\xff\xfe" + data if encoding == "utf-16-le" else data})
    assert versions(seen) == {"openai": "1.43.0", "chromadb": "0.5.5"}
    assert [one.evidence.line for one in seen.observations] == [1, 2]


def test_lines_that_are_no_requirement_are_told_with_their_line() -> None:
    seen = scan({"requirements.txt": "torch==2.4.0\npip install numpy\n== 3\nfaiss-cpu=1.8\n"})
    assert versions(seen) == {"torch": "2.4.0", "faiss-cpu": None}
    assert [(one.line, one.expression) for one in seen.unknowns] == [
        (2, "pip install numpy"),
        (3, "== 3"),
        (4, "faiss-cpu=1.8"),
    ]


def test_a_version_that_is_not_pep_440_is_kept_and_told() -> None:
    seen = scan({"requirements.txt": "pytz==2024b-acme\n"})
    assert versions(seen) == {"pytz": "2024b-acme"}
    assert [one.line for one in seen.unknowns] == [1]


def test_direct_references() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    text = (
        f"git+https://x-token:abc@github.com/huggingface/peft.git@{commit}#egg=peft&subdirectory=src\n"
        "trl @ git+https://github.com/huggingface/trl@v0.9.6\n"
        "https://download.pytorch.org/whl/cpu/torch-2.4.0%2Bcpu-cp311-cp311-linux_x86_64.whl#sha256=" + "ab" * 32 + "\n"
        "git+ssh://git@gitlab.acme.example/nlp/reranker.git\n"
        "-e ./libs/local\n./plain\nhttps://files.acme.example/download?id=7\n"
    )
    seen = scan({"requirements.txt": text})
    assert versions(seen) == {"peft": None, "trl": None, "torch": "2.4.0+cpu", "reranker": None}
    pinned = {one.subject.name: one.facts["pinned"] for one in seen.observations}
    assert pinned == {"peft": True, "trl": False, "torch": True, "reranker": False}
    assert seen.one("library", "reranker").evidence.confidence < 0.6
    assert [one.line for one in seen.unknowns] == [7]


def test_via_comments_in_one_line_and_below() -> None:
    text = (
        "anyio==4.4.0              # via httpx, openai[extra]\n"
        "httpx==0.27.2\n    # via\n    #   -r requirements.in\n    #   openai\n\n"
        "# openai below is asked for by the project itself\n"
        "openai==1.43.0\n    # via app (pyproject.toml)\n"
    )
    seen = scan({"requirements.txt": text})
    edges = {(one.source.name if one.source else ".", one.target.name) for one in seen.links}
    assert edges == {("httpx", "anyio"), ("openai", "anyio"), ("openai", "httpx"), (".", "httpx"), (".", "openai")}
    direct = {one.subject.name: one.facts["direct"] for one in seen.observations}
    assert direct == {"anyio": False, "httpx": True, "openai": True}


def test_a_compiled_file_resolves_what_it_was_compiled_from() -> None:
    seen = scan(
        {
            "requirements/app.in": "openai\n",
            "requirements/app.txt": "openai==1.43.0\n    # via -r requirements/app.in\n",
        }
    )
    assert {one.subject.version for one in seen.observations} == {"1.43.0"}


def test_a_very_long_line_costs_nothing() -> None:
    seen = scan({"requirements.txt": "torch" + " " * 2_000_000 + "\n" + "a" * 2_000_000 + "\nnumpy==1.26.4\n"})
    assert versions(seen)["numpy"] == "1.26.4"


def test_a_line_that_cannot_be_read_shows_no_password() -> None:
    seen = scan({"requirements.txt": "evalkit @ https://deploy:hunter2@pypi.acme.example/evalkit.whl and more\n"})
    assert len(seen.unknowns) == 1
    assert "hunter2" not in repr(seen)


def test_an_included_file_is_read_whatever_it_is_called() -> None:
    seen = scan(
        {
            "requirements.txt": "-r deps/more.txt\n-c pins.reqs\nopenai\n",
            "deps/more.txt": "-r ../requirements.txt\n-r deeper.in\nanthropic==0.40.0\n",
            "deps/deeper.in": "tiktoken==0.8.0\n",
            "pins.reqs": "openai==1.60.0\n",
            "notes.txt": "torch==2.0\n",
        }
    )
    assert {(one.subject.name, one.subject.version) for one in seen.observations} >= {
        ("anthropic", "0.40.0"),
        ("tiktoken", "0.8.0"),
        ("openai", "1.60.0"),
    }
    assert "torch" not in {one.subject.name for one in seen.observations}
    assert seen.unknowns == []
