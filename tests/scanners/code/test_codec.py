"""Facts survive the way through the cache; damaged entries read as None."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.scanners.code import codec
from aibom.scanners.code.codec import from_json, to_json
from aibom.scanners.code.facts import (
    Binding,
    Call,
    CallRef,
    Class,
    Directive,
    Either,
    FuncRef,
    Function,
    Import,
    Item,
    Lit,
    Map,
    Member,
    ModuleFacts,
    Name,
    Opaque,
    Param,
    Problem,
    Seq,
    Template,
    Value,
)

lines = st.integers(1, 10_000)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = texts | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
leaves = (
    st.builds(Lit, scalars | st.none(), lines)
    | st.builds(Name, texts, lines)
    | st.builds(CallRef, lines, lines)
    | st.builds(FuncRef, texts, lines)
    | st.builds(Opaque, texts, lines)
)


def _nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    many = st.lists(inner, max_size=3).map(tuple)
    pairs = st.lists(st.tuples(st.none() | inner, inner), max_size=3).map(tuple)
    return (
        st.builds(Template, many, lines)
        | st.builds(Seq, many, lines)
        | st.builds(Either, many, lines)
        | st.builds(Map, pairs, lines)
        | st.builds(Item, inner, inner, lines)
        | st.builds(Member, inner, texts, lines)
    )


values = st.recursive(leaves, _nested, max_leaves=12)


def _several(made: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(made, max_size=2).map(tuple)


params = st.builds(Param, texts, st.none() | values, texts, lines)
kwargs = _several(st.tuples(texts, values))
modules = st.builds(
    ModuleFacts,
    path=texts,
    language=texts,
    imports=_several(st.builds(Import, texts, st.none() | texts, texts, lines, texts, st.booleans())),
    bindings=_several(st.builds(Binding, texts, texts, values, lines, texts, texts, st.booleans())),
    calls=_several(
        st.builds(
            Call,
            texts,
            st.none() | values,
            _several(values),
            kwargs,
            lines,
            lines,
            texts,
            texts,
            st.booleans(),
            _several(texts),
        )
    ),
    functions=_several(
        st.builds(Function, texts, texts, _several(params), _several(values), _several(values), texts, lines, lines)
    ),
    classes=_several(st.builds(Class, texts, texts, _several(values), _several(values), texts, lines, lines)),
    exports=_several(st.tuples(texts, values)),
    directives=_several(st.builds(Directive, texts, lines)),
    problems=_several(st.builds(Problem, texts, lines)),
    package=texts,
)


@given(modules)
@settings(max_examples=50, deadline=None)
def test_facts_survive_the_way(facts: ModuleFacts) -> None:
    back = from_json(to_json(facts))
    assert back == facts
    assert back is not None
    assert list(map(type, back.calls)) == list(map(type, facts.calls))
    assert to_json(back) == to_json(facts)


def test_all_fields_of_facts_are_carried() -> None:
    """A new field without a reader of its own would come back as a list."""
    assert set(ModuleFacts._fields) == set(codec._FIELDS) | {"path", "language", "package"}


def test_floats_and_booleans_keep_their_type() -> None:
    facts = ModuleFacts("a.py", "python", bindings=tuple(Binding("x", "", Lit(v, 1), 1) for v in (1, 1.0, True, None)))
    back = from_json(to_json(facts))
    assert back is not None
    assert [type(b.value.value) for b in back.bindings if type(b.value) is Lit] == [int, float, bool, type(None)]


SMALL = to_json(
    ModuleFacts(
        "a.py",
        "python",
        imports=(Import("openai", None, "openai", 1),),
        calls=(Call("f", None, (Seq((Lit("x", 1),), 1),), (("k", Name("n", 1)),), 1, 1, "", "new"),),
    )
)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"null", b"1", b"[]", b"{}", b"[1]", b"[1,2]", b"[1,[]]", b"[1,{}]", b"\xff"),
        *(b'[1,["a","b",[[]]]]', SMALL[:-3], SMALL + b"x"),
    ],
)
def test_damaged_entries_are_misses(data: bytes) -> None:
    assert from_json(data) is None


def test_entries_of_another_version_are_misses() -> None:
    _, row = orjson.loads(SMALL)
    assert from_json(orjson.dumps([codec.VERSION + 1, row])) is None


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_flipped_bytes_never_raise(place: int, byte: int) -> None:
    from_json(SMALL[:place] + bytes([byte]) + SMALL[place + 1 :])
