"""Where scripts come from: packages named by an address, and the scripts of HTML pages.

Deno and browsers import packages by `npm:`, `jsr:` and the addresses of delivery networks
(docs.deno.com/runtime/fundamentals/modules, esm.sh, jsdelivr.com, unpkg.com); the package's name stands in them.
"""

from __future__ import annotations

from aibom.core import re
from aibom.core.left_out import leave_out
from aibom.scanners.code.facts import Import, Problem
from aibom.scanners.code.treesitter.source import MINIFIED, SCRIPT, SCRIPT_END, minified

_PACKAGE = r"(?P<name>(?:@[\w.-]{1,80}/)?[\w.-]{1,80})(?:@[^/?]{0,40})?(?P<rest>/[^?#]{0,200})?"
_FORMS = (
    re.compile(rf"(?:npm|jsr):/?{_PACKAGE}\Z"),
    re.compile(rf"https?://(?:cdn|fastly)\.jsdelivr\.net/npm/{_PACKAGE}(?:\?.*)?\Z"),
    re.compile(
        rf"https?://(?:esm\.sh|esm\.run|unpkg\.com|(?:cdn\.)?skypack\.dev|ga\.jspm\.io)/(?:v\d+/|npm:|\*)?{_PACKAGE}(?:\?.*)?\Z"
    ),
    re.compile(r"https?://deno\.land/x/(?P<name>[\w.-]{1,80})(?:@[^/?]{0,40})?(?P<rest>)(?:/.{0,200})?\Z"),
)
_ATTRIBUTE = re.compile(rb"""\b(src|type)\s*=\s*(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'>]{1,500}))""", re.IGNORECASE)
_CODE = ("", "module", "text/babel", "text/jsx", "text/typescript")
_NOT_NEWLINE = re.compile(rb"[^\r\n]")
_MAX_SCRIPTS = 200
# What the pages of `--html` say of themselves (reports/html/assets/shell.html).
OUR_PAGE = b'<meta name="generator" content="aibom">'
_HEAD = 2_000


def plain_module(module: str) -> str:
    """`openai` of `npm:openai@4` or `https://esm.sh/openai@4`; other modules as they are."""
    if ":" not in module[:8]:
        return module
    for form in _FORMS:
        match = form.match(module)
        if match is not None:
            return match["name"] + (match["rest"] or "")
    return module


def page(source: bytes) -> tuple[bytes, list[Import], list[Problem]]:
    """An HTML page with everything but its scripts blanked, lines kept; the scripts that it loads by address; and those
    written into it that are minified libraries, which are blanked too. Of a report of our own nothing is told."""
    if OUR_PAGE in source[:_HEAD]:
        return b"", [], []
    kept: list[bytes] = []
    loaded: list[Import] = []
    left: list[Problem] = []
    end = line = 0
    for _ in range(_MAX_SCRIPTS):
        match = SCRIPT.search(source, end)
        if match is None:
            break
        closing = SCRIPT_END.search(source, match.end())
        stop = closing.start() if closing else len(source)
        given = {one[1].lower(): one[2] or one[3] or one[4] or b"" for one in _ATTRIBUTE.finditer(match[1])}
        line += source.count(b"\n", end, match.start())
        module = _module(given.get(b"src", b"").decode("utf-8", "replace"))
        loaded += [Import(module, None, "", line + 1)] if module else []
        kind = given.get(b"type", b"").decode("latin-1").lower()
        body = source[match.end() : stop]
        code = kind in _CODE or kind.endswith(("javascript", "ecmascript"))
        if code and minified(body):
            left.append(Problem(MINIFIED, line + 1))
            body = b"\n" * body.count(b"\n")
        kept += [_blank(source[end : match.end()]), body if code else _blank(body)]
        line += source.count(b"\n", match.start(), stop)
        end = stop
    else:
        leave_out(_MAX_SCRIPTS, "scripts of one page")
    return b"".join(kept), loaded, left


def _module(address: str) -> str:
    """The package or the file of the tree that a script's address means."""
    if not address or "{" in address or "<" in address:
        return ""
    if "://" in address[:10] or address.startswith("//"):
        full = f"https:{address}" if address.startswith("//") else address
        found = plain_module(full)
        return "" if found == full else found
    return address if address.startswith(".") else f"./{address.lstrip('/')}"


def _blank(part: bytes) -> bytes:
    return _NOT_NEWLINE.sub(b" ", part)
