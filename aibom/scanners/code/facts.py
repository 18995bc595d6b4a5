"""Language-neutral code facts: what a front end reads from one source file.

Every front end (Python's ast, notebooks, tree-sitter grammars) produces the same ModuleFacts; the resolver
follows names across files, and the catalogue decides what a call means. Facts say what is written, nothing
more. They are inner-loop records and therefore tuples.

How languages map onto the form:
- Dotted names use "." in every language (`a::b`, `a->b`, `A\\B`, optional chaining `a?.b` become `a.b`).
- `new X(...)`, composite and struct literals (`pkg.Request{Model: m}`), object initialisers are Calls whose
  named members are kwargs. A JavaScript/Ruby/PHP options object stays a Map in args.
- A method chain on a call (`X.builder().modelName("m").build()`) is one Call each, with `receiver` set to the
  CallRef of the call before and `callee` the dotted rest (`modelName`).
- Scopes are dotted definitions from the outside in: "" for the module, "Trainer", "Trainer.fit", "main".
- Python's `a | b` is a Call `__or__` with receiver a (LangChain joins a prompt, a model and a parser so).
- Lines count from 1. For notebooks they are lines of the .ipynb file.
- A spread element of a sequence (`*base`, `...base`) is Member(base, "*"): every element of base.
- `**options` of a Call is the pair ("**", value) in kwargs, and `spread` is True; `*args` is Member(args, "*").
- The value of a Binding of form "loop" or "column" is what is iterated over; the name ranges over its elements.
- A Binding to a subscript spells it as its name: `d["k"] = v` binds `d["k"]`, `d[0]`, `d[key]`.
- What the Python front end adds is told in aibom.scanners.code.python, what the others add in
  aibom.scanners.code.treesitter.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

# A Value inside a Value. It is not spelt as the union itself: a recursive union of named tuples makes mypy
# compare structures without end.
Part: TypeAlias = Any


class Lit(NamedTuple):
    """A literal string, number, boolean or null."""

    value: str | int | float | bool | None
    line: int


class Name(NamedTuple):
    """A dotted reference as written: `MODEL`, `settings.model`, `self.llm`, `process.env.MODEL`."""

    path: str
    line: int


class Template(NamedTuple):
    """A string joined of parts: f-string, template literal, concatenation, `%`/format with known places."""

    parts: tuple[Part, ...]
    line: int


class CallRef(NamedTuple):
    """The result of ModuleFacts.calls[call]."""

    call: int
    line: int


class Seq(NamedTuple):
    """A list, tuple, set or array literal."""

    items: tuple[Part, ...]
    line: int


class Map(NamedTuple):
    """A dict or object literal; a key is a Part (Lit for plain keys); spreads are pairs with key None."""

    pairs: tuple[tuple[Part | None, Part], ...]
    line: int


class Item(NamedTuple):
    """`base[key]`."""

    base: Part
    key: Part
    line: int


class Member(NamedTuple):
    """`base.path` where base is not a plain name (a call's result, a subscript, ...)."""

    base: Part
    path: str
    line: int


class Either(NamedTuple):
    """One of several values: `a or b`, `a ?? b`, `b if c else a`. Written order. With `falls_back` each is taken only
    where those before it are nothing."""

    options: tuple[Part, ...]
    line: int
    falls_back: bool = False


class FuncRef(NamedTuple):
    """A function or class written in place (lambda, arrow function): its scope name, e.g. `main.<lambda:12>`."""

    scope: str
    line: int


class Opaque(NamedTuple):
    """Anything else: its source text, cut at 200 characters."""

    text: str
    line: int


class Elsewhere(NamedTuple):
    """A value that stands in another file: a configuration document that code reads, or a scope of other code."""

    value: Part
    path: str
    line: int
    scope: str = ""


Value: TypeAlias = "Lit | Name | Template | CallRef | Seq | Map | Item | Member | Either | FuncRef | Opaque | Elsewhere"


# Members of what a loop goes through that stand for a column of it (see resolving.columns): the names or places and the
# values of a mapping or list; the first and second of each row, or of each entry of a mapping.
COLUMN_KEYS, COLUMN_VALUES, FIRST_COLUMN, SECOND_COLUMN = "*keys", "*values", "*first", "*second"


def key_name(key: Part | None) -> Any:
    """What a mapping's key is called: a literal's value, a name's path; None for a spread or a key that is computed."""
    return getattr(key, "value", getattr(key, "path", None))


class Import(NamedTuple):
    """`alias` is the local name. `name` is None when the module itself is bound, "*" for all of its names,
    "default" for a JavaScript default import. Python's relative modules keep their leading dots; JavaScript's
    their "./". `typing_only` is True for type-only imports."""

    module: str
    name: str | None
    alias: str
    line: int
    scope: str = ""
    typing_only: bool = False


class Binding(NamedTuple):
    """`name` gets `value` in `scope`. `name` is dotted for attributes (`self.llm`). `form`: "assign", "field"
    (class body, dataclass, pydantic, enum member, object property of an exported constant), "param" (a
    parameter's default), "loop", "column" (of a loop whose rows are taken apart), "with", "return" (name is the
    function's own name)."""

    name: str
    scope: str
    value: Value
    line: int
    form: str = "assign"
    annotation: str = ""
    certain: bool = True  # False where a function binds a name of another scope (`global`): nobody knows when


class Call(NamedTuple):
    """One call. `callee` is the dotted name as written, or the dotted rest after `receiver`."""

    callee: str
    receiver: Value | None
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]
    line: int
    end_line: int
    scope: str
    form: str = "call"  # "call", "new", "decorator", "annotation", "template-tag", "shell", "file", "jsx", "case"
    spread: bool = False  # **kwargs or ...rest: more arguments than can be read
    types: tuple[str, ...] = ()  # explicit type arguments as written: `AddFromType<TimePlugin>()`


