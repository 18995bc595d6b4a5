"""Agents, prompts and workflows in files: CrewAI, LangGraph, n8n, Flowise, Langflow, Dify, LiteLLM, prompt files."""

from __future__ import annotations

import json

import pytest
from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

CREW = """\
researcher:
  role: >
    Senior Data Researcher
  goal: >
    Uncover developments in {topic}
  backstory: >
    You are a seasoned researcher.
  llm: openai/gpt-4o
analyst:
  role: Analyst
  goal: Write reports
"""
TASKS = "research_task:\n  description: >\n    Research {topic}\n  expected_output: a list\n  agent: researcher\n"


def test_crewai() -> None:
    seen = configured({"src/crew/config/agents.yaml": CREW, "src/crew/config/tasks.yaml": TASKS})
    assert places(seen, "agent") == {("researcher", 1), ("analyst", 9)}
    assert {one.facts["framework"] for one in seen.observations if one.subject.kind == "agent"} == {"crewai"}
    assert edges(seen, RelationKind.USES_MODEL) == {("researcher", "gpt-4o")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("researcher", "research_task")}
    link = next(link for link in seen.links if link.kind is RelationKind.USES_PROMPT)
    assert link.source is not None
    assert link.source.scope == "src/crew/config/agents.yaml"


def test_langgraph() -> None:
    text = (
        '{\n "graphs": {\n  "agent": "./src/agent/graph.py:graph"\n'
        " },\n"
        ' "store": {"index": {"embed": "openai:text-embedding-3-small"}}\n'
        "}"
    )
    seen = configured({"backend/langgraph.json": text})
    agent = seen.one("agent", "agent")
    assert (agent.subject.scope, agent.evidence.line) == ("backend/src/agent/graph.py", 3)
    assert origins(seen) == {("openai", "text-embedding-3-small")}


def node(title: str, kind: str, **parameters: object) -> dict[str, object]:
    return {"parameters": parameters, "id": f"id-{title}", "name": title, "type": kind, "typeVersion": 1}


LC = "@n8n/n8n-nodes-langchain."
N8N = {
    "name": "Support desk",
    "nodes": [
        node("When chat message received", f"{LC}chatTrigger"),
        node("Support Agent", f"{LC}agent", text="={{ $json.text }}"),
        node("OpenAI Chat Model", f"{LC}lmChatOpenAi", model={"__rl": True, "value": "gpt-4o-mini", "mode": "list"}),
        node("Manual", f"{LC}toolVectorStore", name="manual", description="Looks things up in the manual"),
        node("Qdrant Vector Store", f"{LC}vectorStoreQdrant"),
        node("Embeddings", f"{LC}embeddingsOpenAi", model="text-embedding-3-small"),
        node("Send mail", "n8n-nodes-base.gmailTool"),
        node("Postgres", "n8n-nodes-base.postgres"),
        {**node("Old", f"{LC}lmChatOllama", model="llama2"), "disabled": True},
    ],
    "connections": {
        "OpenAI Chat Model": {
            "ai_languageModel": [[{"node": "Support Agent", "type": "ai_languageModel", "index": 0}]]
        },
        "Manual": {"ai_tool": [[{"node": "Support Agent", "type": "ai_tool", "index": 0}]]},
        "Send mail": {"ai_tool": [[{"node": "Support Agent", "type": "ai_tool", "index": 0}]]},
        "Qdrant Vector Store": {"ai_vectorStore": [[{"node": "Manual", "type": "ai_vectorStore", "index": 0}]]},
        "Embeddings": {"ai_embedding": [[{"node": "Qdrant Vector Store", "type": "ai_embedding", "index": 0}]]},
        "When chat message received": {"main": [[{"node": "Support Agent", "type": "main", "index": 0}]]},
    },
}


