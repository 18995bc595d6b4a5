"""Model files in a tree: which are models, what belongs together, and what is said of each."""

from __future__ import annotations

import hashlib
import json
import pickle

import pytest
from formats.model_bytes import estimator_pickle, llama_gguf, npy, onnx_model, safetensors, torch_zip, zipped
from hypothesis import given
from hypothesis import strategies as st
from memory_tree import Seen, run

from aibom.core.reader import SourceFile
from aibom.model.kinds import RelationKind
from aibom.model.vocabulary import FACT_BY_NAME
from aibom.scanners.model_files import ModelFileScanner

LAYER = safetensors({"w": ("BF16", (4, 4))})
REGRESSION = estimator_pickle("sklearn.linear_model._base", "LinearRegression")


def scan(files: dict[str, bytes | str], untracked: tuple[str, ...] = ()) -> Seen:
    return run(ModelFileScanner(), files, untracked)


def pointer(content: str, size: int) -> str:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{content * 64}\nsize {size}\n"


def contained(seen: Seen, model: str) -> list[str]:
    return [
        link.target.name
        for link in seen.links
        if link.kind is RelationKind.CONTAINS and link.source is not None and link.source.name == model
    ]


def test_a_weight_file_is_a_model_that_contains_a_file() -> None:
    seen = scan({"models/encoder.safetensors": LAYER})
    model = seen.one("model", "models/encoder.safetensors")
    assert model.subject.origin == "file"
    assert model.facts == {
        "format": "safetensors",
        "formats": ["safetensors"],
        "hashes": [f"SHA-256:{hashlib.sha256(LAYER).hexdigest()}"],
        "header.dtype": "BF16",
        "hosted": False,
        "layout": "70c87aec7e7604658c2574f7edb41565d882c4b7c367bed63a295ad8744486a7",
        "parameters": 16,
        "pinned": True,
        "quantisation": "BF16",
        "size": len(LAYER),
        "source": "file:models/encoder.safetensors",
    }
    assert contained(seen, model.subject.name) == ["models/encoder.safetensors"]
    assert seen.one("file", "models/encoder.safetensors").facts["format"] == "safetensors"


def test_gguf_tells_architecture_quantisation_and_size() -> None:
    facts = scan({"llama.gguf": llama_gguf()}).one("model", "llama.gguf").facts
    assert (facts["architecture"], facts["quantisation"], facts["parameters"]) == ("llama", "Q4_K_M", 512)
    assert facts["description"] == "Tiny Llama"


@pytest.mark.parametrize(
    ("path", "data", "format_"),
    [
        ("artifacts/regression.pkl", REGRESSION, "pickle"),
        ("state.pt", torch_zip(), "torch-pickle"),
        ("script.pt", torch_zip(scripted=True), "torchscript"),
        ("forest.joblib", estimator_pickle("joblib.numpy_pickle", "NumpyArrayWrapper") + bytes(50), "joblib"),
    ],
)
def test_what_is_pickled_is_never_called_clean(path: str, data: bytes, format_: str) -> None:
    facts = scan({path: data}).one("file", path).facts
    assert facts["format"] == format_
    assert facts["scan.status"] == "unsupported"
    assert "scan.verdict" not in facts


def test_an_estimator_is_a_model_by_the_class_that_its_pickle_names() -> None:
    facts = scan({"out/a.pkl": REGRESSION}).one("model", "out/a.pkl").facts
    assert (facts["architecture"], facts["framework"]) == ("LinearRegression", "sklearn")


def test_data_without_evidence_of_a_model_is_a_file() -> None:
    table = pickle.dumps({"rows": [1, 2, 3]})
    seen = scan({"data/rows.pkl": table, "tests/fixtures/x.npy": npy(), "data/a.npz": zipped({"a.npy": npy()})})
    assert seen.named("model") == []
    assert seen.named("file") == ["data/a.npz", "data/rows.pkl", "tests/fixtures/x.npy"]


def test_a_pickle_is_a_model_when_its_name_says_so() -> None:
    table = pickle.dumps({"coef": [1.0]})
    seen = scan({"spam_classifier.pkl": table, "models/fitted.pkl": table, "cache/rows.pkl": table})
    assert seen.named("model") == ["models/fitted.pkl", "spam_classifier.pkl"]


