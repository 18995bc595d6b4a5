"""Data and weights that options, settings and paths name: what a flag holds, what is joined, what only a key tells."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

FLAGS = """\
import tensorflow as tf
from absl import app
from absl.flags import FLAGS, DEFINE_string
DEFINE_string("weights", "checkpoints/leaves.h5", "weights to start from")
def main(_):
    net = tf.keras.models.load_model(FLAGS.weights)
app.run(main)
"""
STATIONS = """\
import os, pandas as pd
from sklearn.linear_model import Ridge
def load(root, name):
    return pd.read_csv(os.path.join(root, name))
north = load(root="data/north", name="wind.csv")
south = load(root="data/south", name="rain.csv")
Ridge().fit(north, south)
"""
SETTINGS = """\
class HParams:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)
def create():
    return HParams(training_files="lists/voices_train.txt", validation_files="lists/voices_val.txt", save_path="out.txt")
"""
TRAINING = "import torch\nfrom settings import create\nhparams = create()\ntorch.nn.Linear(2, 2)\n"
RESUMED = """\
import argparse, torch
parser = argparse.ArgumentParser()
parser.add_argument("--epoch", type=int, default=0)
opt = parser.parse_args()
if opt.epoch != 0:
    state = torch.load("saved/generator_%d.pth" % opt.epoch)
pairs = torch.load("data/processed/pairs_train.pt")
"""
OWN_LIBRARY = """\
import torch
from weathercast import Forecaster
model = Forecaster.from_pretrained("acme/forecast-base")
"""


def test_a_flag_holds_what_the_program_declares(scan):
    found = scan({"detect.py": FLAGS, "export.py": FLAGS.replace("leaves", "roots")})
    assert found.places(Kind.MODEL, "checkpoints/leaves.h5") == {"detect.py:4", "detect.py:6"}


def test_what_several_calls_write_side_by_side_is_not_crossed(scan):
    assert scan({"wind.py": STATIONS}).names(Kind.DATASET) == ["data/north/wind.csv", "data/south/rain.csv"]


def test_a_key_that_says_data_tells_the_file_it_holds(scan):
    found = scan({"settings.py": SETTINGS, "train.py": TRAINING})
    assert found.names(Kind.DATASET) == ["lists/voices_train.txt", "lists/voices_val.txt"]


def test_a_counter_names_no_file_and_processed_tensors_are_data(scan):
    found = scan({"train.py": RESUMED})
    assert found.names(Kind.MODEL) == []
    assert found.names(Kind.DATASET) == ["data/processed/pairs_train.pt"]


def test_an_unlisted_library_loads_models_in_the_common_way(scan):
    assert scan({"forecast.py": OWN_LIBRARY}).names(Kind.MODEL) == ["acme/forecast-base"]


PREPARED = "import pandas as pd\nrows = pd.read_csv('data/homes.csv')\nscores = pd.read_csv('results/scores.csv')\n"
LEARNER = "from sklearn.linear_model import Ridge\nRidge()\n"
BY_CITY = """\
import pandas as pd
from sklearn.linear_model import Ridge
def load(city):
    return pd.read_csv(f"data/stations/{city}.csv")
Ridge()
"""
SPARK = """\
from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
rows = spark.read.csv("data/bank.csv", sep=";")
"""
PIPELINE = """\
import os
from diffusers import UNet2DConditionModel
def load(folder):
    return UNet2DConditionModel.from_pretrained(os.path.join(folder, "unet_ema"))
"""


def test_tables_read_in_any_file_of_a_tree_that_trains_are_data(scan):
    assert scan({"prepare.py": PREPARED, "train.py": LEARNER}).names(Kind.DATASET) == ["data/homes.csv"]
    assert scan({"prepare.py": PREPARED}).names(Kind.DATASET) == []


def test_files_whose_names_are_computed_are_their_folder(scan):
    assert scan({"train.py": BY_CITY}).names(Kind.DATASET) == ["data/stations"]


def test_spark_reads_data(scan):
    assert scan({"train.py": SPARK}).names(Kind.DATASET) == ["data/bank.csv"]


def test_a_part_of_a_pipeline_in_an_unknown_folder_is_no_model(scan):
    assert scan({"train.py": PIPELINE}).names(Kind.MODEL) == []


DOWNLOADS = """\
import gdown, torch
from torch.utils.cpp_extension import load
gdown.download("https://files.acme.org/faces/arc_100.onnx", "arc_100.onnx")
gdown.download("https://drive.google.com/uc?id=1", "weights/vgg_face.h5")
gdown.download("https://huggingface.co/datasets/acme/desk-mails/resolve/main/train.jsonl", "mails.jsonl")
ops = load("fused", sources=["fused.cpp"])
"""


def test_downloads_of_weights_are_models_and_those_of_the_hub_its_data_sets(scan):
    found = scan({"fetch.py": DOWNLOADS})
    assert found.names(Kind.MODEL) == ["https://files.acme.org/faces/arc_100.onnx", "weights/vgg_face.h5"]
    assert found.names(Kind.DATASET) == ["acme/desk-mails"]


SUBMODULE = """\
import io
import pandas as pd
from sklearn import tree
from torchtext import vocab
rows = pd.read_csv("/srv/records/cohort.csv")
grower = tree.DecisionTreeClassifier()
grower = grower.fit(rows, rows)
words = vocab.GloVe(name="6B", dim=50)
with io.open("../data/fr-en.txt") as pairs:
    lines = pairs.readlines()
