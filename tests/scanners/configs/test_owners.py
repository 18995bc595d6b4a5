"""Who uses what in a document of any product: agents, models, tools, prompts, services."""

from __future__ import annotations

from configured import configured, edges, names, origins, places, used

from aibom.model.kinds import RelationKind

CODING_AGENT = """{
  "provider": {
    "anthropic": {},
    "shop": {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": "http://localhost:11434/v1"},
             "models": {"qwen2.5-coder:7b": {"name": "Qwen"}, "devstral:24b": {}}}
  },
  "agent": {
    "review": {
      "description": "Reads changes before they are merged",
      "mode": "subagent",
      "model": "anthropic/claude-sonnet-4-5",
      "prompt": "{file:./prompts/review.md}",
      "permission": {"edit": "deny"}
    },
    "release": {"description": "Writes the notes", "mode": "primary", "permission": {"edit": "ask"}}
  },
  "command": {
    "notes": {"template": "Write the release notes of everything since the last tag.", "agent": "release"}
  }
}
"""

DESK = """name: invoice-desk
agent:
  instructions: You answer questions about invoices and you never promise a refund to anybody.
  llm:
    provider: openai
    model: gpt-4o-mini
  tools:
    - name: find_invoice
      description: Looks an invoice up
      parameters: {type: object}
    - refund
"""


def test_agents_commands_and_providers_of_a_coding_agent() -> None:
    seen = configured({"opencode.json": CODING_AGENT, "prompts/review.md": "Look for defects before style.\n"})
    assert places(seen, "agent") == {("review", 8), ("release", 15)}
    assert ("openai", "qwen2.5-coder:7b") not in origins(seen)
    assert {"qwen2.5-coder:7b", "devstral:24b", "claude-sonnet-4-5"} <= names(seen, "model")
    assert edges(seen, RelationKind.USES_MODEL) == {("review", "claude-sonnet-4-5")}
    assert ("review", "prompts/review.md") in edges(seen, RelationKind.USES_PROMPT)
    assert any(source == "release" for source, _ in edges(seen, RelationKind.USES_PROMPT))
    assert ("devstral:24b", "Ollama") in edges(seen, RelationKind.SERVED_BY)
    assert "Anthropic" in names(seen, "service")


def test_a_prompt_that_is_no_file_of_the_tree_is_none() -> None:
    seen = configured({"opencode.json": CODING_AGENT})
    assert "prompts/review.md" not in {target for _, target in edges(seen, RelationKind.USES_PROMPT)}


def test_an_agent_uses_what_stands_within_it() -> None:
    seen = configured({"config/desk.yaml": DESK})
    assert names(seen, "agent") == {"agent"}
    assert edges(seen, RelationKind.USES_MODEL) == {("agent", "gpt-4o-mini")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("agent", "find_invoice"), ("agent", "refund")}
    assert len(edges(seen, RelationKind.USES_PROMPT)) == 1


def test_models_that_an_endpoint_offers_are_used_and_a_register_is_not() -> None:
    offered = "custom:\n- name: groq\n  apiKey: ${GROQ_API_KEY}\n  baseURL: https://api.groq.com/openai/v1\n"
    listed = "  models:\n    default: [llama3-70b-8192, llama3-8b-8192, gemma-7b-it, mixtral-8x7b-32768]\n"
    seen = configured({"chat.yaml": offered + listed, "catalogue.yaml": listed.replace("  models", "models")})
    assert names(seen, "model") == {"llama3-70b-8192", "llama3-8b-8192", "gemma-7b-it", "mixtral-8x7b-32768"}
    assert {one.evidence.path for one in seen.observations if one.subject.kind == "model"} == {"chat.yaml"}
    assert ("gemma-7b-it", "Groq") in edges(seen, RelationKind.SERVED_BY)


def test_an_address_says_more_than_whose_api_is_spoken() -> None:
    text = "llm:\n  type: openai\n  model: tiny_llama\n  api_base: http://localhost:11434/v1\n"
    seen = configured({"settings.yaml": text})
    assert names(seen, "model") == {"tiny_llama"}
    assert edges(seen, RelationKind.SERVED_BY) == {("tiny_llama", "Ollama")}
    assert "OpenAI" not in names(seen, "service")


def test_a_connection_within_a_model_serves_it() -> None:
    head = "---\nmodel:\n  id: gpt-4\n  connection:\n    endpoint: ${env:AZURE_OPENAI_ENDPOINT}\n"
    tools = "tools:\n- name: get_weather\n  kind: function\n- name: files\n  kind: mcp\n---\nsystem:\nYou help.\n"
    seen = configured({"prompts/ask.prompty": head + tools})
    assert ("gpt-4", "Azure OpenAI") in edges(seen, RelationKind.SERVED_BY)
    used = edges(seen, RelationKind.HAS_TOOL)
    assert used == {("prompts/ask.prompty", "get_weather"), ("prompts/ask.prompty", "files")}


