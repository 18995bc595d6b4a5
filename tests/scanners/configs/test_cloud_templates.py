"""CloudFormation's agents and knowledge bases, custom resources that are agents, servers and prompts in variables."""

from __future__ import annotations

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
