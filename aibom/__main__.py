"""Entry point of the `aibom` command and of `python -m aibom`."""

from __future__ import annotations

import gc
import signal
import sys

# A run makes many objects and ends: collecting cycles after every 700 of them, Python's default, costs a third
# of the time of a large scan and frees almost nothing.
GC_THRESHOLD = (1_000_000, 20, 50)


def _interrupt(_number: int, _frame: object) -> None:
    """A run that is ended from outside (a cancelled job) leaves no half-written file and no process behind."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; exit codes: 0 clean, 1 findings at or above the threshold, 2 could not work."""
    gc.set_threshold(*GC_THRESHOLD)
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        from aibom.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 2
    gc.freeze()  # else Python looks at everything once more before it ends: a fifth of a small scan
    sys.exit(code)


if __name__ == "__main__":
    main()
