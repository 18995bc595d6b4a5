"""Workflows of n8n and Dify beyond their own nodes for models: requests by hand, prompts that are set, rerankers."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

LC = "@n8n/n8n-nodes-langchain."
BODY = (
    '={\n "model": "gpt-4o-mini",\n "messages": [\n  {"role": "system", "content": "You sort letters by how urgent'
    ' they are."},\n  {"role": "user", "content": "{{ $json.letter }}"}\n ]\n}'
)


def _node(name: str, type_: str, **parameters: object) -> dict[str, object]:
    return {"name": name, "type": type_, "typeVersion": 1, "parameters": parameters}


def _workflow(nodes: list[dict[str, object]], tools: dict[str, tuple[str, str]]) -> str:
    """`tools`: which node is wired into which, and by what."""
    wires = {used: {wire: [[{"node": user, "type": wire, "index": 0}]]} for used, (wire, user) in tools.items()}
    return json.dumps({"name": "Letters", "nodes": nodes, "connections": wires}, indent=1)


def test_a_plain_request_of_n8n_is_the_workflows() -> None:
    post = _node("Sort", "n8n-nodes-base.httpRequest", url="https://api.openai.com/v1/chat/completions", jsonBody=BODY)
    seen = configured({"letters.json": _workflow([post], {})})
    assert ("Letters", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)
    assert ("Letters", "Sort system prompt") in edges(seen, RelationKind.USES_PROMPT)
    assert ("gpt-4o-mini", "OpenAI") in edges(seen, RelationKind.SERVED_BY)
    other = _node("Send", "n8n-nodes-base.httpRequest", url="https://letters.example.com/v1", jsonBody=BODY)
    assert not configured({"letters.json": _workflow([other], {})}).observations


def test_agents_and_providers_as_tools_of_n8n() -> None:
    nodes = [
        _node("Chief", f"{LC}agent"),
        _node("Planner", f"{LC}agentTool", options={"systemMessage": "You plan the route of the postman of today."}),
        _node("look_up", "n8n-nodes-base.perplexityTool", model="sonar-reasoning"),
        _node("gemini-2.5-flash", f"{LC}lmChatGoogleGemini", options={}),
    ]
    wires = {
        "Planner": ("ai_tool", "Chief"),
        "look_up": ("ai_tool", "Planner"),
        "gemini-2.5-flash": ("ai_languageModel", "Chief"),
    }
    seen = configured({"letters.json": _workflow(nodes, wires)})
    assert ("Chief", "Planner") in edges(seen, RelationKind.CONTAINS)
    assert ("Planner", "look_up") in edges(seen, RelationKind.HAS_TOOL)
    used = edges(seen, RelationKind.USES_MODEL)
    assert {("look_up", "sonar-reasoning"), ("Chief", "gemini-2.5-flash")} <= used
    assert names(seen, "agent") == {"Chief", "Planner"}


def test_a_prompt_that_n8n_sets_belongs_to_the_node_that_names_it() -> None:
    told = {"name": "letter_prompt", "value": "=Write a letter that thanks {{ $json.name }} for the order of today."}
    nodes = [
        _node("prepare", "n8n-nodes-base.set", assignments={"assignments": [told]}),
        _node("Writer", f"{LC}agent", text="={{ $json.letter_prompt }}"),
    ]
    seen = configured({"letters.json": _workflow(nodes, {})})
    assert ("Writer", "letter_prompt") in edges(seen, RelationKind.USES_PROMPT)


DIFY = """\
app:
  mode: advanced-chat
  name: Library
kind: app
version: 0.1.5
workflow:
  graph:
    nodes:
    - data:
        multiple_retrieval_config:
          reranking_enable: true
          reranking_model:
            model: netease-youdao/bce-reranker-base_v1
            provider: siliconflow
        title: Shelves
        type: knowledge-retrieval
    - data:
        model:
          mode: chat
          name: deepseek-V3
          provider: langgenius/volcengine_maas/volcengine_maas
        prompt_template:
        - role: system
          text: 请根据文本内容{{#context#}}回答
        title: LLM
        type: llm
    - data:
        code: "import requests\\ndef main(prompt):\\n    url = \\"https://api.siliconflow.cn/v1/image/generations\\"\\n\\
          \\    data = {\\"model\\": \\"black-forest-labs/FLUX.1-schnell\\", \\"prompt\\": prompt}\\n"
        title: Draw
        type: code
    - data:
        model:
          mode: chat
          name: ep-20250205144300-jv6dk
          provider: langgenius/openai_api_compatible/openai_api_compatible
        title: House
        type: llm
"""


def test_rerankers_code_and_plug_ins_of_dify() -> None:
    seen = configured({"library.yml": DIFY})
    assert {
        ("netease-youdao/bce-reranker-base_v1", "SiliconFlow"),
        ("deepseek-V3", "Volcengine Ark"),
        ("black-forest-labs/FLUX.1-schnell", "SiliconFlow"),
        ("ep-20250205144300-jv6dk", "openai_api_compatible"),
    } == edges(seen, RelationKind.SERVED_BY)
    assert ("LLM system prompt", 24) in places(seen, "prompt")
    assert ("black-forest-labs/FLUX.1-schnell", 29) in places(seen, "model")
    assert ("volcengine", "deepseek-V3") in origins(seen)


def test_a_model_that_another_node_of_n8n_sets() -> None:
    nodes = [
        _node("Settings", "n8n-nodes-base.set", assignments={"assignments": [{"name": "model", "value": "gpt-4o"}]}),
        _node("OpenRouter", f"{LC}lmChatOpenRouter", model="={{ $json.model }}"),
        _node("Reader", f"{LC}agent"),
    ]
    seen = configured({"letters.json": _workflow(nodes, {"OpenRouter": ("ai_languageModel", "Reader")})})
    assert ("Reader", "gpt-4o") in edges(seen, RelationKind.USES_MODEL)
    assert ("gpt-4o", "OpenRouter") in edges(seen, RelationKind.SERVED_BY)


def test_the_api_behind_a_ready_made_tool_of_dify() -> None:
    tool = """\
app: {mode: workflow, name: Film}
kind: app
version: 0.1.5
workflow:
  graph:
    nodes:
    - data:
        provider_id: allenwriter/doubao_image/doubao
        tool_configurations:
          model: doubao-seedance-1-0-lite
        tool_name: text2video
        title: Film it
        type: tool
"""
    seen = configured({"film.yml": tool})
    assert ("text2video", "Volcengine Ark") in edges(seen, RelationKind.CALLS_SERVICE)
    assert ("text2video", "doubao-seedance-1-0-lite") in edges(seen, RelationKind.USES_MODEL)


def test_commands_of_plugins_need_no_front_matter() -> None:
    text = "You are an expert in debugging.\n\nProcess the issue from: $ARGUMENTS\n"
    seen = configured({"plugins/debugging/commands/debug.md": text, "docs/commands/debug.md": text})
    assert names(seen, "prompt") == {"plugins/debugging/commands/debug.md"}


def test_a_node_that_draws_is_no_agent() -> None:
    nodes = [
        _node("Draw", f"{LC}openAi", resource="image", model="dall-e-3", prompt="={{ $json.text }}"),
        _node("Sum up", f"{LC}openAi", modelId="=gpt-4o-mini", messages={"values": [{"content": "Sum up."}]}),
    ]
    seen = configured({"letters.json": _workflow(nodes, {})})
    assert names(seen, "model") == {"dall-e-3", "gpt-4o-mini"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Letters", "gpt-4o-mini")}
