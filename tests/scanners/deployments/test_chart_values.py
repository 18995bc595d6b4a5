"""What the values of Helm charts deploy, and who else carries such values."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

VALUES = """\
vllm:
  enabled: true
  image:
    repository: registry.acme.test/ai/vllm-rocm
  LLM_MODEL_ID: Qwen/Qwen2.5-7B-Instruct
  extraCmdArgs: ["--max-model-len", "4096"]
tgi:
  enabled: false
  image: {repository: ghcr.io/huggingface/text-generation-inference, tag: "3.0"}
ollama:
  ollama:
    models:
      pull: [llama3.2, nomic-embed-text]
guard:
  image:
    repository: opea/guardrails
    tag: latest
"""


def test_what_stands_beside_an_image_belongs_to_it() -> None:
    seen = deployed({"deploy/cpu-values.yaml": VALUES})
    assert names(seen, "service") == {"vLLM", "Ollama"}
    assert edges(seen, RelationKind.SERVED_BY) == {
        ("Qwen/Qwen2.5-7B-Instruct", "vLLM"),
        ("llama3.2", "Ollama"),
        ("nomic-embed-text", "Ollama"),
    }
    assert lines(seen, "service", "vLLM") == {4}
    assert lines(seen, "model", "Qwen/Qwen2.5-7B-Instruct") == {5}


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: chat}
spec:
  source:
    chart: open-webui
    repoURL: https://charts.acme.test
    helm:
      values: |
        # chosen in May
        ollama:
          enabled: true
          ollama:
            models: {pull: [gemma3]}
"""


def test_argo_applications_carry_values_in_a_text() -> None:
    seen = deployed({"apps/chat.yaml": APPLICATION})
    assert names(seen, "service") == {"Open WebUI", "Ollama"}
    assert lines(seen, "model", "gemma3") == {14}


def test_flux_and_kustomize_install_charts_and_set_images() -> None:
    release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: vec}\nspec:\n  chart:\n    spec: {chart: qdrant}\n"
    kustomize = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n  - name: vllm/vllm-openai\n    newTag: v0.9.1\n"
    seen = deployed({"flux/vec.yaml": release, "overlays/kustomization.yaml": kustomize})
    assert names(seen, "service") == {"Qdrant", "vLLM"}


WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
    - name: serve
      container:
        image: acme/gpu-base:1
        args: [--model, mistralai/Mistral-7B-Instruct-v0.3, --gpu-memory-utilization, "0.9"]
    - name: fetch
      script:
        image: python:3.12
        command: [bash]
        source: |
          set -e
          huggingface-cli download BAAI/bge-m3
"""


def test_argo_workflows_run_containers_and_scripts() -> None:
    seen = deployed({"flow.yaml": WORKFLOW})
    assert ("mistralai/Mistral-7B-Instruct-v0.3", "vLLM") in edges(seen, RelationKind.SERVED_BY)
    assert lines(seen, "model", "BAAI/bge-m3") == {15}


def test_words_of_an_image_count_only_beside_words_that_tell_the_build() -> None:
    text = "services:\n" + "".join(
        f"  s{number}:\n    image: {image}\n"
        for number, image in enumerate(("acme/vllm-cpu-ubi9:1", "acme/ollama-exporter:2", "acme/litellm-admin-ui:1"))
    )
    assert names(deployed({"compose.yaml": text}), "service") == {"vLLM"}


def test_a_hook_after_start_is_run_in_the_container() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: o}\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: o\n          image: acme/ollama-ubi9:1\n          lifecycle:\n            postStart:\n"
        "              exec:\n                command: [/bin/sh, -c, ollama pull qwen3]\n"
    )
    assert edges(deployed({"o.yaml": text}), RelationKind.SERVED_BY) == {("qwen3", "Ollama")}


def test_engines_of_model_resources_serve_them() -> None:
    text = (
        "apiVersion: kubeai.org/v1\nkind: Model\nmetadata: {name: chat}\nspec:\n"
        "  url: ollama://gemma3:4b\n  engine: OLlama\n"
    )
    assert edges(deployed({"chat.yaml": text}), RelationKind.SERVED_BY) == {("gemma3:4b", "Ollama")}


def test_patches_of_containers_name_models() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: s}\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: server\n          env:\n            - {name: MODEL_ID, value: google/gemma-2b-AWQ}\n"
    )
    assert lines(deployed({"overlay/patch.yaml": text}), "model", "google/gemma-2b-AWQ") == {10}


HANDLEBARS = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: qwen3
spec:
  template:
    spec:
      nodeSelector:
        {{{KARPENTER_PREFIX}}}/instance-family: g6e
      {{#if GPU}}
      runtimeClassName: nvidia
      {{/if}}
      containers:
        - name: sglang
          image: {{DOCKER_IMAGE_PREFIX}}lmsysorg/sglang:v0.4.10
          command: ["python3", "-m", "sglang.launch_server"]
          args:
            - --model-path=Qwen/Qwen3-32B-FP8
"""


def test_manifests_that_handlebars_fills_in() -> None:
    seen = deployed({"llm/model-qwen3.template.yaml": HANDLEBARS})
    assert edges(seen, RelationKind.SERVED_BY) == {("Qwen/Qwen3-32B-FP8", "SGLang")}
    assert names(seen, "container") == {"docker.io/lmsysorg/sglang"}


def test_values_of_a_chart_that_the_folder_or_the_file_names() -> None:
    values = "{{#if DOMAIN}}\nhost: {{{DOMAIN}}}\n{{/if}}\nresources:\n  limits:\n    memory: 2Gi\n"
    seen = deployed(
        {"db/qdrant/values.template.yaml": values, "apps/milvus-values.yaml": values, "a/values.yaml": values}
    )
    assert names(seen, "service") == {"Qdrant", "Milvus"}


def test_a_list_of_models_that_a_template_goes_through() -> None:
    seen = deployed(
        {
            "chart/Chart.yaml": "name: llm\n",
            "chart/values.yaml": 'image:\n  repository: ollama/ollama\n  tag: "0.5"\nllm:\n  models:\n    - phi4\n    - deepseek-r1:14b\n',
            "chart/templates/job.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {name: pull}\nspec:\n  template:\n    spec:\n"
            "      containers:\n        - name: pull\n          image: alpine:3\n          command: [sh, -c]\n          args:\n"
            "            - |\n              {{- range .Values.llm.models }}\n              ollama pull {{ . }}\n              {{- end }}\n",
        }
    )
    lines = {
        one.subject.name: one.evidence.line for one in seen.observations if one.evidence.path.endswith("values.yaml")
    }
    assert lines["phi4"] == 6
    assert lines["deepseek-r1:14b"] == 7
    assert names(seen, "model") == {"phi4", "deepseek-r1:14b"}


def test_an_address_in_the_cluster_that_a_template_puts_together() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ui}\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: ui\n          image: ghcr.io/open-webui/open-webui:main\n          env:\n"
        "            - name: OPENAI_API_KEY\n              value: any\n            - name: OPENAI_API_BASE_URL\n"
        '              value: {{ (printf "http://%s-pipelines:9099" (include "llm.fullname" .)) }}\n'
    )
    assert "OpenAI" not in names(deployed({"chart/templates/ui.yaml": text}), "service")