def test_the_input_of_graphrag() -> None:
    text = "input:\n  base_dir: letters\nentity_extraction: {max_gleanings: 0}\ncommunity_report: {max_length: 2}\nllm: {}\n"
    seen = configured({"rag/settings.yaml": text})
    assert places(seen, "dataset") == {("rag/letters", 2)}


TEAM = """models:
  claude: {provider: anthropic, model: claude-sonnet-4-6}
agents:
  root:
    model: claude
    fallback:
      models: [openai/gpt-4o]
    description: Leads
    instruction: You lead the team and you answer for what it does.
    sub_agents: [writer]
  writer:
    model: claude
    description: Writes
    instruction: You write down what the team has found out today.
"""


def test_names_within_a_document_mean_what_it_defines() -> None:
    seen = configured({"team.yaml": TEAM})
    assert {("root", "claude-sonnet-4-6"), ("writer", "claude-sonnet-4-6"), ("root", "gpt-4o")} <= edges(
        seen, RelationKind.USES_MODEL
    )
    assert edges(seen, RelationKind.FALLS_BACK_TO) <= {("claude-sonnet-4-6", "gpt-4o")}
    assert ("root", "writer") in edges(seen, RelationKind.CONTAINS)
    assert names(seen, "prompt") == {"root.instruction", "writer.instruction"}


def test_a_register_of_models_is_no_offer_and_a_list_behind_an_address_is() -> None:
    entry = "  models:\n  - {name: gpt-5, max_input_tokens: 400000, input_price: 1.25}\n"
    register = "- provider: openai\n" + entry + "- provider: xai\n" + entry.replace("gpt-5", "grok-4")
    offer = "clients:\n- type: openai-compatible\n  api_base: http://localhost:11434/v1\n  models:\n  - {name: llama3.1, max_input_tokens: 9}\n- type: bedrock\n  region: eu\n"
    seen = configured({"models.yaml": register, "config.yaml": offer})
    assert used(seen, "model") == {"llama3.1"}
    assert {"Ollama", "Amazon Bedrock"} <= names(seen, "service")


def test_what_a_shell_shows_is_no_prompt() -> None:
    seen = configured({"config.yaml": "left_prompt: '{color.green}{?session {?agent {agent}>}{session}{?role /}}>'\n"})
    assert names(seen, "prompt") == set()


def test_a_judge_sends_its_prompts_to_its_model() -> None:
    text = (
        "judge:\n  system_instruction: You judge whether an answer is right and you say why.\n"
        "inference:\n  model: {model_name: gpt-4o}\n  engine: OPENAI\n"
    )
    seen = configured({"judges/answer.yaml": text})
    assert edges(seen, RelationKind.USES_MODEL) == {("system_instruction", "gpt-4o")}
    assert ("OpenAI", 5) in places(seen, "service")


def test_an_agent_whose_settings_stand_apart_from_its_title() -> None:
    text = """{"config": {"systemRole": "You refine the paragraphs of papers with care."}, "createdAt": "2024-01-01",
 "meta": {"description": "Refines", "title": "Paragraph refiner"}}"""
    seen = configured({"src/refiner.json": text})
    assert places(seen, "agent") == {("Paragraph refiner", 2)}
    assert len(edges(seen, RelationKind.USES_PROMPT)) == 1


def test_prompts_of_a_list_and_what_is_only_tried() -> None:
    ask = "Answer the question with the passages below and nothing else: {query}"
    text = (
        f"modules:\n- module_type: fstring\n  prompt:\n  - '{ask}'\n  - 'Think first. {ask}'\ntest_prompts: ['{ask}']\n"
    )
    seen = configured({"rag.yaml": text})
    assert {line for _, line in places(seen, "prompt")} == {4, 5}


def test_priced_models_that_are_reached_somewhere_are_used() -> None:
    entry = "  - {{name: {0}, provider_model_id: {0}, pricing: {{prompt: 1}}, backend_refs: [{{endpoint: '10.0.0.1:8000'}}]}}\n"
    text = "providers:\n  models:\n" + "".join(
        entry.format(name) for name in ("qwen3-8b-instruct", "mistral-small-24b", "gemma-2-9b")
    )
    seen = configured({"router.yaml": text})
    assert names(seen, "model") == {"qwen3-8b-instruct", "mistral-small-24b", "gemma-2-9b"}


