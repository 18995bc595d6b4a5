"""Predicates as they are asked (folded, and narrowed to a kind) against a plain reading of the truth tables."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from policy_samples import TODAY, policy_of, rule_text

from aibom.core.json import Json
from aibom.policy.compile import compile_predicate
from aibom.policy.kleene import Truth, conjunction, disjunction, negation
from aibom.policy.narrow import full_predicate, narrowed
from aibom.policy.world import World

KINDS = ("model", "library", "tool")
COMPARISONS: dict[str, dict[str, Any]] = {
    "kind": {"eq": "model", "in": ["model", "tool"], "ne": "tool", "not_in": ["library"]},
    "hosted": {"eq": True, "ne": True, "present": True, "absent": True},
    "source": {"eq": "hf:a/b", "in": ["hf:a/b", "x"], "glob": ["hf:*"], "none_glob": ["hf:a/*"], "present": True},
    "formats": {"any": "pickle", "present": True, "exists": True},
}
VALUES: dict[str, list[Any]] = {
    "hosted": [True, False, None, {"unresolved": "x"}, "yes"],
    "source": ["hf:a/b", "hf:c/d", "x", None, {"unresolved": "x"}, 3],
    "formats": [["pickle"], ["gguf"], [], ["gguf", "pickle"], None, {"unresolved": "x"}],
}


@st.composite
def predicates(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    if depth and draw(st.booleans()):
        how = draw(st.sampled_from(["all", "any", "not"]))
        if how == "not":
            return {"not": draw(predicates(depth - 1))}
        return {how: draw(st.lists(predicates(depth - 1), min_size=1, max_size=3))}
    names = draw(st.lists(st.sampled_from(sorted(COMPARISONS)), min_size=1, max_size=2, unique=True))
    return {name: draw(st.sampled_from([{one: operand} for one, operand in COMPARISONS[name].items()])) | (
        {"present": True} if draw(st.booleans()) else {}
    ) for name in names}  # fmt: skip


FACTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS)}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
)


def plainly(predicate: dict[str, Any], facts: dict[str, Json]) -> Truth:
    parts: list[Truth] = []
    for key, value in predicate.items():
        if key in ("all", "any"):
            join = conjunction if key == "all" else disjunction
            parts.append(join([plainly(part, facts) for part in value]))
        elif key == "not":
            parts.append(negation(plainly(value, facts)))
        else:
            parts += [compared(name, operand, key, facts) for name, operand in value.items()]
    return conjunction(parts)


def compared(name: str, operand: Any, fact: str, facts: dict[str, Json]) -> Truth:
    value = facts.get(fact)
    is_unreadable = isinstance(value, dict)
    if name in ("absent", "present"):
        return None if is_unreadable else (value is None) is (name == "absent")
    if name == "exists":
        return False if value is None else None if is_unreadable else bool(value)
    if fact not in facts or is_unreadable:
        return None
    if value is None:
        return False
    if name == "any":
        return operand in value if isinstance(value, list) else None
    if not isinstance(value, bool if fact == "hosted" else str):
        return None
    globs = {"glob": lambda: any(str(value).startswith(one.rstrip("*")) for one in operand)}
    globs["none_glob"] = lambda: not globs["glob"]()
    plain = {"eq": value == operand, "ne": value != operand} | (
        {"in": value in operand, "not_in": value not in operand} if isinstance(operand, list) else {}
    )
    return globs[name]() if name in globs else plain[name]


@given(predicates(), st.lists(FACTS, min_size=1, max_size=6))
def test_asked_as_the_tables_say(predicate: dict[str, Any], subjects: list[dict[str, Json]]) -> None:
    import json

    body = f"select: {json.dumps({'kind': {'in': list(KINDS)}})}\nwhen: {json.dumps(predicate)}\nmessage: m"
    rule = policy_of(rule_text(body)).rules[0]
    world = World(today=TODAY)
    whole = compile_predicate(full_predicate(rule), world).test
    for facts in subjects:
        expected = plainly(predicate, facts)
        assert whole(facts) is expected
        left = narrowed(rule, str(facts["kind"]))
        assert (False if left is None else compile_predicate(left, world).test(facts)) is expected
