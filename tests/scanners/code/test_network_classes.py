"""Networks of the project's own are known by what they derive from and by what has them learn."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

TORCH = """from torch import nn
class LeafNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
class LeafLoss(nn.Module):
    pass
"""
FLAX = """import jax
from flax import linen as nn
class LeafNet(nn.Module):
    @nn.compact
    def __call__(self, x):
        return Block()(x)
class Block(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(8)(x)
"""
KERAS = """import tensorflow as tf
class LeafNet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()
class Block(tf.keras.Model):
    def call(self, x):
        return x
"""
GRAPH = """import tensorflow as tf
class LeafNet(object):
    def __init__(self, session):
        self.session = session
        weights = tf.get_variable("weights", [8, 8])
        self.answer = tf.nn.tanh(tf.matmul(session, weights))
    def train(self, steps):
        tf.train.AdamOptimizer(1e-3).minimize(self.answer)
class Block(object):
    def __init__(self):
        self.size = tf.constant(3)
"""


def _models(scan, **files: str) -> set[str]:
    return set(scan({f"{name}.py": text for name, text in files.items()}).names(Kind.MODEL))


@pytest.mark.parametrize(
    ("network", "train"),
    [
        (TORCH, "import lightning as L\nL.Trainer(max_epochs=3).fit(LeafNet(), loader)\n"),
        (TORCH, "import torch\nleaf = LeafNet()\nchosen = [p for p in leaf.parameters()]\ntorch.optim.Adam(chosen)\n"),
        (TORCH, "from transformers import Trainer\nTrainer(model=LeafNet(), args=args, train_dataset=rows).train()\n"),
        (TORCH, "from skorch import NeuralNetClassifier\nNeuralNetClassifier(LeafNet, max_epochs=3).fit(x, y)\n"),
        (FLAX, "leaf = LeafNet()\nparams = leaf.init(jax.random.PRNGKey(0), x)\n"),
        (KERAS, "leaf = LeafNet()\nleaf.fit(x, y, epochs=3)\n"),
        (KERAS, "leaf = LeafNet()\ntape.gradient(loss, leaf.trainable_variables)\n"),
        (GRAPH, "with tf.Session() as session:\n    leaf = LeafNet(session)\n    leaf.train(200)\n"),
    ],
)
def test_what_learns_is_the_network_and_not_its_parts(scan, network: str, train: str):
    names = _models(scan, network=network, train=f"from network import *\nimport tensorflow as tf, jax\n{train}")
    assert names == {"LeafNet"}


def test_networks_that_only_answer_and_losses_are_none(scan):
    train = "from network import LeafNet, LeafLoss\nleaf = LeafNet()\nloss = LeafLoss()\nprint(loss.parameters())\n"
    assert not _models(scan, network=TORCH, train=train)


def test_classes_that_have_a_network_made_are_none(scan):
    runner = GRAPH.replace("LeafNet", "LeafTrainer")
    assert not _models(scan, network=runner, train="from network import LeafTrainer\nLeafTrainer(None).train(3)\n")


def test_a_base_that_nobody_makes_gives_way_to_its_heirs(scan):
    network = """import torch
import lightning as L
class Base(L.LightningModule):
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())
class LeafNet(Base):
    pass
class Unused(Base):
    pass
"""
    assert _models(scan, network=network, train="from network import LeafNet\nleaf = LeafNet()\n") == {"LeafNet"}


def test_networks_that_a_look_up_makes(scan):
    network = TORCH + "class Other(nn.Module):\n    pass\n"
    train = """import importlib, sys, torch
module = importlib.import_module("network")
leaf = getattr(module, "LeafNet")()
torch.optim.Adam(leaf.parameters())
"""
    assert _models(scan, network=network, train=train) == {"LeafNet"}
    unknown = train.replace('"LeafNet"', "sys.argv[1]")
    assert _models(scan, network=network, train=unknown) == {"LeafNet", "Other"}
    many = network + "".join(f"class Net{at}(nn.Module):\n    pass\n" for at in range(5))
    assert not _models(scan, network=many, train=unknown)


def test_objects_look_a_key_up_in_a_mapping_of_theirs(scan):
    train = """import torch
class Settings:
    def __init__(self, values):
        self.values = values
    @classmethod
    def usual(cls):
        return cls({"name": "google/vit-base-patch16-224"})
    def __getitem__(self, key):
        return self.values[key]
    def name(self):
        return self["name"]
from transformers import ViTModel
ViTModel.from_pretrained(Settings.usual().name())
"""
    assert _models(scan, train=train) == {"google/vit-base-patch16-224"}