def test_n8n() -> None:
    text = json.dumps(N8N, indent=1)
    seen = configured({"workflows/support.json": text})
    assert names(seen, "agent") == {"Support Agent"}
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("openai", "text-embedding-3-small")}
    assert names(seen, "tool") == {"manual", "Send mail"}
    assert names(seen, "service") == {"OpenAI", "Qdrant"}
    assert edges(seen, RelationKind.USES_MODEL) == {
        ("Support Agent", "gpt-4o-mini"),
        ("Qdrant", "text-embedding-3-small"),
    }
    assert edges(seen, RelationKind.HAS_TOOL) == {("Support Agent", "manual"), ("Support Agent", "Send mail")}
    assert edges(seen, RelationKind.CALLS_SERVICE) == {("manual", "Qdrant")}
    rows = text.split("\n")
    for name, line in places(seen, "model"):
        assert line is not None
        assert name in rows[line - 1]


def test_a_workflow_with_a_chain_is_the_agent() -> None:
    flow = {
        **N8N,
        "nodes": [node("Chain", f"{LC}chainLlm"), node("Model", f"{LC}lmChatOllama", model="llama3.2:latest")],
        "connections": {"Model": {"ai_languageModel": [[{"node": "Chain"}]]}},
    }
    seen = configured({"w.json": json.dumps(flow, indent=1)})
    assert names(seen, "agent") == {"Support desk"}
    assert edges(seen, RelationKind.USES_MODEL) == {("Support desk", "llama3.2")}


def test_flowise() -> None:
    def part(id_: str, kind: str, category: str, **inputs: object) -> dict[str, object]:
        return {
            "id": id_,
            "data": {"id": id_, "name": kind, "label": kind.title(), "category": category, "inputs": inputs},
        }

    flow = {
        "nodes": [
            part("m", "chatAnthropic", "Chat Models", modelName="claude-3-5-haiku-latest"),
            part("a", "toolAgent", "Agents", tools="{{t.data.instance}}"),
            part("t", "calculator", "Tools"),
            part("s", "pinecone", "Vector Stores"),
            part("r", "vectorStoreRetriever", "Retrievers"),
            part(
                "f", "agentAgentflow", "Agent Flows", agentModel="chatOpenAI", agentModelConfig={"modelName": "gpt-4o"}
            ),
        ],
        "edges": [
            {"source": "m", "target": "a"},
            {"source": "t", "target": "a", "targetHandle": "a-input-tools-Tool"},
            {"source": "s", "target": "r"},
            {"source": "r", "target": "a"},
        ],
    }
    seen = configured({"flows/Support Chatflow.json": json.dumps(flow, indent=1)})
    assert origins(seen) == {("anthropic", "claude-3-5-haiku-latest"), ("openai", "gpt-4o")}
    assert names(seen, "agent") == {"Toolagent", "Agentagentflow"}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Toolagent", "Calculator")}
    assert ("Toolagent", "Pinecone") in edges(seen, RelationKind.CALLS_SERVICE)
    assert ("Agentagentflow", "gpt-4o") in edges(seen, RelationKind.USES_MODEL)


def test_langflow() -> None:
    def part(id_: str, type_: str, **template: object) -> dict[str, object]:
        fields = {name: {"value": value} for name, value in template.items()}
        return {"id": id_, "data": {"id": id_, "type": type_, "node": {"display_name": type_, "template": fields}}}

    flow = {
        "name": "Research",
        "data": {
            "nodes": [
                part("Agent-1", "Agent", agent_llm="OpenAI", model_name="gpt-4.1", code="x"),
                part("URL-1", "URLComponent"),
                part("E-1", "OpenAIEmbeddings", model="text-embedding-3-small"),
                part("Out", "ChatOutput"),
            ],
            "edges": [
                {"source": "URL-1", "target": "Agent-1", "targetHandle": "{œfieldNameœ: œtoolsœ, œidœ: œAgent-1œ}"}
            ],
        },
    }
    seen = configured({"research.json": json.dumps(flow, indent=1)})
    assert ("Agent", "gpt-4.1") in edges(seen, RelationKind.USES_MODEL)
    assert edges(seen, RelationKind.HAS_TOOL) == {("Agent", "URLComponent")}
    assert ("openai", "text-embedding-3-small") in origins(seen)


