"""Knowledge bases of Terraform, and what resources refer to across the files of a folder."""

from __future__ import annotations

from configured import configured, edges, names

from aibom.model.kinds import RelationKind

BASE = """\
resource "aws_bedrockagent_knowledge_base" "manuals" {
  name = "machine-manuals"
  knowledge_base_configuration {
    vector_knowledge_base_configuration {
      embedding_model_arn = data.aws_bedrock_foundation_model.embed.model_arn
    }
  }
  storage_configuration {
    type = "OPENSEARCH_SERVERLESS"
  }
}
data "aws_bedrock_foundation_model" "embed" {
  model_id = var.embedding_model_id
}
"""
AGENTS = """\
variable "embedding_model_id" {
  default = "amazon.titan-embed-text-v2:0"
}
resource "aws_bedrockagent_agent" "fitter" {
  agent_name       = "fitter"
  foundation_model = "anthropic.claude-3-5-haiku-20241022-v1:0"
}
resource "aws_bedrockagent_agent" "desk" {
  agent_name       = "${var.prefix}-desk"
  foundation_model = "anthropic.claude-3-5-haiku-20241022-v1:0"
}
resource "aws_bedrockagent_agent_alias" "fitter" {
  agent_id = aws_bedrockagent_agent.fitter.id
}
resource "aws_bedrockagent_agent_collaborator" "fitter" {
  agent_id          = aws_bedrockagent_agent.desk.id
  collaborator_name = "fitter"
  agent_descriptor { alias_arn = aws_bedrockagent_agent_alias.fitter.agent_alias_arn }
}
resource "aws_bedrockagent_agent_knowledge_base_association" "fitter" {
  agent_id          = aws_bedrockagent_agent.fitter.id
  knowledge_base_id = aws_bedrockagent_knowledge_base.manuals.id
}
resource "aws_bedrockagent_agent_action_group" "parts" {
  action_group_name = "order_parts"
  agent_id          = aws_bedrockagent_agent.fitter.id
}
"""


def test_what_resources_of_a_folder_refer_to() -> None:
    seen = configured({"infra/base.tf": BASE, "infra/agents.tf": AGENTS})
    assert names(seen, "dataset") == {"machine-manuals"}
    assert ("fitter", "machine-manuals") in edges(seen, RelationKind.READS_DATA)
    assert ("machine-manuals", "amazon.titan-embed-text-v2:0") in edges(seen, RelationKind.USES_MODEL)
    assert ("machine-manuals", "OpenSearch") in edges(seen, RelationKind.STORES_IN)
    assert ("desk", "fitter") in edges(seen, RelationKind.CONTAINS)
    assert ("fitter", "order_parts") in edges(seen, RelationKind.HAS_TOOL)


def test_addresses_of_another_folder_and_files_without_ai_are_nothing() -> None:
    seen = configured({"one/base.tf": BASE, "two/agents.tf": AGENTS, "three/net.tf": 'resource "aws_vpc" "a" {}\n'})
    assert not edges(seen, RelationKind.READS_DATA)
    assert all("terraform" not in (link.target.origin) for link in seen.links)


def test_each_of_google_s_services_has_its_own_name() -> None:
    text = """\
resource "google_document_ai_processor" "invoices" {
  type = "INVOICE_PROCESSOR"
}
resource "google_discovery_engine_data_store" "manuals" {
  data_store_id = "manuals"
}
"""
    seen = configured({"main.tf": text})
    assert "Google Document AI" in names(seen, "service")
    assert names(seen, "dataset") == {"manuals"}


def test_an_agent_whose_instruction_is_a_file() -> None:
    agent = (
        'resource "aws_bedrockagent_agent" "clerk" {\n  agent_name = "clerk"\n'
        '  instruction = file("${path.module}/texts/clerk.txt")\n}\n'
    )
    text = "You are a clerk of the town hall. Answer questions about opening hours.\n"
    seen = configured({"infra/main.tf": agent, "infra/texts/clerk.txt": text})
    assert edges(seen, RelationKind.USES_PROMPT) == {("clerk", "infra/texts/clerk.txt")}
    assert not edges(configured({"infra/main.tf": agent}), RelationKind.USES_PROMPT)


def test_models_that_a_chart_pulls() -> None:
    chart = "deployments:\n  ollama:\n    values: {ollama: {models: {pull: [nomic-embed-text, qwen2.5:7b]}}}\n"
    assert names(configured({"devspace.yaml": chart}), "model") == {"nomic-embed-text", "qwen2.5:7b"}
