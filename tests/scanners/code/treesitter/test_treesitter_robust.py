"""Hostile and broken sources of every language: bounded, never an exception, the readable part read."""

from __future__ import annotations

import time
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reached import unreached
from test_treesitter_csharp import PLUGIN
from test_treesitter_go import SERVICE as GO
from test_treesitter_java import CONFIG as JAVA
from test_treesitter_javascript import AGENT
from test_treesitter_kotlin import CONFIG as KOTLIN
from test_treesitter_php import SERVICE as PHP
from test_treesitter_ruby import SERVICE as RUBY
from test_treesitter_rust import AGENT as RUST

from aibom.catalog.languages import language_of
from aibom.scanners.code.facts import Binding, Call, CallRef, ModuleFacts
from aibom.scanners.code.treesitter import grammars, read_source, shared

VIEW = """
export const View = ({ model = "gpt-4o", onPick }) => (
  <Picker value={model} onChange={(e) => onPick(e.target.value)} {...rest}>
    {models.map((m) => <Item key={m.id} label={`${m.name} (${m.id})`}>{m.name ?? "none"}</Item>)}
  </Picker>
);
"""
SERVED = """
async function serve(name, given) {
  switch (name) {
    case "search":
    case "find": { return await search(given.query); }
    default: return null;
  }
}
if (name === "rates") { rates(); }
for (const one of rows) use(one);
for (const [key, value] of Object.entries(table)) use(key, value);
for (const [, value] of Object.entries(table)) use(value);
for (const value of Object.values(table)) use(value);
for (const [at, { name }] of rows.entries()) use(at, name);
for (const [name, model] of [["fast", "gpt-4o-mini"], ["deep", "o3"]]) use(name, model);
for (const [name, model] of pairs()) use(name, model);
"""
RAZOR = """@using OpenAI.Chat
@inject ChatClient Client
<p>@Client</p>
@code { string Model = "gpt-4o"; void Ask() { if (Model == "}") { Client.Complete($"{Model}"); } } }
@{ var text = @"a""b"; }
"""
SAMPLES = {
    "serve.js": SERVED,
    "Chat.razor": RAZOR,
    "chat.astro": f"---\n{AGENT}\n---\n<p/><script>{SERVED}</script>",
    "index.html": f'<script src="https://esm.sh/openai@4"></script><script type="module">{SERVED}</script>',
    "agent.ts": AGENT,
    "agent.js": AGENT.replace(": string", "").replace(": Options", ""),
    "View.tsx": VIEW,
    "View.jsx": VIEW,
    "App.vue": f'<template><p/></template>\n<script lang="ts">{AGENT}</script>',
    "service.go": GO,
    "AssistantConfig.java": JAVA,
    "AssistantConfig.kt": KOTLIN,
    "WeatherPlugin.cs": PLUGIN,
    "agent.rs": RUST,
    "chat_service.rb": RUBY,
    "ChatService.php": PHP,
}
NESTS = {
    "a.ts": ("const x = {a: [", "", "f(", "`${"),
    "a.js": ("a ? b : ", "x => ", "!", "a.b(", "<A>"),
    "a.go": ("f(", "[]T{", "if x {", "!"),
    "a.java": ("f(", "new A(", "if (x) {", "class A {"),
    "a.kt": ("f(", "f { ", "if (x) ", "class A {"),
    "a.cs": ("F(", "new A { B = ", "if (x) {", "x => "),
    "a.rs": ("f(", "vec![", "if x {", 'json!({"a": '),
    "a.rb": ("f(", "[", "if x\n", "f do\n"),
    "a.php": ("<?php f(", "[", "if ($x) {", "fn($x) => "),
}
EXTRA = st.sampled_from(
    ["{", "}", "(", ")", "[", "]", '"', "'", "`", "${", "#{", "/*", "*/", "//", "\n", "\0", "=", ",", ";", "<", ">", "=>",
     "class ", "fn ", "import ", "\\", "\u2028", "\ud800", "é", "0x", "@", "#[", "?.", "::", "<<~A\n", "<<<A\n", "!"]
)  # fmt: skip


def read(path: str, data: bytes) -> ModuleFacts:
    language = language_of(path)
    assert language
    return read_source(path, data, language)


def sound(facts: ModuleFacts, lines: int) -> None:
    """References point to calls that exist, and lines into the file."""
    for call in facts.calls:
        assert isinstance(call, Call)
        assert 1 <= call.line <= lines
        for value in call.args:
            assert not isinstance(value, CallRef) or value.call < len(facts.calls)
    for binding in facts.bindings:
        assert isinstance(binding, Binding)
        assert 1 <= binding.line <= lines
        assert not isinstance(binding.value, CallRef) or binding.value.call < len(facts.calls)


def test_every_part_of_the_readers_is_reached_by_a_sample() -> None:
    work = lambda: [read(path, text.encode()) for path, text in SAMPLES.items()]  # noqa: E731
    assert unreached(("scanners/code/treesitter",), work) == set()


@pytest.mark.parametrize("path", sorted(SAMPLES))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_mutated_samples_never_raise(path: str, data: st.DataObject) -> None:
    text = SAMPLES[path]
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(st.lists(EXTRA, max_size=4).map("".join)) + text[end:]
    source = text.encode("utf-8", "surrogatepass")
    facts = read(path, source)
    sound(facts, source.count(b"\n") + 1)
    assert facts == read(path, source)


