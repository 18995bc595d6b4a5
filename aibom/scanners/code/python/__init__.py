"""Python front end: one source file -> ModuleFacts, through the standard library's `ast` alone.

What it adds to the form of aibom.scanners.code.facts:
- `import a.b` has the alias `a.b`, as it is written where it is used (`a.b.c`); `import a.b as c` has `c`.
- `importlib.import_module("x")`, `__import__("x")` and `pytest.importorskip("x")` are also Imports; the alias is the
  name that the result is assigned to, or "".
- Params are named as in the signature: `*args`, `**kwargs`, and a bare `*` before keyword-only parameters.
- `returns` holds what is returned or yielded; `await` is left out: `await f()` is the value of `f()`.
- A field without a default (`model: str`) is a Binding whose value is Opaque(""), so that the order of a
  dataclass's arguments is known.
- `x += v` is a Call of `x.__iadd__`, `x |= v` of `x.__ior__`; `a | b` a Call `__or__` with receiver a.
- `base / "name"` and `a + b` are Templates unless numbers stand in them; with a list literal, `a + [b]` is a Seq.
- `"...{}".format(x)`, `"%s" % x` and `"".join([...])` on literals are Templates and no Calls.
- A comprehension is a Seq (Map) of its one element; its targets are Bindings of the enclosing scope.
- `a, b = f()` binds `a` to Item(f(), 0). `for i, x in enumerate(xs)`, `zip(xs, ys)` and `d.items()` are seen
  through: `x` loops over `xs`; a value of `d.items()` is bound to `d[key]`.
- What a function binds under a name that it declares `global` has the module's scope, and is not certain.
- A second lambda on a line is named `<lambda:LINE:COLUMN>`.
- Literals in the published form of a token, or written for a name that says secret, are masked as `***`.
"""

from __future__ import annotations

from aibom.scanners.code.python.reader import read_python

__all__ = ["read_python"]
