"""The Python front end on sound source: every form of fact, with its line and scope."""

from __future__ import annotations

from textwrap import dedent

import pytest

from aibom.scanners.code.facts import (
    Arm,
    Binding,
    Call,
    CallRef,
    Either,
    FuncRef,
    Item,
    Lit,
    Map,
    Member,
    ModuleFacts,
    Name,
    Opaque,
    Seq,
    Template,
    Value,
)
from aibom.scanners.code.python import read_python


def read(source: str) -> ModuleFacts:
    facts = read_python("app/chat.py", dedent(source).encode())
    assert facts.problems == ()
    return facts


def bound(facts: ModuleFacts, name: str) -> Binding:
    return next(binding for binding in facts.bindings if binding.name == name)


def value(expression: str) -> Value:
    return bound(read(f"result = {expression}\n"), "result").value


def called(facts: ModuleFacts, callee: str) -> Call:
    return next(call for call in facts.calls if call.callee == callee)


def test_imports_keep_their_local_names() -> None:
    facts = read("""\
        import openai
        import google.generativeai
        import numpy as np
        from langchain_openai import ChatOpenAI, OpenAIEmbeddings as Embeddings
        from ..settings import *
        from . import prompts
        """)
    assert [(i.module, i.name, i.alias, i.line) for i in facts.imports] == [
        ("openai", None, "openai", 1),
        ("google.generativeai", None, "google.generativeai", 2),
        ("numpy", None, "np", 3),
        ("langchain_openai", "ChatOpenAI", "ChatOpenAI", 4),
        ("langchain_openai", "OpenAIEmbeddings", "Embeddings", 4),
        ("..settings", "*", "*", 5),
        (".", "prompts", "prompts", 6),
    ]


def test_imports_for_types_only_are_marked() -> None:
    facts = read("""\
        from typing import TYPE_CHECKING
        import typing as t
        if TYPE_CHECKING:
            from torch import Tensor
        elif t.TYPE_CHECKING:
            import keras
        else:
            import jax
        if not TYPE_CHECKING:
            import flax
        else:
            import optax
        try:
            import vllm
        except ImportError:
            vllm = None
        """)
    only = {i.module for i in facts.imports if i.typing_only}
    assert only == {"torch", "keras", "optax"}
    assert {"jax", "flax", "vllm"} <= {i.module for i in facts.imports}


def test_imports_made_by_a_call() -> None:
    facts = read("""\
        import importlib
        def load():
            torch = importlib.import_module("torch")
            __import__("transformers").pipeline("summarization")
            importlib.import_module(name)
        """)
    made = [(i.module, i.alias, i.scope, i.line) for i in facts.imports[1:]]
    assert made == [("torch", "torch", "load", 3), ("transformers", "", "load", 4)]


def test_call_with_all_kinds_of_arguments() -> None:
    facts = read("""\
        client.chat.completions.create(
            "first", *extra, model=MODEL, temperature=0.2, **{"top_p": 1}, **options
        )
        """)
    (call,) = facts.calls
    assert call.callee == "client.chat.completions.create"
    assert call.args == (Lit("first", 2), Member(Name("extra", 2), "*", 2))
    assert call.kwargs == (
        ("model", Name("MODEL", 2)),
        ("temperature", Lit(0.2, 2)),
        ("top_p", Lit(1, 2)),
        ("**", Name("options", 2)),
    )
    assert (call.line, call.end_line, call.spread, call.scope, call.form) == (1, 3, True, "", "call")


def test_chain_of_calls_names_each_receiver_and_line() -> None:
    facts = read("""\
        chain = (
            ChatPromptTemplate.from_template(TEXT)
            .bind(stop=["END"])
            .with_retry()
        )
        """)
    first, second, third = facts.calls
    assert (first.callee, first.receiver, first.line) == ("ChatPromptTemplate.from_template", None, 2)
    assert (second.callee, second.receiver, second.line) == ("bind", CallRef(0, 2), 3)
    assert (third.callee, third.receiver, third.line) == ("with_retry", CallRef(1, 3), 4)
    assert bound(facts, "chain").value == CallRef(2, 4)


