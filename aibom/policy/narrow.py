"""A rule's predicate for components of one kind: what it asks of the kind is answered before any component is asked."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.policy.kleene import Truth
from aibom.policy.rule import Rule
from aibom.policy.syntax import Compare, Join, Named, Predicate


def full_predicate(rule: Rule) -> Predicate:
    """`select` and `when` joined."""
    return Join("all", (rule.select, rule.when)) if rule.select is not None else rule.when


def narrowed(rule: Rule, kind: str) -> Predicate | None:
    """The predicate for components of this kind; None when it is false of all of them."""
    full = full_predicate(rule)
    found = _narrow(full, kind)
    if found is False:
        return None
    return full if found is None or found is True else found


def _narrow(node: Predicate, kind: str) -> Predicate | Truth:
    """The node without its questions about the kind, or its truth when nothing else is asked."""
    if isinstance(node, Compare):
        return _answer(node, kind)
    if isinstance(node, Named):
        return _narrow(node.part, kind)
    if not isinstance(node, Join):
        return node
    if node.how == "not":
        part = _narrow(node.parts[0], kind)
        return not part if isinstance(part, bool) else Join("not", (_as_predicate(part, node.parts[0]),))
    decides = node.how == "any"
    parts = []
    for part in _flat(node):
        found = _narrow(part, kind)
        if found is decides:
            return decides
        if not isinstance(found, bool):
            parts.append(_as_predicate(found, part))
    if not parts:
        return not decides
    return parts[0] if len(parts) == 1 else Join(node.how, tuple(parts))


def _flat(node: Join) -> Iterator[Predicate]:
    """The parts, with those of inner joins of the same sort."""
    for part in node.parts:
        if isinstance(part, Join) and part.how == node.how:
            yield from _flat(part)
        else:
            yield part


def _as_predicate(found: Predicate | Truth, before: Predicate) -> Predicate:
    return before if found is None or isinstance(found, bool) else found


def _answer(node: Compare, kind: str) -> Predicate | Truth:
    """Whether components of this kind satisfy a comparison of the kind."""
    if node.path.text != "kind" or node.in_item:
        return node
    name, operand = node.operator.name, node.operand
    if name in ("eq", "ne"):
        return (kind == operand) is (name == "eq")
    if name in ("in", "not_in"):
        return (kind in operand) is (name == "in")
    return node