def test_other_programs_files_of_the_same_endings_are_nothing() -> None:
    files: dict[str, bytes | str] = {
        "firmware.bin": bytes(range(256)) * 20,
        "proto/descriptor.pb": b"\x12\x05hello",
        "app/user.model": "class User {}",
        "search.index": "name: search",
        "trip.plan": "1. go",
        "cfg/model.json": '{"fields": []}',
    }
    seen = scan(files)
    assert (seen.observations, seen.unknowns) == ([], [])


def test_what_is_named_like_weights_and_is_not_is_unknown() -> None:
    seen = scan({"net.onnx": "<html>404</html>", "empty.safetensors": b""})
    assert {(one.path, one.reason) for one in seen.unknowns} == {
        ("net.onnx", "named like onnx, but its content is not recognised"),
        ("empty.safetensors", "named like safetensors, but empty"),
    }


def test_shards_are_one_model_named_by_their_folder() -> None:
    shards = {f"weights/llama/model-0000{n}-of-00003.safetensors": LAYER for n in (1, 2, 3)}
    index = {"weight_map": {f"layer.{n}": f"model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)}}
    config = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16"}
    seen = scan(
        {
            **shards,
            "weights/llama/model.safetensors.index.json": json.dumps(index),
            "weights/llama/config.json": json.dumps(config),
        }
    )
    facts = seen.one("model", "weights/llama").facts
    assert seen.named("model") == ["weights/llama"]
    assert contained(seen, "weights/llama") == sorted(shards)
    assert (facts["parameters"], facts["architecture"], facts["size"]) == (48, "LlamaForCausalLM", 3 * len(LAYER))
    assert seen.unknowns == []


def test_missing_shards_are_unknown() -> None:
    seen = scan({"m/model-00001-of-00004.safetensors": LAYER, "m/model-00003-of-00004.safetensors": LAYER})
    assert seen.named("model") == ["m"]
    assert [one.reason for one in seen.unknowns] == ["2 of the model's shards are not in the tree"]


def test_shards_in_two_formats_in_one_folder_are_two_models() -> None:
    seen = scan({"m/model-00001-of-00001.safetensors": LAYER, "m/pytorch_model-00001-of-00001.bin": torch_zip()})
    assert seen.named("model") == ["m/model-00001-of-00001.safetensors", "m/pytorch_model-00001-of-00001.bin"]


def test_an_lfs_pointer_gives_digest_and_size_of_what_it_stands_for() -> None:
    seen = scan({"m/model.safetensors": pointer("a", 4_000_000_000), "m/pytorch_model.bin": pointer("b", 10)})
    facts = seen.one("model", "m/model.safetensors").facts
    assert facts["hashes"] == ["SHA-256:" + "a" * 64]
    assert (facts["size"], facts["format"], facts["formats"]) == (4_000_000_000, "safetensors", ["lfs-pointer"])
    assert seen.one("model", "m/pytorch_model.bin").facts["scan.status"] == "unsupported"
    assert all("LFS pointer" in one.reason for one in seen.unknowns)
    assert len(seen.unknowns) == 2


def test_an_adapter_is_derived_from_its_base() -> None:
    config = {"peft_type": "LORA", "base_model_name_or_path": "meta-llama/Llama-3.1-8B", "task_type": "CAUSAL_LM"}
    seen = scan({"out/adapter_model.safetensors": LAYER, "out/adapter_config.json": json.dumps(config)})
    facts = seen.one("model", "out/adapter_model.safetensors").facts
    assert (facts["model_class"], facts["base_model"]) == ("adapter", "meta-llama/Llama-3.1-8B")
    derived = [link.target for link in seen.links if link.kind is RelationKind.DERIVED_FROM]
    assert [(one.origin, one.name) for one in derived] == [("hf", "meta-llama/Llama-3.1-8B")]


def test_code_that_a_configuration_loads_is_named() -> None:
    config = {
        "model_type": "custom",
        "auto_map": {"AutoModel": "modeling_custom.CustomModel", "AutoTokenizer": ["tok.T", None]},
    }
    facts = (
        scan({"m/model.safetensors": LAYER, "m/config.json": json.dumps(config)})
        .one("model", "m/model.safetensors")
        .facts
    )
    assert facts["auto_map"] == ["modeling_custom.CustomModel", "tok.T"]


@pytest.mark.parametrize("config", ["{not json", "[]", '{"port": 8080}', '{"architectures": 5}', '{"model_type": {}}'])
def test_configurations_of_other_programs_are_not_read_as_models(config: str) -> None:
    seen = scan({"app/config.json": config, "app/model.onnx": onnx_model()})
    assert "architecture" not in seen.one("model", "app/model.onnx").facts
    assert seen.unknowns == []


def test_a_saved_model_is_named_by_its_folder() -> None:
    files: dict[str, bytes | str] = {
        "export/1/saved_model.pb": b"\x08\x01\x12\x02\x0a\x00",
        "export/1/variables/variables.index": bytes(40) + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb",
        "export/1/variables/variables.data-00000-of-00001": bytes(64),
    }
    seen = scan(files)
    assert seen.named("model") == ["export/1"]
    assert contained(seen, "export/1") == sorted(files)


def test_ignored_files_are_marked_and_not_pinned() -> None:
    facts = scan({"local/phi.gguf": llama_gguf()}, untracked=("local/phi.gguf",)).one("model", "local/phi.gguf").facts
    assert (facts["tracked"], facts["pinned"]) == (False, False)


def test_a_damaged_header_is_unknown_and_the_model_still_there() -> None:
    seen = scan({"cut.safetensors": LAYER[:-3]})
    assert seen.named("model") == ["cut.safetensors"]
    assert "truncated" in seen.unknowns[0].reason


def test_the_largest_files_are_read_in_pieces() -> None:
    data = safetensors({"w": ("U8", (5 << 20,))})
    facts = scan({"big.safetensors": data}).one("file", "big.safetensors").facts
    assert facts["hashes"] == [f"SHA-256:{hashlib.sha256(data).hexdigest()}"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("a/b/model.safetensors", True),
        ("Model.GGUF", True),
        ("clf.pkl.gz", True),
        ("ckpt/model.ckpt-10.data-00000-of-00002", True),
        ("m/config.json", True),
        ("m/model.safetensors.index.json", True),
        ("package.json", False),
        ("src/train.py", False),
        ("data.csv", False),
        ("Makefile", False),
    ],
)
def test_wants_by_name(path: str, wanted: bool) -> None:
    assert ModelFileScanner().wants(path) is wanted


def test_all_facts_are_of_the_vocabulary() -> None:
    seen = scan({"a.gguf": llama_gguf(), "m/model.safetensors": LAYER, "x.pkl": REGRESSION, "y.bin": pointer("c", 3)})
    assert {name for one in seen.observations for name in one.facts} <= FACT_BY_NAME.keys()


@given(st.sampled_from([LAYER, REGRESSION, torch_zip(), llama_gguf()]), st.data())
def test_damaged_files_never_raise_anything_else(sample: bytes, data: st.DataObject) -> None:
    raw = bytearray(sample[: data.draw(st.integers(1, len(sample)))])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(0, 255))
    scan({"model.safetensors": bytes(raw), "model.gguf": bytes(raw), "model.pt": bytes(raw)})


def test_an_error_of_the_disk_is_unreadable() -> None:
    from contextlib import contextmanager
    from typing import Any

    from aibom.core.errors import UnreadableError

    class Failing:
        path, size, tracked = "model.pt", 10, True

        @contextmanager
        def open(self) -> Any:
            raise OSError(5, "Input/output error")
            yield

    broken: Any = Failing()
    file: SourceFile = broken
    with pytest.raises(UnreadableError, match=r"model\.pt: input/output error"):
        ModelFileScanner().read(file)


def test_the_state_of_a_training_run_is_a_file_and_no_model() -> None:
    folder = "out/checkpoint-176"
    files = {
        f"{folder}/{name}": torch_zip() for name in ("rng_state.pth", "scheduler.pt", "optimizer.pt", "adapter.pt")
    }
    seen = scan(dict(files))
    assert seen.named("model") == [f"{folder}/adapter.pt"]
    assert set(seen.named("file")) == set(files)