CASE = "<case>"  # the callee that stands for a branch which a text chooses, form "case"; JavaScript only


class Param(NamedTuple):
    """One parameter of a function; the default stands again as a Binding of form "param"."""

    name: str
    default: Value | None
    annotation: str
    line: int


class Function(NamedTuple):
    """A function or method; `scope` is the enclosing scope, `name` its own name."""

    name: str
    scope: str
    params: tuple[Param, ...]
    decorators: tuple[Value, ...]  # CallRef for a called decorator or annotation, Name for a bare one
    returns: tuple[Value, ...]
    doc: str  # first paragraph of the docstring or doc comment
    line: int
    end_line: int
    gives: str = ""  # the declared type of the result; Java, Kotlin and Python only


class Class(NamedTuple):
    """A class, interface, struct or record."""

    name: str
    scope: str
    bases: tuple[Value, ...]
    decorators: tuple[Value, ...]
    doc: str
    line: int
    end_line: int


class Asked(NamedTuple):
    """What a condition asks: whether a name is one of some words (`provider == "openai"`), or of those that another
    name holds (`model in OPENAI_MODELS`)."""

    name: str
    words: tuple[str, ...]
    listed: str = ""


class Arm(NamedTuple):
    """One of the ways through a statement that chooses, from `line` to `end_line`: a branch, a case, a handler of
    errors, the body of a loop. The statement goes from `start_line` to `last_line`."""

    scope: str
    line: int
    end_line: int
    start_line: int
    last_line: int
    leaves: bool = False  # ends by leaving (return, throw, continue): nothing it binds is seen below it
    whole: bool = False  # one arm of the statement is always taken (there is an `else`)
    loop: bool = False
    given: tuple[Asked, ...] = ()  # what holds within it
    taken: tuple[Asked, ...] = ()  # it is taken where one of these holds


class Directive(NamedTuple):
    """An inline comment to us: `# aibom: ignore[AIB101] reason` or `# aibom: name=...`; `text` follows "aibom:"."""

    text: str
    line: int


class Problem(NamedTuple):
    """Something in the file that could not be read: a syntax error, a depth limit. The rest was read."""

    reason: str
    line: int


class ModuleFacts(NamedTuple):
    """All facts of one file. `language`: python, javascript, typescript, go, java, kotlin, csharp, rust, ruby, php."""

    path: str
    language: str
    imports: tuple[Import, ...] = ()
    bindings: tuple[Binding, ...] = ()
    calls: tuple[Call, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    exports: tuple[tuple[str, Value], ...] = ()  # JavaScript: exported name -> value; others leave it empty
    directives: tuple[Directive, ...] = ()
    problems: tuple[Problem, ...] = ()
    arms: tuple[Arm, ...] = ()
    package: str = ""  # dotted: Java/Kotlin/Go package, C#/PHP namespace (the file's first); else ""
