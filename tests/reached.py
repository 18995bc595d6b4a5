"""Which functions of the package some work calls: to see that samples reach every reader."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType

PACKAGE = Path(__file__).parent.parent / "aibom"


def unreached(folders: Iterable[str], work: Callable[[], object]) -> set[str]:
    """The modules in these folders of the package of which `work` calls nothing but tests of what a file is (`is_...`)."""
    called: set[str] = set()

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and not frame.f_code.co_name.startswith(("is_", "<", "_gate")):
            called.add(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    paths = [path for folder in folders for path in (PACKAGE / folder).glob("*.py") if _has_functions(path)]
    return {str(path.relative_to(PACKAGE)) for path in paths if str(path) not in called}


def _has_functions(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(isinstance(node, ast.FunctionDef) and not node.name.startswith("is_") for node in ast.walk(tree))
