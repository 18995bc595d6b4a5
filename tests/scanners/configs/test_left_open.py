"""Settings whose key says that they hold a model, and whose value is left to whoever runs the program."""

from __future__ import annotations

import pytest
from configured import configured, edges, names

from aibom.model.kinds import RelationKind

BAML = """client<llm> Given {{ provider openai options {{ model {} }} }}
function Route(text: string) -> Tool {{
  client Given
  prompt #"Which tool reads this? {{{{ text }}}}"#
}}
"""
TEMPLATE = """Parameters:
  Chosen: {Type: String}
  Given: {Type: String, Default: 'amazon.nova-pro-v1:0'}
Resources:
  Clerk:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: clerk
      FoundationModel: !Ref Chosen
  Buyer:
    Type: AWS::Bedrock::Agent
    Properties:
      AgentName: buyer
      FoundationModel: !Ref Given
  Search:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          BEDROCK_MODEL_ID: !ImportValue shared-model
          MODEL_ID: !Ref Given
          TABLE_NAME: !Ref Orders
"""


def unknown(files: dict[str, str]) -> list[tuple[str, int | None, str]]:
    told = [(one.topic, one.line, one.expression) for one in configured(files).unknowns]
    return sorted(told, key=lambda one: one[1] or 0)


@pytest.mark.parametrize(
    ("path", "source", "line", "expression"),
    [
        ("config.yaml", "llm:\n  provider: openai\n  model: ${LLM_MODEL}\n", 3, "${LLM_MODEL}"),
        ("settings.json", '{"openai": {"embedding_model": "${env:EMBEDDER}"}}', 1, "${env:EMBEDDER}"),
        ("config.toml", '[llm]\nmodel = "$CHAT_MODEL"\n', 2, "$CHAT_MODEL"),
        ("application.yml", "spring:\n  ai:\n    ollama:\n      chat:\n        options:\n          model: ${CHAT}\n", 6, "${CHAT}"),
        ("application.properties", "spring.ai.openai.chat.options.model=${CHAT_MODEL}\n", 1, "${CHAT_MODEL}"),
        ("baml_src/main.baml", BAML.format("env.CHAT_MODEL"), 1, "env.CHAT_MODEL"),
        (
            "litellm.yaml",
            "model_list:\n  - model_name: chat\n    litellm_params:\n      model: os.environ/CHAT_MODEL\n",
            4,
            "os.environ/CHAT_MODEL",
        ),
    ],
)  # fmt: skip
def test_a_variable_that_nothing_sets_is_an_unknown_model(path: str, source: str, line: int, expression: str) -> None:
    assert unknown({path: source}) == [("model", line, expression)]
    assert names(configured({path: source}), "model") == set()


@pytest.mark.parametrize(
    "source",
    [
        "llm:\n  model: ${LLM_MODEL:-gpt-4o}\n",  # has a default
        "llm:\n  model: ${base.model}\n",  # refers to another key of the file
        "llm:\n  model: '{{ chosen }}'\n",
        "llm:\n  model_dir: ${MODEL_DIR}\n",
        "phone:\n  device_model: ${DEVICE}\n",
        "llm:\n  temperature: ${TEMPERATURE}\n",
    ],
)
def test_what_has_a_value_or_is_no_model_is_none(source: str) -> None:
    assert unknown({"config.yaml": source}) == []


def test_a_variable_that_a_file_of_the_tree_sets_is_that_model() -> None:
    files = {"config.yaml": "llm:\n  model: ${LLM_MODEL}\n", "deploy/.env": "LLM_MODEL=gpt-4o\n"}
    assert (unknown(files), names(configured(files), "model")) == ([], {"gpt-4o"})


def test_parameters_without_a_default_and_values_of_other_stacks() -> None:
    files = {"template.yaml": TEMPLATE}
    assert unknown(files) == [("model", 9, "${Chosen}"), ("model", 20, "${ImportValue shared-model}")]
    seen = configured(files)
    assert names(seen, "model") == {"amazon.nova-pro-v1:0"}
    assert edges(seen, RelationKind.USES_MODEL) == {("buyer", "amazon.nova-pro-v1:0")}
