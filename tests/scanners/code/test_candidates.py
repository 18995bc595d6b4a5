"""Which calls are resolved: a signature's last name, and every name that may stand for one."""

from __future__ import annotations

import pytest

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.candidates import CallFilter
from aibom.scanners.code.matching.matched_names import Matched, Names
from aibom.scanners.code.python import read_python
from aibom.scanners.code.resolving.modules import Module, passing_names
from aibom.scanners.code.resolving.resolver import Resolver

CHAT = "from langchain_openai import ChatOpenAI\n"


@pytest.mark.parametrize(
    ("shared", "caller"),
    [
        (CHAT + "class HouseChat(ChatOpenAI):\n    pass\n", "from house import HouseChat\nHouseChat(model='gpt-4o')\n"),
        (CHAT + "make_chat = ChatOpenAI\n", "from house import make_chat\nmake_chat(model='gpt-4o')\n"),
        ("from langchain_openai import ChatOpenAI as Talk\n", "from house import Talk\nTalk(model='gpt-4o')\n"),
        (CHAT, "from house import ChatOpenAI as talk\ntalk(model='gpt-4o')\n"),
        (CHAT, "from house import ChatOpenAI\ntalk = ChatOpenAI\ntalk(model='gpt-4o')\n"),
        (CHAT + "make_chat = ChatOpenAI\n", "from house import *\nmake_chat(model='gpt-4o')\n"),
    ],
)
def test_other_names_of_a_signature_are_seen(scan, shared, caller):
    found = scan({"house.py": shared, "app.py": caller})
    calls = [one.evidence for one in found.observations if one.subject.kind == Kind.MODEL]
    assert {(one.path, one.symbol) for one in calls} == {("app.py", "langchain_openai.ChatOpenAI")}


def test_what_cannot_be_a_signature_is_not_resolved():
    facts = read_python(
        "shop.py",
        b"from openai import OpenAI\nfrom tills import ring_up, Till as Drawer\n"
        b"def total(rows):\n    return ring_up(rows)\n"
        b"ring_up([1])\ntotal([2])\nDrawer()\nOpenAI()\n",
    )
    module, catalogue = Module(facts), load_catalogue()
    named = Matched(catalogue, [module]).of("python")
    looks = CallFilter(module, named, catalogue.open_tails("python", ["openai"]), passing_names([module]))
    assert [call.callee for call in facts.calls if looks.worth(call)] == ["Drawer", "OpenAI"]


def test_a_module_known_by_a_pattern_opens_the_names_that_fit():
    catalogue = load_catalogue()
    tails = catalogue.open_tails("python", ["sklearn.ensemble"])
    module = Module(read_python("fit.py", b"HistogramBoostingClassifier()\nmake_blobs()\n"))
    looks = CallFilter(module, Names(frozenset(), frozenset()), tails, frozenset())
    assert [looks.worth(call) for call in module.facts.calls] == [True, False]


def test_an_answer_that_was_cut_is_asked_for_again(scan, monkeypatch):
    steps = (
        "".join(f"def step{n}():\n    return step{n + 1}()\n" for n in range(50))
        + "def step50():\n    return 'our-assistant'\n"
    )
    calls = "OpenAI().responses.create(model=step0())\nOpenAI().responses.create(model=step25())\n"
    project = {"chain.py": "from openai import OpenAI\n" + steps + calls}
    assert scan(project).names(Kind.MODEL) == ["our-assistant"]
    monkeypatch.setattr(Resolver, "_is_half", lambda self, key: False)
    assert "our-assistant" not in scan(project).names(Kind.MODEL)


def test_names_that_are_told_without_an_import_are_resolved_though_no_signature_ends_in_them(scan):
    code = 'var builder = WebApplication.CreateBuilder(args);\nbuilder.AddAzureOpenAIClient("openai");\n'
    found = scan({"Program.cs": "using OpenAI.Chat;\n" + code})
    told = [one for one in found.observations if one.subject.kind == Kind.SERVICE]
    assert {(one.subject.name, one.evidence.line) for one in told} >= {("Azure OpenAI", 3)}