def test_dify() -> None:
    text = """\
app:
  mode: agent-chat
  name: Helpdesk
kind: app
model_config:
  agent_mode:
    enabled: true
    tools:
      - enabled: true
        tool_name: ticket_lookup
        provider_type: api
  model:
    mode: chat
    name: gpt-4o
    provider: langgenius/openai/openai
  pre_prompt: You are the help desk of a company and you answer politely.
"""
    seen = configured({"helpdesk.yml": text})
    assert origins(seen) == {("openai", "gpt-4o")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("Helpdesk", "ticket_lookup")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("Helpdesk", "pre_prompt")}


LITELLM = """\
model_list:
  - model_name: fast
    litellm_params:
      model: groq/llama-3.3-70b-versatile
      api_key: os.environ/GROQ_API_KEY
      rpm: 100
  - model_name: good
    litellm_params:
      model: anthropic/claude-3-5-sonnet-20241022
  - model_name: any
    litellm_params:
      model: openai/*
router_settings:
  fallbacks: [{"fast": ["good"]}]
general_settings:
  master_key: os.environ/LITELLM_MASTER_KEY
litellm_settings:
  success_callback: ["langfuse"]
"""


def test_litellm() -> None:
    seen = configured({"litellm_config.yaml": LITELLM})
    assert origins(seen) == {("groq", "llama-3.3-70b-versatile"), ("anthropic", "claude-3-5-sonnet-20241022")}
    assert edges(seen, RelationKind.FALLS_BACK_TO) == {("llama-3.3-70b-versatile", "claude-3-5-sonnet-20241022")}
    assert ("claude-3-5-sonnet-20241022", "Anthropic") in edges(seen, RelationKind.SERVED_BY)
    told = {
        name: (value, one.evidence.line)
        for one in seen.observations
        if one.subject.name == "LiteLLM"
        for name, value in one.facts.items()
    }
    assert told["authenticated"] == (True, 16)
    assert told["rate_limited"] == (True, 6)
    assert told["request_logging"] == (True, 18)


def test_promptfoo() -> None:
    text = (
        "prompts: [file://prompts/answer.txt]\nproviders:\n"
        "  - openai:chat:gpt-4o-mini\n"
        "  - id: anthropic:messages:claude-3-5-haiku-20241022\n"
        "tests: []\n"
    )
    seen = configured({"eval/promptfooconfig.yaml": text})
    assert origins(seen) == {("openai", "gpt-4o-mini"), ("anthropic", "claude-3-5-haiku-20241022")}
    assert names(seen, "prompt") == {"eval/prompts/answer.txt"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/prompts/answer.md", "Answer the question.\n"),
        ("prompts/system/router.txt", "Route the request.\n"),
        ("app/system_prompt.txt", "You are helpful.\n"),
        ("plugins/Summarize/skprompt.txt", "Summarize {{$input}}\n"),
        ("skills/FunSkill/Joke/skprompt.txt", "Tell a joke about {{$input}}\n"),
        ("App/Plugins/Judging/TestCriteria/skprompt.txt", "Judge {{$input}}\n"),
        ("answer.prompty", "---\nname: x\n---\nsystem:\nAnswer.\n"),
        ("templates/alpaca.json", '{"description": "x", "prompt_input": "Do {instruction}", "prompt_no_input": "{i}"}'),
        ("prompts/judge.yaml", "system: You judge answers.\nuser: '{answer}'\n"),
        ("lib/prompt_rewrite.jinja2", "Rewrite {{ text }}\n"),
        ("project-rules/commit.mdc", "# Commit\n\nWrite messages of commits in the imperative.\n"),
    ],
)
def test_prompt_files(path: str, text: str) -> None:
    prompt = configured({path: text}).one("prompt", path)
    assert (prompt.subject.origin, prompt.evidence.line, prompt.facts["source"]) == ("file", 1, f"file:{path}")


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "prompts/README.md",
        "docs/prompts/x.md",
        "src/prompt.py",
        "notes.txt",
        "tests/prompts/a.txt",
        "prompt-engineering.md",
        "content/pages/about.mdc",
        "docs/style.mdc",
    ],
)
def test_files_that_are_no_prompts(path: str) -> None:
    assert not configured({path: "You are helpful and answer all questions.\n"}).observations


