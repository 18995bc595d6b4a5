"""CloudFormation's agents and knowledge bases, custom resources that are agents, servers and prompts in variables."""

from __future__ import annotations

import json

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Project:
    Type: String
    Default: harbour
  ModelId:
    Type: String
    Default: anthropic.claude-3-haiku-20240307-v1:0
Resources:
  Manuals:
    Type: AWS::Bedrock::KnowledgeBase
    Properties:
      Name: !Sub "${Project}-manuals"
      KnowledgeBaseConfiguration:
        Type: VECTOR
        VectorKnowledgeBaseConfiguration:
          EmbeddingModelArn: !Sub "arn:aws:bedrock:${AWS::Region}::foundation-model/amazon.titan-embed-text-v2:0"
      StorageConfiguration:
        Type: OPENSEARCH_SERVERLESS
  Clerk:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: harbour-clerk
      FoundationModel: !Ref ModelId
      Instruction: You keep the register of berths and answer questions about it.
      ActionGroups:
        - ActionGroupName: Berths
          ActionGroupExecutor: {Lambda: !GetAtt Berths.Arn}
      KnowledgeBases:
        - KnowledgeBaseId: !Ref Manuals
          Description: manuals
  Gate:
    Type: AWS::BedrockAgentCore::Gateway
    Properties: {Name: gate, ProtocolType: MCP}
  Tides:
    Type: AWS::BedrockAgentCore::GatewayTarget
    Properties: {Name: tides, GatewayIdentifier: !Ref Gate}
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: inner/template.yaml
"""
AGENT = """\
apiVersion: acp.humanlayer.dev/v1alpha1
kind: Agent
metadata:
  name: berth-agent
spec:
  llmRef: {name: gpt-4o}
  mcpServers:
    - name: tides
  system: You keep the register of berths and answer questions about it.
"""
MODEL = "apiVersion: ollama.ayaka.io/v1\nkind: Model\nmetadata: {name: phi}\nspec:\n  image: phi\n"


def test_what_a_template_sets_up_is_joined():
    seen = configured({"template.yaml": TEMPLATE})
    assert names(seen, "agent") == {"harbour-clerk"}
    assert names(seen, "dataset") == {"harbour-manuals"}
    assert names(seen, "tool") == {"Berths", "gate", "tides"}
    assert names(seen, "prompt") == {"harbour-clerk instruction"}
    assert ("harbour-clerk", 23) in places(seen, "agent")
    uses = edges(seen, RelationKind.USES_MODEL)
    assert ("harbour-clerk", "anthropic.claude-3-haiku-20240307-v1:0") in uses
    assert ("harbour-manuals", "amazon.titan-embed-text-v2:0") in uses
    assert ("harbour-clerk", "harbour-manuals") in edges(seen, RelationKind.READS_DATA)
    assert {("harbour-clerk", "Berths"), ("gate", "tides")} <= edges(seen, RelationKind.HAS_TOOL)
    assert ("harbour-manuals", "OpenSearch") in edges(seen, RelationKind.STORES_IN)


def test_a_custom_resource_of_kind_agent_is_one():
    seen = configured({"agents/berth.yaml": AGENT})
    assert places(seen, "agent") == {("berth-agent", 4)}
    assert ("berth-agent", "gpt-4o") in edges(seen, RelationKind.USES_MODEL)
    assert ("berth-agent", "tides") in edges(seen, RelationKind.HAS_TOOL)
    assert names(configured({"agents/x.yaml": AGENT.replace("kind: Agent", "kind: Deployment")}), "agent") == set()


def test_models_of_the_operator_of_ollama():
    seen = configured({"phi.yaml": MODEL})
    assert edges(seen, RelationKind.SERVED_BY) == {("phi", "Ollama")}


def test_servers_and_prompts_in_variables():
    text = (
        'MCP_SERVERS=[{"name": "tides", "url": "https://tides.example/mcp"}]\n'
        'SYSTEM_PROMPT="You keep the register of berths and answer questions about it."\nNAMES=["a"]\n'
    )
    seen = configured({".env": text})
    assert (places(seen, "tool"), places(seen, "prompt")) == ({("tides", 1)}, {("SYSTEM_PROMPT", 2)})


def test_variables_of_a_container_below_a_model_are_no_models():
    text = (
        "model:\n  env:\n    - name: NCCL_P2P_DISABLE\n      value: '1'\n    - name: MODEL_NAME\n      value: gpt-4o\n"
    )
    assert "NCCL_P2P_DISABLE" not in names(configured({"config/llm.yaml": text}), "model")


GROUPS = """\
Resources:
  Clerk:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: harbour-clerk
      FoundationModel: !If [Near, !Sub "arn:aws:bedrock:${R}::inference-profile/us.amazon.nova-lite-v1:0", amazon.nova-lite-v1:0]
      Instruction: You keep the register of berths and answer questions about it.
      ActionGroups:
        - ActionGroupName: Berths
          FunctionSchema:
            Functions:
              - Name: find_berth
                Description: Finds a free berth
        - ActionGroupName: Weather
          ApiSchema:
            Payload: |
              openapi: 3.0.0
              paths:
                /tides:
                  get:
                    operationId: getTides
                    description: When it is high water
                /winds/{hour}:
                  get:
                    summary: Wind at an hour