"""


def test_a_module_of_a_package_brings_its_classes(scan):
    found = scan({"grow.py": SUBMODULE})
    assert found.names(Kind.MODEL) == ["DecisionTreeClassifier", "GloVe"]
    assert ("DecisionTreeClassifier", "trained-on", "/srv/records/cohort.csv") in found.links
    assert "../data/fr-en.txt" in found.names(Kind.DATASET)


FOLDERS = """\
import torch
import data_setup
train_dir = "data/leaves/train"
out_dir = "data/leaves/drawn"
data_setup.create_dataloaders(train_dir=train_dir)
"""


def test_folders_of_data_that_only_a_name_tells(scan):
    assert scan({"train.py": FOLDERS}).names(Kind.DATASET) == ["data/leaves/train"]


def test_rows_that_are_read_as_json(scan):
    found = scan({"merge.py": "import json, torch\nrows = json.load(open('./ko_alpaca_data.json'))\n"})
    assert found.names(Kind.DATASET) == ["ko_alpaca_data.json"]


LEARNER_OF_FASTAI = """\
from fastai.vision.all import *
path = untar_data(URLs.PETS)
leaves = ImageDataLoaders.from_folder("data/leaves")
learn = vision_learner(leaves, resnet34, metrics=error_rate)
"""


def test_networks_and_data_sets_that_a_star_import_brings(scan):
    found = scan({"train.py": LEARNER_OF_FASTAI})
    assert found.names(Kind.MODEL) == ["resnet34"]
    assert found.names(Kind.DATASET) == ["PETS", "data/leaves"]
    assert ("resnet34", "trained-on", "data/leaves") in found.links


KEPT_WEIGHTS = """\
import argparse, torch
from voices import Synthesizer
parser = argparse.ArgumentParser()
parser.add_argument("--syn_model_fpath", default="saved/choir/synthesizer.pt")
parser.add_argument("--save_model_path", default="saved/choir/new.pt")
args = parser.parse_args()
DEFAULTS = {"model_path": "model_data/birds.h5", "anchors_path": "model_data/anchors.txt", "last_model": "last.pt"}
Synthesizer(args.syn_model_fpath)
"""


def test_weights_that_only_an_option_or_a_key_names(scan):
    found = scan({"demo.py": KEPT_WEIGHTS})
    assert found.names(Kind.MODEL) == ["model_data/birds.h5", "saved/choir/synthesizer.pt"]


JOINED = (
    "from pathlib import Path\nfrom datasets import load_dataset\nbase = Path('data')\n"
    "pictures = base.joinpath('img')\nload_dataset('imagefolder', data_dir=pictures)\n"
    "load_dataset('imagefolder', data_dir=base.relative_to('img'))\n"
)


def test_a_folder_that_is_joined_to_a_path_by_its_method(scan):
    assert scan({"prepare.py": JOINED}).names(Kind.DATASET) == ["data/img"]


CFG = """\
import os, torch
from easydict import EasyDict
BASE = os.path.dirname(os.path.abspath(__file__))
ROOT = "workspace"
Cfg = EasyDict()
Cfg.train_label = os.path.join(BASE, "lists", "train.txt")
Cfg.save_dir = os.path.join(ROOT, "out", "train.csv")
pipeline.train_config.fine_tune_checkpoint = ROOT + "/ssd_mobilenet/checkpoint/ckpt-0"
pipeline.train_input_reader.input_path[:] = [ROOT + "/annotations/masks.record"]
"""


def test_paths_that_are_put_together_under_a_name_that_says_data(scan):
    found = scan({"cfg.py": CFG})
    assert found.names(Kind.DATASET) == ["lists/train.txt", "workspace/annotations/masks.record"]
    assert found.names(Kind.MODEL) == ["workspace/ssd_mobilenet/checkpoint/ckpt-0"]


@pytest.mark.parametrize(
    ("place", "told"), [("{job_id}/part.csv", []), ("{session_id}.csv", []), ("{city}.csv", ["data/jobs"])]
)
def test_the_folder_of_single_runs_is_no_data(scan, place, told):
    code = (
        "import pandas as pd\nfrom sklearn.svm import SVC\ndef load(job_id, session_id, city):\n"
        f"    rows = pd.read_csv(f'data/jobs/{place}')\n    return SVC().fit(rows[['a']], rows['b'])\n"
    )
    assert scan({"load.py": code}).names(Kind.DATASET) == told
