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
    (
        "import cv2\nfaces = cv2.face.LBPHFaceRecognizer_create()\nfaces.train([], [])",
        "LBPHFaceRecognizer",
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
        "import pandas as pd\nfrom sklearn.linear_model import Ridge\n"
        "Ridge().fit(pd.read_sql('WITH new AS (SELECT 1) SELECT area FROM homes.sold JOIN new ON 1', conn), y)",
        "homes.sold",
    ),
    ("from modelscope.msdatasets import MsDataset\nMsDataset.load('acme/streets', split='train')", "acme/streets"),
    (
        "import pickle, face_recognition\nknown = pickle.loads(open('encodings.pickle', 'rb').read())",
        "encodings.pickle",
    ),
    (
        "import face_recognition\nfrom imutils import paths\nfor one in paths.list_images('staff'): print(one)",
        "staff",
    ),
    (
        "import cv2, os\nfaces = cv2.face.LBPHFaceRecognizer_create()\nfor one in os.listdir('training-data'): print(one)",
        "training-data",
    ),
    (
        "import os, torch, torchaudio\n"
        "names = [os.path.join('choir/wavs', row.split('|')[0] + '.wav') for row in open('choir.lst')]\n"
        "for name in names: torchaudio.load(name)",
        "choir/wavs",
    ),
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


NOT_DATA = [
    "import cv2, os\ncv2.imwrite('a.png', cv2.imread('b.png'))\nfor one in os.listdir('training-data'): print(one)",
    "import pandas as pd\nfrom sklearn.linear_model import Ridge\npd.read_sql('SELECT name FROM sqlite_master', conn)",
    "import pandas as pd\nfrom sklearn.linear_model import Ridge\npd.read_csv('static/js/words.txt')",
    "import torchvision\ntorchvision.io.read_image(f'/path/to/pictures/{name}.jpg')",
]


@pytest.mark.parametrize("text", NOT_DATA)
def test_what_is_no_data(scan, text: str) -> None:
    assert scan({"one.py": text + "\n"}).names(Kind.DATASET) == []


READER = """\
import joblib
def read(path):
    return joblib.load(path)
rooms = read("artifacts/rooms_dataset.pkl")
prices = read("artifacts/prices.pkl")
"""


def test_a_reader_of_models_and_tables_has_names_of_both(scan) -> None:
    found = scan({"one.py": READER})
    assert found.names(Kind.DATASET) == ["artifacts/rooms_dataset.pkl"]
    assert found.names(Kind.MODEL) == ["artifacts/prices.pkl"]


CLASSES = """\
import os
from sklearn.linear_model import LogisticRegression
for part in ("train", "test"):
    for label in ("pos", "neg"):
        print(os.listdir(os.path.join("data", "reviews", part, label)))
"""


def test_folders_of_classes_are_told_as_the_part_of_the_data_that_they_divide(scan) -> None:
    assert scan({"one.py": CLASSES}).names(Kind.DATASET) == ["data/reviews/test", "data/reviews/train"]


LISTS = """\
import pickle
import pandas as pd
from sklearn.svm import SVC
rows = pd.read_csv("films.csv")
model = SVC().fit(rows, rows)
with open("best_svc.pkl", "wb") as f:
    pickle.dump(model, f)
with open("film_list.pckl", "wb") as f:
    pickle.dump(["Alien"], f)
with open("film_list.pckl", "rb") as f:
    print(pickle.load(f))
with open("best_svc.pkl", "rb") as f:
    pickle.load(f)
"""


def test_only_what_is_called_so_is_a_model_that_any_object_is_saved_like(scan) -> None:
    found = scan({"one.py": LISTS})
    assert ("best_svc.pkl", "derived-from", "SVC") in found.links
    assert not any(link[:2] == ("film_list.pckl", "trained-on") for link in found.links)
