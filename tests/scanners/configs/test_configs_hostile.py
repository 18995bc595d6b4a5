"""Broken and hostile configuration: bounded, never a crash; what cannot be read and should have been is reported."""

from __future__ import annotations

import json
import time

import pytest
from configured import configured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reached import unreached
from test_agent_scripts import SCRIPT
from test_agent_toolkit import WORKFLOW
from test_agentforce import PLUGIN
from test_assistant_files import FLOW, FOO, RASA
from test_autogen_files import TEAM
from test_cloud_files import BICEP, PARAMETERS
from test_cloud_templates import ARM, GROUPS, TEMPLATE
from test_described_agents import IN_BLOCK
from test_drawn_files import AGENT, DRAWN, SENT
from test_embedded_files import CONFIG_MAP
from test_gateway_files import DIFY, RECIPE, REST
from test_recipes import AXOLOTL, FACTORY, HANDBOOK, TASK
from test_rivet_graphs import PROJECT
from test_settings_files import RAG
from test_workflow_files import CREW, LITELLM, N8N, TASKS

from aibom.scanners.configs.paths import form_of
from aibom.scanners.configs.readers import READERS
from aibom.scanners.deployments.files import form_of as deployment_form_of

CANVAS = {
    "nodes": [
        {"id": "chatOpenAI_0", "data": {"name": "chatOpenAI", "category": "Chat Models", "label": "Chat",
         "inputs": {"modelName": "gpt-4o"}}},
        {"id": "agentAgentflow_0", "data": {"name": "agentAgentflow", "label": "Clerk", "inputs": {
            "agentModel": "chatOpenAI", "agentModelConfig": {"modelName": "gpt-4o"},
            "agentMessages": [{"role": "system", "content": "You file invoices."}],
            "agentTools": [{"agentSelectedTool": "braveSearchAPI"}],
            "agentKnowledgeVSEmbeddings": [{"vectorStore": "qdrant", "embeddingModel": "openAIEmbeddings"}]}}},
    ],
    "edges": [{"source": "chatOpenAI_0", "target": "agentAgentflow_0"}],
}  # fmt: skip
ASKING = {
    "nodes": [{"name": "Ask", "type": "n8n-nodes-base.httpRequest", "parameters": {
        "url": "https://api.openai.com/v1/chat/completions",
        "jsonBody": '{"model": "gpt-4o", "messages": [{"role": "system", "content": "You sum up invoices for a clerk."}]}'}}],
    "connections": {},
}  # fmt: skip
OFFERED = {
    "openapi": "3.0.0",
    "paths": {"/orders/{id}": {"get": {"operationId": "getOrder", "description": "One order."}}},
}
SAMPLES = {
    "azuredeploy.json": json.dumps(ARM),
    "scripts/tides.sh": SCRIPT,
    "gemini-extension.json": '{"name": "deploy", "contextFileName": "DEPLOY.md", "mcpServers": {"run": {"command": "run"}}}',
    "config/map.yaml": CONFIG_MAP,
    "app/Orders.genAiPlugin-meta.xml": PLUGIN,
    "config/workflow.yml": WORKFLOW,
    ".harbour-core/agents/clerk.md": IN_BLOCK,
    "config/office.ini": "[openai]\nmodel = gpt-4o\n; a remark\nsystem_prompt: You answer for the harbour office.\n",
    "teams/team.json": json.dumps(TEAM),
    "flows/canvas.json": json.dumps(CANVAS),
    "tools/custom.json": json.dumps({"name": "rate", "description": "Rates", "func": "return 1", "schema": "[]"}),
    "flows/drawn.json": json.dumps(DRAWN),
    "flows/sent.json": json.dumps(SENT),
    "flows/support.rivet-project": PROJECT,
    "tasks/reading.yaml": TASK,
    "context/main-agent.md": "# Agent\n\nYou are the primary agent of the desk.\n",
    "flows/asking.json": json.dumps(ASKING),
    "desk/agent.mcs.yml": AGENT,
    "apps/desk.yml": DIFY,
    "desk/flow.dag.yaml": FLOW,
    "desk/promptfooconfig.yaml": FOO,
    "desk/config.yml": RASA,
    "infra/template.yaml": TEMPLATE,
    "infra/groups.yaml": GROUPS,
    "release/notes.yaml": RECIPE,
    "gateway/mcp-server.yaml": REST,
    "models/llama.yaml": "name: llama\nbackend: llama-cpp\nparameters: {model: llama-3.gguf}\nmmproj: clip.gguf\n",
    "agent-actions/openapi.json": json.dumps(OFFERED),
    "config/rag.yaml": RAG,
    "agents.yaml": CREW,
    "tasks.yaml": TASKS,
    "litellm.yaml": LITELLM,
    "train.yaml": AXOLOTL,
    "dpo.yaml": HANDBOOK,
    "sft.yaml": FACTORY,
    "flow.json": json.dumps(N8N),
    "settings.toml": '[llm]\nmodel = "gpt-4o"\n',
    "package.json": '{"contributes": {"configuration": [{"properties": {"a.model": {"default": "gpt-4o"}}}]}}',
    "fetch/links.txt": "https://example.org/models/heron.safetensors\n  out=heron.safetensors\n",
    "orders/host.json": '{"extensions": {"mcp": {"serverName": "Orders"}}}',
    "orders/pom.xml": "<artifactId>orders</artifactId>\n<artifactId>spring-ai-starter-mcp-server</artifactId>",
    "langgraph.json": '{"graphs": {"a": "./x.py:g"}}',
    "Modelfile": 'FROM llama3\nSYSTEM """\nx\n"""\n',
    "main.tf": 'resource "aws_bedrockagent_agent" "a" {\n  foundation_model = "x"\n}\n',
    "baml_src/clients.baml": 'client<llm> A {\n provider openai\n options {\n model "x"\n}\n}\nfunction F(a: b) -> C {\n client A\n prompt #"\nx"#\n}\n',
    "a.sql": "CREATE EXTENSION vector; -- x\nvector(3)\n",
    "x.dvc": "outs:\n- path: a\n  md5: b\n",
    "dvc.yaml": "stages:\n  a:\n    deps: [x.csv]\n    outs:\n    - m.pkl: {cache: false}\n",
    "README.md": "---\nlicense: mit\nbase_model: a/b\n---\n",
    "agents/reviewer.md": '---\nname: r\ndescription: a: b: c\ntools: [Read, "x\nmodel: opus\n---\nReview.\n',
    "chat.prompty": "---\nmodel: gpt-4o\n---\nsystem:\nx {{y}}\n",
    ".env": "OPENAI_API_KEY=x\nLLM_MODEL='a\n",
    "application.properties": "spring.ai.openai.chat.options.model=${A:gpt-4o}\n",
    "config/packages/ai.yaml": (
        "ai: {platform: {openai: {}}, agent: {desk: {model: gpt-4o, system_prompt: You answer at the desk of a clinic,"
        " tools: [{name: find_slot}]}}, store: {chroma_db: {main: {}}}, indexer: {default: {model: {name: a/b}}}}\n"
    ),
    "META-INF/microprofile-config.properties": (
        "dev.langchain4j.cdi.plugin.desk.class=dev.langchain4j.model.openai.OpenAiChatModel\n"
        "dev.langchain4j.cdi.plugin.desk.config.model-name=gpt-4o\n"
        "dev.langchain4j.cdi.plugin.mail.class=dev.langchain4j.mcp.client.transport.http.HttpMcpTransport\n"
        "dev.langchain4j.cdi.plugin.mail.config.url=http://localhost:9081/mcp\n"
    ),
    "data/train.json": '[{"instruction": "a", "output": "b"}]',
    "infra/main.bicep": BICEP,
    "infra/main.parameters.json": PARAMETERS,
    "models/ranker/config.pbtxt": 'name: "ranker"\nplatform: "onnxruntime_onnx"\ninput [ { name: "x" dims: [ 1 ] } ]\n',
    "configs/ner.cfg": '[paths]\ntrain = "corpus/a.spacy"\n[nlp]\n[components.ner]\nsource = ${paths.train}\n',
    "project.yml": "vars: {a: b}\nassets:\n- dest: assets/${vars.a}.jsonl\n  url: https://x.org/a\ncommands:\n- name: a\n  script: [x]\n",
    "MLmodel": "flavors: {sklearn: {pickled_model: model.pkl}}",
    "MLproject": "entry_points: {main: {parameters: {data: {default: a.csv}}}}",
    "serve/pyproject.toml": '[tool.bentoml.build.args]\nmodel_id = "acme/tiny"\n',
    "deploy/gateway.yaml": "apiVersion: aigateway.envoyproxy.io/v1\nkind: AIGatewayRoute\nspec: {rules: [{matches: []}]}\n",
}
PIECES = st.sampled_from(
    [
        b"\0",
        b"\xff\xfe",
        b"\n",
        b"{{",
        b"}",
        b"${",
        b"[",
        b"{",
        b'"',
        b"'''",
        b": ",
        b"&a ",
        b"*a",
        b"---\n",
        b"null",
        b"- ",
        b"1e999",
    ]
)


