"""Files of the home folder: by table, through links, and shown without the user's name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aibom.sources import home as home_folder
from aibom.sources.home import list_home


def write(home: Path, *paths: str) -> None:
    for path in paths:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("{}")


def shown(home: Path, *globs: str) -> list[str]:
    return [file.path for file in list_home(globs, home)]


def test_globs_are_followed_part_by_part(tmp_path: Path) -> None:
    write(tmp_path, ".cursor/mcp.json", ".config/Code/User/mcp.json", ".config/Code - Insiders/User/mcp.json", "x.json")
    found = shown(tmp_path, "~/.cursor/mcp.json", "~/.config/Code*/User/mcp.json", "~/.none/*.json")
    assert found == ["~/.config/Code - Insiders/User/mcp.json", "~/.config/Code/User/mcp.json", "~/.cursor/mcp.json"]


def test_links_are_followed_and_only_regular_files_count(tmp_path: Path) -> None:
    write(tmp_path, "dotfiles/mcp.json")
    (tmp_path / ".cursor").mkdir()
    (tmp_path / ".cursor/mcp.json").symlink_to("../dotfiles/mcp.json")
    (tmp_path / ".codex/config.toml").mkdir(parents=True)
    (tmp_path / ".kiro").symlink_to(".kiro")
    os.mkfifo(tmp_path / ".claude.json")
    (file,) = list_home(("~/.cursor/mcp.json", "~/.codex/config.toml", "~/.kiro/mcp.json", "~/.claude.json"), tmp_path)
    assert (file.path, file.read(10)) == ("~/.cursor/mcp.json", b"{}")


def test_another_config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "elsewhere/zed/settings.json")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    assert shown(tmp_path / "home", "~/.config/zed/settings.json") == ["~/.config/zed/settings.json"]


def test_many_matches_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_folder, "MAX_MATCHES", 3)
    write(tmp_path, *(f".kiro/agents/{number}.json" for number in range(9)))
    assert len(shown(tmp_path, "~/.kiro/agents/*.json")) == 3
