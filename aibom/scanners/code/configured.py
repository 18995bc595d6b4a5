"""Objects that configurations have Python make: Hydra's `_target_: timm.create_model`, `class_path` and `init_args` of
Lightning's command line, `target` and `params` of latent diffusion.

Each such mapping is the call that it stands for and its members are the arguments, so that the catalogue tells what is
made and names lead to the classes of the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.left_out import leave_out
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.code.facts import Call, CallRef, Import, Lit, Map, ModuleFacts, Seq, Value, key_name
from aibom.scanners.code.resolving.documents import MAX_DOCUMENT_BYTES, literal

_MAX_CALLS = 500
# What says which class is made -> the member that holds its arguments ("": they stand beside).
_MADE_BY = {"_target_": "", "class_path": "init_args", "target": "params"}
_OWN = ("_target_", "_partial_", "_recursive_", "_convert_", "_args_")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
# Where a run is logged to and what is called while it runs: a project has a file for each that one may choose.
_OFFERED = re.compile(r"(?:^|[._])(?:loggers?|callbacks?)(?:[._]|\Z)|(?:Logger|Callback)\Z")


class _Made(NamedTuple):
    """A class or function by its dotted path, and the arguments that it is given."""

    target: Lit
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]


class _Reader:
    """Turns the mappings of one document into calls; those within are made before those around them."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.imports: dict[str, Import] = {}

    def value(self, value: Value) -> Value:
        """The value with the calls that it holds."""
        match value:
            case Map():
                made = _made(value)
                if made is not None and len(self.calls) < _MAX_CALLS:
                    return self._call(made)
                if made is not None:
                    leave_out(_MAX_CALLS, "objects that one configuration has made")
                return value._replace(pairs=tuple((key, self.value(item)) for key, item in value.pairs))
            case Seq():
                return value._replace(items=tuple(map(self.value, value.items)))
        return value

    def _call(self, made: _Made) -> Value:
        args = tuple(map(self.value, made.args))
        kwargs = tuple((key, self.value(item)) for key, item in made.kwargs)
        line = made.target.line
        last = max((item.line for item in (*args, *(item for _, item in kwargs))), default=line)
        callee = self._imported(str(made.target.value), line)
        self.calls.append(Call(callee, None, args, kwargs, line, max(line, last), ""))
        return CallRef(len(self.calls) - 1, line)

    def _imported(self, path: str, line: int) -> str:
        """How a dotted path is called once the module in it is imported."""
        parts = path.split(".")
        upper = (at for at, part in enumerate(parts) if at and part[:1].isupper())
        at = next(upper, len(parts) - 1)
        module = ".".join(parts[:at])
        known = self.imports.get(parts[at])
        alias = parts[at] if known is None or known.module == module else "_".join(parts[: at + 1])
        self.imports[alias] = Import(module, parts[at], alias, line)
        return ".".join((alias, *parts[at + 1 :]))


def _made(mapping: Map) -> _Made | None:
    """What a mapping has made, if anything."""
    members = {str(key_name(key)): item for key, item in mapping.pairs}
    for key, inner in _MADE_BY.items():
        target, within = members.get(key), members.get(inner)
        if not isinstance(target, Lit) or not isinstance(target.value, str) or not _PATH.fullmatch(target.value):
            continue
        if _OFFERED.search(target.value) or (key == "target" and not isinstance(within, Map)):
            return None
        given = within.pairs if isinstance(within, Map) else mapping.pairs if not inner else ()
        named = tuple((str(key_name(one)), item) for one, item in given if key_name(one) not in _OWN)
        listed = members.get("_args_")
        return _Made(target, listed.items if isinstance(listed, Seq) else (), named)
    return None


def configured_calls(path: str, data: bytes) -> ModuleFacts | None:
    """The calls that a document of YAML stands for; None when it has nothing made."""
    if len(data) > MAX_DOCUMENT_BYTES:
        return None
    try:
        document = next(iter(parse_yaml_with_lines(data, path)), None)
    except UnreadableError:
        return None  # the scanner of configurations tells it
    whole = literal(document, document.value) if document is not None and isinstance(document.value, Mapping) else None
    reader = _Reader()
    if whole is not None:
        reader.value(whole)
    if not reader.calls:
        return None
    return ModuleFacts(path, "python", imports=tuple(reader.imports.values()), calls=tuple(reader.calls))
