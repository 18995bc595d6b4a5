"""What training runs make of what: loops over loaders, trainers, saved files, parts of names."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.model.sighting import Link

LOOP = """\
import timm, torch
from datasets import load_dataset
from torch.utils.data import DataLoader

train_loader = DataLoader(load_dataset("acme/bean-leaves")["train"], batch_size=8)
test_loader = DataLoader(load_dataset("acme/held-out-leaves")["test"], batch_size=8)
model = timm.create_model("resnet50", pretrained=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for leaves, labels in train_loader:
    model(leaves).sum().backward()
torch.save(model.state_dict(), "checkpoints/leaves.pt")
"""
CHURN = """\
import joblib, pandas as pd
from sklearn.ensemble import RandomForestClassifier
frame = pd.read_csv("data/churn.csv")
forest = RandomForestClassifier()
forest.fit(frame.drop("left", axis=1), frame["left"])
joblib.dump(forest, "models/churn.joblib")
"""
ADAPTER = """\
from datasets import load_dataset
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments
checkpoint = "acme/desk-bert"
lora = get_peft_model(AutoModelForSequenceClassification.from_pretrained(checkpoint), LoraConfig())
trainer = Trainer(lora, TrainingArguments(output_dir="out/desk"), train_dataset=load_dataset("acme/desk-mails"))
name = checkpoint.split("/")[-1]
lora.push_to_hub(f"acme/{name}-lora")
tuned = PeftModel.from_pretrained(AutoModelForSequenceClassification.from_pretrained(checkpoint), f"acme/{name}-lora")
"""
SPREAD = """\
from datasets import load_dataset
from transformers import AutoModelForCausalLM, Trainer

def modules(args):
    return {"train_dataset": load_dataset("acme/desk-mails"), "eval_dataset": None}

def train(args):
    model = AutoModelForCausalLM.from_pretrained("acme/desk-1b")
    parts = modules(args)
    Trainer(model=model, **{key: value for key, value in parts.items() if value})
"""


def test_what_a_loop_optimises_is_trained_on_what_its_loaders_hold(scan):
    links = scan({"train.py": LOOP}).links
    assert ("resnet50", "trained-on", "acme/bean-leaves") in links
    assert ("resnet50", "trained-on", "acme/held-out-leaves") not in links


def test_a_saved_file_comes_from_the_model_and_its_data(scan):
    links = scan({"train.py": LOOP, "churn.py": CHURN}).links
    assert {
        ("checkpoints/leaves.pt", "derived-from", "resnet50"),
        ("checkpoints/leaves.pt", "trained-on", "acme/bean-leaves"),
        ("models/churn.joblib", "derived-from", "RandomForestClassifier"),
        ("models/churn.joblib", "trained-on", "data/churn.csv"),
    } <= links


def test_what_a_run_saves_is_a_model_where_its_name_tells_what_it_is(scan):
    def certain(found):
        return {
            link.source.name
            for link in found.sightings
            if isinstance(link, Link) and link.source and not link.tentative
        }

    assert "models/churn.joblib" in certain(scan({"churn.py": CHURN}))
    assert "models" not in certain(scan({"churn.py": CHURN.replace("models/churn.joblib", "models")}))


def test_an_adapter_that_is_pushed_is_joined_to_its_base_and_data_under_a_computed_name(scan):
    seen = scan({"tune.py": ADAPTER})
    assert "acme/desk-bert-lora" in seen.names(Kind.MODEL)
    assert {
        ("acme/desk-bert-lora", "derived-from", "acme/desk-bert"),
        ("acme/desk-bert-lora", "trained-on", "acme/desk-mails"),
    } <= seen.links


def test_a_trainer_given_computed_arguments_learns_from_what_its_function_reaches(scan):
    assert ("acme/desk-1b", "trained-on", "acme/desk-mails") in scan({"train.py": SPREAD}).links


def test_options_of_the_same_folder_come_before_those_of_another(scan):
    tune = (
        "from dataclasses import dataclass, field\nfrom datasets import load_dataset\n"
        "from transformers import HfArgumentParser\n@dataclass\nclass Data:\n"
        "    dataset_name: str = field(default='acme/desk-mails')\n"
        "data, = HfArgumentParser((Data,)).parse_args_into_dataclasses()\nload_dataset(data.dataset_name)\n"
    )
    other = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--dataset_name', default=None)\n"
    assert scan({"sft/tune.py": tune, "other/run.py": other}).names(Kind.DATASET) == ["acme/desk-mails"]


def test_a_network_chosen_by_name_is_named(scan):
    source = (
        "import argparse, torchvision\nfrom torchvision import models\np = argparse.ArgumentParser()\n"
        "p.add_argument('--backbone', default='resnet34')\nargs = p.parse_args()\n"
        "net = getattr(torchvision.models, args.backbone)(pretrained=True)\nother = models.__dict__['vgg16'](weights=None)\n"
    )
    assert scan({"net.py": source}).names(Kind.MODEL) == ["resnet34", "vgg16"]


def test_data_that_a_script_downloads_counts_in_a_tree_that_learns(scan):
    fetch = (
        "import urllib.request, gdown\n"
        "urllib.request.urlretrieve('https://acme.example/leaves.zip', 'leaves.zip')\n"
        "urllib.request.urlretrieve('https://acme.example/logo.png', 'logo.png')\n"
        "gdown.download('https://drive.google.com/uc?id=' + 'abc', 'data/mails.csv')\n"
    )
    assert scan({"fetch.py": fetch}).names(Kind.DATASET) == []
    found = scan({"fetch.py": fetch, "train.py": "import torch\n"}).names(Kind.DATASET)
    assert found == ["data/mails.csv", "https://acme.example/leaves.zip"]


def test_a_file_of_ones_own_behind_torch_hub(scan):
    source = "import torch\nnet = torch.hub.load('ultralytics/yolov5', 'custom', path='runs/best.pt')\n"
    assert scan({"detect.py": source}).names(Kind.MODEL) == ["runs/best.pt"]


def test_flair_trainers_join_the_embeddings_to_the_corpus(scan):
    source = (
        "from flair.datasets import IMDB\nfrom flair.embeddings import TransformerDocumentEmbeddings\n"
        "from flair.models import TextClassifier\nfrom flair.trainers import ModelTrainer\n"
        "corpus = IMDB()\nmodel = TextClassifier(TransformerDocumentEmbeddings('distilbert-base-uncased'), 'label')\n"
        "ModelTrainer(model, corpus).fine_tune('taggers/reviews')\n"
    )
    assert ("distilbert-base-uncased", "trained-on", "IMDB") in scan({"train.py": source}).links


def test_a_registered_model_is_derived_from_what_is_logged(scan):
    source = (
        "import mlflow\nfrom sklearn.linear_model import Ridge\nridge = Ridge()\n"
        "mlflow.sklearn.log_model(ridge, 'model', registered_model_name='desk-ridge')\n"
    )
    assert ("desk-ridge", "derived-from", "Ridge") in scan({"log.py": source}).links


def test_a_file_saved_under_a_computed_name_is_the_one_that_is_loaded(scan):
    train = (
        "import torch\nfrom transformers import BertForSequenceClassification\n"
        "model = BertForSequenceClassification.from_pretrained('acme/desk-bert')\n"
        "for epoch in range(3):\n    torch.save(model.state_dict(), f'out/desk_epoch_{epoch}.model')\n"
        "model.load_state_dict(torch.load('out/desk_epoch_1.model'))\n"
    )
    assert ("out/desk_epoch_1.model", "derived-from", "acme/desk-bert") in scan({"train.py": train}).links


def test_configurations_of_openmmlab_inherit_their_data(scan):
    base = "data_root = 'data/leaves/'\nmodel = dict(type='YOLODetector')\n"
    tiny = "_base_ = './base.py'\nload_from = 'https://acme.example/tiny.pth'\n"
    seen = scan({"configs/base.py": base, "configs/tiny.py": tiny})
    assert seen.names(Kind.DATASET) == ["data/leaves"]
    assert ("tiny.pth", "trained-on", "data/leaves") in seen.links


def test_every_class_of_a_loop_is_made(scan):
    source = (
        "from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor\nfrom sklearn.svm import LinearSVR\n"
        "for kind in (RandomForestRegressor, ExtraTreesRegressor, LinearSVR):\n    kind()\n"
    )
    assert scan({"fit.py": source}).names(Kind.MODEL) == ["ExtraTreesRegressor", "LinearSVR", "RandomForestRegressor"]


def test_models_and_data_of_cloud_registries(scan):
    source = (
        "from azureml.core import Dataset, Model\nimport joblib\n"
        "rows = Dataset.get_by_name(workspace, 'desk_rows')\n"
        "forest = joblib.load(Model.get_model_path(model_name='desk_forest'))\n"
        "from sagemaker.huggingface import HuggingFaceModel\n"
        "HuggingFaceModel(env={'HF_MODEL_ID': 'acme/desk-bert', 'HF_TASK': 'text-classification'})\n"
    )
    seen = scan({"score.py": source})
    assert seen.names(Kind.DATASET) == ["desk_rows"]
    assert {"desk_forest", "acme/desk-bert"} <= set(seen.names(Kind.MODEL))


def test_what_a_notebook_saves_is_the_one_model_that_it_trains(scan):
    source = (
        "import joblib, pandas as pd\nfrom sklearn.linear_model import Ridge\nrows = pd.read_csv('desk.csv')\n"
        "model = Ridge()\nmodel.fit(rows, rows['y'])\njoblib.dump(value=reg, filename='desk.pkl')\njoblib.load('desk.pkl')\n"
    )
    assert ("desk.pkl", "derived-from", "Ridge") in scan({"train.py": source}).links


def test_files_and_local_copies_of_the_hubs_data_sets_are_those_data_sets(scan):
    source = (
        "import os\nimport pandas as pd\nfrom datasets import load_dataset, load_from_disk\n"
        "pd.read_parquet('hf://datasets/acme/desk-mails/data/train.parquet')\n"
        "load_dataset('acme/desk-mails')\nload_from_disk(os.path.join('acme/desk-mails', 'train'))\n"
    )
    found = [one.subject for one in scan({"read.py": source}).observations if one.subject.kind == Kind.DATASET]
    assert {(one.name, one.origin) for one in found} == {("acme/desk-mails", "hf")}


PIVOT = """\
import pickle
import pandas as pd
from sklearn.metrics.pairwise import cosine_similarity
ratings = pd.read_csv("ratings.csv")
pickle.dump(ratings.pivot_table(index="title"), open("data/features_pivot.pkl", "wb"))
books = pd.read_csv("books.csv")
"""
ROWS = """\
import argparse, json
parser = argparse.ArgumentParser()
parser.add_argument("--source", default="data/mails.json")
parser.add_argument("--target", default="data/mails.jsonl")
args = parser.parse_args()
with open(args.source) as file:
    mails = json.load(file)
with open(args.target, "w") as file:
    for mail in mails:
        file.write(json.dumps(mail))
"""
USES = """\
import pickle
from datasets import load_dataset
features = pickle.load(open("data/features_pivot.pkl", "rb"))
mails = load_dataset("json", data_files=["data/mails.jsonl", "data/mails.json"])
"""


def test_written_data_comes_from_the_data_that_was_read(scan):
    links = scan({"pivot.py": PIVOT, "rows.py": ROWS, "app.py": USES}).links
    derived = {(source, target) for source, kind, target in links if kind == "derived-from"}
    assert derived == {("data/features_pivot.pkl", "ratings.csv"), ("data/mails.jsonl", "data/mails.json")}


CHARACTERS = """\
from torch.utils.data import DataLoader, Dataset

class Characters(Dataset):
    def __init__(self, data, labels=None):
        self.data = data

class Leaves(Dataset):
    def __init__(self, root):
        self.root = root

with open("poems.txt") as file:
    poems = file.read()
sets = [Characters(open("tales.txt").read()), Characters(poems), Characters("train"), Characters(open("vocab.json"))]
loader = DataLoader(Leaves(root="data/leaves"))
class Sized(Dataset):
    def __init__(self, config, data):
        self.data = data
sized = Sized(loader.config, open("songs.txt").read())
"""


def test_what_a_class_of_data_is_made_with_is_data(scan):
    assert scan({"train.py": CHARACTERS}).names(Kind.DATASET) == ["data/leaves", "poems.txt", "songs.txt", "tales.txt"]


def test_annotations_of_coco_are_data(scan):
    code = 'from pycocotools.coco import COCO\ncoco = COCO("data/annotations/captions_leaves.json")\n'
    assert scan({"vocabulary.py": code}).names(Kind.DATASET) == ["data/annotations/captions_leaves.json"]


BUILT = """\
from keras.callbacks import ModelCheckpoint
from keras.models import Model, Sequential
from keras.preprocessing.image import ImageDataGenerator
def build_nest_finder(size):
    return Model(size, size)
finder = build_nest_finder(3)
plain = Sequential()
plain.fit(ImageDataGenerator().flow_from_directory("data/nests"))
plain.save("models/nests.h5")
finder.fit(1, callbacks=[ModelCheckpoint("finder.hdf5")])
"""


def test_networks_are_named_by_what_builds_and_what_saves_them(scan):
    found = scan({"train.py": BUILT})
    assert found.names(Kind.MODEL) == ["finder.hdf5", "models/nests.h5", "nest_finder"]
    assert ("models/nests.h5", "trained-on", "data/nests") in found.links
    unsaved = scan({"train.py": BUILT.split("finder = ")[0] + "plain = Sequential()\nother = Model(1, 1)\n"})
    assert unsaved.names(Kind.MODEL) == ["Sequential", "nest_finder"]


def test_a_script_learns_from_the_few_data_sets_that_it_reads(scan):
    script = (
        "import timm, torch\nfrom datasets import load_dataset\nrows = load_dataset('acme/nests')\n"
        "net = timm.create_model('resnet18')\ntorch.optim.Adam(net.parameters())\ntorch.save(net.state_dict(), 'nests.pt')\n"
    )
    links = scan({"train.py": script}).links
    assert {("resnet18", "trained-on", "acme/nests"), ("nests.pt", "trained-on", "acme/nests")} <= links


def test_an_estimator_of_sagemaker_trains_its_base_on_what_the_notebook_loads(scan):
    notebook = (
        "from datasets import load_dataset\nfrom sagemaker.huggingface import HuggingFace, HuggingFaceModel\n"
        "load_dataset('acme/chats').to_json('s3://acme/chats.json')\n"
        "HuggingFace(entry_point='run.py', hyperparameters={'model_id': 'acme/desk-7b'}).fit({'training': 's3://acme'})\n"
        "HuggingFaceModel(env={'HF_MODEL_ID': 'acme/desk-7b'}).deploy(initial_instance_count=1)\n"
    )
    links = scan({"train.py": notebook}).links
    assert ("acme/desk-7b", "trained-on", "acme/chats") in links
    assert any(source == "acme/desk-7b" and kind == "served-by" for source, kind, _ in links)


def test_a_tokenizer_that_is_saved_is_no_model(scan):
    source = (
        "from unsloth import FastLanguageModel\nfrom datasets import load_dataset\n"
        "model, tokenizer = FastLanguageModel.from_pretrained('acme/desk-7b')\n"
        "tokenizer.save_pretrained('desk_tokenizer')\nmodel.save_pretrained('desk_lora')\n"
    )
    saved = {source for source, _, _ in scan({"tune.py": source}).links}
    assert saved & {"desk_lora", "desk_tokenizer"} == {"desk_lora"}


LISTS = """\
import json, torch
from net import Net
from torch.utils.data import Dataset, DataLoader
with open("phrases.json") as f:
    phrases = json.load(f)
with open("train_config.json") as f:
    settings = json.load(f)
rows = [phrase["text"] for phrase in phrases]
class Chat(Dataset):
    def __getitem__(self, i): return rows[i]
loader = DataLoader(dataset=Chat(), batch_size=8)
model = Net(1, 2)
opt = torch.optim.Adam(model.parameters())
torch.save({"state": model.state_dict()}, "net.pth")
"""


def test_rows_that_a_training_script_keeps_in_lists_are_its_data(scan):
    found = scan({"train.py": LISTS})
    assert found.names(Kind.DATASET) == ["phrases.json"]
    assert ("net.pth", "trained-on", "phrases.json") in found.links


HEADS = [
    "model = Model(inputs=base.input, outputs=Dense(2)(base.output))",
    "model = Sequential([base, Dense(2)])",
    "seen = Input(shape=(224, 224, 3))\nmodel = Model(seen, Dense(2)(Flatten()(base(seen))))",
]


@pytest.mark.parametrize("head", HEADS)
def test_a_network_that_is_built_upon_another_comes_from_it(scan, head):
    text = (
        "from tensorflow.keras.applications import VGG16\nfrom tensorflow.keras.layers import Dense, Flatten, Input\n"
        "from tensorflow.keras.models import Model, Sequential\nbase = VGG16(weights='imagenet', include_top=False)\n"
        f"{head}\nmodel.fit(pictures, labels)\nmodel.save('leaves.keras')\n"
    )
    found = scan({"train.py": text})
    assert ("leaves.keras", "derived-from", "VGG16") in found.links
    assert found.names(Kind.MODEL) == ["VGG16", "leaves.keras"]


def test_rows_that_are_pickled_beside_a_model_are_none(scan):
    text = CHURN + 'import pickle\nwith open("out/test_data.pkl", "wb") as f:\n    pickle.dump((frame, frame), f)\n'
    found = scan({"train.py": text})
    assert ("out/test_data.pkl", "trained-on", "data/churn.csv") not in found.links
    assert "out/test_data.pkl" not in found.names(Kind.MODEL)


FACES = """\
import os
import cv2
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
DATASET_PATH = "dataset/faces"
images, names = [], []
for name in os.listdir(DATASET_PATH):
    for picture in os.listdir(os.path.join(DATASET_PATH, name)):
        images.append(cv2.imread(os.path.join(DATASET_PATH, name, picture)))
        names.append(name)
model = Sequential([Dense(2, activation="softmax")])
model.fit(np.array(images), np.array(names), epochs=10)
model.save("faces.h5")
"""


def test_a_network_of_layers_comes_from_the_pictures_that_its_script_lists(scan):
    found = scan({"train.py": FACES})
    assert ("faces.h5", "trained-on", "dataset/faces") in found.links
    data = [one.subject for one in found.observations if one.subject.kind is Kind.DATASET]
    assert {(one.origin, one.name) for one in data} == {("file", "dataset/faces")}  # and none of the hub's


def test_a_network_that_is_only_saved_has_learnt_nothing(scan):
    found = scan({"train.py": FACES.replace("model.fit(", "print(")})
    assert not any(kind == "trained-on" for _, kind, _ in found.links)


def test_what_a_loop_saves_is_derived_from_what_its_turn_loads(scan):
    text = (
        "from transformers import AutoModelForSequenceClassification\n"
        "def export(source, target):\n"
        "    model = AutoModelForSequenceClassification.from_pretrained(source)\n"
        "    model.save_pretrained(target)\n"
        "LINEUP = [('outputs/en/best', 'deploy/en'), ('outputs/fr/best', 'deploy/fr')]\n"
        "for source, target in LINEUP:\n"
        "    export(source, target)\n"
        "for folder in ('deploy/en', 'deploy/fr'):\n"
        "    AutoModelForSequenceClassification.from_pretrained(folder)\n"
    )
    derived = {link for link in scan({"export.py": text}).links if link[1] == "derived-from"}
    assert derived == {
        ("deploy/en", "derived-from", "outputs/en/best"),
        ("deploy/fr", "derived-from", "outputs/fr/best"),
    }


SPLIT = """
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

def ingest():
    rows = pd.read_csv("data/rents.csv")
    train, test = train_test_split(rows, test_size=0.2)
    train.to_csv("artifacts/train.csv", index=False)

def fit(features, target, models):
    for i in range(len(list(models))):
        model = list(models.values())[i]
        model.fit(features, target)

def run():
    table = pd.read_csv("artifacts/train.csv")
    joined = np.c_[table.drop(columns=["rent"]), table["rent"]]
    fit(joined[:, :-1], joined[:, -1], {"ridge": Ridge(), "forest": RandomForestRegressor()})
"""


def test_split_data_and_models_of_a_counted_list_keep_their_lineage(scan):
    links = scan({"rents.py": SPLIT}).links
    assert ("artifacts/train.csv", "derived-from", "data/rents.csv") in links
    learnt = {source for source, kind, target in links if (kind, target) == ("trained-on", "artifacts/train.csv")}
    assert learnt == {"Ridge", "RandomForestRegressor"}
    plain = scan({"rents.py": SPLIT.replace("range(len(list(models)))", "['all']")}).links
    assert not {source for source, kind, _ in plain if kind == "trained-on"}


def test_every_second_entry_of_a_list_names_a_data_set(scan):
    mixed = (
        "from datasets import load_dataset\n"
        "MIX = ['acme/tides', '1.0', 'acme/winds', '0.5']\n"
        "for i in range(0, len(MIX), 2):\n"
        "    rows = load_dataset(MIX[i], split='train')\n"
    )
    assert scan({"mix.py": mixed}).names(Kind.DATASET) == ["acme/tides", "acme/winds"]