def test_generic_classes_and_tables_of_functions() -> None:
    facts = read("""\
        agent = Agent[Deps, str]("openai:gpt-4o")
        LOADERS[kind](path)
        handlers["pdf"](path)
        """)
    agent, loader, handler = facts.calls
    assert (agent.callee, agent.types, agent.receiver) == ("Agent", ("Deps", "str"), None)
    assert (loader.callee, loader.receiver) == ("", Item(Name("LOADERS", 2), Name("kind", 2), 2))
    assert (handler.callee, handler.receiver) == ("", Item(Name("handlers", 3), Lit("pdf", 3), 3))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'gpt-4o'", Lit("gpt-4o", 1)),
        ("-1", Lit(-1, 1)),
        ("None", Lit(None, 1)),
        ("True", Lit(True, 1)),
        ("'text-' 'embedding'", Lit("text-embedding", 1)),
        ("settings.llm.model", Name("settings.llm.model", 1)),
        ("MODELS['fast']", Item(Name("MODELS", 1), Lit("fast", 1), 1)),
        ("MODELS['fast'].name", Member(Item(Name("MODELS", 1), Lit("fast", 1), 1), "name", 1)),
        ("[a, *b]", Seq((Name("a", 1), Member(Name("b", 1), "*", 1)), 1)),
        ("('a', 'b')", Seq((Lit("a", 1), Lit("b", 1)), 1)),
        ("{'a': 1, **b}", Map(((Lit("a", 1), Lit(1, 1)), (None, Name("b", 1))), 1)),
        ("name or 'gpt-4o'", Either((Name("name", 1), Lit("gpt-4o", 1)), 1, falls_back=True)),
        ("'a' if fast else 'b'", Either((Lit("a", 1), Lit("b", 1)), 1)),
        ("debug and 'gpt-4o-mini'", Lit("gpt-4o-mini", 1)),
        ("x < 3", Opaque("x < 3", 1)),
        ("b'raw'", Opaque("b'raw'", 1)),
        ("1e999", Opaque("1e999", 1)),
        (str(2**80), Opaque(str(2**80), 1)),
        ("[m.upper for m in NAMES]", Seq((Name("m.upper", 1),), 1)),
        ("tools + [search]", Seq((Member(Name("tools", 1), "*", 1), Name("search", 1)), 1)),
        ("a * b", Opaque("a * b", 1)),
        ("count + 1", Opaque("count + 1", 1)),
    ],
)
def test_values(expression: str, expected: Value) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "f'{ORG}/model-{SIZE}b'",
        "ORG + '/model-' + SIZE + 'b'",
        "'%s/model-%sb' % (ORG, SIZE)",
        "'%(org)s/model-%(size)sb' % {'org': ORG, 'size': SIZE}",
        "'{}/model-{}b'.format(ORG, SIZE)",
        "'{1}/model-{0}b'.format(SIZE, ORG)",
        "'{org}/model-{size}b'.format(org=ORG, size=SIZE)",
        "''.join([ORG, '/model-', SIZE, 'b'])",
        "f'{ORG!s}' '/model-' f'{SIZE}b'",
    ],
)
def test_templates_of_every_spelling_are_the_same(expression: str) -> None:
    facts = read(f"result = {expression}\n")
    parts = (Name("ORG", 1), Lit("/model-", 1), Name("SIZE", 1), Lit("b", 1))
    assert bound(facts, "result").value == Template(parts, 1)
    assert facts.calls == ()


def test_paths_are_joined_by_a_slash() -> None:
    assert value("ROOT / 'models' / 'reranker.onnx'") == Template((Name("ROOT", 1), Lit("/models/reranker.onnx", 1)), 1)


@pytest.mark.parametrize(
    "expression", ["'{0.name}'.format(x)", "'{:>8}'.format(x)", "'{}'.format(*xs)", "SEP.join(xs)", "'-'.join(xs)"]
)
def test_texts_with_unknown_places_stay_calls(expression: str) -> None:
    assert type(value(expression)) is CallRef


@pytest.mark.parametrize("expression", ["'%d%%%s' % (x,)", "f'{x:.2f}'", "'%s %s' % pair"])
def test_formatted_places_are_not_guessed(expression: str) -> None:
    found = value(expression)
    assert type(found) is Opaque or (type(found) is Template and type(found.parts[0]) is Opaque)