@pytest.mark.parametrize("path", sorted(SAMPLES))
@settings(max_examples=5, deadline=None)
@given(source=st.binary(max_size=400))
def test_any_bytes_are_read(path: str, source: bytes) -> None:
    assert read(path, source).path == path


@pytest.mark.parametrize(("path", "unit"), [(path, unit) for path, units in NESTS.items() for unit in units])
def test_deep_nesting_is_bounded(path: str, unit: str) -> None:
    began = time.process_time()
    for count in (200, 2500):
        sound(read(path, (unit * count).encode()), count * 2 + 1)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("path", sorted(NESTS))
def test_brackets_past_the_bound_are_a_problem(path: str) -> None:
    facts = read(path, (b"<?php " if path.endswith("php") else b"") + b"x = [\n" * 100_000)
    assert [one.reason for one in facts.problems] == ["brackets nested deeper than 3000 levels"]


def test_calls_in_deep_nesting_are_not_lost() -> None:
    facts = read("deep.js", b"f(" * 1000 + b"load('gpt-4o')" + b")" * 1000)
    assert len(facts.calls) == 1001
    assert [one.args[0].value for one in facts.calls if one.callee == "load"] == ["gpt-4o"]  # type: ignore[union-attr]


def test_long_chains_are_one_chain() -> None:
    facts = read("chain.js", b"app" + b"\n  .use(x)" * 2000 + b".listen(1)")
    last = facts.calls[-1]
    assert (len(facts.calls), last.callee, last.receiver) == (2001, "listen", CallRef(1999, 2001))
    facts = read("text.ts", b"const a = 'x'" + b" +\n 'y'" * 3000 + b";")
    assert facts.bindings[0].value.value == "x" + "y" * 3000  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("path", ["agent.ts", "service.go", "WeatherPlugin.cs"])
def test_encodings(path: str, encoding: str) -> None:
    plain = read(path, SAMPLES[path].encode())
    assert read(path, SAMPLES[path].encode(encoding)) == plain


def test_null_bytes_are_read_over() -> None:
    facts = read("a.js", b"const a = 'x';\0\0\nuse(a);")
    assert [one.callee for one in facts.calls] == ["use"]


def test_minified_code_is_a_problem() -> None:
    facts = read("bundle.js", b"(()=>{var e=new OpenAI({model:'gpt-4o'});" * 2000)
    assert [one.reason for one in facts.problems] == ["minified or generated: lines too long to be source"]


def test_parsing_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    rubbish = b"#[a]" * 500
    assert [one.reason for one in read("a.ts", rubbish).problems] == ["syntax error"]
    monkeypatch.setattr(grammars, "_REPORTS_ALWAYS", 20)
    monkeypatch.setattr(grammars, "_REPORTS_PER_BYTE", 0.001)
    facts = read("a.ts", rubbish + b"\n// aibom: ignore[AIB101]")
    assert [one.reason for one in facts.problems] == ["parsing takes too much work for its size"]
    assert [one.text for one in facts.directives] == ["ignore[AIB101]"]
    assert not read("b.ts", b"use(1);" * 10).problems


def test_parsing_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammars, "_SECONDS_ALWAYS", -1.0)
    facts = read("a.php", b"<?php " + b"x=" * 400)
    assert [one.reason for one in facts.problems] == ["parsing takes too much work for its size"]


def test_reading_to_the_end_again_and_again_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammars, "_PIECES_ALWAYS", 100)
    facts = read("a.kt", b"if x\n" * 5000)
    assert [one.reason for one in facts.problems] == ["parsing takes too much work for its size"]
    assert not read("b.kt", b"use(1)\n" * 10).problems


@pytest.mark.parametrize("name", ["javascript", "go", "java", "kotlin", "csharp", "rust", "ruby", "php"])
def test_tables_fit_the_grammar(name: str) -> None:
    tables = import_module(f"aibom.scanners.code.treesitter.{name}").GRAMMAR
    kinds = set()
    for dialect in ("javascript", "typescript", "tsx") if name == "javascript" else (name,):
        language = grammars.grammar(dialect)
        kinds |= {language.node_kind_for_id(index) for index in range(language.node_kind_count)}
    waiting = {kind for kind, evaluate in tables.values.items() if evaluate is shared.statement}
    assert waiting <= set(tables.visits)
    assert set(tables.links) | set(tables.visits) | set(tables.values) <= kinds


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("A.java", "class A { void f() { Bot.builder()\n  .model(\n 'm')\n  .build(); } }"),
        ("a.php", "<?php\nBot::builder()\n->model(\n 'm')\n->build();"),
        ("a.rb", "Bot.builder()\n  .model(\n 'm')\n  .build(1)"),
        ("a.rs", 'fn f() { Bot::builder()\n  .model(\n "m")\n  .build(); }'),
        ("a.kt", 'fun f() { Bot.builder()\n  .model(\n "m")\n  .build() }'),
        ("a.cs", 'Bot.Builder()\n  .model(\n "m")\n  .build();'),
    ],
)
def test_chained_calls_stand_on_the_line_of_their_name(path: str, source: str) -> None:
    facts = read(path, source.encode())
    start = 1 if not path.endswith("php") else 2
    assert [(one.callee, one.line - start) for one in facts.calls][1:] == [("model", 1), ("build", 3)]


def test_escapes() -> None:
    facts = read("a.js", rb'use("\ud83d\ude00 \x41\u{1F600}\n", "\ud800", "C:\\d")')
    values = [value.value for value in facts.calls[0].args]  # type: ignore[union-attr]
    assert values == ["\U0001f600 A\U0001f600\n", "\ufffd", "C:\\d"]