def test_chat_templates_of_models_are_prompts() -> None:
    template = "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{% endfor %}\n"
    for path in (
        "model/chat_template.jinja",
        "basalt/templates/default.chat.jinja",
        "examples/tool_chat_template_llama.jinja",
    ):
        assert set(configured({path: template}).named("prompt")) == {path}
    assert not configured({"web/templates/chat.jinja": template}).observations


def test_notes_that_lie_beside_a_coding_agents_settings_are_mentions() -> None:
    [note] = configured({".claude/notes.md": "Ask Ada about the release.\n"}).observations
    assert (note.facts["role"], note.facts["usage"]) == ("instructions", "mentioned")


def test_instructions_of_an_agent_of_the_project_are_its_prompt() -> None:
    text = "You are the support agent of a bicycle shop. Answer politely and only about orders.\n"
    seen = configured(
        {"prompts/instructions.md": text, "docs/instructions.md": "Install the app with pip and start it.\n"}
    )
    assert [(one.subject.name, one.facts.get("usage")) for one in seen.observations] == [
        ("prompts/instructions.md", None)
    ]


def test_the_model_in_a_prompts_front_matter() -> None:
    text = (
        "---\nname: chat\nmodel:\n  api: chat\n  configuration:\n"
        "    azure_deployment: gpt-4o\nmodel_id: gpt-4o-mini\n---\n"
        "system:\nYou are helpful.\n"
    )
    seen = configured({"chat.prompty": text})
    assert ("chat.prompty", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)
    assert ("gpt-4o-mini", 7) in places(seen, "model")


def test_modelfiles() -> None:
    text = (
        "FROM llama3.2:3b\nADAPTER ./lora/support.gguf\n"
        'PARAMETER temperature 1\nSYSTEM """\n'
        'You are the support desk.\n"""\n'
    )
    seen = configured({"ollama/Modelfile": text})
    assert origins(seen) == {("ollama", "llama3.2:3b"), ("file", "ollama/lora/support.gguf")}
    assert edges(seen, RelationKind.DERIVED_FROM) == {("ollama/lora/support.gguf", "llama3.2:3b")}
    assert places(seen, "prompt") == {("SYSTEM", 4)}
    assert edges(seen, RelationKind.USES_PROMPT) == {("llama3.2:3b", "SYSTEM")}


def test_modelfiles_of_other_names() -> None:
    text = 'FROM dolphin-mistral:latest\nSYSTEM"""\nYou are the desk of a harbour and answer briefly.\n"""\n'
    for path in ("modelfile/HarbourModelFile", "modelfiles/harbour", "ollama/harbourmodelfile"):
        seen = configured({path: text})
        assert {origin for origin, _ in origins(seen)} == {"ollama"}
        assert places(seen, "prompt") == {("SYSTEM", 2)}
    assert not configured({"src/harbour": text, "modelfiles/list.txt": "FROM dolphin-mistral\n"}).observations


def test_sql() -> None:
    text = (
        "-- vector(3) in a comment\n"
        "CREATE EXTENSION IF NOT EXISTS vector;\nCREATE TABLE t (\n"
        "  id int,\n  embedding vector(1536)\n);\n"
        "CREATE INDEX ON t USING hnsw (embedding);\n"
    )
    assert places(configured({"migrations/001.sql": text}), "service") == {
        ("pgvector", 2),
        ("pgvector", 5),
        ("pgvector", 7),
    }
    assert not configured({"a.sql": "SELECT vector FROM shapes;\n"}).observations
    server = "create table [dbo].[t] (\n  [id] int,\n  [embedding] vector(1536) not null\n)\ngo\n"
    assert places(configured({"a.sql": server}), "service") == {("SQL Server vectors", 3)}


