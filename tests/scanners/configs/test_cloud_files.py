"""Azure's Bicep and Terraform: the services, deployed models, agents and prompts that they set up."""

from __future__ import annotations

from configured import configured, edges, names, places
from hypothesis import given
from hypothesis import strategies as st

from aibom.model.kinds import RelationKind
from aibom.scanners.configs.infrastructure.bicep import read_bicep, read_parameters
from aibom.scanners.configs.infrastructure.terraform import read_terraform

BICEP = """\
param chatModelName string = 'gpt-4o-mini'
param location string = 'swedencentral'
// param oldModelName string = 'gpt-4'
resource search 'Microsoft.Search/searchServices@2023-11-01' = {
  name: 'clinic-search'
}
resource account 'Microsoft.CognitiveServices/accounts@2023-05-01' = {
  name: 'clinic'
  kind: 'OpenAI'
}
module deployment 'deployment.bicep' = {
  params: {
    model: {
      format: 'OpenAI'
      name: 'text-embedding-3-large'
    }
  }
}
"""
PARAMETERS = """\
{
  "parameters": {
    "location": {"value": "${AZURE_LOCATION}"},
    "openAiModelName": {
      "value": "${AZURE_OPENAI_MODEL=gpt-4.1-mini}"
    },
    "embeddingModelName": {
      "value": "${AZURE_OPENAI_EMBEDDING}"
    }
  }
}
"""
TERRAFORM = """\
module "search" {
  source  = "aws-ia/opensearch-serverless/aws"
}
resource "aws_bedrockagent_agent" "reception" {
  agent_name       = "clinic-reception"
  foundation_model = "anthropic.claude-3-5-sonnet-20241022-v2:0"
  instruction      = "You answer the questions of pet owners about their appointments."
}
resource "aws_bedrockagent_agent" "triage" {
  agent_name       = "${var.prefix}-triage"
  foundation_model = var.model
}
"""


def test_bicep_names_services_and_deployed_models() -> None:
    seen = configured({"infra/main.bicep": BICEP})
    assert places(seen, "model") == {("gpt-4o-mini", 1), ("text-embedding-3-large", 15)}
    assert names(seen, "service") == {"Azure AI Search", "Azure OpenAI"}
    assert ("gpt-4o-mini", "Azure OpenAI") in edges(seen, RelationKind.SERVED_BY)


def test_parameters_of_a_deployment_have_the_defaults_of_the_developer_command() -> None:
    seen = configured({"infra/main.parameters.json": PARAMETERS})
    assert places(seen, "model") == {("gpt-4.1-mini", 5)}


def test_terraform_agents_with_their_model_and_instruction() -> None:
    seen = configured({"main.tf": TERRAFORM})
    assert places(seen, "agent") == {("clinic-reception", 5), ("triage", 9)}
    assert places(seen, "prompt") == {("instruction", 7)}
    assert names(seen, "service") == {"Amazon Bedrock", "OpenSearch"}
    assert edges(seen, RelationKind.USES_PROMPT) == {("clinic-reception", "instruction")}
    assert edges(seen, RelationKind.USES_MODEL) == {("clinic-reception", "anthropic.claude-3-5-sonnet-20241022-v2:0")}


@given(st.sampled_from((BICEP, PARAMETERS, TERRAFORM)), st.integers(0, 900), st.binary(max_size=12))
def test_damaged_files_are_read_to_the_end(text: str, at: int, junk: bytes) -> None:
    data = text.encode()[:at] + junk + text.encode()[at:]
    for read in (read_bicep, read_parameters, read_terraform):
        list(read(data, "infra/main.bicep"))


VALUES_IN_HCL = """\
resource "argocd_application" "gateway" {
  spec {
    source {
      path = "charts/litellm-helm"
      helm {
        values = yamlencode({
          proxy_config = {
            model_list = [{
              model_name     = "nova"
              litellm_params = { model = "bedrock/us.amazon.nova-pro-v1:0" }
            }]
          }
          mcpServers = { time = { command = "uvx", args = ["mcp-server-time"] } }
        })
      }
    }
  }
}

resource "azapi_resource" "search" {
  type = "Microsoft.Search/searchServices@2024-06-01-preview"
}

module "foundry" {
  source = "./modules/foundry"
  ai_model_deployments = {
    chat = { name = "chat", model = { format = "OpenAI", name = "gpt-4.1" } }
  }
}
"""


def test_objects_in_terraform_are_settings() -> None:
    seen = configured({"main.tf": VALUES_IN_HCL})
    assert places(seen, "model") >= {("us.amazon.nova-pro-v1:0", 10), ("gpt-4.1", 27)}
    assert ("us.amazon.nova-pro-v1:0", "Amazon Bedrock") in edges(seen, RelationKind.SERVED_BY)
    assert ("gpt-4.1", "Azure OpenAI") in edges(seen, RelationKind.SERVED_BY)
    assert {("Azure AI Search", 21)} <= places(seen, "service")
    assert places(seen, "tool") == {("time", 13)}


def test_a_bicep_module_that_nothing_calls_is_a_mention() -> None:
    search = "resource search 'Microsoft.Search/searchServices@2023-11-01' = {\n}\n"
    account = "param kind string = 'OpenAI'\n"
    main = "module ai 'core/ai/account.bicep' = {\n}\n"
    seen = configured(
        {"infra/main.bicep": main, "infra/core/ai/account.bicep": account, "infra/core/search/search.bicep": search}
    )
    usage = {one.subject.name: one.facts.get("usage") for one in seen.observations}
    assert usage == {"Azure OpenAI": None, "Azure AI Search": "mentioned"}
    alone = configured({"infra/core/search/search.bicep": search})
    assert [one.facts.get("usage") for one in alone.observations] == [None]


def test_models_that_terragrunt_and_files_of_variables_hand_on() -> None:
    models = (
        "bedrock_agent_foundation_models = {\n"
        '  triage = "anthropic.claude-3-5-haiku-20241022-v1:0"\n'
        '  region = "eu-west-1"\n'
        "}\n"
    )
    handed = 'terraform {\n  source = "../modules/agents"\n}\ninputs = {\n' + models + "}\n"
    model = "anthropic.claude-3-5-haiku-20241022-v1:0"
    for path, text, line in (
        ("live/terragrunt.hcl", handed, 6),
        ("root.hcl", handed, 6),
        ("live/prod.tfvars", models, 2),
    ):
        seen = configured({path: text})
        assert places(seen, "model") == {(model, line)}
        assert edges(seen, RelationKind.SERVED_BY) == {(model, "Amazon Bedrock")}
    others = handed.replace("bedrock_agent_foundation_models", "bedrock_agent_aliases")
    assert not names(configured({"live/terragrunt.hcl": others}), "model")
    assert not names(configured({"live/network.hcl": handed}), "model")
