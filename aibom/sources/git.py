"""Lists the files of a checkout with git: the one process that aibom ever starts.

The repository may be hostile, so git is told everything that its own configuration could otherwise say: which
repository and work tree it is, no hooks, no file-system monitor, no system or user configuration, no fetching.
`ls-files` itself runs no filters.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# Enough for a million files; a listing that takes longer (hostile ignore patterns) is given up and the tree is walked.
TIMEOUT_SECONDS = 30


class GitUnavailable(Exception):  # noqa: N818 - a state to fall back from, not an error to show
    """Git cannot list the tree; str() is the reason, for the scan notes."""


def repository_top(root: Path) -> Path | None:
    """The folder at or above root that holds `.git`, or None when root is in no checkout."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return folder
    return None


def list_files(root: Path, top: Path) -> dict[bytes, bool]:
    """Paths (relative to root, as bytes) of files that are not ignored -> whether git tracks them.

    Raises GitUnavailable.
    """
    command = (
        "git",
        "-c", "core.fsmonitor=false",
        "-c", "core.hooksPath=/dev/null",
        "-c", "core.untrackedCache=false",
        "-c", "core.excludesFile=/dev/null",
        f"--git-dir={top / '.git'}",
        f"--work-tree={top}",
        "ls-files", "-t", "--cached", "--others", "--exclude-standard", "-z",
    )  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command line, no shell
            command,
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (FileNotFoundError, NotADirectoryError):
        raise GitUnavailable("git is not installed") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitUnavailable(f"git could not be run ({type(error).__name__})") from None
    if done.returncode != 0:
        raise GitUnavailable("git refused to list the files")
    # Each entry is a status letter ("?" = untracked), a space and the path.
    return {entry[2:].rstrip(b"/"): entry[:1] != b"?" for entry in done.stdout.split(b"\0") if entry}


def _environment() -> dict[str, str]:
    """PATH and nothing else of ours: no GIT_* variable of the caller may redirect the listing."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        # A partial clone fetches missing objects through whatever its own configuration names (`ext::`, ssh).
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
    }
