"""JavaScript and TypeScript: what a module imports and exports, in ES and CommonJS form.

- `import "x"` has the alias "". `export * from "x"` is an Import of "*" and the export ("*", Lit("x")).
- `export {a as b} from "x"` is an Import of `a` as `b` and the export ("b", Name("b")).
- `require("x")` and `import("x")` inside a larger expression are Imports named `<import:LINE:COLUMN>`, and that
  Name stands in the expression.
- `module.exports = {a}` exports "default" and each plain key of the object.
"""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import Import, Lit, Map, Name, Value
from aibom.scanners.code.treesitter.literals import unescape
from aibom.scanners.code.treesitter.nodes import first
from aibom.scanners.code.treesitter.reader import Reader
from aibom.scanners.code.treesitter.script_sources import plain_module


def import_statement(r: Reader, node: Node) -> None:
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type.startswith("import_")), None)
    only = _typing_only(node)
    if clause is not None and clause.type == "import_require_clause":
        source = clause.child_by_field_name("source")
        _state(r, source, None, r.text(first(clause)), clause, only)
    elif clause is None:
        _state(r, source, None, "", node, only)
    for child in clause.named_children if clause is not None else ():
        match child.type:
            case "identifier" if clause is not None and clause.type == "import_clause":
                _state(r, source, "default", r.text(child), child, only)
            case "namespace_import":
                _state(r, source, None, r.text(first(child)), child, only)
            case "named_imports":
                _named(r, source, child, only)


def _named(r: Reader, source: Node | None, node: Node, only: bool) -> list[str]:
    """The specifiers of `{a, b as c}` as Imports; the local names."""
    aliases = []
    for child in node.named_children:
        name = r.text(child.child_by_field_name("name")).strip("\"'")
        if name:
            alias = r.text(child.child_by_field_name("alias")).strip("\"'") or name
            _state(r, source, name, alias, child, only or _typing_only(child))
            aliases.append(alias)
    return aliases


def _typing_only(node: Node) -> bool:
    return any(child.type in ("type", "typeof") for child in node.children[:2])


def _state(r: Reader, source: Node | None, name: str | None, alias: str, node: Node, only: bool = False) -> None:
    module = plain_module(unescape(r.text(source)[1:-1]))
    if module:
        r.imports.append(Import(module, name, alias, r.line(node), r.frame.scope, only))


# -- require() and import()

_WRAPPERS = frozenset({"await_expression", "parenthesized_expression", "as_expression", "non_null_expression"})


def loaded(r: Reader, node: Node) -> Node | None:
    """The literal module name of `require("x")` or `import("x")`, else None."""
    function = node.child_by_field_name("function")
    if function is None or function.type not in ("import", "identifier"):
        return None
    if function.type != "import" and r.text(function) != "require":
        return None
    given = node.child_by_field_name("arguments")
    name = first(given) if given is not None else None
    return name if name is not None and name.type == "string" else None


def load(r: Reader, node: Node, source: Node) -> Value:
    """State the Import of a module that is loaded inside an expression, and name it."""
    line = r.line(node)
    alias = f"<import:{line}:{node.start_point[1]}>"
    _state(r, source, None, alias, node)
    return Name(alias, line)


def required(r: Reader, target: Node, value: Node) -> bool:
    """State the Imports of `const x = require("m")`, `const {a, b: c} = await import("m")`, `... = require("m").x`."""
    inner = _awaited(value)
    name = None
    if inner.type == "member_expression" and (base := inner.child_by_field_name("object")):
        name, inner = r.text(inner.child_by_field_name("property")), _awaited(base)
    source = loaded(r, inner)
    if source is None:
        return False
    if target.type == "identifier":
        _state(r, source, name, r.text(target), value)
        return True
    if target.type != "object_pattern" or name is not None:
        return False
    children = [child for child in target.named_children if not child.is_extra]
    names = [pair for child in children if (pair := _destructured(r, child))]
    if len(names) < len(children):
        return False
    for pair in names:
        _state(r, source, *pair, value)
    return True


def _destructured(r: Reader, node: Node) -> tuple[str, str] | None:
    if node.type == "shorthand_property_identifier_pattern":
        return r.text(node), r.text(node)
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type == "pair_pattern" and value is not None and value.type == "identifier":
        return r.text(key).strip("\"'"), r.text(value)
    return None


def _awaited(node: Node) -> Node:
    inner: Node | None = node
    while inner is not None and inner.type in _WRAPPERS:
        node, inner = inner, first(inner)
    return inner or node


# -- exports


def export_statement(r: Reader, node: Node) -> None:
    source, declaration = node.child_by_field_name("source"), node.child_by_field_name("declaration")
    value = node.child_by_field_name("value")
    kinds = {child.type for child in node.children}
    if source is not None:
        _reexport(r, node, source)
    elif declaration is not None:
        names = ["default"] if "default" in kinds else []
        declared = [name for name in _declared(r, declaration) if name and not r.frame.scope]
        r.exports += [(names[0] if names else name, Name(name, r.line(declaration))) for name in declared]
        r.notes[declaration.id] = [node]
        r.later(declaration)
    elif value is not None or "=" in kinds:
        r.exports.append(("default", r.value(value or first(node))))
    else:
        _export_names(r, node)


def _reexport(r: Reader, node: Node, source: Node) -> None:
    line, only = r.line(node), _typing_only(node)
    clause = next((child for child in node.named_children if child.type in ("export_clause", "namespace_export")), None)
    if clause is None:
        _state(r, source, "*", "*", node, only)
        r.exports.append(("*", Lit(unescape(r.text(source)[1:-1]), line)))
    elif clause.type == "namespace_export":
        alias = r.text(first(clause))
        _state(r, source, None, alias, node, only)
        r.exports.append((alias, Name(alias, line)))
    else:
        r.exports += [(alias, Name(alias, line)) for alias in _named(r, source, clause, only)]


def _export_names(r: Reader, node: Node) -> None:
    for clause in node.named_children:
        for child in clause.named_children if clause.type == "export_clause" else ():
            name = r.text(child.child_by_field_name("name"))
            alias = r.text(child.child_by_field_name("alias")).strip("\"'") or name
            r.exports.append((alias, Name(name, r.line(child))))


def _declared(r: Reader, node: Node) -> list[str]:
    """The names that a declaration declares."""
    if "variable" not in node.type and "lexical" not in node.type:
        return [r.text(node.child_by_field_name("name"))]
    targets = [child.child_by_field_name("name") for child in node.named_children]
    names: list[str] = []
    waiting = [target for target in reversed(targets) if target is not None]
    while waiting:
        target = waiting.pop()
        match target.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                names.append(r.text(target))
            case "pair_pattern" | "assignment_pattern" | "object_assignment_pattern":
                inner = target.child_by_field_name("value" if target.type == "pair_pattern" else "left")
                waiting += [inner] if inner is not None else []
            case _:
                waiting += reversed(target.named_children)
    return names


def exported(r: Reader, target: str, value: Value) -> None:
    """CommonJS: `module.exports = v`, `module.exports.x = v`, `exports.x = v`."""
    if target == "module.exports":
        r.exports.append(("default", value))
        for key, item in value.pairs if isinstance(value, Map) else ():
            if isinstance(key, Lit) and isinstance(key.value, str):
                r.exports.append((key.value, item))
        return
    for prefix in ("module.exports.", "exports."):
        if target.startswith(prefix) and "." not in target[len(prefix) :]:
            r.exports.append((target[len(prefix) :], value))
            return
