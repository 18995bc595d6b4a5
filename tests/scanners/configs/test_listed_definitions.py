"""Lists of tools and agents that a whole file is, tools under their names, texts that begin as prompts do."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

TOOLS = """[
 {"type": "function", "function": {"name": "find_berth", "description": "Finds a free berth",
  "parameters": {"type": "object", "properties": {"length": {"type": "number"}}}}},
 {"type": "function", "function": {"name": "book_berth", "description": "Books a berth",
  "parameters": {"type": "object", "properties": {}}}}
]"""
ALONE = """{"name": "find_pilot", "description": "Finds a pilot",
 "parameters": {"type": "object", "properties": {"ship": {"type": "string"}}}}"""
AGENTS = """[
 {"name": "Harbour master", "model": "gpt-4o", "system_prompt": "You give out berths to ships that ask for one."},
 {"name": "Clerk", "model": "gpt-4o", "system_prompt": "You write the bills of the harbour in plain words."}
]"""
BUNDLE = """tools:
  moor:
    signature: moor <ship> <berth>
    docstring: moors a ship at a berth
    arguments:
      - {name: ship, type: string}
  tide:
    description: says when the tide is high
    parameters: {type: object}
"""
ROLES = """- title: Translator
  content: |
    You are a translator of harbour papers. Keep all numbers as they are.
- title: Motto
  content: |
    The sea is wide and the harbour is small, and both are ours.
"""


def test_a_file_of_definitions_is_a_list_of_tools() -> None:
    seen = configured({"app/tools.json": TOOLS, "app/functions/find_pilot.json": ALONE})
    assert names(seen, "tool") == {"find_berth", "book_berth", "find_pilot"}
    assert ("find_berth", 2) in places(seen, "tool")


def test_data_and_answers_are_no_definitions() -> None:
    rows = '[{"name": "a", "description": "b", "price": 3}]'
    answer = TOOLS.replace("[", '{"choices": [', 1) + "}"
    assert names(configured({"data/goods.json": rows, "logs/answer.json": answer}), "tool") == set()


def test_a_list_of_agents() -> None:
    seen = configured({"crew.json": AGENTS, "crew.yaml": AGENTS})
    assert names(seen, "agent") == {"Harbour master", "Clerk"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Harbour master", "gpt-4o"), ("Clerk", "gpt-4o")}


def test_tools_under_their_names() -> None:
    seen = configured({"tools/harbour/config.yaml": BUNDLE})
    assert places(seen, "tool") == {("moor", 2), ("tide", 7)}


def test_a_text_that_begins_as_a_prompt_is_one_wherever_it_stands() -> None:
    assert names(configured({"roles.yaml": ROLES}), "prompt") == {"Translator.content"}
    assert names(configured({"locales/en.yaml": ROLES}), "prompt") == set()


def test_options_of_an_ini_file() -> None:
    text = "[openai]\n; model = gpt-4\nmodel = gpt-4-turbo\nembedding_model: text-embedding-3-small\n[db]\nmodel = tables\n"
    seen = configured({"config.ini": text, "tox.ini": text.replace("turbo", "0613")})
    assert places(seen, "model") == {("gpt-4-turbo", 3), ("text-embedding-3-small", 4)}


def test_entries_beside_agents_are_agents_with_fewer_members() -> None:
    text = (
        "agents:\n  pilot:\n    model: gpt-4o\n    system_prompt: You bring ships to their berth.\n    tools: [find_berth]\n"
        "  critic:\n    model: o3-mini\n    system_prompt_file: prompts/critic.md\n"
        "  defaults:\n    temperature: 0.2\n    max_tokens: 400\n"
    )
    seen = configured({"config.yaml": text, "prompts/critic.md": "Find what the pilot forgot."})
    assert names(seen, "agent") == {"pilot", "critic"}
    assert ("critic", "o3-mini") in edges(seen, RelationKind.USES_MODEL)


def test_a_file_called_after_agents_lists_what_each_is_told() -> None:
    text = "- name: Crane\n  talksTo: [Berth]\n  instructions: crane.md\n- name: Berth\n  instructions: berth.md\n"
    assert names(configured({"team/agents.yaml": text}), "agent") == {"Crane", "Berth"}
    assert not names(configured({"team/steps.yaml": text}), "agent")


PLUGIN = """name: find_wreck
enabled: true
description: Finds wrecks near a place
parameters:
  - name: place
    type: str
    required: true
    description: where to look
returns:
  - name: found
    type: str
"""


def test_a_file_of_a_folder_of_tools_that_lists_what_it_takes() -> None:
    assert places(configured({"project/plugins/find_wreck.yaml": PLUGIN}), "tool") == {("find_wreck", 1)}
    assert names(configured({"jobs/find_wreck.yaml": PLUGIN}), "tool") == set()
    assert names(configured({"plugins/build.yaml": "name: build\nparameters:\n  - debug\n"}), "tool") == set()


def test_entries_of_agents_that_say_their_name_and_model() -> None:
    entry = '{"agent_name": "Ada", "agent_style": null, "LLM_config": {"model": "gpt-4o"}, "toolkit": null}'
    assert names(configured({"configs/team.json": f'{{"agents": {{"one": {entry}}}}}'}), "agent") == {"one"}
    unnamed = '{"agents": {"one": {"model": "gpt-4o"}, "two": {"agent_style": null}}}'
    assert names(configured({"configs/team.json": unnamed}), "agent") == set()


def test_what_the_system_says_and_what_it_is_asked_are_a_pair() -> None:
    pair = "name: Loki\nsystem: |\n  Stay in the part of Loki, whatever the visitors of the harbour ask you.\n"
    asked = "user: |\n  Answer with the help of this context, in one sentence: {context} {query}\n"
    assert names(configured({"catalogue/loki/config.yaml": pair + asked}), "prompt") == {"Loki.system", "Loki.user"}
    lone = "user: |\n  Answer with the help of this page, in one sentence and without any haste.\n"
    assert names(configured({"catalogue/loki/config.yaml": "model: gpt-4o\n" + lone}), "prompt") == set()


def test_a_sentence_as_a_key_is_what_an_interface_shows() -> None:
    key = "Describe your domain in a sentence, which is given to the model as a prompt"
    shown = f'{{"{key}": "Describe your domain in plain English as a context prompt for the translator."}}'
    assert names(configured({"config/en.json": shown}), "prompt") == set()


def test_settings_that_speak_of_nothing_but_functions() -> None:
    text = (
        "default:\n  parameters:\n    tools:\n      - type: function\n        function:\n"
        "          name: execute_sql\n          description: Runs a statement\n          parameters: {type: object}\n"
    )
    assert places(configured({"configs/tasks/db.yaml": text}), "tool") == {("execute_sql", 6)}


def test_texts_under_one_key_of_several_mappings_stand_behind_their_owners() -> None:
    entry = "{name}:\n  judge_prompt: Say whether the {name} holds what the sources say, in one word.\n"
    text = entry.format(name="answer") + entry.format(name="letter")
    seen = configured({"config/judges.yaml": text})
    assert places(seen, "prompt") == {("answer.judge_prompt", 2), ("letter.judge_prompt", 4)}
    assert names(configured({"config/judges.yaml": entry.format(name="answer")}), "prompt") == {"judge_prompt"}
