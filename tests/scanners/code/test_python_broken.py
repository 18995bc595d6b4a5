"""The Python front end on what is broken, old, oddly encoded or hostile: bounded, told, and the rest is read."""

from __future__ import annotations

import subprocess
import sys
import warnings
from textwrap import dedent

import pytest

from aibom.scanners.code.facts import Lit, ModuleFacts
from aibom.scanners.code.python import read_python, reader


def read(source: str | bytes) -> ModuleFacts:
    data = source if isinstance(source, bytes) else dedent(source).encode()
    facts = read_python("app/chat.py", data)
    assert isinstance(facts, ModuleFacts)
    return facts


def callees(facts: ModuleFacts) -> list[str]:
    return [call.callee for call in facts.calls]


def test_the_rest_of_a_broken_file_is_read() -> None:
    facts = read("""\
        import openai
        client = OpenAI()

        def broken():
            before()
            x = = 3
            after()

        class Bot:
            def ask(self):
                return client.create(model="gpt-4o")

            def other(self)
                pass

            def last(self):
                late()

        embed(model="bge")
        """)
    assert callees(facts) == ["OpenAI", "before", "after", "client.create", "late", "embed"]
    assert [(p.line, p.reason.partition(":")[0]) for p in facts.problems] == [(6, "syntax error"), (13, "syntax error")]
    assert facts.calls[3].scope == "Bot.ask"
    assert [(c.callee, c.line) for c in facts.calls][-1] == ("embed", 19)


def test_conflict_markers_cost_only_their_lines() -> None:
    facts = read("""\
        def ask(question):
            client = OpenAI()
        <<<<<<< HEAD
            model = choose("gpt-4o")
        =======
            model = choose("gpt-4o-mini")
        >>>>>>> feature
            return client.create(model)

        run(ask)
        """)
    assert {"OpenAI", "choose", "client.create", "run"} <= set(callees(facts))
    assert facts.problems[0].line == 3


def test_a_file_that_breaks_off_is_read_to_its_end() -> None:
    facts = read("""\
        import openai

        def ask(question):
            client = OpenAI()
            for model in ("a", "b"):
                answer = client.create(model=model)
                if answer:
        """)
    assert callees(facts) == ["OpenAI", "client.create"]
    assert facts.problems


def test_an_open_bracket_does_not_swallow_what_follows() -> None:
    facts = read("""\
        tools = [search, browse

        def ask():
            return complete("gpt-4o")

        text = '''never closed
        """)
    assert "complete" in callees(facts)
    assert len(facts.problems) >= 2


def test_python_2_is_read() -> None:
    facts = read("""\
        import urllib2
        print "loading", load(0777)
        print >>log, fetch(10L)
        print
        try:
            if size(1) <> 3:
                raise ValueError, explain(2)
        except (IOError, OSError), error:
            exec "x = 1" in scope(3)
        name = `key(4)` + ur"text"
        print "a very long %s" % \\
            tail(5),
        """)
    assert facts.problems == ()
    assert callees(facts) == ["load", "fetch", "size", "explain", "scope", "key", "tail"]
    assert [c.line for c in facts.calls] == [2, 3, 6, 7, 9, 10, 12]


