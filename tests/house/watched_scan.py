"""Runs `aibom audit` under an audit hook (PEP 578) and reports everything that a scan must not do.

    python watched_scan.py TREE OUT      prints a JSON list of forbidden events; empty is good

It is a program of its own because an audit hook cannot be taken away again.
"""

from __future__ import annotations

import json
import os
import sys

FORBIDDEN = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
        "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
        "pickle.find_class", "ctypes.dlopen", "webbrowser.open", "urllib.Request",
        "ftplib.connect", "http.client.connect", "smtplib.connect",
    }
)  # fmt: skip


def watch(tree: str, out: str, seen: list[str]) -> None:
    """Record forbidden events; `tree` and `out` are real paths."""

    import aibom

    ours = os.path.dirname(os.path.abspath(aibom.__file__)) + os.sep

    def inside(path: object) -> bool:
        text = os.fsdecode(path) if isinstance(path, str | bytes) else ""
        return os.path.abspath(text).startswith(tree + os.sep)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in FORBIDDEN:
            seen.append(f"{event} {arguments!r}"[:300])
        elif event == "subprocess.Popen":
            command = list(arguments[1])  # type: ignore[call-overload]
            if command[0] != "git" or "ls-files" not in command:
                seen.append(f"{event} {command!r}"[:300])
        elif event == "exec":
            # Libraries make named tuples and data classes with exec; our own code never calls it, and nothing
            # that is compiled from the tree is executed by anybody.
            name, caller = getattr(arguments[0], "co_filename", ""), sys._getframe(1).f_code.co_filename
            if inside(name) or caller.startswith(ours):
                seen.append(f"exec {name} by {caller}")
        elif event == "import" and inside(arguments[1]):
            seen.append(f"import {arguments[0]}")
        elif event == "open":
            path, mode, flags = arguments
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes and inside(path) and not os.path.abspath(os.fsdecode(path)).startswith(out):  # type: ignore[arg-type]
                seen.append(f"open for writing {path!r} {mode}")

    sys.addaudithook(hook)


def main(tree: str, out: str) -> None:
    """Audit the tree and print what was seen."""
    from aibom.cli.app import run

    seen: list[str] = []
    watch(os.path.realpath(tree), os.path.realpath(out), seen)
    code = run(["audit", tree, "--out", os.path.join(out, "real"), "--fail-on", "never"])
    print("\n" + json.dumps({"code": code, "seen": seen}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
