"""Containers and charts that Pulumi and CDK programs deploy."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.scanners.code.gate import gate_of

PULUMI = """\
import * as k8s from '@pulumi/kubernetes';
const model = 'Qwen/Qwen2.5-7B-Instruct';
new k8s.apps.v1.Deployment('server', {
  spec: { template: { spec: { containers: [{
    name: 'server',
    image: 'vllm/vllm-openai:v0.8.5',
    args: ['--model', model],
  }] } } },
});
new k8s.helm.v3.Release('llm', {
  chart: 'ollama',
  values: { ollama: { models: { pull: ['llama3.2'] } } },
});
"""
CDK = """\
from aws_cdk import aws_ecs as ecs
task.add_container(
    "store",
    image=ecs.ContainerImage.from_registry("qdrant/qdrant:v1.9"),
    environment={"MODE": "prod"},
)
"""


def test_a_pulumi_program_deploys_containers_and_charts(scan) -> None:
    found = scan({"index.ts": PULUMI})
    assert found.names(Kind.SERVICE) == ["Ollama", "vLLM"]
    assert found.places(Kind.SERVICE, "vLLM") == {"index.ts:6"}
    assert "index.ts:7" in found.places(Kind.MODEL, "Qwen/Qwen2.5-7B-Instruct")
    assert "llama3.2" in found.names(Kind.MODEL)


def test_a_cdk_program_runs_a_store(scan) -> None:
    found = scan({"stack.py": CDK})
    assert found.names(Kind.SERVICE) == ["Qdrant"]


def test_other_programs_with_images_tell_nothing(scan) -> None:
    assert not scan({"page.ts": "const card = { image: 'vllm/vllm-openai:v0.8.5' };\n"}).names(Kind.SERVICE)


def test_the_gate_lets_such_programs_pass() -> None:
    assert gate_of("javascript")(PULUMI.encode())
    assert gate_of("python")(CDK.encode())


def test_agents_of_the_cdk_with_their_groups_and_functions(scan):
    stack = """
from aws_cdk import Stack, aws_bedrock as bedrock

class Berths(Stack):
    def __init__(self, scope, id):
        bedrock.CfnAgent(
            self, "Clerk", agent_name="harbour-clerk", foundation_model="amazon.nova-lite-v1:0",
            instruction="You keep the register of berths and answer questions about it.",
            action_groups=[bedrock.CfnAgent.AgentActionGroupProperty(
                action_group_name="Berths",
                function_schema=bedrock.CfnAgent.FunctionSchemaProperty(
                    functions=[bedrock.CfnAgent.FunctionProperty(name="find_berth")]))])
"""
    script = """
import * as bedrock from "aws-cdk-lib/aws-bedrock";
new bedrock.CfnAgent(this, "Guide", {
  agentName: "harbour-guide",
  foundationModel: "amazon.nova-lite-v1:0",
  instruction: "You answer questions about the harbour and its berths.",
});
"""
    found = scan({"stack.py": stack})
    assert found.names(Kind.TOOL) == ["Berths", "find_berth"]
    assert ("harbour-clerk", "uses-model", "amazon.nova-lite-v1:0") in found.links
    assert gate_of("python")(stack.encode())
    assert scan({"lib/stack.ts": script}).names(Kind.AGENT) == ["harbour-guide"]
