"""The listing: git where it can, a walk elsewhere, and never more than it should."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import LimitError, UnreadableError, UsageError
from aibom.scanners import matters_though_ignored
from aibom.sources.listing import Listing, list_tree


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def listing(folder: Path, *exclude: Path) -> Listing:
    return list_tree(folder, keep_ignored=matters_though_ignored, exclude=exclude)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "chatbot"
    folder.mkdir()
    write(
        folder,
        {
            ".gitignore": "models/\n.env\n*.log\n",
            "app/main.py": "import openai\n",
            "app/notes.log": "",
            "models/reranker.safetensors": "",
            "models/vocab.txt": "",
            ".env": "OPENAI_MODEL=gpt-4o\n",
            "node_modules/left-pad/index.js": "",
        },
    )
    git(folder, "init", "-q")
    git(folder, "add", "app/main.py", ".gitignore")
    return folder


def test_a_checkout_is_listed_by_git_with_the_ignored_files_that_matter(checkout: Path) -> None:
    found = listing(checkout)
    assert found.listed_by == "git"
    assert {file.path: file.tracked for file in found.files} == {
        ".env": False,
        ".gitignore": True,
        "app/main.py": True,
        "models/reranker.safetensors": False,
    }
    assert found.pruned == ("node_modules",)
    assert found.ignored_files == 2
    assert found.prefix == ""


def test_a_sub_folder_knows_its_prefix(checkout: Path) -> None:
    found = listing(checkout / "app")
    assert found.paths == ("main.py",)
    assert found.prefix == "app"


def test_an_ignored_path_is_walked_and_says_so(checkout: Path) -> None:
    found = listing(checkout / "models")
    assert found.listed_by == "walk"
    assert found.paths == ("reranker.safetensors", "vocab.txt")
    assert "git lists none" in found.notes[0]


def test_outside_of_a_checkout_gitignore_files_count(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "/build\n*.tmp\n!keep.tmp\n",
            "build/out.py": "",
            "src/a.tmp": "",
            "src/keep.tmp": "",
            "src/.gitignore": "secret.py\n",
            "src/secret.py": "",
            "src/agent.py": "",
            ".venv/lib/x.py": "",
            "env/pyvenv.cfg": "",
            "env/lib/y.py": "",
        },
    )
    found = listing(tmp_path)
    assert found.listed_by == "walk"
    assert found.paths == (".gitignore", "src/.gitignore", "src/agent.py", "src/keep.tmp")
    assert found.ignored_files == 3
    assert found.pruned == (".venv", "env")


def test_a_nested_repository_is_entered(checkout: Path) -> None:
    inner = checkout / "vendor" / "agent-kit"
    write(inner, {"kit.py": "", ".gitignore": "*.pyc\n", "kit.pyc": ""})
    git(inner, "init", "-q")
    assert "vendor/agent-kit/kit.py" in listing(checkout).paths
    assert "vendor/agent-kit/kit.pyc" not in listing(checkout).paths


def test_our_own_output_never_counts(checkout: Path) -> None:
    before = listing(checkout, checkout / "build")
    write(checkout, {"aibom-out/bom.cdx.json": "{}", "build/bom.cdx.json": "{}"})
    after = listing(checkout, checkout / "build")
    assert before.paths == after.paths
    assert before.ignored_files == after.ignored_files


def test_without_git_the_tree_is_walked(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    found = listing(checkout)
    assert found.listed_by == "walk"
    assert "git is not installed" in found.notes[0]
    assert "app/main.py" in found.paths
    assert "app/notes.log" not in found.paths


def test_a_broken_repository_is_walked(tmp_path: Path) -> None:
    write(tmp_path, {".git": "gitdir: nowhere\n", "agent.py": ""})
    found = listing(tmp_path)
    assert found.listed_by == "walk"
    assert "git refused" in found.notes[0]
    assert "agent.py" in found.paths


def test_what_a_hostile_repository_configures_does_not_run(checkout: Path, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    script = tmp_path / "hook.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    git(checkout, "config", "core.fsmonitor", str(script))
    git(checkout, "config", "core.hooksPath", str(tmp_path))
    git(checkout, "config", "core.worktree", str(tmp_path))
    found = listing(checkout)
    assert found.listed_by == "git"
    assert "app/main.py" in found.paths
    assert not trap.exists()


def test_variables_of_the_caller_do_not_redirect_the_listing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent")
    assert "app/main.py" in listing(checkout).paths


def test_links_are_followed_only_inside_the_tree(tmp_path: Path) -> None:
    tree, outside = tmp_path / "tree", tmp_path / "outside.py"
    write(tree, {"blobs/abc": "x = 1\n", "agent.py": ""})
    outside.write_text("secret = 1\n")
    (tree / "out.py").symlink_to(outside)
    (tree / "twin.py").symlink_to("agent.py")
    (tree / "loop.py").symlink_to("loop.py")
    (tree / "up").symlink_to("..")
    found = listing(tree)
    assert found.paths == ("agent.py", "blobs/abc")
    assert found.outside == ("out.py", "up/")


def test_a_link_to_a_file_that_is_not_listed_itself_stands_for_it(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "blobs/\n*.log\n", "blobs/abc": "weights", "run.log": ""})
    (tmp_path / "model.txt").symlink_to("blobs/abc")
    found = listing(tmp_path)
    assert found.paths == (".gitignore", "model.txt")
    assert found.files[1].read(100) == b"weights"


def test_special_files_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sock.py"))
        for file in listing(tmp_path).files:
            with pytest.raises(UnreadableError, match="FIFO|socket"):
                file.read(10)


def test_names_that_are_not_utf8_are_listed_and_read(tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.py"), "wb") as stream:
        stream.write(b"import openai\n")
    (file,) = listing(tmp_path).files
    assert file.path == "caf\\xe9.py"
    assert file.read(100) == b"import openai\n"


def test_ignore_files_are_asked_about_names_that_are_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.log\n", "app.py": ""})
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    os.mkdir(folder)
    for name in (b"r\xe9sum\xe9.py", b"r\xe9sum\xe9.log"):
        Path(os.fsdecode(os.path.join(folder, name))).write_text("")
    assert [os.path.basename(path) for path in listing(tmp_path).paths if path.endswith((".py", ".log"))] == [
        "app.py",
        "r\\xe9sum\\xe9.py",
    ]


def test_a_file_past_the_limit_is_a_limit_error(tmp_path: Path) -> None:
    write(tmp_path, {"big.json": "x" * 11})
    (file,) = listing(tmp_path).files
    assert file.head(3) == b"xxx"
    assert file.size == 11
    with pytest.raises(LimitError):
        file.read(10)


def test_a_file_that_vanishes_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, {"gone.py": ""})
    (file,) = listing(tmp_path).files
    (tmp_path / "gone.py").unlink()
    with pytest.raises(UnreadableError, match=r"gone\.py: no such file"):
        file.read(10)


@pytest.mark.parametrize(("name", "message"), [("missing", "There is no folder"), ("file.txt", "is not a folder")])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, name: str, message: str) -> None:
    write(tmp_path, {"file.txt": ""})
    with pytest.raises(UsageError, match=message):
        listing(tmp_path / name)


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    assert listing(tmp_path).files == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["*", "**", "/", "!", "[", "]", "\\", "a", ".py", "\n", " ", "#", "\0", "\udc80", "{", "?"]),
        max_size=30,
    )
)
def test_any_ignore_file_is_taken(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        (tree / "a.py").write_text("")
        (tree / ".gitignore").write_bytes("".join(parts).encode("utf-8", "surrogateescape"))
        assert set(listing(tree).paths) <= {"a.py", ".gitignore"}


def test_ignored_files_outside_of_a_checkout_are_counted_in_a_note(tmp_path: Path) -> None:
    write(
        tmp_path,
        {".gitignore": "*.jsonl\n__pycache__/\n", "train.jsonl": "{}\n", "__pycache__/app.pyc": "", "app.py": ""},
    )
    found = list_tree(tmp_path, lambda path: False)
    assert found.paths == (".gitignore", "app.py")
    assert [note for note in found.notes if "that .gitignore names" in note and "left out" in note]


def test_files_of_an_archive_belong_to_it_though_ignored(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.json\ndata/\n", "package.json": "{}", "data/train.csv": "a\n", "app.ts": ""})
    found = list_tree(tmp_path, lambda path: False)
    assert found.paths == (".gitignore", "app.ts", "data/train.csv", "package.json")
    assert [note for note in found.notes if "2 files that .gitignore names were looked at" in note]


def test_a_line_of_gitignore_that_is_no_pattern_fits_nothing(tmp_path: Path) -> None:
    bad = "/[Mining vol. 4] sentiment (2014) [10.1007_s13278-014-0181-9].pdf\n*.tmp\n[z-a]\n"
    write(tmp_path, {".gitignore": bad, "app.py": "", "app.tmp": ""})
    assert listing(tmp_path).paths == (".gitignore", "app.py")


_IGNORED = st.text(alphabet="ab/*?[]!-\\^z90 #.\u00e9\x00", max_size=20)


@given(lines=st.lists(_IGNORED, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_ignore_file_can_be_listed_beside(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / ".gitignore").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "agent.py").write_text("")
    assert set(listing(tmp_path).paths) <= {".gitignore", "agent.py"}