def test_bindings_of_every_target() -> None:
    facts = read("""\
        config["llm"]["model"] = "gpt-4o"
        os.environ["OPENAI_BASE_URL"] = URL
        table[0] = row
        table[key] = row
        name, (size, _) = "llama", (8, "b")
        first, second = pair()
        head, *rest = names
        a = b = "x"
        if (found := lookup("m")):
            pass
        with open(PATH) as stream, tracer():
            pass
        """)
    names = {b.name: b for b in facts.bindings}
    assert names['config["llm"]["model"]'].value == Lit("gpt-4o", 1)
    assert names['os.environ["OPENAI_BASE_URL"]'].value == Name("URL", 2)
    assert {"table[0]", "table[key]"} <= set(names)
    assert (names["name"].value, names["size"].value) == (Lit("llama", 5), Lit(8, 5))
    assert names["second"].value == Item(CallRef(0, 6), Lit(1, 6), 6)
    assert names["head"].value == Item(Name("names", 7), Lit(0, 7), 7)
    assert names["a"].value == names["b"].value == Lit("x", 8)
    assert type(names["found"].value) is CallRef
    assert (names["stream"].form, type(names["stream"].value)) == ("with", CallRef)


def test_loops_range_over_what_they_run_through() -> None:
    facts = read("""\
        for model in MODELS:
            pass
        for name, size in [("llama", 8), ("qwen", 7)]:
            pass
        for index, item in enumerate(CHOICES):
            pass
        for left, right in zip(LEFTS, RIGHTS):
            pass
        for key, spec in REGISTRY.items():
            pass
        loaded = [load(m) for m in ("a", "b")]
        """)
    loops = {b.name: b for b in facts.bindings}
    assert (loops["model"].value, loops["model"].form) == (Name("MODELS", 1), "loop")
    assert loops["name"].value == Seq((Lit("llama", 3), Lit("qwen", 3)), 3)
    assert (loops["item"].value, loops["item"].form) == (Name("CHOICES", 5), "column")
    assert (loops["left"].value, loops["right"].value) == (Name("LEFTS", 7), Name("RIGHTS", 7))
    assert (loops["key"].value, loops["key"].form) == (Name("REGISTRY", 9), "loop")
    assert (loops["spec"].value, loops["spec"].form) == (Item(Name("REGISTRY", 9), Name("key", 9), 9), "assign")
    assert loops["m"].value == Seq((Lit("a", 11), Lit("b", 11)), 11)
    assert loops["loaded"].value == Seq((CallRef(called_index(facts, "load"), 11),), 11)


def called_index(facts: ModuleFacts, callee: str) -> int:
    return next(index for index, call in enumerate(facts.calls) if call.callee == callee)


def test_functions_with_their_parameters_and_results() -> None:
    facts = read('''\
        @tool("search", return_direct=True)
        @traced
        async def search(query: str, /, top_k: int = 5, *, index="docs", **options) -> list[str]:
            """Search the
            knowledge base.

            Long text.
            """
            if cached:
                return CACHE
            return await client.query(query)
        ''')
    (function,) = facts.functions
    assert (function.name, function.scope, function.line, function.end_line) == ("search", "", 3, 11)
    assert [p.name for p in function.params] == ["query", "top_k", "*", "index", "**options"]
    assert (function.params[1].default, function.params[1].annotation) == (Lit(5, 3), "int")
    assert function.decorators == (CallRef(0, 1), Name("traced", 2))
    assert facts.calls[0].form == "decorator"
    assert function.doc == "Search the knowledge base."
    assert function.returns == (Name("CACHE", 10), CallRef(1, 11))
    assert [(b.name, b.scope, b.form) for b in facts.bindings] == [
        ("top_k", "search", "param"),
        ("index", "search", "param"),
    ]


def test_what_is_yielded_counts_as_a_result() -> None:
    facts = read("""\
        def session():
            client = yield OpenAI()
            yield from more(client)
        """)
    assert facts.functions[0].returns == (CallRef(0, 2), Member(CallRef(1, 3), "*", 3))


