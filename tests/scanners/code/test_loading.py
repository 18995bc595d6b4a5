"""How a model is loaded is a fact of its use, with the line: revision, code that it may run, format, device, gateway."""

from __future__ import annotations

from typing import Any

import pytest

from aibom.model.kinds import Kind

LOADING: list[tuple[str, str, dict[str, Any]]] = [
    (
        "from transformers import AutoModelForCausalLM\n"
        "AutoModelForCausalLM.from_pretrained('acme/a', revision='main', trust_remote_code=True, use_safetensors=False,"
        " load_in_8bit=True, device_map='auto')",
        "acme/a",
        {
            "revision": "main",
            "trust_remote_code": True,
            "use_safetensors": False,
            "load_in_8bit": True,
            "device_map": "auto",
            "load_in_4bit": None,
        },
    ),
    (
        "import torch\ntorch.load('m/a.pt', weights_only=False, map_location='cpu')",
        "m/a.pt",
        {"weights_only": False, "map_location": "cpu"},
    ),
    ("import torch\ntorch.load('m/a.pt')", "m/a.pt", {"weights_only": None}),
    ("import pickle\npickle.load(open('m/model.pkl', 'rb'))", "m/model.pkl", {}),
    ("import joblib\njoblib.load('m/model.joblib')", "m/model.joblib", {}),
    (
        "import numpy as np, torch\nnp.load('m/e.npy', allow_pickle=True)",
        "m/e.npy",
        {"allow_pickle": True},
    ),
    (
        "from diffusers import DiffusionPipeline\n"
        "DiffusionPipeline.from_pretrained('acme/d', torch_dtype='float16', use_safetensors=True)",
        "acme/d",
        {"torch_dtype": "float16", "use_safetensors": True},
    ),
    (
        "from sentence_transformers import SentenceTransformer\n"
        "SentenceTransformer('acme/s', trust_remote_code=True, device='cuda', revision='abc')",
        "acme/s",
        {"trust_remote_code": True, "device": "cuda", "revision": "abc"},
    ),
    (
        "from vllm import LLM\n"
        "LLM(model='acme/v', trust_remote_code=True, quantization='awq', dtype='half', revision='r1')",
        "acme/v",
        {"trust_remote_code": True, "quantization": "awq", "dtype": "half", "revision": "r1"},
    ),
    (
        "import torch\ntorch.hub.load('acme/hub', 'net', trust_repo=True)",
        "net",
        {"repo_or_dir": "acme/hub", "trust_repo": True},
    ),
    ("import keras\nkeras.models.load_model('m/k.keras', safe_mode=False)", "m/k.keras", {"safe_mode": False}),
    ("from llama_cpp import Llama\nLlama(model_path='m/q.gguf', n_gpu_layers=-1)", "m/q.gguf", {"n_gpu_layers": -1}),
    (
        "from faster_whisper import WhisperModel\nWhisperModel('small', device='cpu', compute_type='int8')",
        "whisper-small",
        {"device": "cpu", "compute_type": "int8"},
    ),
    ("from safetensors.torch import load_file\nload_file('m/s.safetensors')", "m/s.safetensors", {}),
    (
        "from huggingface_hub import hf_hub_download\nhf_hub_download('acme/h', 'm.bin', revision=REVISION)",
        "acme/h",
        {"revision": {"unresolved": "REVISION"}},
    ),
    (
        "import { pipeline } from '@huggingface/transformers';\n"
        "await pipeline('feature-extraction', 'Xenova/x', { quantized: true, revision: 'main', device: 'webgpu' });",
        "Xenova/x",
        {"quantized": True, "revision": "main", "device": "webgpu"},
    ),
]


@pytest.mark.parametrize(("source", "name", "args"), LOADING, ids=lambda value: value if isinstance(value, str) else "")
def test_the_use_tells_how_it_is_loaded(scan, source, name, args):
    found = scan({"load.ts" if "await" in source else "load.py": source})
    uses = [use for one in found.observations if one.subject.name == name for use in one.uses]
    assert [use.line for use in uses] == [2]
    assert {key: uses[0].args.get(key, "missing") for key in args} == args


