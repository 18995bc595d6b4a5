"""Containers that Bicep runs: image, command, variables, with the parameters that it fills in."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

CONTAINERS = """\
param chatModel string = 'llama3.2'
param tag string = 'latest'
resource group 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {
  properties: {
    containers: [
      {
        name: 'llm'
        properties: {
          image: 'ollama/ollama:${tag}'
          command: [
            '/bin/sh'
            '-c'
            'ollama serve & sleep 5 && ollama pull ${chatModel} && wait'
          ]
        }
      }
    ]
  }
}
resource desk 'Microsoft.App/containerApps@2024-03-01' = {
  properties: {
    template: {
      containers: [
        {
          name: 'desk'
          image: 'ghcr.io/acme/desk:1'
          env: [
            {
              name: 'EMBEDDING_MODEL'
              value: 'text-embedding-3-small'
            }
            { name: 'QDRANT_URL', value: 'http://qdrant:6333' }
          ]
        }
      ]
    }
  }
}
"""


def test_containers_of_bicep() -> None:
    seen = deployed({"infra/main.bicep": CONTAINERS})
    assert edges(seen, RelationKind.SERVED_BY) >= {("llama3.2", "Ollama")}
    assert lines(seen, "model", "llama3.2") == {13}
    assert lines(seen, "model", "text-embedding-3-small") == {30}
    assert names(seen, "service") >= {"Ollama", "Qdrant"}


def test_other_bicep_runs_nothing() -> None:
    assert not deployed(
        {"infra/main.bicep": "param image string = 'x'\nresource a 'b@c' = {\n  image: thing.id\n}\n"}
    ).observations
