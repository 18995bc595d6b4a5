"""Weights that are loaded into a network over a pretrained base are that base, tuned."""

from __future__ import annotations

NETWORK = """from torch import nn
from transformers import BertModel
class MoodNetwork(nn.Module):
    def __init__(self, base="bert-base-cased"):
        super().__init__()
        self.bert = BertModel.from_pretrained(base)
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)
"""
SERVING = """import torch
from network import MoodNetwork, Plain
mood = MoodNetwork()
mood.load_state_dict(torch.load("assets/mood.bin", map_location="cpu"))
plain = Plain()
plain.load_state_dict(torch.load("assets/plain.bin"))
"""


def test_weights_come_from_the_base_of_their_network(scan):
    links = scan({"network.py": NETWORK, "serve.py": SERVING}).links
    lineage = {one for one in links if one[1] == "derived-from"}
    assert lineage == {("assets/mood.bin", "derived-from", "bert-base-cased")}


def test_the_weights_of_another_network_say_nothing_of_it(scan):
    swapped = SERVING.replace('"assets/mood.bin"', "path")
    assert not [one for one in scan({"network.py": NETWORK, "serve.py": swapped}).links if one[1] == "derived-from"]


def test_what_takes_texts_apart_is_no_base(scan):
    split = NETWORK.replace("from transformers import BertModel", "import spacy").replace(
        "BertModel.from_pretrained(base)", 'spacy.load("en_core_web_sm")'
    )
    assert not [one for one in scan({"network.py": split, "serve.py": SERVING}).links if one[1] == "derived-from"]


def test_what_accelerate_prepares_and_unwraps_is_the_model(scan):
    text = """import torch
from accelerate import Accelerator
from transformers import AutoModelForCausalLM
accelerator = Accelerator()
model = AutoModelForCausalLM.from_pretrained("HuggingFaceTB/SmolLM2-135M")
model, optimizer = accelerator.prepare(model, torch.optim.AdamW(model.parameters()))
accelerator.unwrap_model(model).save_pretrained("out/harbour-chat")
"""
    assert ("out/harbour-chat", "derived-from", "HuggingFaceTB/SmolLM2-135M") in scan({"tune.py": text}).links
    other = text.replace("unwrap_model(model)", "get_tracker('wandb')")
    assert not [one for one in scan({"tune.py": other}).links if one[1] == "derived-from"]
