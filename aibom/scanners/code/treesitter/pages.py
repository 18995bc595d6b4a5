"""Pages that hold code: Astro's front matter, and the C# of Razor pages as one class; lines stay where they are.

Razor (learn.microsoft.com/aspnet/core/mvc/views/razor): `@using`, `@inject`, `@code {}` and `@functions {}` with
members, `@{}` with statements. Expressions inside of the markup are left out.
"""

from __future__ import annotations

from aibom.core import re
from aibom.core.left_out import leave_out
from aibom.scanners.code.treesitter.source import scripts

_FRONT = re.compile(rb"\A\s*---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_LINE = re.compile(rb"^[ \t]*@(using|inject)[ \t]+([^\r\n;]{1,300}?);?[ \t]*\r?$", re.MULTILINE)
_BLOCK = re.compile(rb"@(?:(code|functions)\b\s{0,200})?\{")
_TOKEN = re.compile(
    rb'"""(?:.|\n)*?"""|\$?@\$?"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'|//[^\n]*|/\*(?:.|\n)*?\*/|[{}]'
)
_NOT_NEWLINE = re.compile(rb"[^\r\n]")
_IMPORTS = ("_imports.razor", "_viewimports.cshtml")
_MAX_BLOCKS = 200


def astro(source: bytes) -> bytes:
    """The TypeScript of an Astro page: what stands between its `---`, and its scripts."""
    match = _FRONT.match(source)
    if match is None:
        return scripts(source)[0]
    before, after = source[: match.start(1)], source[match.end(1) : match.end()]
    return _blank(before) + match[1] + _blank(after) + scripts(source[match.end() :])[0]


def razor(source: bytes, path: str) -> bytes:
    """The C# of a Razor page: its usings, then a class with what is injected and the members and statements.

    What `_Imports.razor` and `_ViewImports.cshtml` use, all pages use.
    """
    shared = path.rpartition("/")[2].lower() in _IMPORTS
    usings: list[re.Match[bytes]] = []
    fields: list[re.Match[bytes]] = []
    for match in _LINE.finditer(source):
        (usings if match[1] == b"using" else fields).append(match)
    blocks = _blocks(source, usings[-1].end() if usings else 0)
    pieces, end = [], 0
    for match in usings:
        word = b"global using " if shared else b"using "
        pieces += [_blank(source[end : match.start()]), word + match[2] + b";"]
        end = match.end()
    injected = b" ".join(match[2] + b";" for match in fields)
    if not blocks:
        return b"".join([*pieces, _blank(source[end:]), b"class Page { " + injected + b" }" if injected else b""])
    opening = b"class Page { " + injected
    for number, (start, inside, stop, members) in enumerate(blocks):
        pieces += [_blank(source[end:start]), opening if not number else b""]
        body = source[inside:stop]
        pieces.append(body if members else b" void Block%d() {" % number + body + b"}")
        end = stop
    return b"".join([*pieces, b" }", _blank(source[end:])])


def _blocks(source: bytes, begin: int) -> list[tuple[int, int, int, bool]]:
    """The blocks of code: where each starts, its inside starts and ends, and whether it holds members."""
    found: list[tuple[int, int, int, bool]] = []
    while len(found) < _MAX_BLOCKS and (match := _BLOCK.search(source, begin)):
        stop = _closing(source, match.end())
        found.append((match.start(), match.end(), stop, match[1] is not None))
        begin = stop
    if len(found) == _MAX_BLOCKS:
        leave_out(_MAX_BLOCKS, "blocks of code")
    return found


def _closing(source: bytes, begin: int) -> int:
    """Where the brace closes that was opened before `begin`; the end of the source when it never does."""
    depth = 1
    for token in _TOKEN.finditer(source, begin):
        depth += {b"{": 1, b"}": -1}.get(token[0], 0)
        if depth == 0:
            return token.start()
    return len(source)


def _blank(part: bytes) -> bytes:
    return _NOT_NEWLINE.sub(b" ", part)
