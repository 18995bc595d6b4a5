"""Judges calls of functions that are as harmless as their arguments: getattr, partial, _reconstructor and the like.

A rule gives "" for a harmless call, else a verdict and a clause that says why. Arguments that cannot be told are never
harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from aibom.catalog.pickle_names import PickleNames
from aibom.core import re
from aibom.formats.pickle.values import Call, Instance, Ref
from aibom.model.inspection import Verdict

Args = tuple[object, ...]


class Judged(NamedTuple):
    """What a call causes, and why."""

    verdict: Verdict
    why: str = ""


HARMLESS = Judged(Verdict.CLEAN)
_CODECS = frozenset(
    {"latin1", "latin-1", "latin_1", "iso-8859-1", "iso8859-1", "utf-8", "utf8", "ascii", "raw_unicode_escape"}
)
_ROOTS = frozenset(
    {"object", "dict", "list", "tuple", "set", "frozenset", "int", "float", "complex", "str", "bytes", "bytearray"}
)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_ACTING = re.compile(
    r"system|popen|exec|eval|run|spawn|call|open|import|load|remove|unlink|write|connect|send", re.IGNORECASE
)


def judge_call(call: Call, names: PickleNames) -> Judged:
    """What this call causes."""
    if call.args is None:
        return Judged(Verdict.UNKNOWN, f"{call.name} is called with arguments that cannot be told")
    rule = _RULES.get(call.name.rpartition(".")[2])
    return rule(call.args, names) if rule else Judged(Verdict.UNKNOWN, f"{call.name} is called")


def _listed(value: object, names: PickleNames, roles: tuple[str, ...]) -> bool:
    return isinstance(value, Ref) and names.safe.get(value.full) in roles


_TYPES = ("class", "call", "enum")
_ANY = (*_TYPES, "data", "arguments")


# Bound methods that objects keep: of patterns, and the hooks of torch's lazy modules and of gpytorch.
_BOUND = {"re._compile": frozenset(("search", "match", "fullmatch", "finditer", "findall", "sub", "split"))}
_LAZY = frozenset(("_infer_parameters", "_lazy_load_hook", "_load_state_hook_ignore_shapes"))
_PRIVATE = re.compile(r"_[A-Za-z0-9]\w*\Z")


def _getattr(args: Args, names: PickleNames) -> Judged:
    if len(args) < 2 or not isinstance(args[1], str):
        return Judged(Verdict.SUSPICIOUS, "getattr asks for a name that is computed")
    owner, name = args[0], args[1]
    if isinstance(owner, Instance) and owner.ref is not None and (name in _BOUND.get(owner.ref.full, ())):
        return HARMLESS
    if isinstance(owner, Instance) and name in _LAZY:
        return HARMLESS
    if isinstance(owner, Instance) and _PRIVATE.match(name):
        return Judged(Verdict.UNKNOWN, f"getattr asks an object for {name!r}")
    if not _PLAIN.match(name) and not (isinstance(owner, Ref) and f"{owner.full}.{name}" in names.safe):
        return Judged(Verdict.SUSPICIOUS, f"getattr walks to {name!r}")
    if isinstance(owner, Ref):
        member = f"{owner.full}.{name}"
        if names.safe.get(owner.full) == "enum" or member in names.safe:
            return HARMLESS
        # The attribute itself is judged as a global.
        return Judged(Verdict.UNKNOWN, f"getattr walks to {member}")
    return Judged(Verdict.UNKNOWN, f"getattr asks an object for {name!r}")


def _partial(args: Args, names: PickleNames) -> Judged:
    if args and _listed(args[0], names, _ANY):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "functools.partial wraps something that is not listed as safe")


def _type(args: Args, names: PickleNames) -> Judged:
    return HARMLESS if len(args) == 1 else Judged(Verdict.UNKNOWN, "type makes a class")


def _defaultdict(args: Args, names: PickleNames) -> Judged:
    if not args or args[0] is None or _listed(args[0], names, _TYPES):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "defaultdict has a factory that is not listed as safe")


def _itemgetter(args: Args, names: PickleNames) -> Judged:
    return HARMLESS


def _attrgetter(args: Args, names: PickleNames) -> Judged:
    for one in args:
        if not isinstance(one, str) or not all(_PLAIN.match(part) for part in one.split(".")):
            return Judged(Verdict.SUSPICIOUS, "attrgetter walks to a private or computed name")
        if any(_ACTING.fullmatch(part) for part in one.split(".")):
            return Judged(Verdict.SUSPICIOUS, f"attrgetter takes {one!r}")
    return HARMLESS


def _methodcaller(args: Args, names: PickleNames) -> Judged:
    if not args or not isinstance(args[0], str) or not _PLAIN.match(args[0]) or _ACTING.search(args[0]):
        return Judged(Verdict.SUSPICIOUS, "methodcaller calls a method that can act")
    return Judged(Verdict.UNKNOWN, f"methodcaller calls {args[0]!r}")


def _reconstructor(args: Args, names: PickleNames) -> Judged:
    """copyreg._reconstructor(cls, base, state) calls base.__new__ and base.__init__: base has to be a plain type."""
    if len(args) < 2 or not isinstance(args[0], Ref):
        return Judged(Verdict.UNKNOWN, "copyreg._reconstructor makes something that cannot be told")
    base = args[1]
    if isinstance(base, Ref) and base.module in ("builtins", "__builtin__") and base.name in _ROOTS:
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "copyreg._reconstructor runs the constructor of another class")


def _new_object(args: Args, names: PickleNames) -> Judged:
    if args and isinstance(args[0], Ref):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "copyreg.__newobj__ makes something that cannot be told")


def _encode(args: Args, names: PickleNames) -> Judged:
    if not args or not isinstance(args[0], str):
        return Judged(Verdict.UNKNOWN, "_codecs.encode makes bytes of a text that is computed")
    codec = args[1] if len(args) > 1 else "utf-8"
    if isinstance(codec, str) and codec.lower() in _CODECS:
        return HARMLESS
    return Judged(Verdict.SUSPICIOUS, f"_codecs.encode with the codec {codec!r} hides what is stored")


def _array(args: Args, names: PickleNames) -> Judged:
    """_reconstruct(subtype, shape, dtype) makes an instance of its first argument."""
    classes = [one for one in args if isinstance(one, Ref)]
    if classes and isinstance(args[0], Ref) and all(_listed(one, names, _TYPES) for one in classes):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "an array of a type that is not listed as safe is made")


def _from_type(args: Args, names: PickleNames) -> Judged:
    """torch._tensor._rebuild_from_type_v2(func, type, args, state) calls func(*args)."""
    if len(args) > 1 and _listed(args[0], names, ("call",)) and _listed(args[1], names, _TYPES):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "_rebuild_from_type_v2 calls a function that is not listed as safe")


def _followed(value: object) -> bool:
    """Bytes that stand in the pickle, which are looked into; what other calls make of bytes is not."""
    made = isinstance(value, Instance) and value.ref is not None and value.ref.full == "_codecs.encode"
    return isinstance(value, str) or made


def _from_bytes(args: Args, names: PickleNames) -> Judged:
    """torch.storage._load_from_bytes loads its bytes, which are looked into like every other text."""
    if args and _followed(args[0]):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "_load_from_bytes loads what cannot be told")


def _unpickles(at: int) -> Callable[[Args, PickleNames], Judged]:
    """A function that unpickles the bytes of one argument (spaCy), which are looked into like every other text."""

    def rule(args: Args, names: PickleNames) -> Judged:
        if len(args) > at and _followed(args[at]):
            return HARMLESS
        return Judged(Verdict.UNKNOWN, "bytes that cannot be told are unpickled")

    return rule


def _ufunc(args: Args, names: PickleNames) -> Judged:
    """numpy.core._ufunc_reconstruct(module, name) imports a module and gives a member of it."""
    if len(args) == 2 and args[0] in _UFUNC_MODULES and isinstance(args[1], str) and args[1].isidentifier():
        return HARMLESS
    module = args[0] if args and isinstance(args[0], str) else "a module whose name cannot be told"
    verdict = Verdict.MALICIOUS if names.danger(f"{module}.x") else Verdict.UNKNOWN
    return Judged(verdict, f"_ufunc_reconstruct imports {module}")


_UFUNC_MODULES = frozenset(("numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "numpy", "scipy.special"))


def _import(args: Args, names: PickleNames) -> Judged:
    name = args[0] if args else None
    if not isinstance(name, str):
        return Judged(Verdict.SUSPICIOUS, "a module whose name is computed is imported")
    danger = names.danger(f"{name}.x")
    verdict = Verdict.MALICIOUS if danger else Verdict.UNKNOWN
    return Judged(verdict, f"the module {name!r} is imported" + (f", which {danger}" if danger else ""))


def _load_type(args: Args, names: PickleNames) -> Judged:
    if args and isinstance(args[0], str) and args[0] in ("NoneType", "EllipsisType", "NotImplementedType", "object"):
        return HARMLESS
    return Judged(Verdict.UNKNOWN, "dill makes an object of a type by name")


_RULES: dict[str, Callable[[Args, PickleNames], Judged]] = {
    "getattr": _getattr,
    "_get_attr": _getattr,
    "type": _type,
    "partial": _partial,
    "defaultdict": _defaultdict,
    "itemgetter": _itemgetter,
    "attrgetter": _attrgetter,
    "methodcaller": _methodcaller,
    "_reconstructor": _reconstructor,
    "__newobj__": _new_object,
    "__newobj_ex__": _new_object,
    "encode": _encode,
    "_reconstruct": _array,
    "_mareconstruct": _array,
    "_rebuild_from_type_v2": _from_type,
    "_load_from_bytes": _from_bytes,
    "unpickle_vocab": _unpickles(4),
    "unpickle_doc": _unpickles(1),
    "subimport": _import,
    "_import_module": _import,
    "_load_type": _load_type,
    "_ufunc_reconstruct": _ufunc,
}
