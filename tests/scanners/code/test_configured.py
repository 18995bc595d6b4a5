"""Objects that configurations have Python make, as Hydra, Lightning's command line and latent diffusion write them."""

from __future__ import annotations

import pytest
from conftest import Scan
from memory_tree import run

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.code.scanner import CodeScanner


@pytest.fixture
def scan():
    """What the scanner of Python tells of a tree, its configurations read as the scanner reads them."""

    def scanned(files):
        seen = run(CodeScanner("python"), files)
        return Scan([*seen.observations, *seen.links, *seen.unknowns])

    return scanned


def edges(found, kind):
    return {(source, target) for source, relation, target in found.links if relation == kind}


DATA = (
    "from lightning import LightningDataModule\n"
    "from torchvision.datasets import ImageFolder\n"
    "class Plates(LightningDataModule):\n"
    "    def __init__(self, data_dir='data/plates', batch_size=8):\n"
    "        super().__init__()\n"
    "        self.data_dir = data_dir\n"
    "    def setup(self, stage=None):\n"
    "        self.rows = ImageFolder(self.data_dir)\n"
)
TRAIN = (
    "import hydra\n"
    "import lightning\n"
    "@hydra.main(version_base='1.3', config_path='../configs', config_name='train.yaml')\n"
    "def main(cfg):\n"
    "    data = hydra.utils.instantiate(cfg.data)\n"
    "    model = hydra.utils.instantiate(cfg.model)\n"
    "    trainer = hydra.utils.instantiate(cfg.trainer)\n"
    "    trainer.fit(model=model, datamodule=data)\n"
)


def test_what_hydra_makes_is_told_and_trained_on_its_data(scan):
    found = scan(
        {
            "configs/train.yaml": "defaults:\n  - data: plates\n  - model: small\n  - trainer: gpu\n",
            "configs/data/plates.yaml": "_target_: src.plates.Plates\ndata_dir: data/plates_eu\n",
            "configs/model/small.yaml": "_target_: src.net.Reader\nnet:\n  _target_: timm.create_model\n"
            "  model_name: convnext_tiny.fb_in22k\n  pretrained: true\n",
            "configs/trainer/gpu.yaml": "_target_: lightning.pytorch.trainer.Trainer\nmax_epochs: 3\n",
            "src/plates.py": DATA,
            "src/net.py": "import lightning\nclass Reader(lightning.LightningModule):\n"
            "    def __init__(self, net):\n        super().__init__()\n        self.net = net\n",
            "src/train.py": TRAIN,
        }
    )
    assert found.names(Kind.MODEL) == ["Reader", "convnext_tiny.fb_in22k"]
    assert ("convnext_tiny.fb_in22k", "data/plates_eu") in edges(found, RelationKind.TRAINED_ON)


def test_the_command_line_of_lightning_makes_classes_by_their_paths(scan):
    found = scan(
        {
            "config.yaml": "model:\n  class_path: tagger.net.Tagger\n  init_args:\n    encoder:\n"
            "      class_path: transformers.AutoModel.from_pretrained\n      init_args:\n"
            "        pretrained_model_name_or_path: xlm-roberta-base\n",
            "tagger/net.py": "import torch\nclass Tagger(torch.nn.Module):\n    pass\n",
        }
    )
    assert found.names(Kind.MODEL) == ["Tagger", "xlm-roberta-base"]


def test_a_target_counts_with_its_parameters(scan):
    config = (
        "model:\n  target: sentence_transformers.SentenceTransformer\n  params:\n    model_name_or_path: BAAI/bge-m3\n"
    )
    assert scan({"configs/embed.yaml": config}).names(Kind.MODEL) == ["BAAI/bge-m3"]


def test_a_target_of_something_else_makes_nothing(scan):
    found = scan(
        {
            "configs/build.yaml": "steps:\n  - target: sentence_transformers.SentenceTransformer\n    name: docs\n"
            "  - target: web.example.org\n    params: {port: 80}\n",
        }
    )
    assert not found.names(Kind.MODEL)


def test_loggers_and_callbacks_are_offered_and_not_used(scan):
    found = scan(
        {
            "configs/logger/wandb.yaml": "wandb:\n  _target_: lightning.pytorch.loggers.wandb.WandbLogger\n  project: plates\n",
            "configs/logger/aim.yaml": "aim:\n  _target_: aim.pytorch_lightning.AimLogger\n",
        }
    )
    assert not found.names(Kind.SERVICE)
    assert not found.names(Kind.LIBRARY)


def test_networks_of_the_tree_that_a_configuration_has_made_are_told(scan):
    network = "from torch import nn\nclass LeafNet(nn.Module):\n    pass\nclass LeafLoss(nn.Module):\n    pass\n"
    conf = "model:\n  _target_: network.LeafNet\nloss:\n  _target_: network.LeafLoss\n"
    train = TRAIN.replace("../configs", "configs")
    found = scan({"network.py": network, "train.py": train, "configs/train.yaml": conf})
    assert found.names(Kind.MODEL) == ["LeafNet"]


def test_parts_of_what_a_configuration_makes_are_told_where_they_are_networks_as_well(scan):
    network = "from torch import nn\n" + "".join(
        f"class {name}(nn.Module):\n    pass\n" for name in ("Engine", "LeafNet", "Embedder", "Block")
    )
    conf = (
        "model:\n  target: network.Engine\n  params:\n"
        "    network_config:\n      target: network.LeafNet\n      params:\n"
        "        block_config:\n          target: network.Block\n          params: {size: 3}\n"
        "    conditioners:\n    - target: network.Embedder\n      params: {size: 3}\n"
    )
    found = scan({"network.py": network, "train.py": "import torch\nimport network\n", "configs/train.yaml": conf})
    assert found.names(Kind.MODEL) == ["Engine", "LeafNet"]


def test_a_broken_configuration_makes_nothing(scan):
    assert not scan({"configs/model.yaml": "_target_: timm.create_model\n  model_name: [resnet50\n"}).names(Kind.MODEL)
