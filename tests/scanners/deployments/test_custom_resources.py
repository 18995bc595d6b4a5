"""Resources that point at each other, scripts in a ConfigMap, keys beside an address that leads elsewhere."""

from __future__ import annotations

from deployed import deployed, edges, names

from aibom.model.kinds import RelationKind

PAIR = """\
apiVersion: inference.acme.test/v1
kind: Model
metadata: {name: writer}
spec: {source: "hf://Qwen/Qwen3-4B-GGUF"}
---
apiVersion: inference.acme.test/v1
kind: Endpoint
metadata: {name: writer}
spec: {modelRef: writer, runtime: llamacpp, image: "ghcr.io/ggml-org/llama.cpp:server"}
"""


def test_a_model_is_served_by_the_resource_that_refers_to_it() -> None:
    seen = deployed({"k8s/pair.yaml": PAIR})
    assert edges(seen, RelationKind.SERVED_BY) == {("Qwen/Qwen3-4B-GGUF", "llama.cpp")}


CHAT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          image: ghcr.io/open-webui/open-webui:main
          env:
            - {name: OPENAI_API_BASE_URLS, value: "http://writer.acme.svc.cluster.local:8000/v1"}
            - {name: OPENAI_API_KEY, value: dummy}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: pull}
data:
  pull.sh: |
    ollama pull llama3.2
"""


def test_a_key_beside_a_foreign_address_is_none_of_the_provider() -> None:
    seen = deployed({"k8s/chat.yaml": CHAT})
    assert "OpenAI" not in names(seen, "service")
    assert names(seen, "model") == {"llama3.2"}


SELDON = """\
apiVersion: mlops.seldon.io/v1alpha1
kind: Model
metadata: {name: income}
spec: {storageUri: "gs://acme-models/income/classifier", requirements: [sklearn]}
"""


def test_the_product_that_takes_a_resource_serves_what_it_fetches() -> None:
    seen = deployed({"models/income.yaml": SELDON})
    assert edges(seen, RelationKind.SERVED_BY) == {("gs://acme-models/income/classifier", "Seldon Core")}
