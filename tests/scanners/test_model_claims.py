"""What configurations and names claim of weights, compared with the weights' headers."""

from __future__ import annotations

import json

from formats.model_bytes import GgufBytes, safetensors
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
        "dtype: the configuration says float32, most bytes of the weights are F16",
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


def claims(weights: dict[str, bytes], config: dict[str, object] | None = None) -> object:
    return facts(weights, config).get("claims.contradicted", [])


def test_the_type_is_that_of_most_bytes_not_of_most_shards() -> None:
    small = {"model.embed_tokens.weight": ("F16", (8, 4))}
    large = {"model.layers.1.mlp.weight": ("F32", (64, 4))}
    shards = {
        "model-00001-of-00003.safetensors": safetensors(small),
        "model-00002-of-00003.safetensors": safetensors({"model.layers.0.mlp.weight": ("F16", (4, 4))}),
        "model-00003-of-00003.safetensors": safetensors(large),
    }
    assert facts(shards)["header.dtype"] == "F32"
    assert claims(shards, CONFIG) == ["dtype: the configuration says float16, most bytes of the weights are F32"]


def test_packed_weights_that_the_configuration_does_not_mention() -> None:
    packed = {"model.safetensors": safetensors(FIRST | {"model.layers.1.mlp.qweight": ("I32", (64, 4))})}
    assert claims(packed, CONFIG) == ["dtype: the configuration says float16, most bytes of the weights are I32"]
    for stated in ({"quantization_config": {"quant_method": "gptq", "bits": 4}}, {"quantization": {"bits": 4}}):
        assert claims(packed, CONFIG | stated) == []


def test_a_quantisation_of_another_library_than_packed_the_weights() -> None:
    packed = {"model.safetensors": safetensors(FIRST | {"model.layers.1.mlp.qweight": ("I32", (64, 4))})}
    config = CONFIG | {"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}}
    assert claims(packed, config) == [
        "quantisation: the configuration says bitsandbytes-4bit, the weights are F16, I32"
    ]


def test_four_bits_in_the_storage_of_another_type_are_no_contradiction() -> None:
    stated = {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_storage": "float16"}
    whole = {"model.safetensors": safetensors(FIRST | SECOND)}
    assert claims(whole, CONFIG | {"quantization_config": stated}) == []


def gguf(file_type: int, kind: int, licence: str = "") -> bytes:
    made = GgufBytes().pair("general.architecture", "llama").pair("general.file_type", file_type)
    if licence:
        made = made.pair("general.license", licence)
    return made.tensor("blk.0.attn_q.weight", (256, 4), kind, (1024 if kind == 0 else 144) * 4).build()


def test_a_gguf_header_beside_its_tensors_and_its_name() -> None:
    fitting = facts({"llama.Q4_K_M.gguf": gguf(15, 12, "apache-2.0")})
    assert "claims.contradicted" not in fitting
    assert (fitting["header.dtype"], fitting["header.licence"]) == ("Q4_K", "apache-2.0")
    assert claims({"llama-q4_k.gguf": gguf(15, 12)}) == []
    assert claims({"llama.UD-Q5_K_XL.gguf": gguf(15, 12)}) == []
    assert claims({"llama.Q8_0.gguf": gguf(15, 12)}) == ["quantisation: the name says Q8_0, the header Q4_K_M"]
    assert claims({"llama.gguf": gguf(15, 0)}) == [
        "quantisation: the header says Q4_K_M, most bytes of the weights are F32"
    ]
