"""Makes tests (closures over a component's facts) of a predicate's tree, with the three-valued rules.

A missing fact: `absent` is true, every comparison is unknown. An explicit null: `absent` is true, comparisons
are false, as a list it is empty. An unresolved value, or a list that a composition calls incomplete: unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aibom.core.versions import version_key
from aibom.policy.kleene import Test, Truth, all_of, any_of, none_of
from aibom.policy.leaf import asks_for_presence, leaf_of, reader
from aibom.policy.lists import DECIDERS, Item, any_test, is_unresolved, items_of, list_test, within
from aibom.policy.operators import ORDER_TESTS
from aibom.policy.paths import ITEM, MISSING, Getter, Path, ValueType
from aibom.policy.syntax import Aggregate, Compare, Join, Named, Predicate, Quantified, Reach
from aibom.policy.world import Values, World, kinds_of


@dataclass(frozen=True, slots=True)
class Compiled:
    """A predicate that can be asked.

    `test` takes the subject's values. For findings and `explain`: `label` says it in words, `reads` gives the
    value that a leaf looks at, `items` the list items with what each gave, `witness` the path of a graph walk.
    """

    test: Test
    label: str
    role: str
    parts: tuple[Compiled, ...] = ()
    path: str = ""
    reads: Getter | None = None
    items: Callable[[Values], list[Item]] | None = None
    witness: Callable[[Values], tuple[str, ...]] | None = None

    def roles(self) -> frozenset[str]:
        """The roles of all nodes of the tree."""
        return frozenset({self.role}).union(*(part.roles() for part in self.parts))


def compile_predicate(node: Predicate, world: World) -> Compiled:
    """The tests of a predicate over this world; cheap, and nothing of the world is read before it is asked."""
    if isinstance(node, Compare):
        return _compare(node, world)
    if isinstance(node, Join):
        parts = tuple(compile_predicate(part, world) for part in node.parts)
        leaf = leaf_of(node, world.today)
        return Compiled(leaf.test() if leaf else _joined(node, parts, world), node.how, node.how, parts)
    if isinstance(node, Named):
        part = compile_predicate(node.part, world)
        return Compiled(part.test, f"is {node.name}", "all", (part,))
    if isinstance(node, Quantified):
        return _quantified(node, world)
    return _reach(node, world) if isinstance(node, Reach) else _aggregate(node, world)


def _joined(node: Join, parts: tuple[Compiled, ...], world: World) -> Test:
    tests = [part.test for part in parts]
    if node.how == "not":
        return none_of(tests[0])
    return all_of(_together(node.parts, tests, world)) if node.how == "all" else any_of(tests)


def _together(nodes: tuple[Predicate, ...], tests: list[Test], world: World) -> list[Test]:
    """The tests of a conjunction, without those for presence of a fact that another one looks at anyway."""
    present = {
        one.path.text: index for index, one in enumerate(nodes) if isinstance(one, Compare) and asks_for_presence(one)
    }
    dropped = set()
    for index, node in enumerate(nodes):
        if not isinstance(node, Compare | Quantified) or node.in_item or present.get(node.path.text, index) == index:
            continue
        test = _false_when_missing(node, world)
        if test is not None:
            tests[index] = test
            dropped.add(present.pop(node.path.text))
    return [test for index, test in enumerate(tests) if index not in dropped]


def _false_when_missing(node: Compare | Quantified, world: World) -> Test | None:
    """The node's test, false instead of unknown when nobody states the fact; None when it has no such form."""
    if isinstance(node, Compare):
        leaf = leaf_of(node, world.today)
        return leaf._replace(missing=False).test() if leaf else None
    return _quantified(node, world, missing=False).test if node.how == "any" else None


def _compare(node: Compare, world: World) -> Compiled:
    get = reader(node.path, node.in_item)
    name = node.operator.name
    leaf = leaf_of(node, world.today)
    if leaf is not None:
        test = leaf.test()
    elif name in _PRESENCE:
        test = _PRESENCE[name](get, node, world)
    else:
        test = _version_test(ORDER_TESTS[name], node.operand)
    return Compiled(test, f"{node.path.text} {name} {_written(node.operand)}", "leaf", path=node.path.text, reads=get)


def _written(operand: Any) -> str:
    if isinstance(operand, tuple):
        shown = ", ".join(str(item) for item in operand[:6])
        return f"[{shown}, ... {len(operand)} in all]" if len(operand) > 6 else f"[{shown}]"
    return str(operand).lower() if isinstance(operand, bool) else str(operand)


# Classes of values that are there, whatever they hold.
_PLAIN = frozenset({str, bool, list, int, float})