def test_terraform() -> None:
    text = """\
variable "model_id" {
  default = "anthropic.claude-3-haiku-20240307-v1:0"
}
resource "aws_bedrockagent_agent" "support" {
  agent_name       = "support"
  foundation_model = "anthropic.claude-3-5-sonnet-20240620-v1:0"
}
resource "azurerm_cognitive_deployment" "chat" {
  model {
    format = "OpenAI"
    name   = "gpt-4o"
  }
}
resource "aws_s3_bucket" "data" { bucket = "model-data" }
"""
    seen = configured({"infra/main.tf": text})
    assert origins(seen) == {
        ("bedrock", "anthropic.claude-3-haiku-20240307-v1:0"),
        ("bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0"),
        ("azure-openai", "gpt-4o"),
    }
    assert names(seen, "service") == {"Amazon Bedrock", "Azure OpenAI"}
    assert ("gpt-4o", 11) in places(seen, "model")


def test_exported_credentials_name_the_service() -> None:
    text = '{\n "id": "1",\n "name": "vectors",\n "data": "U2FsdGVk",\n "type": "qdrantApi",\n "nodesAccess": []\n}'
    assert places(configured({"credentials/q.json": text}), "service") == {("Qdrant", 5)}


def test_prompts_and_store_tools_of_n8n() -> None:
    flow = {
        "name": "Clinic desk",
        "nodes": [
            node("Desk", f"{LC}agent", options={"systemMessage": "You answer questions about the clinic's hours."}),
            node("Passed on", f"{LC}agent", text="={{ $json.chatInput }}"),
            node("Leaflets", f"{LC}vectorStoreQdrant", mode="retrieve-as-tool", toolName="leaflets"),
        ],
        "connections": {"Leaflets": {"ai_tool": [[{"node": "Desk", "type": "ai_tool", "index": 0}]]}},
    }
    seen = configured({"flows/desk.json": json.dumps(flow, indent=1)})
    assert names(seen, "prompt") == {"Desk system prompt"}
    assert names(seen, "tool") == {"leaflets"}
    assert ("Desk", "leaflets") in edges(seen, RelationKind.HAS_TOOL)
    assert ("leaflets", "Qdrant") in edges(seen, RelationKind.CALLS_SERVICE)


def test_a_tool_written_in_flowise() -> None:
    tool = {"name": "book_visit", "description": "Books a visit", "color": "", "schema": "[]", "func": "return 1"}
    seen = configured({"flowise/book_visit-CustomTool.json": json.dumps(tool, indent=1)})
    assert places(seen, "tool") == {("book_visit", 2)}


@pytest.mark.parametrize("kind", ["[x]", "{a: 1}", "1", "null"])
def test_a_kind_of_any_type_is_no_component_of_copilot_studio(kind: str) -> None:
    assert not configured({"desk/agent.yaml": f"kind: {kind}\ndisplayName: Desk\n"}).observations


def test_nodes_beyond_the_limit_are_told() -> None:
    flow = {"nodes": [node(f"Step {i}", "n8n-nodes-base.set") for i in range(3_001)], "connections": {}}
    reasons = [one.reason for one in configured({"flows/steps.json": json.dumps(flow)}).unknowns]
    assert reasons == ["more than 3,000 nodes of the workflow: only the first 3,000 were read"]


def test_a_node_that_is_called_like_its_workflow_stands_where_the_node_does() -> None:
    agent = node("Support desk", f"{LC}agent", options={"systemMessage": "You help those who rent boats, politely."})
    text = json.dumps({"name": "Support desk", "nodes": [agent], "connections": {}}, indent=1)
    rows = text.split("\n")
    told = places(configured({"w.json": text}), "prompt")
    assert [rows[(line or 1) - 1].strip().partition(":")[0] for _, line in told] == ['"systemMessage"']


