"""Classes of the project's own making that are tools or agents, though no library that the catalogue knows says so.

Three things tell them: the class of the tree that they derive from (`...Tool`, `...Agent`), what they say for a model
to choose them (see aibom.scanners.code.matching.tool_shape), and what they or their folder are called. They match the
signatures of the pseudo module `<tree>` and are from then on what any other tool or agent is. Classes that are agents
by what their methods do are told later, see aibom.scanners.code.matching.own.agents.
"""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import Class, Value
from aibom.scanners.code.matching.model_names import is_name
from aibom.scanners.code.matching.tool_shape import class_name, is_described, record_name, runs, takes_input
from aibom.scanners.code.resolving.members import ancestors
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition

# The name of a base of the tree that says what derives from it.
_FAMILY = re.compile(r"(?:^|[a-z0-9._])(Tool|Agent|Capability|Ability|Skill)(?:Base|Interface|Protocol|ABC)?$")
_AGENT = "Agent"
_ABSTRACT = frozenset(("ABC", "Protocol"))  # bases of what nobody makes objects of
_TOOL_NAME = re.compile(r"\w*(?:Tool|Function|Skill)s?")
_TOOL_FOLDER = re.compile(r"(?:^|[/_.])(?:tools?|toolbox|functions?|skills?|mcp)(?:[/_.]|$)", re.IGNORECASE)


def own_kinds(resolver: Resolver, cls: Definition) -> list[str]:
    """What a class of the tree is of "Agent" and "Tool"."""
    module = resolver.modules[cls.path]
    if not _ABSTRACT.isdisjoint(map(_last, module.classes[cls.scope].bases)):
        return []  # what derives from it is told
    named = (match[1] for base in ancestors(resolver, cls) if (match := _FAMILY.search(base.scope)))
    found = {name if name == _AGENT else "Tool" for name in named}
    if found and (is_described(resolver, cls) or is_name(record_name(resolver, cls))):
        return sorted(found)
    is_tool = _is_go_tool(resolver, module, cls) if module.group == "go" else _is_tool(resolver, module, cls)
    return ["Tool"] if is_tool else []


def _is_tool(resolver: Resolver, module: Module, cls: Definition) -> bool:
    """Whether a class is called a tool and is one: it has a name, tells what it does and takes, and runs."""
    declared = module.classes[cls.scope]
    if any(str(getattr(base, "path", "")).endswith("Command") for base in declared.bases):
        return False  # of a console
    if not (_TOOL_NAME.fullmatch(declared.name) or _derives_from_tool(declared) or _is_among_tools(cls.path)):
        return False
    if not runs(resolver, cls):
        return False
    if is_name(record_name(resolver, cls)):
        return True
    if not is_name(class_name(resolver, cls)):
        return False
    takes = _derives_from_tool(declared) or takes_input(resolver, cls)  # what it takes may be the base's part
    return takes and is_described(resolver, cls)


def _derives_from_tool(declared: Class) -> bool:
    return any(map(_TOOL_NAME.fullmatch, map(_last, declared.bases)))


def _last(base: Value) -> str:
    """The last word of what a class derives from."""
    return str(getattr(base, "path", "")).rpartition(".")[2]


def _is_among_tools(path: str) -> bool:
    return bool(_TOOL_FOLDER.search(path.rpartition(".")[0]))


def _is_go_tool(resolver: Resolver, module: Module, cls: Definition) -> bool:
    """Whether a type of Go has the methods of a tool. A command of a program may have a name, a description and a `Run`
    as well, so that it has to say what it takes, be called as langchaingo calls its tools, or answer all of it with one
    record."""
    methods = module.functions
    if not resolver.any_ai:
        return False
    if f"{cls.scope}.Name" not in methods or f"{cls.scope}.Description" not in methods:
        tool = _TOOL_NAME.fullmatch(module.classes[cls.scope].name) or _is_among_tools(cls.path)
        return bool(tool) and is_name(record_name(resolver, cls)) and runs(resolver, cls)
    called = methods.get(f"{cls.scope}.Call")
    chained = called is not None and [one.annotation for one in called.params] == ["context.Context", "string"]
    return (chained or (takes_input(resolver, cls) and runs(resolver, cls))) and is_described(resolver, cls)
