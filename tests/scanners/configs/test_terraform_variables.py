"""Models that Terraform is given by variables: those that somebody sets, and unknown ones for all others."""

from __future__ import annotations

from configured import configured, edges, names

from aibom.model.kinds import RelationKind

AGENT = """\
variable "chat_model" {{
  type = string{default}
}}
resource "aws_bedrockagent_agent" "clerk" {{
  agent_name       = "clerk"
  foundation_model = {given}
}}
resource "aws_bedrockagent_agent" "buyer" {{
  agent_name       = "buyer"
  foundation_model = "anthropic.claude-3-haiku-20240307-v1:0"
}}
"""
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
NOVA = "amazon.nova-lite-v1:0"


def source(given: str = "var.chat_model", default: str = "") -> str:
    return AGENT.format(given=given, default=f'\n  default = "{default}"' if default else "")


def unknown(files: dict[str, str]) -> list[tuple[str, str, int | None, str]]:
    return [(one.topic, one.path, one.line, one.expression) for one in configured(files).unknowns]


def used(files: dict[str, str]) -> set[tuple[str, str]]:
    return edges(configured(files), RelationKind.USES_MODEL)


def test_a_variable_that_nothing_sets_is_an_unknown_and_borrows_no_other_model() -> None:
    files = {"main.tf": source()}
    assert unknown(files) == [("model", "main.tf", 6, "var.chat_model")]
    assert used(files) == {("buyer", HAIKU)}


def test_an_expression_that_cannot_be_followed_is_an_unknown() -> None:
    for given in ("data.aws_bedrock_foundation_model.chat.model_id", "module.models.chat", '"${var.family}-v1:0"'):
        assert [one[3] for one in unknown({"main.tf": source(given)})] == [given.strip('"')]


def test_a_default_a_file_of_values_and_a_caller_set_it() -> None:
    call = f'module "desk" {{\n  source     = "./modules/desk"\n  chat_model = "{NOVA}"\n}}\n'
    for files in (
        {"main.tf": source(default=NOVA)},
        {"main.tf": source(), "prod.tfvars": f'chat_model = "{NOVA}"\n'},
        {"modules/desk/main.tf": source(), "main.tf": call},
        {"main.tf": source("local.chat"), "locals.tf": f'locals {{\n  chat = "{NOVA}"\n}}\n'},
    ):
        assert (unknown(files), names(configured(files), "model")) == ([], {HAIKU, NOVA})
        assert used(files) == {("buyer", HAIKU), ("clerk", NOVA)}


def test_a_model_that_is_looked_up_by_its_name_is_that_model() -> None:
    looked_up = f'data "aws_bedrock_foundation_model" "chat" {{\n  model_id = "{NOVA}"\n}}\n'
    files = {"main.tf": source("data.aws_bedrock_foundation_model.chat.model_id"), "data.tf": looked_up}
    assert (unknown(files), used(files)) == ([], {("buyer", HAIKU), ("clerk", NOVA)})


def test_other_attributes_are_no_models() -> None:
    row = "  agent_resource_role_arn = var.role\n  description = var.text\n"
    files = {
        "main.tf": source(default=NOVA).replace(
            '  agent_name       = "buyer"\n', '  agent_name       = "buyer"\n' + row
        )
    }
    assert unknown(files) == []


def test_a_deployment_of_azure_without_a_name() -> None:
    text = 'resource "azurerm_cognitive_deployment" "chat" {\n  name = "chat"\n  model {\n    format = "OpenAI"\n    name = var.model\n  }\n}\n'
    assert unknown({"main.tf": text}) == [("model", "main.tf", 5, "var.model")]


def test_a_block_whose_end_is_missing_is_told_and_read() -> None:
    files = {"main.tf": source(default=NOVA).rstrip().removesuffix("}")}
    assert [(one.line, one.reason) for one in configured(files).unknowns] == [
        (9, "syntax error (the end of this block is missing)")
    ]
    assert used(files) == {("buyer", HAIKU), ("clerk", NOVA)}
