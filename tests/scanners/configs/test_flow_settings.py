"""What nodes of drawn workflows hold in their settings: messages, chosen tools, knowledge, servers, defaults."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins

from aibom.model.kinds import RelationKind

Json = dict[str, object]


def _flowise(*nodes: Json) -> str:
    return json.dumps({"nodes": list(nodes), "edges": []}, indent=1)


def _node(id_: str, type_: str, label: str, inputs: Json) -> Json:
    return {"id": id_, "data": {"name": type_, "label": label, "category": "Agent Flows", "inputs": inputs}}


def _n8n(*nodes: Json, connections: Json | None = None) -> str:
    return json.dumps({"name": "Desk", "nodes": list(nodes), "connections": connections or {}}, indent=1)


def _lang(name: str, own: str, parameters: Json, version: float = 1) -> Json:
    type_ = own if "." in own else f"@n8n/n8n-nodes-langchain.{own}"
    return {"name": name, "type": type_, "typeVersion": version, "parameters": parameters, "id": name.lower()}


def test_messages_tools_and_knowledge_of_an_agent_flow() -> None:
    knowledge = {"vectorStore": "pinecone", "embeddingModel": "openAIEmbeddings"}
    knowledge |= {"embeddingModelConfig": {"modelName": "text-embedding-3-small"}}
    settings: Json = {
        "agentModel": "chatOpenAI",
        "agentModelConfig": {"modelName": "gpt-4o-mini"},
        "agentMessages": [{"role": "system", "content": "You sort letters by the village they are for."}],
        "agentToolsBuiltInOpenAI": '["code_interpreter"]',
        "agentTools": [{"agentSelectedTool": "customMCP", "agentSelectedToolConfig": {}}],
        "agentKnowledgeVSEmbeddings": [knowledge],
    }
    seen = configured({"flows/post.json": _flowise(_node("agentAgentflow_0", "agentAgentflow", "Sorter", settings))})
    assert names(seen, "prompt") == {"Sorter system prompt"}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Sorter", "code_interpreter"), ("Sorter", "customMCP")}
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("openai", "text-embedding-3-small")}
    assert ("Sorter", "Pinecone") in edges(seen, RelationKind.CALLS_SERVICE)


def test_a_step_that_asks_a_model_says_its_own_prompt_and_a_plain_condition_is_no_agent() -> None:
    step: Json = {
        "llmModel": "chatOpenAICustom",
        "llmModelConfig": {"modelName": "llama3.1", "basepath": "https://api.groq.com/openai/v1"},
        "llmMessages": [{"role": "system", "content": "You write one line about each heron that was seen."}],
    }
    nodes = (
        _node("l", "llmAgentflow", "Writer", step),
        _node("c", "conditionAgentflow", "Check", {"conditions": "[]"}),
    )
    seen = configured({"flows/birds.json": _flowise(*nodes)})
    assert names(seen, "prompt") == {"Writer system prompt"}
    assert names(seen, "agent") == {"birds"}
    assert names(seen, "service") == {"Groq"}


def test_a_server_that_several_nodes_connect_is_one_tool() -> None:
    def langflow(id_: str, type_: str, **fields: object) -> Json:
        template = {name: {"value": value} for name, value in fields.items()}
        return {"id": id_, "data": {"type": type_, "node": {"display_name": id_, "template": template}}}

    nodes = [
        langflow(
            "Clerk", "Agent", agent_llm="OpenAI", model_name="gpt-4o", system_prompt="You answer letters politely."
        ),
        langflow("m1", "MCPTools", mcp_server={"name": "archive", "config": {}}),
        langflow("m2", "MCPTools", mcp_server={"name": "archive", "config": {}}),
    ]
    wires = [{"source": id_, "target": "Clerk", "targetHandle": "{œfieldNameœ: œtoolsœ}"} for id_ in ("m1", "m2")]
    seen = configured({"post.json": json.dumps({"data": {"nodes": nodes, "edges": wires}}, indent=1)})
    assert names(seen, "tool") == {"archive"}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Clerk", "archive")}


def test_messages_of_a_chain_and_of_the_older_node() -> None:
    chain = {"messages": {"messageValues": [{"message": "Sort what is said by how urgent it is."}]}}
    older = {"chatModel": "gpt-4", "prompt": {"messages": [{"role": "system", "content": "You count herons in text."}]}}
    nodes = (_lang("Sort", "chainLlm", chain), _lang("Count", "n8n-nodes-base.openAi", {"resource": "chat", **older}))
    seen = configured({"desk.json": _n8n(*nodes)})
    assert names(seen, "prompt") == {"Sort system prompt", "Count system prompt"}
    assert names(seen, "model") == {"gpt-4"}


def test_a_node_that_names_no_model_takes_its_default_where_that_is_one() -> None:
    nodes = (
        _lang("Embed", "embeddingsOpenAi", {"options": {}}),
        _lang("Embed 2", "embeddingsOpenAi", {"options": {}}, 1.2),
        _lang("Hear", "openAi", {"resource": "audio", "operation": "transcribe"}),
        _lang("Chat", "lmChatOpenAi", {"options": {}}, 1.3),
    )
    seen = configured({"desk.json": _n8n(*nodes)})
    assert names(seen, "model") == {"text-embedding-ada-002", "text-embedding-3-small", "whisper-1"}
    assert names(seen, "service") == {"OpenAI"}


def test_nodes_of_a_provider_for_something_else_ask_no_model() -> None:
    nodes = [
        _lang("Comment", "n8n-nodes-base.github", {}),
        _lang("Rows", "n8n-nodes-base.snowflake", {"query": "select 1"}),
    ]
    seen = configured({"desk.json": _n8n(*nodes)})
    assert not names(seen, "agent") | names(seen, "service")


DIFY = """\
app: {mode: advanced-chat, name: Guest desk}
kind: app
workflow:
  graph:
    nodes:
    - id: found
      data: {type: knowledge-retrieval, title: House rules, dataset_ids: [a1]}
    - id: unread
      data: {type: knowledge-retrieval, title: Old rules, dataset_ids: [a2]}
    - id: answer
      data:
        type: llm
        title: Answer
        context: {enabled: true, variable_selector: [found, result]}
        model: {mode: chat, name: gpt-4o-mini, provider: openai}
        prompt_template:
        - {role: system, text: "You are the desk of a small hotel and answer with the house rules only."}
    - id: look
      data: {type: tool, provider_id: google, tool_name: google_search, tool_label: GoogleSearch}