def test_generics_of_python_3_12_are_read() -> None:
    facts = read("""\
        type Pair[T] = tuple[T, T]
        class Store[K: str, V](Base[K]):
            def get[D](self, default: D) -> V | D:
                return lookup(default)
        """)
    assert facts.problems == ()
    assert (facts.classes[0].name, facts.functions[0].name, facts.functions[0].scope) == ("Store", "get", "Store")
    assert callees(facts) == ["lookup"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("model = 'modèle'\n".encode("utf-16"), "modèle"),
        ("model = 'abc'\n".encode("utf-16-le"), "abc"),
        ("model = 'abc'\n".encode("utf-16-be"), "abc"),
        ("model = 'modèle'\n".encode("utf-32"), "modèle"),
        (b"\xef\xbb\xbf" + "model = 'modèle'\n".encode(), "modèle"),
        ("# -*- coding: latin-1 -*-\nmodel = 'modèle'\n".encode("latin-1"), "modèle"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1251 :\nmodel = 'модель'\n".encode("cp1251"), "модель"),
        ("# coding: gbk\nmodel = '模型'\n".encode("gbk"), "模型"),
        (b"model = 'abc'\r\nother = 1\r\n", "abc"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    facts = read(data)
    assert facts.problems == ()
    assert facts.bindings[0].value == Lit(text, facts.bindings[0].line)


def test_lines_are_counted_over_all_line_ends() -> None:
    facts = read(b"a = 1\r\nb = 2\rc = 3\nd = 4\n")
    assert [b.line for b in facts.bindings] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# ok\nname = 'mod\xe8le'\nload(name)\n", "not valid utf-8"),
        (b"# coding: klingon\nload('x')\n", "declared encoding"),
        (b"# coding: punycode\nload('x')\n", "declared encoding"),
        (b"x = 1\n\0\nload('x')\n", "null characters"),
    ],
)
def test_odd_bytes_are_told_and_the_rest_is_read(data: bytes, reason: str) -> None:
    facts = read(data)
    assert reason in facts.problems[0].reason
    assert callees(facts) == ["load"]


def test_binary_content_is_told() -> None:
    facts = read(bytes(range(256)) * 100)
    assert [p.reason for p in facts.problems] == ["binary content, not source code"]


def test_lone_surrogates_and_control_characters_are_cleaned() -> None:
    facts = read("name = '\\ud800 \\N{BULLET}'\n")
    assert facts.bindings[0].value == Lit("? •", 1)


def test_no_warning_gets_out() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        facts = read("pattern = '\\d+'\nif x is 'y': ask()\n")
    assert facts.problems == ()


HOSTILE = {
    "open parentheses": "(" * 100_000,
    "open brackets": "[" * 50_000,
    "nested lists": "x = " + "[" * 190 + "]" * 190,
    "nested calls": "x = " + "f(" * 190 + ")" * 190,
    "nested dicts": "x = " + "{'a':" * 190 + "1" + "}" * 190,
    "nested lambdas": "x = " + "lambda: " * 2000 + "1",
    "not": "x = " + "not " * 20_000 + "y",
    "minus": "x = " + "-" * 20_000 + "1",
    "conditions": "x = " + "a if b else " * 6_000 + "c",
    "call of call": "f" + "()" * 900,
    "method chain": "f" + ".a()" * 900,
    "subscripts": "f" + "[0]" * 2900,
    "sum": "x = " + "a + " * 2900 + "'b'",
    "long sum": "x = " + "'a' + " * 20_000 + "'b'",
    "powers": "x = " + "2 ** " * 2900 + "2",
    "elif": "if a: pass\n" + "elif f(a): pass\n" * 2900,
    "indentation": "".join(" " * n + "if x:\n" for n in range(150)),
    "dotted import": "import " + "a." * 50_000 + "a",
    "dotted import over lines": "import a" + "\\\n . a" * 20_000,
    "walrus": "x = " + "(a := " * 190 + "1" + ")" * 190,
    "unpacking": "x = " + ", ".join(f"a{n}" for n in range(3000)) + " = [" + "1, " * 2999 + "]",
    "chained assignment": "a = b = " * 5_000 + "[1, 2, 3]",
    "format places": "x = '" + "{0}" * 20_000 + "'.format('" + "y" * 1000 + "')",
    "nested formats": "x = " + "'{0}{0}{0}{0}'.format(" * 40 + "'y'" + ")" * 40,
    "quotes": '"""' + '\\"""' * 20_000,
    "single quotes": "'" * 99_999,
    "print": 'print "a"\n' * 1500 + "(",
    "broken statements": "print x y\n" * 1500,
    "broken functions": "def f(:\n  x\n" * 1000,
    "one broken class": "class A:\n" + " def f(self):\n  x = = 1\n" * 1500,
    "decorators": "@a\n" * 5_000,
    "number": "x = " + "9" * 50_000,
    "backslashes": "\\\n" * 50_000,
    "spaces": " " * 100_000 + "x",
    "global": "global " + "a, " * 50_000 + "a",
    "stars": "from " + "." * 50_000 + " import *",
    "directives": "# aibom: ignore\n" * 20_000,
    "magic cells": "# MAGIC !ls\n\n" * 20_000,
    "unclosed strings": "x = '''\n" * 5_001,
    "long names": "class " + "A" * 50_000 + ":\n def " + "b" * 50_000 + "(self): f()\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_source_is_bounded(name: str) -> None:
    facts = read(HOSTILE[name])
    assert len(repr(facts)) < 400 * len(HOSTILE[name]) + 400_000


def test_calls_past_the_depth_limit_are_told() -> None:
    facts = read(HOSTILE["nested calls"])
    assert [p.reason for p in facts.problems] == ["expressions nested deeper than 80 levels"]
    assert 70 < len(facts.calls) < 90


def test_the_reader_stays_within_its_own_depth() -> None:
    """With a recursion limit that the bounds promise to keep, the deepest legal nesting raises nothing."""
    source = "".join(" " * n + "if f(x):\n" for n in range(95)) + " " * 95 + "x = " + "[f(" * 95 + ")]" * 95 + "\n"
    program = dedent(f"""\
        import sys
        from aibom.scanners.code.python import read_python, reader
        read_python("warm.py", b"x = f(lambda: [g(y) for y in (1, 2)])")
        sys.setrecursionlimit(800)
        facts = read_python("deep.py", {source.encode()!r})
        print(len(facts.calls), *[p.reason for p in facts.problems])
        """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == "135 expressions nested deeper than 80 levels".split()


def test_one_huge_line_is_told() -> None:
    facts = read(b"load('weights.bin')\ndata = [" + b"1, " * 1_000_000 + b"]\nsave('out')\n")
    assert callees(facts) == ["load", "save"]
    assert [(p.reason, p.line) for p in facts.problems] == [("a statement of 3000010 characters was not read", 2)]


def test_large_files_are_read_in_pieces() -> None:
    source = "".join(
        f"def step_{n}(x):\n    '''\n# (no statement\n    '''\n    return run({n}, '''\nx''')\n\n" for n in range(4000)
    )
    facts = read(source)
    assert facts.problems == ()
    assert len(facts.calls) == len(facts.functions) == 4000
    assert all(f.line == 7 * n + 1 for n, f in enumerate(facts.functions))


def test_more_facts_than_can_be_kept_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_FACTS", 300)
    facts = read(("text = '" + "y" * 1000 + "'\n") * 600)
    assert 200 < len(facts.bindings) < 600
    assert facts.problems[-1].reason == "more than 300 calls and assignments; the rest was not read"


def test_a_file_past_all_bounds_is_told() -> None:
    facts = read_python("big.py", b"#" * (21 << 20))
    assert facts.problems
