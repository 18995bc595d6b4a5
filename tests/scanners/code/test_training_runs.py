"""What training runs make of what: loops over loaders, trainers, saved files, parts of names."""

from __future__ import annotations

from aibom.model.kinds import Kind

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


def test_an_output_alone_is_no_component(scan):
    assert scan({"churn.py": CHURN}).names(Kind.MODEL) == ["RandomForestClassifier"]


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
