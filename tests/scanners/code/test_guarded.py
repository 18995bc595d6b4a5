"""A step that fails costs no other file what it says."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.scanners.code.matching import matcher

CHAT = (
    "from openai import OpenAI\n"
    "client = OpenAI()\n"
    "def answer(question):\n"
    "    return client.chat.completions.create(model='{model}', messages=question)\n"
)


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def test_a_defect_in_one_file_leaves_the_others(scan, monkeypatch):
    find_hits = matcher.find_hits

    def failing(resolver, module, *rest):
        if module.path == "orders.py":
            raise KeyError("Tab")
        return find_hits(resolver, module, *rest)

    monkeypatch.setattr(matcher, "find_hits", failing)
    found = scan({"orders.py": CHAT.format(model="gpt-4o"), "returns.py": CHAT.format(model="gpt-4.1")})
    assert "gpt-4.1" in names(found, Kind.MODEL)
    (defect,) = [one for one in found.unknowns if one.topic == "defect"]
    assert defect.path == "orders.py"
    assert "KeyError" in defect.reason


def test_a_defect_in_a_step_over_all_files_leaves_the_others(scan, monkeypatch):
    def failing(*given):
        raise ValueError

    monkeypatch.setattr(matcher, "training_links", failing)
    found = scan({"orders.py": CHAT.format(model="gpt-4o")})
    assert names(found, Kind.MODEL) == {"gpt-4o"}
    assert [one.path for one in found.unknowns if one.topic == "defect"] == ["."]


def test_classes_without_a_name_are_made(scan):
    found = scan(
        {
            "plugin.js": "import OpenAI from 'openai';\n"
            "const settings = { model: 'gpt-4o-mini' };\n"
            "var Tab = class { run() {} };\n"
            "const Panel = class extends ui.Base {};\n"
            "ui.add(new Tab(settings));\n"
            "ui.add(new Panel(settings));\n"
            "export const answer = (messages) =>\n"
            "  new OpenAI().chat.completions.create({ model: settings.model, messages });\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o-mini"}
    assert [one for one in found.unknowns if one.topic == "defect"] == []


def test_a_prompt_that_is_made_of_itself_ends(scan):
    found = scan(
        {
            "desk.ts": "import { ChatPromptTemplate } from '@langchain/core/prompts';\n"
            "import { ChatOpenAI } from '@langchain/openai';\n"
            "let turns = [['system', 'You answer questions of customers about their orders.']];\n"
            "let prompt = ChatPromptTemplate.fromMessages(turns);\n"
            "if (settings.history) {\n"
            "  turns = [...turns, prompt];\n"
            "  prompt = ChatPromptTemplate.fromMessages([prompt, ...turns]);\n"
            "}\n"
            "export const chain = prompt.pipe(new ChatOpenAI({ model: 'gpt-4o' }));\n"
        }
    )
    assert names(found, Kind.PROMPT)
    assert [one for one in found.unknowns if one.topic == "defect"] == []


def test_a_class_may_derive_from_a_function(scan):
    found = scan(
        {
            "stream.js": "import OpenAI from 'openai';\n"
            "const StreamBase = function (source) {};\n"
            "class Answers extends StreamBase {\n"
            "  constructor(model) { super(); this.model = model; }\n"
            "}\n"
            "const answers = new Answers(process.argv[2]);\n"
            "new OpenAI().chat.completions.create({ model: answers.model, messages: [] });\n"
            "new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [] });\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o-mini"}
    assert [one for one in found.unknowns if one.topic == "defect"] == []


def test_a_step_that_narrows_what_was_found_leaves_all_if_it_fails(scan, monkeypatch):
    def broken(resolver, hits):
        raise ValueError("unexpected")

    monkeypatch.setattr(matcher, "without_readers", broken)
    found = scan({"desk.py": CHAT.format(model="gpt-4o-mini")})
    assert names(found, Kind.MODEL) == {"gpt-4o-mini"}
    assert [one.topic for one in found.unknowns] == ["defect"]
