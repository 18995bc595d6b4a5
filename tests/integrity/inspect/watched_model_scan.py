"""Runs `aibom model scan` under an audit hook (PEP 578) and prints everything that a scan must not do."""

from __future__ import annotations

import json
import os
import sys

FORBIDDEN = ("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "socket.", "subprocess.", "pickle.", "marshal.", "ctypes.", "shutil.", "os.remove", "os.rename", "os.mkdir", "urllib.", "tempfile.")  # fmt: skip


def main(folder: str) -> None:
    """Scan once to load what is loaded lazily, then once more under the hook."""
    from aibom.cli.app import run

    run(["model", "scan", folder, "--json", os.devnull])
    seen: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN) or event in ("import", "exec"):
            seen.append(f"{event} {arguments!r}"[:200])
        elif event == "open":
            flags = arguments[2]
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                seen.append(f"open for writing {arguments[0]!r}")

    sys.addaudithook(hook)
    code = run(["model", "scan", folder])
    print("\n" + json.dumps({"code": code, "seen": seen}))


if __name__ == "__main__":
    main(sys.argv[1])