def test_every_form_has_a_sample() -> None:
    # JSON is asked of its content what it is, and read by the forms of json_forms.py.
    assert {form_of(path) for path in SAMPLES} == {*READERS, "json"}


def test_every_reader_is_reached_by_a_sample() -> None:
    folders = ("scanners/configs/products", "scanners/configs/told", "scanners/configs/infrastructure")
    assert unreached(folders, lambda: [configured({path: text}) for path, text in SAMPLES.items()]) == set()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_mutated_samples_do_not_crash(path: str, data: st.DataObject) -> None:
    content = SAMPLES[path].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content = content[:start] + data.draw(PIECES) + content[end:]
    configured({path: content})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["gpt-4o", "a/b", "openai"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from("nodes connections edges data id name type parameters inputs model agents graphs prompt system llm tools datasets path key".split()),
        inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    JSON,
    st.sampled_from(
        [
            "config.json",
            "langgraph.json",
            "flow.json",
            "agents.yaml",
            "litellm.yaml",
            "dvc.yaml",
            "MLproject",
            "MLmodel",
        ]
    ),
)
def test_any_shape_is_read(value: object, path: str) -> None:
    configured({path: json.dumps(value)})


@given(st.text(max_size=80))
def test_any_path_has_a_form_or_none(path: str) -> None:
    assert isinstance(form_of(path), str)
    assert isinstance(deployment_form_of(path), str)


BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.yaml", "model: gpt-4o\n" + BOMB),
        ("config.json", '{"model": ' + "[" * 5_000),
        ("config.toml", 'model = "gpt-4o"\nx = ' + "[" * 5_000),
        ("flow.json", '{"nodes": ' + "[" * 100_000),
    ],
)
def test_bombs_are_refused_and_reported(path: str, text: str) -> None:
    assert [one.topic for one in configured({path: text}).unknowns] == ["file"]


def test_large_files_cost_little() -> None:
    nodes = [
        {"name": f"n{n}", "type": "@n8n/n8n-nodes-langchain.lmChatOpenAi", "parameters": {"model": "gpt-4o"}}
        for n in range(3_000)
    ]
    files = {
        "config.yaml": "".join(f"model_{n}: {{model: gpt-4o}}\n" for n in range(5_000)),
        "flow.json": json.dumps({"nodes": nodes, "connections": {}}, indent=1),
        "main.tf": 'a "b" {\n' * 50_000,
        "words.yaml": f"model: gpt-4o\nname: {'a' * 60_000}\nversion: {'9' * 60_000}\n",
        "flat.json": json.dumps({f"model_{n}": f"gpt-4o-{n}" for n in range(8_000)}),
        "dump.sql": "INSERT INTO t VALUES ('vector of " + "x" * 2_000_000 + "');\n",
        "big.sql": "INSERT vector;\n" * 100_000,
        ".env": "A=b\n" * 200_000,
        "prompts/long.txt": "word " * 400_000,
        "Modelfile": 'SYSTEM """' + "x\n" * 100_000,
    }
    for path, text in files.items():
        started = time.process_time()
        configured({path: text})
        assert time.process_time() - started < 5, path


def test_circular_aliases_come_to_an_end() -> None:
    assert configured({"config.yaml": "model: gpt-4o\na: &a\n  b: *a\n"}).unknowns
