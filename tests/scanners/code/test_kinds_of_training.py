"""Single calls of kinds of learning beside deep learning, each with what it tells."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

MODELS = [
    ("from darts.models import NBEATSModel\nNBEATSModel(input_chunk_length=24)", "NBEATSModel"),
    ("from neuralforecast.models import NHITS\nNHITS(h=12)", "NHITS"),
    ("from gluonts.torch import DeepAREstimator\nDeepAREstimator(freq='H')", "DeepAREstimator"),
    ("import timesfm\ntimesfm.TimesFmCheckpoint(huggingface_repo_id='acme/hours')", "acme/hours"),
    ("from vosk import Model\nModel(model_name='vosk-small-de')", "vosk-small-de"),
    ("import gradio as gr\ngr.load('models/acme/painter').launch()", "acme/painter"),
    ("from gensim.models import Word2Vec\nWord2Vec(lines)", "Word2Vec"),
    (
        "import pickle\nwith open('rooms.pkl', 'rb') as f:\n    rooms = pickle.load(f)\nrooms.predict([[1]])",
        "rooms.pkl",
    ),
    ("from unheard import Voice\nVoice.from_pretrained('acme/voice-1b')", "acme/voice-1b"),
]
DATA = [
    ("from darts.datasets import AirPassengersDataset\nAirPassengersDataset().load()", "AirPassengersDataset"),
    ("from surprise import Dataset\nDataset.load_builtin('jester')", "jester"),
    ("from surprise import Dataset\nDataset.load_builtin()", "ml-100k"),
    ("import fasttext\nfasttext.train_supervised(input='mails.train')", "mails.train"),
    ("from nltk.corpus import twitter_samples\ntwitter_samples.strings('good.json')", "twitter_samples"),
    ("from metaflow import IncludeFile\nIncludeFile('rooms', default='rooms.csv')", "rooms.csv"),
    ("import torch, glob\nfor one in glob.glob('./exams/val/**/*.jsonl'): print(one)", "exams/val"),
    (
        "from azure.ai.ml import Input\nInput(type='uri_file', path='https://host.example/cards.csv')",
        "https://host.example/cards.csv",
    ),
]


@pytest.mark.parametrize(("text", "name"), MODELS)
def test_models_of_single_calls(scan, text: str, name: str) -> None:
    assert scan({"one.py": text + "\n"}).names(Kind.MODEL) == [name]


@pytest.mark.parametrize(("text", "name"), DATA)
def test_data_of_single_calls(scan, text: str, name: str) -> None:
    assert scan({"one.py": text + "\n"}).names(Kind.DATASET) == [name]


def test_a_forecast_is_trained_on_what_it_is_fitted_to(scan) -> None:
    text = "import pandas as pd\nfrom prophet import Prophet\nrows = pd.read_csv('rooms.csv')\nProphet().fit(rows)\n"
    assert ("Prophet", "trained-on", "rooms.csv") in scan({"one.py": text}).links


def test_a_part_of_a_folder_that_cannot_be_told_is_no_data_set(scan) -> None:
    text = (
        "import os, torch, pandas as pd\nfrom transformers import AutoModel\nAutoModel.from_pretrained('acme/base')\n"
        "def rows(args, subject):\n    return pd.read_csv(os.path.join(args.root, 'dev', f'{subject}_dev.csv'))\n"
    )
    assert scan({"one.py": text}).names(Kind.DATASET) == []
