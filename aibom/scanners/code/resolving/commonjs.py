"""What a script of CommonJS gives to those who require it."""

from __future__ import annotations

from aibom.scanners.code.resolving.types import Abstracts, Follower


def whole_script(ev: Follower, group: str, path: str) -> Abstracts:
    """The one thing that a script gives as a whole: `module.exports = tools`."""
    exports = ev.modules[path].exports if group == "javascript" and path in ev.modules else {}
    return ev.exported(path, "default") if len(exports) == 1 and "default" in exports else ()
