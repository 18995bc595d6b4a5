"""Settings that are handed out to be copied, what variables of Azure's sites are given, templates of pages as prompts,
tools of n8n that ask an address."""

from __future__ import annotations

import json

import pytest
from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

SITE = """\
param azureSearchEndpoint string
param webPort string
resource site 'Microsoft.Web/sites@2024-04-01' = {
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'CHAT_API_ENDPOINT'
          value: azureOpenAIEndpoint
        }
        {
          name: 'CHAT_API_MODEL'
          value: 'gpt-4o-mini'
        }
        { name: 'EMBEDDING_MODEL', value: 'text-embedding-3-small' }
        {
          name: 'CACHE_PREFIX'
          value: 'gpt-4o'
        }
      ]
    }
  }
}
"""
TOOL = {
    "name": "Triage",
    "nodes": [
        {"name": "Agent", "type": "@n8n/n8n-nodes-langchain.agent", "parameters": {}},
        {
            "name": "Look up",
            "type": "@n8n/n8n-nodes-langchain.toolHttpRequest",
            "parameters": {
                "toolDescription": "Looks an address up",
                "url": "https://api.abuseipdb.com/api/v2/check?ip={ip}",
            },
        },
        {"name": "Post", "type": "n8n-nodes-base.httpRequest", "parameters": {"url": "https://tickets.acme.com/new"}},
    ],
    "connections": {"Look up": {"ai_tool": [[{"node": "Agent", "type": "ai_tool", "index": 0}]]}},
}


@pytest.mark.parametrize("name", ["settings.jsonTEMPLATE", "settings.json.template", "settings.json"])
def test_settings_are_read_under_the_names_of_their_samples(name: str) -> None:
    assert names(configured({f"config/{name}": '{"openai": {"model": "gpt-4o"}}'}), "model") == {"gpt-4o"}


def test_a_word_in_small_letters_is_no_sample() -> None:
    assert names(configured({"config/settings.jsontemplate": '{"openai": {"model": "gpt-4o"}}'}), "model") == set()


def test_variables_of_terraform_that_are_handed_out() -> None:
    seen = configured({"terraform/terraform.tfvars.example": 'model_arn = "global.amazon.nova-2-lite-v1:0"\n'})
    assert names(seen, "model") == {"global.amazon.nova-2-lite-v1:0"}


def test_variables_of_a_site_name_models_and_services() -> None:
    seen = configured({"infra/site.bicep": SITE})
    assert ("gpt-4o-mini", 13) in places(seen, "model")
    assert names(seen, "model") == {"gpt-4o-mini", "text-embedding-3-small"}
    assert names(seen, "service") == {"Azure AI Search", "Azure OpenAI"}


def test_a_template_of_pages_in_a_folder_of_prompts_is_a_prompt() -> None:
    text = "Answer from these documents only:\n@foreach ($docs as $doc)\n- {{ $doc['title'] }}\n@endforeach\n"
    path = "resources/prompts/context.blade.php"
    assert names(configured({path: text}), "prompt") == {path}


@pytest.mark.parametrize("start", ["@extends('layouts.app')\n", "<x-app-layout>\n", '<div class="card">\n'])
def test_a_page_about_prompts_is_none(start: str) -> None:
    text = f"{start}<p>Write your prompt here and press send to see what the model says.</p>\n"
    assert names(configured({"resources/views/prompts/index.blade.php": text}), "prompt") == set()


def test_who_answers_a_tool_of_n8n_is_told_and_who_answers_a_step_is_not() -> None:
    seen = configured({"workflow.json": json.dumps(TOOL, indent=1)})
    assert names(seen, "service") == {"api.abuseipdb.com"}
    assert ("Look up", "api.abuseipdb.com") in edges(seen, RelationKind.CALLS_SERVICE)


VARIABLES = """OPENAI_BASE_URL=https://api.deepseek.com
OPENAI_MODEL=deepseek-chat
ANTHROPIC_MODEL=claude-sonnet-4-5
"""


def test_a_model_is_served_by_whom_the_address_beside_it_names() -> None:
    served = edges(configured({".env.example": VARIABLES}), RelationKind.SERVED_BY)
    assert served == {("deepseek-chat", "DeepSeek"), ("claude-sonnet-4-5", "Anthropic")}
