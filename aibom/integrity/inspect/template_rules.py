"""Judges Jinja templates: what leads out of the sandbox that should render them, and what no chat template needs.

A chat template reads `messages`, loops, compares and joins. Walking attributes with two underscores reaches Python's
builtins in every engine that is not sandboxed (CVE-2024-34359, llama-cpp-python), and in sandboxes with a hole.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.formats.templates import Template, read_template
from aibom.integrity.inspect.base import incomplete
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious, suspicious
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

_DUNDER = re.compile(r"_{2,}[A-Za-z]\w*_{2,}")
_SPELT = re.compile(r"(?:_|\\x5f|\\u005f|%5f){2,}\w+(?:_|\\x5f|\\u005f|%5f){2,}", re.IGNORECASE)
# Attributes of frames, functions and generators that lead to globals without two underscores.
_FRAMES = frozenset(
    "mro func_globals func_code gi_frame gi_code cr_frame cr_code ag_frame ag_code tb_frame f_globals "
    "f_builtins f_locals from_pyfile from_object from_envvar "
    "f_back co_code co_consts _module undefined_name environ popen getoutput check_output import_module".split()
)
_CALLS = frozenset(
    "eval exec compile __import__ open file getattr setattr globals locals vars dir popen system "
    "check_output getoutput "
    "b64decode import_module subprocess urlopen Popen breakpoint delattr type format_map load_module".split()
)
_NAMES = frozenset(
    "lipsum cycler joiner self request url_for get_flashed_messages current_app session_transaction".split()
)
_MODULES = frozenset("os sys subprocess builtins __builtins__ importlib posix ctypes socket".split())
MAX_RANGE = 1_000_000


def judge_template(source: str, where: str) -> Iterator[Signal]:
    """Signals of one template; `where` names it for people."""
    found = read_template(source)
    yield from _escapes(found, where)
    yield from _oddities(found, where)
    for why in found.problems:
        if _SPELT.search(source):
            yield suspicious("template-attribute-walk", f"{where} names attributes of Python's internals, and is {why}")
        yield incomplete("template-not-parsed", f"{where}: {why}")


def _escapes(found: Template, where: str) -> Iterator[Signal]:
    walked = sorted(name for name in found.attributes | found.subscripts if _walks(name))
    if walked:
        yield malicious("template-attribute-walk", f"{where} walks to Python's internals: {', '.join(walked[:6])}")
    called = sorted(found.calls & _CALLS)
    if called:
        yield malicious("template-dangerous-call", f"{where} calls {', '.join(called[:6])}")
    named = sorted(name for name in found.names if name in _MODULES or _DUNDER.fullmatch(name))
    if named:
        yield malicious("template-dangerous-name", f"{where} uses {', '.join(named[:6])}")
    for file in found.files:
        yield suspicious("template-includes-file", f"{where} includes the template {file!r} {escapes(file)}".rstrip())


def _walks(name: str) -> bool:
    return bool(_SPELT.search(name)) or name in _FRAMES


def _oddities(found: Template, where: str) -> Iterator[Signal]:
    if found.attr_filter:
        yield suspicious("template-attr-filter", f"{where} takes attributes by name (the filter attr)")
    if found.built:
        yield suspicious("template-built-name", f"{where} puts the names of attributes together from pieces")
    named = sorted(found.names & _NAMES)
    if named:
        yield suspicious("template-odd-object", f"{where} uses {', '.join(named)}, through which templates escape")
    if found.largest_range > MAX_RANGE:
        yield suspicious("template-endless", f"{where} counts to {found.largest_range}")
    for text in found.texts:
        if _DUNDER.search(text) or code_in(text.encode()):
            shown = (_DUNDER.search(text) or re.search(r"\S+", text) or [text])[0]
            if _SPELT.search(text):
                yield suspicious("template-code-text", f"{where} holds a text that names Python's internals: {shown}")
                return
