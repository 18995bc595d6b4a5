"""Packages of Python beyond those of the large frameworks: what their calls mean."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("from kokoro_onnx import Kokoro\nKokoro('models/kokoro.onnx', 'voices.bin')\n", Kind.MODEL, "models/kokoro.onnx"),
        ("from mlx_audio.tts.utils import load_model\nload_model('acme/voice-82M')\n", Kind.MODEL, "acme/voice-82M"),
        ("import moonshine_onnx\nmoonshine_onnx.transcribe('a.wav', 'moonshine/tiny')\n", Kind.MODEL, "moonshine/tiny"),
        ("from lerobot.datasets.lerobot_dataset import LeRobotDataset\nLeRobotDataset('acme/pick')\n", Kind.DATASET, "acme/pick"),
        ("from langchain_naver import ClovaXEmbeddings\nClovaXEmbeddings(model='bge-m3')\n", Kind.SERVICE, "CLOVA Studio"),
        ("from langchain_naver import ChatClovaX\nChatClovaX(model='HCX-005')\n", Kind.MODEL, "HCX-005"),
        ("from braintrust import init_dataset\ninit_dataset('harbour', 'golden')\n", Kind.DATASET, "golden"),
        ("from nixtla import NixtlaClient\nNixtlaClient().forecast(df=None, h=12)\n", Kind.MODEL, "timegpt-1"),
        ("import esm\nmodel, alphabet = esm.pretrained.esm2_t6_8M_UR50D()\n", Kind.MODEL, "esm2_t6_8M_UR50D"),
        ("from gradientai import Gradient\nGradient().get_base_model(base_model_slug='hermes')\n", Kind.MODEL, "hermes"),
        (
            "from langchain_elasticsearch import SparseVectorStrategy\nSparseVectorStrategy(model_id='.elser_model_2')\n",
            Kind.MODEL,
            ".elser_model_2",
        ),
        ("from llama_index.llms.openai import OpenAI\n", Kind.LIBRARY, "llama-index-llms-openai"),
        ("from art.attacks.evasion import FastGradientMethod\n", Kind.LIBRARY, "adversarial-robustness-toolbox"),
    ],
)  # fmt: skip
def test_a_call_names_what_it_means(scan, code, kind, name):
    assert name in scan({"a.py": code}).names(kind)


def test_art_that_prints_letters_is_no_library_of_ai(scan):
    assert scan({"a.py": "from art import tprint\ntprint('harbour')\n"}).names(Kind.LIBRARY) == []


def test_a_tool_by_name_that_asks_a_service(scan):
    code = "from langchain.agents import load_tools\ntools = load_tools(['{name}', 'llm-math'])\n"
    found = scan({"a.py": code.format(name="serpapi")})
    assert (found.names(Kind.TOOL), found.names(Kind.SERVICE)) == (["llm-math", "serpapi"], ["SerpApi"])
    assert scan({"a.py": code.format(name="wikipedia")}).names(Kind.SERVICE) == []


def test_what_is_extracted_by_a_sentence(scan):
    told = "Extract the ships and places of the letter in the order of appearance."
    found = scan({"a.py": f"import langextract as lx\nlx.extract(letter, prompt_description='{told}', examples=[])\n"})
    assert found.names(Kind.MODEL) == ["gemini-2.5-flash"]
    assert len(found.names(Kind.PROMPT)) == 1


def test_templates_of_conversations_are_called_after_models(scan):
    code = (
        "from transformers import AutoTokenizer\n"
        "register_conv_template(Conversation(name='llama-3', system='Answer as a pilot would.'))\n"
        "CHOSEN = 'gpt-4o-mini'\n"
    )
    found = scan({"template.py": code})
    assert "llama-3" not in found.names(Kind.MODEL)


def test_a_name_with_a_space_is_none_of_the_hub(scan):
    code = "from transformers import AutoModel\nfor one in ('GPT3.5 Turbo', 'harbour/pilot-1b'):\n    AutoModel.from_pretrained(one)\n"
    assert scan({"load.py": code}).names(Kind.MODEL) == ["harbour/pilot-1b"]


def test_a_path_that_begins_with_the_folder_is_whole(scan):
    code = (
        "import os\nimport pandas as pd\nfrom sklearn.svm import SVC\nROOT = 'data/coco'\n"
        "path = os.path.join(ROOT, 'a.csv')\nSVC().fit(pd.read_csv(os.path.join(ROOT, path)))\n"
    )
    assert scan({"read.py": code}).names(Kind.DATASET) == ["data/coco/a.csv"]
