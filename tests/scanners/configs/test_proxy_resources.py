"""Models and MCP servers that the operator of a proxy takes as custom resources."""

from __future__ import annotations

from configured import configured, edges, names

from aibom.model.kinds import Kind, RelationKind

MODEL = """\
apiVersion: litellm.acme.test/v1
kind: LiteLLMModel
metadata: {name: fast}
spec:
  modelName: minimax/MiniMax-M2-7-fast
  params:
    model: anthropic/MiniMax-M2.7
    apiBase: https://api.minimax.io/anthropic
"""
REMOTE = """\
apiVersion: litellm.acme.test/v1
kind: LiteLLMMCPServer
metadata: {name: documents}
spec: {url: "https://mcp.acme.test/mcp"}
---
apiVersion: toolhive.stacklok.dev/v1
kind: MCPServer
metadata: {name: house}
spec: {image: "ghcr.io/acme/house:1.0"}
"""
HIGRESS = """\
apiVersion: extensions.higress.io/v1alpha1
kind: WasmPlugin
spec:
  config:
    provider:
      apiTokens: [made_up]
      type: github
      modelMapping: {"gpt-3": Phi-3.5-MoE-instruct}
"""


def test_a_name_for_clients_is_no_model_and_an_api_no_provider() -> None:
    seen = configured({"model.yaml": MODEL})
    assert names(seen, Kind.MODEL) == {"MiniMax-M2.7"}
    assert {target for _, target in edges(seen, RelationKind.SERVED_BY)} == {"MiniMax"}


def test_servers_of_tools_are_resources() -> None:
    assert names(configured({"mcp.yaml": REMOTE}), Kind.TOOL) == {"documents", "house"}


def test_a_plain_word_is_a_provider_where_tokens_stand_beside_it() -> None:
    assert "GitHub Models" in names(configured({"plugin.yaml": HIGRESS}), Kind.SERVICE)


def test_a_maker_among_metadata_is_no_service() -> None:
    build = "[tool.build.args.metadata]\ndescription = 'GPT OSS'\nprovider = 'OpenAI'\n"
    assert "OpenAI" not in names(configured({"pyproject.toml": build}), Kind.SERVICE)