def test_agents_of_codex_lie_in_files_of_their_own() -> None:
    main = '[agents.debugger]\ndescription = "Finds defects"\nconfig_file = ".codex/agents/debugger.toml"\n'
    own = 'name = "debugger"\ndeveloper_instructions = "You find the cause of a defect before you mend it."\nmodel = "gpt-5.2"\n'
    seen = configured({".codex/config.toml": main, ".codex/agents/debugger.toml": own})
    assert names(seen, "agent") == {"debugger"}
    assert edges(seen, RelationKind.USES_MODEL) == {("debugger", "gpt-5.2")}


def test_what_a_register_of_providers_takes_by_default_and_models_by_role_are_used() -> None:
    entry = "  {}: {{default_model: {}, supportsCustomModel: true, models: {{{}: {{temperature: 1}}}}}}\n"
    rows = (("google", "gemini-2.5-flash"), ("openai", "gpt-5-nano"), ("dashscope", "qwen-plus"))
    register = "providers:\n" + "".join(entry.format(provider, model, model) for provider, model in rows)
    roles = '{"models": {"quick": {"id": "gpt-5-mini", "name": "GPT-5 Mini", "providerId": "openai"}}}'
    seen = configured({"config/generator.yaml": register, "config/models.json": roles})
    assert names(seen, "model") == {"gemini-2.5-flash", "gpt-5-nano", "qwen-plus", "gpt-5-mini"}


def test_what_is_only_called_after_a_model_or_made_by_a_provider_is_not_used() -> None:
    text = (
        "modelSpec:\n- name: llama3-8b\n  hub_model_id: qwen2.5-1.5b-shop\nmetadata: {provider: openai}\nembed: text\n"
    )
    seen = configured({"values/serve.yaml": text})
    assert names(seen, "model") | names(seen, "service") == set()


def test_an_agent_by_what_a_file_has_under_its_own_spelling() -> None:
    text = """\
name: berth-agent
host: http://localhost:11434/
model: llama3.2
customPrompt: You answer questions about berths and use the tools for it.
tools:
  - {name: find_berth, toolFunctionFQCN: acme.Berths, description: Finds a free berth}
"""
    seen = configured({"src/main/resources/agent.yaml": text})
    assert names(seen, "agent") == {"berth-agent"}
    assert ("berth-agent", "llama3.2") in edges(seen, RelationKind.USES_MODEL)


def test_a_model_of_the_hub_is_not_served_by_what_another_model_s_name_implies() -> None:
    play = """\
vars:
  ollama_models: [llama3.1:8b, nomic-embed-text]
  hf_model: BAAI/bge-m3
"""
    seen = configured({"site.yml": play})
    assert edges(seen, RelationKind.SERVED_BY) == {("llama3.1:8b", "Ollama"), ("nomic-embed-text", "Ollama")}
    said = "llm:\n  provider: ollama\n  hf_model: BAAI/bge-m3\n"
    assert ("BAAI/bge-m3", "Ollama") in edges(configured({"app.yaml": said}), RelationKind.SERVED_BY)


def test_what_librechat_s_settings_name_is_what_it_talks_to() -> None:
    text = """\
endpoints:
  custom:
    - name: groq
      baseURL: https://api.groq.com/openai/v1/
      models: {default: [llama-3.3-70b-versatile]}
mcpServers:
  files: {command: npx, args: ["-y", "@modelcontextprotocol/server-filesystem", "/data"]}
"""
    seen = configured({"librechat.yaml": text})
    assert ("LibreChat", "Groq") in edges(seen, RelationKind.CALLS_SERVICE)
    assert ("LibreChat", "files") in edges(seen, RelationKind.HAS_TOOL)
    assert "LibreChat" not in names(configured({"other.yaml": text}), "service")


def test_tools_that_an_agent_of_kagent_is_given_of_a_server() -> None:
    text = """\
apiVersion: kagent.dev/v1alpha2
kind: Agent
metadata: {name: helm-helper}
spec:
  declarative:
    systemMessage: You help with Helm releases of the cluster and explain what changed.
    tools:
      - type: McpServer
        mcpServer: {name: tool-server, kind: RemoteMCPServer, toolNames: [helm_list_releases]}
"""
    seen = configured({"agent.yaml": text})
    assert {("helm-helper", "helm_list_releases"), ("helm-helper", "tool-server")} <= edges(seen, RelationKind.HAS_TOOL)
    server = "kind: RemoteMCPServer\nmetadata: {name: tool-server}\nspec: {url: http://tools:8080/mcp}\n"
    both = configured({"agent.yaml": text, "server.yaml": f"apiVersion: kagent.dev/v1alpha2\n{server}"})
    told = {one.subject for one in both.observations if one.subject.name == "tool-server"}
    assert {(one.origin, one.scope) for one in told} == {("mcp", "")}, "one server, in whichever file it is set up"
