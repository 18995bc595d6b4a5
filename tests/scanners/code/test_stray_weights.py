"""Files of weights that literals name without a loader that is known, and records given to a reader of one's own."""

from __future__ import annotations

import json

import pytest

from aibom.model.kinds import Kind

VOICE = """\
import torch
from weights import fetch
{line}
speech = torch.load("voices/narrator.pth")
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('decoder = fetch("decoder_24khz.pth")', "decoder_24khz.pth"),
        ('ZOO = {"vocoder": "vocoder_v2.safetensors"}', "vocoder_v2.safetensors"),
        ('picked = gradio.Textbox(value="assets/f0_48k.pth")', "assets/f0_48k.pth"),
        ('ZOO = {"hifi": "https://huggingface.co/acme/hifi/resolve/main/hifi.pth"}', "acme/hifi"),
    ],
)
def test_weights_that_only_a_literal_names_are_a_model(scan, line: str, name: str) -> None:
    assert name in scan({"speak.py": VOICE.format(line=line)}).names(Kind.MODEL)


@pytest.mark.parametrize(
    "line",
    [
        'if path.endswith("decoder.pth"): pass',
        'save_weights(decoder, "decoder.pth")',
        'parser.add_argument("--out", help="decoder.pth")',
        'state = fetch("optimizer.pt")',
        "many = {" + ", ".join(f'"v{n}": "voice_{n}.pth"' for n in range(14)) + "}",
    ],
)
def test_what_is_written_compared_or_a_list_of_all_is_none(scan, line: str) -> None:
    assert scan({"speak.py": VOICE.format(line=line)}).names(Kind.MODEL) == ["voices/narrator.pth"]


def test_records_given_to_a_reader_of_ones_own_are_data(scan) -> None:
    text = (
        "import os, csv\nimport tensorflow as tf\nclass Pairs:\n    def _read_tsv(self, path):\n"
        "        return list(csv.reader(tf.gfile.Open(path)))\n    def train(self, folder):\n"
        '        return self._read_tsv(os.path.join(folder, "pairs_train.tsv"))\n'
    )
    assert scan({"pairs.py": text}).names(Kind.DATASET) == ["pairs_train.tsv"]


def test_a_tokenizer_of_the_hub_is_told_whatever_its_form(scan) -> None:
    text = (
        "import argparse, torch\nfrom transformers import AutoTokenizer\nparser = argparse.ArgumentParser()\n"
        'parser.add_argument("--chat-tokenizer", default="acme/Hermes-2.5")\n'
    )
    assert scan({"run.py": text}).names(Kind.MODEL) == ["acme/Hermes-2.5"]


def test_a_path_joined_by_its_separator_is_one(scan) -> None:
    text = (
        'import cv2, os\nfolder = "faces"\nconfig = os.path.sep.join([folder, "deploy.prototxt"])\n'
        'net = cv2.dnn.readNet(config, os.path.sep.join([folder, "ssd_iter_140000.caffemodel"]))\n'
    )
    assert scan({"faces.py": text}).names(Kind.MODEL) == ["faces/ssd_iter_140000.caffemodel"]


def test_a_file_that_a_cell_writes_is_read_at_its_lines(scan) -> None:
    cells = [
        "!pip install axolotl",
        "%%writefile recipe.yaml\nbase_model: acme/base-7b\ndatasets:\n  - path: acme/mails\n",
    ]
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    seen = scan({"tune.ipynb": json.dumps({"cells": code, "nbformat": 4}, indent=1)})
    assert seen.names(Kind.MODEL) == ["acme/base-7b"]
    assert seen.names(Kind.DATASET) == ["acme/mails"]
    rows = json.dumps({"cells": code, "nbformat": 4}, indent=1).split("\n")
    line = next(number for number, row in enumerate(rows, 1) if "acme/mails" in row)
    assert seen.places(Kind.DATASET, "acme/mails") == {f"tune.ipynb:{line}"}


def test_what_a_pipeline_classifies_is_no_prompt(scan) -> None:
    text = (
        'from transformers import pipeline\njudge = pipeline("text-classification", model="acme/mood")\n'
        'mail = "You always answer late, and I think that you should write more often than you do."\njudge(mail)\n'
    )
    assert scan({"mood.py": text}).names(Kind.PROMPT) == []


def test_a_modelfile_in_code_tells_its_base_and_system_prompt(scan) -> None:
    text = "import ollama\nplan = '''\nFROM llama3.2\nSYSTEM You plan short walks.\n'''\n"
    text += "ollama.create(model='walks', modelfile=plan)\nmodelfile = plan\nMODELFILE = '''FROM qwen2.5\n'''\n"
    found = scan({"walks.py": text})
    assert "qwen2.5" in found.names(Kind.MODEL)


def test_packages_of_an_image_that_code_builds(scan) -> None:
    text = 'import modal\nimage = modal.Image.debian_slim().pip_install("torchtune", "transformers==4.44.0")\n'
    assert {"torchtune", "transformers"} <= set(scan({"app.py": text}).names(Kind.LIBRARY))


def test_of_a_folder_that_is_not_known_the_file_is_told(scan) -> None:
    text = (
        "import sys, pandas as pd\nfrom pathlib import Path\nfrom sklearn.svm import SVC\n"
        "rows = pd.read_csv(Path(sys.argv[1]) / 'churn.csv')\nSVC().fit(rows, rows.left)\n"
    )
    assert scan({"churn.py": text}).names(Kind.DATASET) == ["churn.csv"]


CALLBACK = (
    "import os\nimport transformers\n"
    "class SaveAdapters(transformers.TrainerCallback):\n"
    "    def on_save(self, args, state, control, **kwargs):\n"
    "        folder = os.path.join(args.output_dir, f'step-{state.global_step}') if args else os.path.join(state.best, 'adapter')\n"
    "        pytorch_model_path = os.path.join(folder, 'pytorch_model.bin')\n"
    "        if os.path.exists(pytorch_model_path):\n            os.remove(pytorch_model_path)\n"
)


def test_weights_that_any_run_writes_below_a_computed_folder_are_no_model(scan):
    assert not scan({"train.py": CALLBACK}).names(Kind.MODEL)
    named = CALLBACK.replace("folder, 'pytorch_model.bin'", "'weights', 'adapters-7b.bin'")
    assert scan({"train.py": named}).names(Kind.MODEL) == ["weights/adapters-7b.bin"]


def test_arrays_called_adapters_are_weights_and_other_arrays_data(scan):
    code = """import mlx.core as mx
import numpy as np
from mlx_lm import load
ADAPTER_FILE = "adapters.npz"
SOUNDS = "sounds.npz"
def merge():
    model, tokenizer = load("mlx-community/Mistral-7B-Instruct-v0.2-4bit")
    model.update(dict(mx.load(ADAPTER_FILE)))
    return model, np.load(SOUNDS)
"""
    found = scan({"merge.py": code})
    assert "adapters.npz" in found.names(Kind.MODEL)
    assert found.names(Kind.DATASET) == ["sounds.npz"]