def test_classes_with_fields_and_attributes() -> None:
    facts = read('''\
        @dataclass
        class Settings(BaseSettings, Generic[T]):
            """Settings of the service."""
            name: str
            model: str = Field(default="gpt-4o", description="which model")
            tools = [search]

            def __init__(self):
                self.llm = ChatOpenAI(model=self.model)
                self.cache["k"] = 1

            class Config:
                env_prefix = "APP_"
        ''')
    settings, config = facts.classes
    assert settings.bases == (Name("BaseSettings", 2), Item(Name("Generic", 2), Name("T", 2), 2))
    assert (settings.decorators, settings.doc) == ((Name("dataclass", 1),), "Settings of the service.")
    assert (config.name, config.scope) == ("Config", "Settings")
    fields = {b.name: (b.scope, b.form, b.annotation) for b in facts.bindings}
    assert fields["name"] == ("Settings", "field", "str")
    assert bound(facts, "name").value == Opaque("", 4)
    assert fields["tools"] == ("Settings", "field", "")
    assert fields["env_prefix"] == ("Settings.Config", "field", "")
    assert fields["self.llm"] == ("Settings.__init__", "assign", "")
    assert fields['self.cache["k"]'] == ("Settings.__init__", "assign", "")
    assert called(facts, "ChatOpenAI").kwargs == (("model", Name("self.model", 9)),)


def test_lambdas_are_functions_of_their_own() -> None:
    facts = read("run = build(lambda q, k=3: ask(q), lambda: None)\n")
    first, second = facts.functions
    assert facts.calls[-1].args == (FuncRef("<lambda:1>", 1), FuncRef(f"<lambda:1:{35}>", 1))
    assert (first.name, [p.name for p in first.params], first.returns) == ("<lambda:1>", ["q", "k"], (CallRef(0, 1),))
    assert second.returns == (Lit(None, 1),)
    assert called(facts, "ask").scope == "<lambda:1>"


def test_calls_are_found_wherever_they_stand() -> None:
    facts = read("""\
        while not ready(1) and check(2) < limit(3):
            raise Failure(4) from cause(5)
        assert valid(6), message(7)
        del table[key(8)]
        total += weigh(9)
        items += [make(10)]
        match subject(11):
            case Point(x=0) if guard(12):
                inside(13)
            case other:
                pass
        def f(x: Annotated[str, Field(14)] = default(15)) -> Result[kind(16)]: ...
        class A(Base, metaclass=meta(17)):
            x: Annotated[int, Gt(18)]
        f"{show(19):{width(20)}}"
        print(*spread(21), {k(22): v(23)}, (yield_ := w(24)))
        """)
    numbers = [call.args[0].value for call in facts.calls if call.args and type(call.args[0]) is Lit]
    assert sorted(n for n in numbers if isinstance(n, int)) == list(range(1, 25))


def test_appending_to_a_name_is_a_call() -> None:
    facts = read("__all__ = ['a']\n__all__ += ['b']\ntools.append(search)\nconfig |= overrides\n")
    added, appended, merged = facts.calls
    assert (merged.callee, merged.args) == ("config.__ior__", (Name("overrides", 4),))
    assert (added.callee, added.args) == ("__all__.__iadd__", (Seq((Lit("b", 2),), 2),))
    assert (appended.callee, appended.args) == ("tools.append", (Name("search", 3),))


def test_pipes_are_calls_on_what_stands_left() -> None:
    facts = read("chain = {'q': ask} | prompt | ChatOpenAI() | parser\nflags = 1 | 2\n")
    maker, first, second, third = facts.calls
    assert (maker.callee, first.callee, type(first.receiver)) == ("ChatOpenAI", "__or__", Map)
    assert (first.args, second.args) == ((Name("prompt", 1),), (CallRef(0, 1),))
    assert (second.receiver, third.receiver) == (CallRef(1, 1), CallRef(2, 1))
    assert bound(facts, "chain").value == CallRef(3, 1)
    assert bound(facts, "flags").value == Opaque("1 | 2", 2)


def test_global_and_nonlocal_names_belong_elsewhere() -> None:
    facts = read("""\
        def connect():
            global client, MODEL
            client, MODEL = OpenAI(), "gpt-4o"
            local = 1
            def again():
                nonlocal local
                local = 2
                client = 3
        """)
    assert [(b.name, b.scope, b.certain) for b in facts.bindings] == [
        ("client", "", False),
        ("MODEL", "", False),
        ("local", "connect", True),
        ("local", "connect", False),
        ("client", "connect.again", True),
    ]


