"""Prompts that Terraform holds in texts of several rows."""

from __future__ import annotations

from configured import configured, edges, places

from aibom.model.kinds import RelationKind

VARIABLES = """\
variable "orchestration_prompt_template" {
  type    = string
  default = <<EOF
    You are a clerk of the harbour. Answer with facts about {berths}.
    model = "gpt-4o"
  EOF
}

variable "user_data" {
  default = <<-EOT
    echo these are no instructions for anybody at all
  EOT
}
"""
AGENT = """\
resource "aws_bedrockagent_agent" "clerk" {
  agent_name       = "clerk"
  foundation_model = "anthropic.claude-3-haiku-20240307-v1:0"
  instruction      = <<-EOT
    You keep the register of berths, and answer questions of skippers about it.
  EOT
}
"""


def test_defaults_and_instructions_in_several_rows() -> None:
    seen = configured({"variables.tf": VARIABLES, "main.tf": AGENT})
    assert places(seen, "prompt") == {("orchestration_prompt_template", 3), ("instruction", 4)}
    assert edges(seen, RelationKind.USES_PROMPT) == {("clerk", "instruction")}
    assert {one.subject.name for one in seen.observations if one.subject.kind == "model"} == {
        "anthropic.claude-3-haiku-20240307-v1:0"
    }