GATEWAYS = [
    (
        "load.py",
        "from openai import OpenAI\n"
        "OpenAI(base_url='https://gw.corp.example/v1').chat.completions.create(model='acme-chat')",
    ),
    (
        "load.ts",
        "import OpenAI from 'openai';\n"
        "new OpenAI({ baseURL: 'https://gw.corp.example/v1' }).chat.completions.create({ model: 'acme-chat' });",
    ),
    (
        "Load.java",
        "import dev.langchain4j.model.openai.OpenAiChatModel;\n"
        'class Load { void f() { OpenAiChatModel.builder().baseUrl("https://gw.corp.example/v1")'
        '.modelName("acme-chat").build(); } }',
    ),
]


@pytest.mark.parametrize(("path", "source"), GATEWAYS)
def test_the_gateway_of_a_hosted_model_is_a_fact_of_it(scan, path, source):
    model = scan({path: source}).one(Kind.MODEL, "acme-chat")
    assert model.facts["endpoints"] == ["https://gw.corp.example/v1"]
    assert model.evidence.line == 2


def test_a_gateway_is_shown_without_its_credentials(scan):
    source = (
        "from openai import OpenAI\nOpenAI(base_url='https://u:pw@gw.example/v1').chat.completions.create(model='m-1')"
    )
    assert scan({"a.py": source}).one(Kind.MODEL, "m-1").facts["endpoints"] == ["https://gw.example/v1"]


def test_pictures_that_a_pipeline_saves_are_no_models(scan):
    found = scan(
        {
            "paint.py": "from diffusers import StableDiffusionPipeline\n"
            'pipe = StableDiffusionPipeline.from_pretrained("stabilityai/sd-turbo")\n'
            'pipe("a lighthouse").images[0].save("out/lighthouse.png")\n'
            'pipe.save_pretrained("out/turbo")\n'
        }
    )
    ends = {name for source, _, target in found.links for name in (source, target)}
    assert found.names(Kind.MODEL) == ["out/turbo", "stabilityai/sd-turbo"]
    assert "out/lighthouse.png" not in ends


def test_model_paths_of_many_parts_are_unknown(scan):
    engines = (
        "import os\nimport onnxruntime\n\n"
        "def session(root, mode, size):\n"
        '    return onnxruntime.InferenceSession(os.path.join(root, mode, f"unet-{size}.onnx"))\n\n'
        'for mode in ("txt2img", "img2img"):\n    for size in ("small", "base", "large"):\n'
        '        session("engines", mode, size)\n'
    )
    found = scan({"engines.py": engines})
    assert found.names(Kind.MODEL) == []
    assert [one.topic for one in found.unknowns] == ["model"]


def test_a_required_option_has_no_default_in_another_file(scan):
    found = scan(
        {
            "export.py": "import argparse\nimport onnxruntime\n\n"
            'parser = argparse.ArgumentParser()\nparser.add_argument("--weights", required=True)\n'
            "args = parser.parse_args()\nonnxruntime.InferenceSession(args.weights)\n",
            "draw.py": "import argparse\n\nparser = argparse.ArgumentParser()\n"
            'parser.add_argument("--weights", default="pictures/all")\n',
        }
    )
    assert found.names(Kind.MODEL) == []
    assert [(one.topic, one.path) for one in found.unknowns] == [("model", "export.py")]


def test_options_that_a_helper_declares_have_their_defaults(scan):
    declared = (
        "import argparse\nimport functools\nfrom transformers import pipeline\nfrom utils import add_arguments\n\n"
        "parser = argparse.ArgumentParser()\nadd_arg = functools.partial(add_arguments, argparser=parser)\n"
        'add_arg("model_path", type=str, default="openai/whisper-tiny", help="the model")\n'
        'add_arg("assistant", str, "openai/whisper-small", "the helper")\n'
        "args = parser.parse_args()\n"
        'pipeline("automatic-speech-recognition", model=args.model_path)\n'
        'pipeline("automatic-speech-recognition", model=args.assistant)\n'
    )
    assert scan({"infer.py": declared}).names(Kind.MODEL) == ["openai/whisper-small", "openai/whisper-tiny"]
