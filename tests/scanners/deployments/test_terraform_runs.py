"""What Terraform runs: releases of charts, containers, scripts of machines, values from module to module."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

SERVED, CALLS = RelationKind.SERVED_BY, RelationKind.CALLS_SERVICE

RELEASE = """\
resource "helm_release" "assistant" {
  name       = "ollama"
  repository = "https://charts.acme.test/"
  chart      = "ollama"
  set_list {
    name  = "ollama.models.pull"
    value = var.default_models
  }
}

resource "helm_release" "screen" {
  name  = "chat"
  chart = "open-webui"
  values = [yamlencode({
    extraEnvVars = [{ name = "OLLAMA_BASE_URL", value = "http://ollama.llm.svc.cluster.local:11434" }]
  })]
}
"""
VARIABLES = """\
variable "default_models" {
  type    = list(string)
  default = ["llama3.2", "qwen3:8b"]
}
"""


def test_a_release_installs_its_product_with_the_models_that_a_variable_lists() -> None:
    seen = deployed({"infra/main.tf": RELEASE, "infra/variables.tf": VARIABLES})
    assert names(seen, "service") == {"Ollama", "Open WebUI"}
    assert edges(seen, SERVED) == {("llama3.2", "Ollama"), ("qwen3:8b", "Ollama")}
    assert ("Open WebUI", "Ollama") in edges(seen, CALLS)
    assert lines(seen, "service", "Open WebUI") >= {13}


CALLER = """\
module "server" {
  source = "./modules/server"
  image  = "vllm/vllm-openai:v0.8.5"
  model  = "Qwen/Qwen2.5-7B-Instruct"
}
"""
MODULE = """\
resource "kubernetes_deployment" "server" {
  spec {
    template {
      spec {
        container {
          name  = "server"
          image = var.image
          args  = ["--model", var.model]
        }
      }
    }
  }
}
"""
INPUTS = 'variable "image" {}\nvariable "model" {\n  default = "acme/none"\n}\n'


def test_what_a_caller_gives_a_module_reaches_its_containers() -> None:
    seen = deployed(
        {"main.tf": CALLER, "modules/server/main.tf": MODULE, "modules/server/variables.tf": INPUTS + "# image"}
    )
    assert edges(seen, SERVED) == {("Qwen/Qwen2.5-7B-Instruct", "vLLM")}
    assert lines(seen, "service", "vLLM") == {3, 7}


MACHINE = """\
resource "aws_instance" "gpu" {
  user_data = <<-EOF
    #!/bin/bash
    docker run -d --gpus all vllm/vllm-openai:latest --model mistralai/Mistral-7B-Instruct-v0.3
  EOF
}

resource "aws_bedrockagent_agent" "desk" {
  agent_name       = "desk"
  foundation_model = local.model
}

locals {
  model = "anthropic.claude-3-5-sonnet-20240620-v1:0"
}
"""


def test_scripts_of_machines_and_models_of_clouds() -> None:
    seen = deployed({"main.tf": MACHINE})
    assert edges(seen, SERVED) == {
        ("mistralai/Mistral-7B-Instruct-v0.3", "vLLM"),
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", "Amazon Bedrock"),
    }
    assert lines(seen, "service", "vLLM") == {4}


CUSTOM = """\
apiVersion: inference.acme.test/v1
kind: Endpoint
metadata: {name: writer}
spec:
  runtime: llamacpp
  mainContainer:
    image: registry.acme.test/engine:1
    extraArgs: ["--alias", "writer"]
    env:
      - {name: LLAMA_ARG_HF_REPO, value: Qwen/Qwen3-4B-GGUF}
---
apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: {name: small}
inference:
  preset: {name: phi-4-mini-instruct}
"""


def test_custom_resources_show_their_containers_and_name_their_product() -> None:
    seen = deployed({"k8s/endpoints.yaml": CUSTOM})
    assert {"KAITO"} <= names(seen, "service")
    assert lines(seen, "service", "KAITO") == {13}


def test_a_container_of_ollama_pulls_the_models_that_a_variable_lists() -> None:
    text = """\
resource "google_cloud_run_v2_service" "llm" {
  template {
    containers {
      image = "ollama/ollama:0.3"
      env {
        name  = "START_MODELS"
        value = var.start_models
      }
    }
  }
}
variable "start_models" { default = "llama3.1;llama2" }
"""
    assert edges(deployed({"main.tf": text}), SERVED) == {("llama3.1", "Ollama"), ("llama2", "Ollama")}


def test_a_resource_without_labels_is_passed_over() -> None:
    text = 'resource { helm_release { chart = "ollama" } }\nresource "helm_release" "llm" { chart = "ollama" }\n'
    assert names(deployed({"main.tf": text}), "service") == {"Ollama"}


def test_variables_that_a_map_shares_among_containers() -> None:
    main = 'locals {\n  shared_env = {\n    "VECTOR_STORE"  = var.store\n    "PGVECTOR_HOST" = module.db.ip\n  }\n  NAME = "x"\n}\n'
    files = {
        "env/main.tf": main,
        "env/variables.tf": 'variable "store" {}\n',
        "env/terraform.tfvars": 'store = "pgvector"\n',
    }
    assert names(deployed(files), "service") == {"pgvector"}


def test_an_image_that_a_condition_chooses_is_the_one_that_is_written() -> None:
    main = """
variable "image" { default = null }
locals {
  image = var.image != null ? var.image : "763104351884.dkr.ecr.${var.region}.amazonaws.com/huggingface-pytorch-tgi-inference:2.3.0"
}
resource "aws_sagemaker_model" "llm" {
  primary_container {
    image       = local.image
    environment = { HF_MODEL_ID = "HuggingFaceH4/zephyr-7b-beta" }
  }
}
"""
    seen = deployed({"main.tf": main})
    assert edges(seen, SERVED) == {("HuggingFaceH4/zephyr-7b-beta", "Text Generation Inference")}
