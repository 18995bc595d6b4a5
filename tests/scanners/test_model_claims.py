"""What configurations and names claim of weights, compared with the weights' headers."""

from __future__ import annotations

import json

from formats.model_bytes import safetensors
from memory_tree import run

from aibom.scanners.model_files import ModelFileScanner

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 4,
    "vocab_size": 8,
    "num_hidden_layers": 2,
    "torch_dtype": "float16",
}
FIRST = {"model.embed_tokens.weight": ("F16", (8, 4)), "model.layers.0.mlp.weight": ("F16", (4, 4))}
SECOND = {"model.layers.1.mlp.weight": ("F16", (4, 4))}


def facts(
    weights: dict[str, bytes], config: dict[str, object] | None = None, folder: str = "tiny"
) -> dict[str, object]:
    files: dict[str, bytes | str] = {f"{folder}/{name}": data for name, data in weights.items()}
    if config is not None:
        files[f"{folder}/config.json"] = json.dumps(config)
    seen = run(ModelFileScanner(), files, ())
    return next(dict(one.facts) for one in seen.observations if one.subject.kind == "model")


def test_a_configuration_that_fits_says_nothing() -> None:
    assert "claims.contradicted" not in facts({"model.safetensors": safetensors(FIRST | SECOND)}, CONFIG)


def test_another_type_size_and_depth_are_told() -> None:
    wrong = CONFIG | {"torch_dtype": "float32", "hidden_size": 16, "num_hidden_layers": 4}
    assert facts({"model.safetensors": safetensors(FIRST | SECOND)}, wrong)["claims.contradicted"] == [
        "dtype: the configuration says float32, the weights are F16",
        "layout: the configuration says 4 layers, the weights have 2",
        "layout: the configuration says hidden size 16, the embedding has 4",
    ]


def test_a_quantisation_that_the_weights_do_not_have() -> None:
    config = CONFIG | {"quantization_config": {"quant_method": "gptq", "bits": 4}}
    found = facts({"model.safetensors": safetensors(FIRST | SECOND)}, config)["claims.contradicted"]
    assert found == ["quantisation: the configuration says gptq-4bit, the weights are F16"]


def test_a_size_in_the_name() -> None:
    found = facts({"model.safetensors": safetensors(FIRST)}, None, "llama-7b")["claims.contradicted"]
    assert found == ["parameters: the name says 7b, the weights have 48"]


def test_a_layout_survives_renaming_and_splitting() -> None:
    whole = facts({"model.safetensors": safetensors(FIRST | SECOND)})
    shards = {
        "renamed-00001-of-00002.safetensors": safetensors(SECOND),
        "renamed-00002-of-00002.safetensors": safetensors(FIRST),
    }
    assert whole["layout"] == facts(shards)["layout"]
    assert whole["layout"] != facts({"model.safetensors": safetensors(FIRST)})["layout"]