def _absent(get: Getter, node: Compare, _world: World) -> Test:
    wanted = bool(node.operand) == (node.operator.name == "absent")

    def test(values: Any) -> Truth:
        value = get(values)
        if value.__class__ in _PLAIN:
            return not wanted
        if value is MISSING or value is None:
            return wanted
        return None if is_unresolved(value) else not wanted

    return test


def _empty(get: Getter, node: Compare, world: World) -> Test:
    wanted = bool(node.operand)

    def test(values: Any) -> Truth:
        value = get(values)
        if value is None:
            return False
        if value.__class__ not in (str, list, tuple):
            return None
        if value or not _open_list(values, node.path, world):
            return wanted is (not value)
        return None

    return test


def _exists(get: Getter, node: Compare, world: World) -> Test:
    wanted = bool(node.operand)

    def test(values: Any) -> Truth:
        value = get(values)
        if value is MISSING or value is None:
            return None if _open_list(values, node.path, world) else not wanted
        if value.__class__ not in (list, tuple):
            return None
        if value:
            return wanted
        return None if _open_list(values, node.path, world) else not wanted

    return test


_PRESENCE: Mapping[str, Callable[[Getter, Compare, World], Test]] = {
    "absent": _absent,
    "present": _absent,
    "empty": _empty,
    "exists": _exists,
}


def _open_list(values: Any, path: Path, world: World) -> bool:
    """Whether the list is known to be incomplete."""
    if not world.incomplete or path is ITEM:
        return False
    return (values.get("ref", ""), path.text) in world.incomplete


def _version_test(order: Callable[[Any, Any], bool], operand: str) -> Test:
    def test(values: Values) -> Truth:
        value = values.get("version", MISSING)
        if value is None:
            return False
        if not isinstance(value, str):
            return None
        ecosystem = ecosystem_of(values)
        key, limit = version_key(value, ecosystem), version_key(operand, ecosystem)
        return None if key is None or limit is None else order(key, limit)

    return test


def ecosystem_of(values: Values) -> str:
    """The purl type that says how versions are ordered; `generic` when nothing tells."""
    purl = values.get("purl")
    if isinstance(purl, str) and purl.startswith("pkg:"):
        return purl[4:].partition("/")[0].lower()
    ecosystem = values.get("ecosystem")
    return ecosystem if isinstance(ecosystem, str) else "generic"


def _quantified(node: Quantified, world: World, missing: Truth = None) -> Compiled:
    part = compile_predicate(node.part, world) if node.part is not None else None
    check: Test = part.test if part is not None else _always
    get = reader(node.path, node.in_item)
    members = dict if node.path.type is ValueType.OBJECTS else str
    name = node.path.text

    def is_open(values: Values) -> bool:
        return (values.get("ref", ""), name) in world.incomplete

    decide = DECIDERS[node.how](node.bounds)
    if node.how == "any":
        test = any_test(name, check, members, is_open if world.incomplete else None, missing)
    else:
        test = list_test(get, check, members, decide, is_open)
    label = f"{name} {node.how}" + (f" ({node.bounds.text})" if node.bounds else "")
    return Compiled(test, label, "list", (part,) if part else (), name, get, items_of(get, check, members))


def _always(_item: Any) -> Truth:
    return True


def _reach(node: Reach, world: World) -> Compiled:
    target = compile_predicate(node.target, world)
    found = world.reachability(node, target.test)
    via = ", ".join(sorted(node.via)) or "any relation"
    word = "reached by" if node.backwards else "reaches"
    return Compiled(
        lambda values: found.test(values.get("ref", "")),
        f"{word} (via {via}, at most {node.max_depth} steps)",
        "graph",
        (target,),
        witness=lambda values: found.witness(str(values.get("ref", ""))),
    )


def _aggregate(node: Aggregate, world: World) -> Compiled:
    of = compile_predicate(node.of, world)
    among = compile_predicate(node.among, world) if node.among is not None else None
    found: list[Truth] = []

    def test(_values: Any) -> Truth:
        # The answer is the same for every subject of this world.
        if not found:
            found.append(_measure(node, of.test, among.test if among else _always, world))
        return found[0]

    parts = (of,) if among is None else (of, among)
    return Compiled(test, f"{node.how} of components ({node.bounds.text})", "aggregate", parts)


def _measure(node: Aggregate, of: Test, among: Test, world: World) -> Truth:
    sure = possible = total = largest = 0
    for values in world.candidates(kinds_of(node.among) if node.among else kinds_of(node.of)):
        inside = among(values)
        if inside is False:
            continue
        match = of(values)
        largest += 1
        total += inside is True
        possible += match is not False
        sure += match is True and inside is True
    if ("", "components") in world.incomplete:
        return None if node.how == "share" else within(node.bounds, sure, float("inf"))
    if node.how == "count":
        return within(node.bounds, sure, possible)
    if not largest:
        return None
    return within(node.bounds, sure / largest, min(1.0, possible / max(total, 1)))