def test_an_application_that_difys_console_exported_as_json() -> None:
    inner = (
        "app:\n  mode: chat\n  name: Helpdesk \U0001f916\nkind: app\nmodel_config:\n  model:\n    mode: chat\n"
        "    name: gpt-4o-mini\n    provider: openai\n  pre_prompt: You answer questions of customers about {{topic}}.\n"
    )
    for name in ("flows/workflow.yml", "flows/helpdesk.yaml"):
        seen = configured({name: json.dumps({"data": inner})})
        assert names(seen, "agent") == {"Helpdesk \U0001f916"}
        assert places(seen, "model") == {("gpt-4o-mini", 1)}
        assert names(seen, "prompt") == {"pre_prompt"}
    assert names(configured({"flows/workflow.yml": json.dumps({"data": "app: notes of a visit"})}), "agent") == set()


def test_flows_that_flowise_stores_and_exports() -> None:
    model = {"name": "chatOpenAI", "label": "OpenAI", "category": "Chat Models", "inputs": {"modelName": "gpt-4o-mini"}}
    flow = {
        "nodes": [
            {"id": "m", "data": {"id": "m", **model}},
            {"id": "a", "data": {"id": "a", "name": "toolAgent", "label": "Desk", "category": "Agents", "inputs": {}}},
        ],
        "edges": [{"source": "m", "target": "a"}],
    }
    stored = {"name": "Helpdesk", "type": "CHATFLOW", "flowData": flow}
    as_text = {"ChatFlow": [{**stored, "flowData": json.dumps(flow)}], "Tool": []}
    for document in (stored, [stored], as_text):
        seen = configured({"flows/helpdesk.json": json.dumps(document)})
        assert names(seen, "model") == {"gpt-4o-mini"}
        assert edges(seen, RelationKind.USES_MODEL) == {("Desk", "gpt-4o-mini")}
    assert not configured({"flows/helpdesk.json": json.dumps({"flowData": "{"})}).observations


def prepared(url: str) -> str:
    """A workflow whose code writes the body of a request that a later node sends."""
    code = (
        "const body = { model: 'deepseek-chat', messages: [{ role: 'system', content: 'You sort mails of tenants into"
        " five folders.' }] };\nreturn [{ json: { body } }];"
    )
    nodes = [
        {"name": "Prepare", "type": "n8n-nodes-base.code", "parameters": {"jsCode": code}},
        {"name": "Wait", "type": "n8n-nodes-base.wait", "parameters": {}},
        {
            "name": "Send",
            "type": "n8n-nodes-base.httpRequest",
            "parameters": {"url": url, "jsonBody": "={{ $json.body }}"},
        },
    ]
    wires = {
        "Prepare": {"main": [[{"node": "Wait", "type": "main", "index": 0}]]},
        "Wait": {"main": [[{"node": "Send", "type": "main", "index": 0}]]},
    }
    return json.dumps({"name": "Mails", "nodes": nodes, "connections": wires})


def test_a_request_that_one_node_writes_and_another_sends() -> None:
    seen = configured({"mails.json": prepared("https://api.deepseek.com/chat/completions")})
    assert names(seen, "model") == {"deepseek-chat"}
    assert names(seen, "service") == {"DeepSeek"}
    assert ("deepseek-chat", "Prepare system prompt") in edges(seen, RelationKind.USES_PROMPT)
    assert ("Mails", "deepseek-chat") in edges(seen, RelationKind.USES_MODEL)


def test_code_that_is_sent_to_somebody_else_asks_no_model() -> None:
    assert not names(configured({"mails.json": prepared("https://hooks.acme.test/in")}), "model")


def test_a_chat_node_of_gemini_without_a_model_names_the_service() -> None:
    nodes = [{"name": "Model", "type": "@n8n/n8n-nodes-langchain.lmChatGoogleGemini", "parameters": {"options": {}}}]
    seen = configured({"flow.json": json.dumps({"name": "Chat", "nodes": nodes, "connections": {}})})
    assert names(seen, "service") == {"Google Gemini"}
