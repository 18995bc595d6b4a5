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


KNOWLEDGE = """
from aws_cdk import aws_bedrock as bedrock, aws_sagemaker as sagemaker
kb = bedrock.CfnKnowledgeBase(
    self, "Tides", name="tide-tables",
    knowledge_base_configuration=bedrock.CfnKnowledgeBase.KnowledgeBaseConfigurationProperty(
        vector_knowledge_base_configuration=bedrock.CfnKnowledgeBase.VectorKnowledgeBaseConfigurationProperty(
            embedding_model_arn=f"arn:aws:bedrock:{self.region}::foundation-model/cohere.embed-multilingual-v3")),
    storage_configuration=bedrock.CfnKnowledgeBase.StorageConfigurationProperty(type="OPENSEARCH_SERVERLESS"))
bedrock.CfnAgent(self, "Clerk", agent_name="clerk", knowledge_bases=[
    bedrock.CfnAgent.AgentKnowledgeBaseProperty(knowledge_base_id=kb.attr_knowledge_base_id)])
sagemaker.CfnModel(self, "Ranker", primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
    environment={"HF_MODEL_ID": "BAAI/bge-reranker-base"}))
"""
CONSTRUCTS = """
import { bedrock } from '@cdklabs/generative-ai-cdk-constructs';
const kb = new bedrock.VectorKnowledgeBase(this, 'Handbook', {
  embeddingsModel: bedrock.BedrockFoundationModel.TITAN_EMBED_TEXT_V2_1024,
});
const agent = new bedrock.Agent(this, 'Help', { name: 'help' });
agent.addKnowledgeBase(kb);
"""
CLOUDS = """
import * as aws from "@pulumi/aws";
import * as azure from "@pulumi/azure-native";
new aws.sagemaker.Model("summary", {
  primaryContainer: { environment: { HF_MODEL_ID: "mistralai/Mistral-7B-Instruct-v0.3" } },
});
const account = new azure.cognitiveservices.Account("ai", { kind: "OpenAI" });
new azure.cognitiveservices.Account("speech", { kind: "SpeechServices" });
new azure.cognitiveservices.Deployment("chat", { properties: { model: { format: "OpenAI", name: "gpt-4o" } } });
"""


def test_knowledge_bases_and_endpoints_of_the_cdk(scan):
    found = scan({"stack.py": KNOWLEDGE})
    assert ("tide-tables", "uses-model", "cohere.embed-multilingual-v3") in found.links
    assert ("tide-tables", "stores-in", "OpenSearch") in found.links
    assert ("clerk", "reads-data", "tide-tables") in found.links
    assert ("BAAI/bge-reranker-base", "served-by", "Amazon SageMaker") in found.links


def test_knowledge_bases_of_the_constructs(scan):
    found = scan({"lib/stack.ts": CONSTRUCTS})
    assert ("Handbook", "uses-model", "amazon.titan-embed-text-v2:0") in found.links
    assert ("help", "reads-data", "Handbook") in found.links


def test_models_that_pulumi_deploys(scan):
    found = scan({"index.ts": CLOUDS})
    assert ("mistralai/Mistral-7B-Instruct-v0.3", "served-by", "Amazon SageMaker") in found.links
    assert ("gpt-4o", "served-by", "Azure OpenAI") in found.links
    assert found.names(Kind.SERVICE) == ["Amazon SageMaker", "Azure OpenAI"]
