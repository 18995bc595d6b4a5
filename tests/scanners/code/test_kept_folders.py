"""Models that are downloaded to a folder and loaded from there."""

from __future__ import annotations

from aibom.model.kinds import Kind

DOWNLOAD = (
    "from huggingface_hub import snapshot_download\n"
    "FOLDER = '/model'\n"
    "def fetch():\n"
    "    snapshot_download('mistralai/Mistral-7B-Instruct-v0.3', local_dir=FOLDER)\n"
)
SERVE = "from vllm import LLM\nfrom fetch import FOLDER\nllm = LLM(FOLDER)\n"


def test_what_is_loaded_from_the_folder_of_a_download_is_the_model_of_the_hub(scan):
    found = scan({"fetch.py": DOWNLOAD, "serve.py": SERVE})
    assert found.names(Kind.MODEL) == ["mistralai/Mistral-7B-Instruct-v0.3"]
    assert "fetch.py:2" in found.places(Kind.MODEL, "mistralai/Mistral-7B-Instruct-v0.3")  # the folder's name


def test_of_two_models_in_a_folder_it_is_not_known_which_is_loaded(scan):
    second = "    snapshot_download('Qwen/Qwen2.5-7B-Instruct', local_dir=FOLDER)\n"
    found = scan({"fetch.py": DOWNLOAD + second, "serve.py": SERVE})
    assert found.names(Kind.MODEL) == ["/model", "Qwen/Qwen2.5-7B-Instruct", "mistralai/Mistral-7B-Instruct-v0.3"]


def test_another_folder_holds_another_model(scan):
    found = scan({"fetch.py": DOWNLOAD, "serve.py": "from vllm import LLM\nllm = LLM('/weights/own')\n"})
    assert "/weights/own" in found.names(Kind.MODEL)