"""


def test_what_an_action_group_lets_an_agent_call_is_a_tool_each() -> None:
    topics = "".join(f"  Topic{n}:\n    Type: AWS::SNS::Topic\n    Properties: {{Name: t{n}}}\n" for n in range(60))
    seen = configured({"template.yaml": GROUPS + topics})
    tools = {"Berths", "Weather", "find_berth", "getTides", "/winds/{hour}"}
    assert {("harbour-clerk", tool) for tool in tools} == edges(seen, RelationKind.HAS_TOOL)
    assert {("find_berth", 12), ("getTides", 21), ("/winds/{hour}", 23)} <= places(seen, "tool")
    assert ("harbour-clerk", "amazon.nova-lite-v1:0") in edges(seen, RelationKind.USES_MODEL)


def test_an_interface_is_tools_when_its_name_says_that_an_agent_is_given_it() -> None:
    document = (
        '{"openapi": "3.0.0", "info": {"title": "t"}, "paths": {"/berths": {"get": {"operationId": "listBerths"}}}}'
    )
    seen = configured({"schema/agent-api.json": document, "api/berths-service.json": document})
    assert names(seen, "tool") == {"listBerths"}
    group = """\
resource "aws_bedrockagent_agent_action_group" "berths" {
  action_group_name = "Berths"
  function_schema {
    member_functions {
      functions {
        name        = "find_berth"
        description = "Finds a free berth"
      }
    }
  }
}
"""
    assert names(configured({"main.tf": group}), "tool") == {"Berths", "find_berth"}


ARM = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "parameters": {"chatModel": {"type": "string", "defaultValue": "gpt-4o"}, "size": {"defaultValue": "S0"}},
    "resources": [
        {"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2023-05-01", "name": "oai", "kind": "OpenAI"},
        {
            "type": "Microsoft.CognitiveServices/accounts/deployments",
            "name": "oai/embed",
            "properties": {"model": {"format": "OpenAI", "name": "text-embedding-3-small"}},
        },
        {"type": "Microsoft.Search/searchServices", "apiVersion": "2023-11-01", "name": "search"},
        {"type": "Microsoft.Web/sites", "apiVersion": "2023-11-01", "kind": "app", "name": "web"},
    ],
}


def test_a_template_of_azure_in_json() -> None:
    seen = configured({"azuredeploy.json": json.dumps(ARM, indent=1)})
    assert names(seen, "model") == {"gpt-4o", "text-embedding-3-small"}
    assert names(seen, "service") == {"Azure OpenAI", "Azure AI Search"}
    written = {**ARM, "metadata": {"_generator": {"name": "bicep"}}}
    assert "Azure AI Search" not in names(configured({"infra/main.json": json.dumps(written)}), "service")


def test_a_deployment_within_its_account_names_a_variable() -> None:
    inner = {"type": "deployments", "name": "chat", "properties": {"model": {"name": "[variables('deployed')]"}}}
    account = {"type": "Microsoft.CognitiveServices/accounts", "kind": "OpenAI", "name": "oai", "resources": [inner]}
    told = {"$schema": ARM["$schema"], "variables": {"deployed": "gpt-4.1-mini"}, "resources": [account]}
    assert names(configured({"azuredeploy.json": json.dumps(told)}), "model") == {"gpt-4.1-mini"}
    other = {**told, "variables": {"deployed": "[concat(parameters('a'), '-x')]"}}
    assert not names(configured({"azuredeploy.json": json.dumps(other)}), "model")
