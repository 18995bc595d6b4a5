"""Models of registries behind endpoints of Databricks and Azure Machine Learning, and requests held as texts."""

from __future__ import annotations

import json

from configured import configured, edges, names, origins

from aibom.model.kinds import RelationKind

BUNDLE = """\
resources:
  model_serving_endpoints:
    churn:
      name: churn-endpoint
      config:
        served_entities:
          - entity_name: main.ml.churn_classifier
            entity_version: "3"
          - entity_name: ${var.catalog}.ml.late_payer
          - entity_name: ${var.model}
"""
DEPLOYMENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: sentiment
model: azureml:sentiment-bert:2
"""
JOB = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
inputs:
  base_model:
    type: custom_model
    path: azureml://registries/azureml/models/bert-base-uncased/versions/12
  notes:
    type: uri_folder
    path: azureml://datastores/main/paths/models/readme
"""
REST = """\
rest_command:
  ask_llm:
    url: https://api.openai.com/v1/chat/completions
    payload: >
      {"model": "gpt-4o-mini", "messages": [{"role": "system", "content": "You announce the weather in one sentence."}]}
  lamp:
    url: https://lamp.example/api
    payload: '{"model": "E27", "messages": "on and off and on again, whatever you like"}'
"""


def test_what_endpoints_of_databricks_serve() -> None:
    seen = configured({"databricks.yml": BUNDLE})
    assert edges(seen, RelationKind.SERVED_BY) == {
        ("main.ml.churn_classifier", "Databricks"),
        ("ml.late_payer", "Databricks"),
    }
    assert names(seen, "model") == {"main.ml.churn_classifier", "ml.late_payer"}


def test_models_of_azure_s_registry_are_served_where_they_are_deployed() -> None:
    seen = configured({"deploy.yml": DEPLOYMENT, "job.yml": JOB})
    assert origins(seen) == {("azureml", "sentiment-bert"), ("azureml", "bert-base-uncased")}
    assert edges(seen, RelationKind.SERVED_BY) == {("sentiment-bert", "Azure Machine Learning")}


def test_requests_that_settings_hold_as_texts() -> None:
    seen = configured({"configuration.yaml": REST})
    assert ("gpt-4o-mini", "ask_llm prompt") in edges(seen, RelationKind.USES_PROMPT)
    assert ("gpt-4o-mini", "OpenAI") in edges(seen, RelationKind.SERVED_BY)
    assert names(seen, "model") == {"gpt-4o-mini"}


def test_a_function_of_node_red_asks_a_model_by_its_form() -> None:
    code = "msg.payload = {model: 'gpt-4.1-mini', messages: [{role: 'system', content: 'You sort letters into three kinds.'}]}"
    chat = {"id": "b2", "type": "ollama-chat", "z": "a1", "name": "Local", "model": "llama3.2"}
    flow = [chat, {"id": "b3", "type": "function", "z": "a1", "name": "Ask", "func": code, "wires": [["x"]]}]
    seen = configured({"flows.json": json.dumps(flow, indent=1)})
    assert ("gpt-4.1-mini", "Ask prompt") in edges(seen, RelationKind.USES_PROMPT)


STACK = """\
Resources:
  Ranker:
    Type: AWS::SageMaker::Model
    Properties:
      PrimaryContainer:
        Environment: {HF_MODEL_ID: BAAI/bge-reranker-base}
  Job:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Container:
        Environment: {HF_MODEL_ID: acme/desk-7b}
"""
RAY = """\
applications:
  - import_path: ray.serve.llm:build_openai_app
    args:
      llm_configs:
        - model_loading_config: {model_id: qwen-0.5b, model_source: Qwen/Qwen2.5-0.5B-Instruct}
"""


def test_containers_of_sagemaker_and_ray_serve() -> None:
    seen = configured({"template.yaml": STACK, "serve.yaml": RAY})
    assert edges(seen, RelationKind.SERVED_BY) >= {
        ("BAAI/bge-reranker-base", "Amazon SageMaker"),
        ("Qwen/Qwen2.5-0.5B-Instruct", "Ray Serve"),
    }
    assert ("acme/desk-7b", "Amazon SageMaker") not in edges(seen, RelationKind.SERVED_BY)
    assert "qwen-0.5b" not in names(seen, "model")


HAYSTACK = """\
components:
  retriever:
    type: haystack_integrations.components.retrievers.qdrant.retriever.QdrantEmbeddingRetriever
    init_parameters:
      document_store:
        type: haystack_integrations.document_stores.qdrant.document_store.QdrantDocumentStore
  plain:
    type: haystack.components.joiners.document_joiner.DocumentJoiner
"""


def test_the_store_of_a_class_by_its_path() -> None:
    assert names(configured({"pipeline.yaml": HAYSTACK}), "service") == {"Qdrant"}


def test_models_of_a_prompt_template_and_bicep_on_one_line() -> None:
    template = "template: Tell a story about {{$topic}}.\nexecution_settings:\n  fast: {model_id: gpt-4o-mini}\n"
    bicep = "properties: {\n  model: { format: 'OpenAI', name: 'text-embedding-3-large', version: '1' }\n}\n"
    seen = configured({"prompts/story.yaml": template, "main.bicep": bicep})
    assert names(seen, "model") == {"gpt-4o-mini", "text-embedding-3-large"}
    assert ("prompts/story.yaml", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)


def test_models_of_other_makers_that_bicep_deploys() -> None:
    text = "properties: {\n  model: {\n    format: 'DeepSeek'\n    name: 'DeepSeek-R1'\n  }\n  sku: {\n    name: 'Standard'\n  }\n}\n"
    seen = configured({"main.bicep": text, "other.bicep": "model: { name: 'Standard' }\n"})
    assert edges(seen, RelationKind.SERVED_BY) == {("DeepSeek-R1", "Azure AI")}