def test_arms_of_statements_are_stated_with_whether_they_leave() -> None:
    facts = read("""\
        model = "a"
        if fast:
            model = "b"
        elif slow:
            raise ValueError
        for row in rows:
            size = 1
        try:
            kind = "c"
        except ValueError:
            kind = "d"
        """)
    assert facts.arms == (
        *(Arm("", 3, 3, 2, 5, whole=True), Arm("", 4, 5, 2, 5, whole=True), Arm("", 5, 5, 4, 5, leaves=True)),
        *(Arm("", 6, 7, 6, 7, loop=True), Arm("", 11, 11, 10, 11)),
    )


def test_matched_subject_is_bound() -> None:
    facts = read("match model:\n    case 'gpt-4o' as chosen:\n        ask(chosen)\n")
    assert bound(facts, "chosen").value == Name("model", 1)


def test_directives_stand_in_comments_only() -> None:
    facts = read("""\
        # aibom: name=Support bot
        llm = load()  # noqa: E501  # aibom: ignore[AIB101] retrained in Q1
        text = "# aibom: ignore[AIB102]"
        doc = '''
        # aibom: ignore[AIB103]
        '''
        # see the aibom: page
        """)
    assert [(d.text, d.line) for d in facts.directives] == [
        ("name=Support bot", 1),
        ("ignore[AIB101] retrained in Q1", 2),
    ]


def test_secrets_are_not_kept() -> None:
    token = "sk-proj-" + "Ab3dEf6hIj9kLm2nOp5q"
    facts = read(f"""\
        OPENAI_API_KEY = "{token}"
        client = OpenAI(api_key="Zx81qLm40PwTrY27", base_url="http://localhost:11434", organization="EMPTY")
        headers = {{"Authorization": "Bearer {token}", "X-Api-Key": "Zx81qLm40PwTrY27"}}
        def call(key, password="hunter22"): "use {token}"
        check("{token}" != given)
        """)
    text = repr(facts)
    for secret in (token, "Zx81qLm40PwTrY27", "hunter22"):
        assert secret not in text
    assert bound(facts, "OPENAI_API_KEY").value == Lit("***", 1)
    assert ("base_url", Lit("http://localhost:11434", 2)) in called(facts, "OpenAI").kwargs


def test_placeholders_of_secrets_are_kept() -> None:
    facts = read('client = OpenAI(api_key="not-needed")\n')
    assert facts.calls[0].kwargs == (("api_key", Lit("not-needed", 1)),)


def test_cells_of_a_databricks_source() -> None:
    facts = read("""\
        # Databricks notebook source
        # MAGIC %pip install openai==1.30 \\
        # MAGIC   tiktoken

        # COMMAND ----------
        # MAGIC %run ./shared/config

        # COMMAND ----------
        # MAGIC %sh
        # MAGIC # fetch weights
        # MAGIC huggingface-cli download org/model

        # COMMAND ----------
        # MAGIC %md
        # MAGIC pip install nothing
        model = load()
        """)
    shell = [(call.args[0], call.line) for call in facts.calls if call.form == "shell"]
    assert shell == [
        (Lit("pip install openai==1.30 tiktoken", 2), 2),
        (Lit("huggingface-cli download org/model", 11), 11),
    ]
    assert [(i.module, i.name, i.line) for i in facts.imports] == [(".shared.config", "*", 6)]
    assert bound(facts, "model").line == 16


def test_notebook_saved_as_a_script() -> None:
    facts = read("""\
        get_ipython().system('pip install vllm')
        get_ipython().run_line_magic('pip', 'install peft')
        get_ipython().run_cell_magic('bash', '', 'ollama pull llama3\\n')
        get_ipython().run_line_magic('matplotlib', 'inline')
        """)
    shell = [(call.args[0], call.line) for call in facts.calls if call.form == "shell"]
    assert [(lit.value, line) for lit, line in shell if type(lit) is Lit] == [
        ("pip install vllm", 1),
        ("pip install peft", 2),
        ("ollama pull llama3", 3),
    ]
