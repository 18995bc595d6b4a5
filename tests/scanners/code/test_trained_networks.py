"""Networks of one's own that are trained by hand."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

NETS = """
import torch.nn as nn

class Encoder(nn.Module):
    def forward(self, x):
        return x

class Translator(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
"""


@pytest.mark.parametrize(
    "use",
    [
        "net = Translator(Encoder()).to('cuda')\noptimizer = optim.Adam(net.parameters(), lr=1e-3)\n",
        "net = nn.DataParallel(Translator(Encoder()))\nsgd = torch.optim.SGD(\n    filter(bool, net.parameters()), lr=0.1)\n",
        "def fit(net):\n    return torch.optim.AdamW([{'params': net.parameters()}])\nfit(Translator(Encoder()))\n",
    ],
)
def test_a_class_whose_parameters_are_optimised_is_a_model(scan, use):
    train = "import torch\nimport torch.nn as nn\nimport torch.optim as optim\nfrom nets import Encoder, Translator\n"
    found = scan({"nets.py": NETS, "train.py": train + use})
    assert found.names(Kind.MODEL) == ["Translator"]
    assert "nets.py:8" in found.places(Kind.MODEL, "Translator")


def test_a_network_that_nothing_trains_and_what_is_no_network_are_none(scan):
    asked = "from nets import Encoder, Translator\nnet = Translator(Encoder())\nprint(sum(net.parameters()))\n"
    plain = "import torch\nclass Table:\n    def parameters(self):\n        return []\ntorch.optim.SGD(Table().parameters(), lr=1)\n"
    assert scan({"nets.py": NETS, "count.py": asked, "table.py": plain}).names(Kind.MODEL) == []


LEAVES = """
import torch.nn as nn
from torchvision import models

class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = models.resnet50(weights="DEFAULT")

class LeafNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Backbone()

class Plain(nn.Module):
    pass
"""
FIT = """
import pandas as pd
import torch
from nets import LeafNet, Plain
from torch.utils.data import DataLoader
loader = DataLoader(pd.read_csv("data/leaves.csv"))
%s
for rows in loader:
    optimizer.step()
"""


def test_a_network_has_the_models_inside_it_and_the_data_of_its_file(scan):
    fit = FIT % "net = LeafNet()\noptimizer = torch.optim.Adam(net.parameters())"
    links = {link for link in scan({"nets.py": LEAVES, "fit.py": fit}).links if link[0] == "LeafNet"}
    assert links == {("LeafNet", "derived-from", "resnet50"), ("LeafNet", "trained-on", "data/leaves.csv")}


def test_a_network_without_parts_is_derived_from_none(scan):
    fit = FIT % "net = Plain()\noptimizer = torch.optim.Adam(net.parameters())"
    found = scan({"nets.py": LEAVES, "fit.py": fit})
    assert {kind for source, kind, _ in found.links if source == "Plain"} == {"trained-on"}
    assert not [link for link in found.links if link[0] == "LeafNet"]