"""


def test_what_a_node_of_dify_says_and_looks_up_goes_to_its_model() -> None:
    seen = configured({"desk.yml": DIFY})
    assert ("gpt-4o-mini", "Answer system prompt") in edges(seen, RelationKind.USES_PROMPT)
    assert ("gpt-4o-mini", "House rules") in edges(seen, RelationKind.READS_DATA)
    assert ("gpt-4o-mini", "Old rules") not in edges(seen, RelationKind.READS_DATA)
    assert names(seen, "service") == {"OpenAI", "SerpApi"}


def test_prompts_of_a_chain_go_to_the_model_that_it_is_wired_to() -> None:
    text = "=Summarise this letter in three lines for the owner of the shop: {{ $json.text }}"
    told = {"options": {"systemMessage": "You are the desk of a repair shop and answer in one line."}}
    said = {"values": [{"role": "system", "content": "Write a friendly answer and sign it with the shop's name."}]}
    flow = _n8n(
        _lang("Summarise", "chainLlm", {"promptType": "define", "text": text}),
        _lang("Gemini", "lmChatGoogleGemini", {"modelName": "models/gemini-2.0-flash"}),
        _lang("Desk", "agent", told),
        _lang("Groq", "lmChatGroq", {"model": "llama-3.3-70b-versatile"}),
        _lang("Answer", "openAi", {"modelId": {"value": "gpt-4o-mini"}, "messages": said}),
        connections={
            "Gemini": {"ai_languageModel": [[{"node": "Summarise", "type": "ai_languageModel", "index": 0}]]},
            "Groq": {"ai_languageModel": [[{"node": "Desk", "type": "ai_languageModel", "index": 0}]]},
        },
    )
    used = edges(configured({"flows/letters.json": flow}), RelationKind.USES_PROMPT)
    assert ("gemini-2.0-flash", "Summarise prompt") in used
    assert ("gpt-4o-mini", "Answer system prompt") in used
    assert ("llama-3.3-70b-versatile", "Desk system prompt") not in used


def test_servers_and_documents_that_an_agent_is_given_and_what_is_said_to_a_model() -> None:
    chosen = {"mcpServerConfig": '{"command": "npx", "args": ["-y", "@stripe/mcp"]}'}
    agent = {
        "agentModel": "chatAnthropic",
        "agentModelConfig": {"modelName": "claude-3-7-sonnet-latest"},
        "agentTools": [{"agentSelectedTool": "customMCP", "agentSelectedToolConfig": chosen}],
        "agentKnowledgeDocumentStores": [{"documentStore": "5f1:Tariffs"}],
    }
    asked = {
        "llmModel": "chatOpenAI",
        "llmModelConfig": {"modelName": "gpt-4o"},
        "llmMessages": [{"role": "system", "content": "Write the answer in the tone of the water works."}],
    }
    nodes = [
        {"id": "a", "data": {"name": "agentAgentflow", "label": "Billing", "inputs": agent}},
        {"id": "b", "data": {"name": "llmAgentflow", "label": "Writer", "inputs": asked}},
    ]
    seen = configured({"Desk Agents.json": json.dumps({"nodes": nodes, "edges": []})})
    assert edges(seen, RelationKind.HAS_TOOL) == {("Billing", "@stripe/mcp")}
    assert edges(seen, RelationKind.READS_DATA) == {("Billing", "Tariffs")}
    assert ("gpt-4o", "Writer system prompt") in edges(seen, RelationKind.USES_PROMPT)
