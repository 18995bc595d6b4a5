"""Entry point of the `aibom` command and of `python -m aibom`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exit codes: 0 clean, 1 findings at or above the threshold, 2 could not work."""
    from aibom.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
