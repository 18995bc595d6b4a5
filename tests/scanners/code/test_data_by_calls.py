"""Data and models that single calls of vision, speech and data libraries name."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

LISTED = {
    "json rows": ("import json, torch\nwith open('intents.json') as f:\n    rows = json.load(f)\n", "intents.json"),
    "a pattern": ("import glob, cv2, torch\nfor f in glob.glob('birds/*.jpg'):\n    cv2.imread(f)\n", "birds"),
    "a path": (
        "from pathlib import Path\nimport torch\nroot = Path('data/birds')\nlist(root.rglob('*.png'))\n",
        "data/birds",
    ),
    "a folder": ("import os, torch\nfor f in os.listdir('bird_images'):\n    print(f)\n", "bird_images"),
    "read one by one": (
        "import cv2, torch\ndef one(kind, name):\n    return cv2.imread(f'nests/{kind}/{name}.jpg')\n",
        "nests",
    ),
    "folders of classes": (
        "import os, torch\nfor kind in ['owl', 'jay']:\n    os.listdir(os.path.join('Bird data', kind))\n",
        "Bird data",
    ),
    "HDF5": ("import h5py, keras\nf = h5py.File('datasets/train_birds.h5', 'r')\n", "datasets/train_birds.h5"),
    "a database": (
        "import pandas as pd, sqlite3, sklearn\ncon = sqlite3.connect('data/birds.db')\npd.read_sql('SELECT 1', con)\n",
        "data/birds.db",
    ),
    "an engine": (
        "import pandas as pd, sklearn\nfrom sqlalchemy import create_engine\n"
        "pd.read_sql_table('birds', create_engine('sqlite:///birds.db'))\n",
        "birds.db",
    ),
    "splits": ("import torchtext\ntorchtext.datasets.IMDB.splits(1, 2)\n", "IMDB"),
    "gensim": ("import gensim.downloader as api\napi.load('text8')\n", "text8"),
    "kaggle": (
        "from kaggle.api.kaggle_api_extended import KaggleApi\nimport torch\n"
        "KaggleApi().dataset_download_files('acme/birds', path='data')\n",
        "acme/birds",
    ),
    "ray": ("import ray, xgboost\nray.data.read_csv('s3://acme/birds.csv')\n", "s3://acme/birds.csv"),
}
LOADED = {
    "the default pack": ("from insightface.app import FaceAnalysis\nFaceAnalysis()\n", "buffalo_l"),
    "MediaPipe": ("import mediapipe as mp\nmp.solutions.hands.Hands()\n", "Hands"),
    "dlib": ("import dlib\ndlib.shape_predictor('landmarks_68.dat')\n", "landmarks_68.dat"),
    "a cascade": (
        "import cv2\ncv2.CascadeClassifier(cv2.data.haarcascades + 'haarcascade_eye.xml')\n",
        "haarcascade_eye.xml",
    ),
    "Caffe": ("import cv2\ncv2.dnn.readNetFromCaffe('deploy.prototxt', 'res10.caffemodel')\n", "res10.caffemodel"),
    "NeMo": (
        "import nemo.collections.asr as asr\nasr.models.EncDecCTCModel.from_pretrained(model_name='QuartzNet15x5Base-En')\n",
        "QuartzNet15x5Base-En",
    ),
    "a package of spaCy": ("import en_core_web_md\nen_core_web_md.load()\n", "en_core_web_md"),
    "EnCodec": ("from encodec import EncodecModel\nEncodecModel.encodec_model_24khz()\n", "encodec_24khz"),
    "speakers": (
        "import whisperx\nwhisperx.DiarizationPipeline(use_auth_token='x')\n",
        "pyannote/speaker-diarization-3.1",
    ),
}


@pytest.mark.parametrize("name", LISTED)
def test_data_that_a_call_reads(scan, name):
    source, expected = LISTED[name]
    assert scan({"read.py": source}).names(Kind.DATASET) == [expected]


@pytest.mark.parametrize("name", LOADED)
def test_models_that_a_call_loads(scan, name):
    source, expected = LOADED[name]
    assert scan({"load.py": source}).names(Kind.MODEL) == [expected]


def test_what_is_written_or_shown_is_no_data(scan):
    source = (
        "import glob, os, h5py, cv2, torch\nglob.glob('output/*.png')\nos.listdir('models')\ncv2.imread('cat.jpg')\n"
        "h5py.File('train_features.h5', 'w')\nh5py.File('model.h5', 'r')\nos.listdir('test_images')\n"
    )
    assert scan({"draw.py": source}).names(Kind.DATASET) == []


def test_a_detector_is_trained_on_what_its_training_is_given(scan):
    source = "from ultralytics import YOLO\nmodel = YOLO('yolov8n.pt')\nmodel.train(data='birds.yaml')\n"
    assert ("yolov8n.pt", "trained-on", "birds.yaml") in scan({"train.py": source}).links


def test_files_that_differ_by_the_split_are_their_folder(scan):
    source = (
        "import os, h5py, torch\nclass Birds(torch.utils.data.Dataset):\n    def __init__(self, split):\n"
        "        self.f = h5py.File(os.path.join('bird data', split + '_IMAGES_coco.hdf5'), 'r')\n"
        "Birds('TRAIN'); Birds('VAL')\n"
    )
    assert scan({"birds.py": source}).names(Kind.DATASET) == ["bird data"]


def test_a_job_of_vertex_makes_the_model_that_it_is_told(scan):
    source = (
        "from google.cloud import aiplatform\n"
        "rows = aiplatform.TabularDataset.create(display_name='b', gcs_source='gs://acme/birds.csv')\n"
        "job = aiplatform.AutoMLTabularTrainingJob(display_name='t')\n"
        "job.run(dataset=rows, model_display_name='bird-model')\n"
    )
    found = scan({"job.py": source})
    assert found.names(Kind.MODEL) == ["bird-model"]
    assert ("bird-model", "trained-on", "gs://acme/birds.csv") in found.links


def test_archives_of_a_model_zoo_are_models_and_programs_are_neither(scan):
    source = (
        "import tensorflow as tf\nfrom urllib.request import urlretrieve\n"
        "urlretrieve('http://acme.org/models/ssd_birds_320.tar.gz', 'm.tar.gz')\n"
        "urlretrieve('https://acme.org/releases/download/v3/protoc-3.15.6-win64.zip', 'p.zip')\n"
        "urlretrieve('https://acme.org/birds.zip', 'birds.zip')\n"
    )
    found = scan({"fetch.py": source})
    assert found.names(Kind.MODEL) == ["http://acme.org/models/ssd_birds_320.tar.gz"]
    assert found.names(Kind.DATASET) == ["https://acme.org/birds.zip"]


def test_a_folder_beside_the_code_is_the_one_in_the_tree(scan):
    source = "import glob, torch\nglob.glob('../data/names/*.txt')\nglob.glob('*.jpg')\n"
    found = scan({"birds/read.py": source, "data/names/owls.txt.py": "import torch\n"})
    assert found.names(Kind.DATASET) == ["data/names"]


def test_parsers_and_pipelines_that_a_name_loads(scan):
    source = (
        "import spacy\nfrom torchaudio.pipelines import SQUIM_OBJECTIVE\nnlp = spacy.load('en_core_web_md')\n"
        "nlp.add_pipe('benepar', config={'model': 'benepar_en3'})\nSQUIM_OBJECTIVE.get_model()\n"
    )
    assert scan({"nlp.py": source}).names(Kind.MODEL) == ["SQUIM_OBJECTIVE", "benepar_en3", "en_core_web_md"]


PETS = """\
import os
import cv2
from sklearn.svm import SVC
def load_images(folder):
    rows = []
    for animal in ("cat", "dog"):
        for name in os.listdir(os.path.join(folder, animal)):
            rows.append(cv2.imread(os.path.join(folder, animal, name), 0).flatten())
    return rows
SVC(kernel="rbf").fit(load_images("pets"), [])
"""
PLANTS = """\
import json
import os
import torch
from PIL import Image
class Plants(torch.utils.data.Dataset):
    def __init__(self, root, annotations):
        self.root, self.items = root, json.load(open(annotations))
    def __getitem__(self, index):
        return Image.open(os.path.join(self.root, self.items[index]["file"]))
plants = Plants("plants/images", "plants/train.json")
"""


def _data(found):
    return {one.subject.name for one in found.observations if one.subject.kind is Kind.DATASET}


def test_pictures_read_one_by_one_are_the_folder_of_their_classes(scan):
    found = scan({"train.py": PETS})
    assert _data(found) == {"pets"}
    assert ("SVC", "trained-on", "pets") in found.links


def test_pictures_named_by_their_annotations_are_the_folder_that_they_are_joined_to(scan):
    assert _data(scan({"plants.py": PLANTS})) == {"plants/images", "plants/train.json"}


def test_a_folder_that_a_program_may_make_again_is_no_data(scan):
    assert "plants/cache" not in _data(scan({"plants.py": PLANTS.replace("plants/images", "plants/cache")}))


def test_a_scheme_of_the_programs_own_is_no_path(scan):
    found = scan(
        {
            "train.py": "from datasets import load_dataset\n\n"
            'def train(preset):\n    return load_dataset(f"preset://{preset}"), load_dataset("preset://gsm8k")\n',
            "eval.py": 'import pandas as pd\nfrom openai import OpenAI\nrows = pd.read_csv("s3://marks/essays.csv")\n',
        }
    )
    assert found.names(Kind.DATASET) == ["s3://marks/essays.csv"]
    assert [one.expression for one in found.unknowns if one.topic == "dataset"]


TABLES = """
import os
import pandas as pd
from sklearn.linear_model import LinearRegression

def rows(root, table):
    return pd.read_csv(os.path.join(root, "meta", f"{table}.csv"))

def fit(town):
    for root in ("lancedb", "index"):
        for table in ("pages", "notes", "rules", "terms"):
            LinearRegression().fit(rows(root, table), None)
"""


def test_paths_of_many_parts_count_where_they_exist(scan):
    apart = scan({"fit.py": TABLES})
    assert apart.names(Kind.DATASET) == []  # "lancedb" and "index" share no folder
    assert [one.path for one in apart.unknowns if one.topic == "dataset"] == ["fit.py"]
    there = scan({"fit.py": TABLES}, also=("index/meta/notes.csv",))
    assert there.names(Kind.DATASET) == ["index/meta/notes.csv"]


def test_a_few_paths_of_parts_are_meant_one_by_one(scan):
    few = TABLES.replace('"pages", "notes", "rules", "terms"', '"pages",').replace(
        '("lancedb", "index")', '("lancedb",)'
    )
    assert scan({"fit.py": few}).names(Kind.DATASET) == ["lancedb/meta/pages.csv"]


def test_the_folder_of_many_paths_of_parts_stands_for_them(scan):
    below = TABLES.replace('("lancedb", "index")', '("data/towns/lancedb", "data/towns/index")')
    assert scan({"fit.py": below}).names(Kind.DATASET) == ["data/towns"]
    hidden = TABLES.replace('("lancedb", "index")', '(".cache/towns/lancedb", ".cache/towns/index")')
    assert scan({"fit.py": hidden}).names(Kind.DATASET) == []


READS = (
    "import os\nfrom pdfminer.high_level import extract_text\nfrom {module} import {name}\nfrom config import settings\n"
    "async def load(docs_dir=settings.DOCS_DIR):\n"
    "    for one in os.listdir(docs_dir):\n        await {name}(extract_text(one))\n"
    "    rows = open('articles.json').read()\n    open('answers.json', 'w').write(rows)\n    open('answers.json')\n"
    "    open('openaiapikey.txt')\n    open('apitoken.json')\n"
)
EMBEDS = (
    "from openai import AsyncOpenAI\nclient = AsyncOpenAI()\nasync def get_embeddings(texts):\n"
    "    return await client.embeddings.create(input=texts, model='text-embedding-3-small')\n"
)
DOCS = (
    "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    DOCS_DIR: str = 'data/docs'\n"
    "settings = Settings()\n"
)


def test_what_is_read_for_embeddings_that_another_file_makes(scan):
    files = {"load.py": READS.format(module="vectors", name="get_embeddings"), "vectors.py": EMBEDS, "config.py": DOCS}
    assert set(scan(files).names(Kind.DATASET)) == {"data/docs", "articles.json"}


def test_what_is_read_beside_other_functions_is_no_knowledge(scan):
    files = {"load.py": READS.format(module="pages", name="render"), "vectors.py": EMBEDS, "config.py": DOCS}
    assert not scan({**files, "pages.py": "def render(text):\n    print(text)\n"}).names(Kind.DATASET)


def test_patterns_of_what_a_download_takes_along_are_no_data(scan):
    source = (
        "import glob, os\nfrom huggingface_hub import snapshot_download\n"
        "WEIGHTS = [['*.safetensors'], ['*.jsonl']]\nBESIDE = ['*.json', 'tokenizer*']\n"
        "for patterns in [one + BESIDE for one in WEIGHTS]:\n"
        "    path = snapshot_download('acme/tide-model', allow_patterns=patterns)\n"
        "    for pattern in patterns:\n        glob.glob(os.path.join(path, pattern))\n"
    )
    kept = "import glob, datasets\nfiles = glob.glob('tides*/*.jsonl')\n"
    seen = scan({"download.py": source, "train.py": kept})
    assert seen.names(Kind.DATASET) == ["tides*/*.jsonl"]


def test_an_address_with_a_query_keeps_it(scan):
    loads = (
        "from langchain_community.document_loaders import WebBaseLoader\n"
        'WebBaseLoader("https://www.example.org/watch?v=pbAd8O1Lvm4").load()\n'
    )
    assert scan({"load.py": loads}).names(Kind.DATASET) == ["https://www.example.org/watch?v=pbAd8O1Lvm4"]


def test_texts_of_a_listed_folder_that_are_embedded_are_the_data_of_the_model(scan):
    code = """
import glob
import os
from openai import OpenAI

def load(folder):
    texts = []
    for path in glob.glob(os.path.join(folder, "*.md")):
        with open(path, encoding="utf-8") as handle:
            texts.append(handle.read())
    return texts

def embed(texts):
    return OpenAI().embeddings.create(model="text-embedding-3-small", input=texts)

if __name__ == "__main__":
    embed(load("notes"))
"""
    found = scan({"notes.py": code})
    assert ("text-embedding-3-small", "reads-data", "notes") in found.links


PASSING = """import os
import tempfile
import librosa
import torch
def kept():
    folder = os.path.join("recordings", "birds")
    return [librosa.load(os.path.join(folder, name)) for name in os.listdir(folder)]
def passing(bucket, classes):
    with tempfile.TemporaryDirectory() as work:
        for name in {"Oak": "oak", "Elm": "elm"}.values():
            folder = os.path.join(work, "src", name)
            bucket.download(name, folder)
            for file in os.listdir(folder):
                librosa.load(os.path.join(folder, file))
"""


def test_what_lies_in_a_folder_of_the_run_is_no_data(scan):
    assert _data(scan({"prepare.py": PASSING})) == {"recordings/birds"}


def test_a_schema_without_its_table_is_no_data(scan):
    code = """import pandas as pd
from sklearn.linear_model import LinearRegression
def rows(conn, table):
    return pd.concat([pd.read_sql(f"SELECT * FROM features.{table}", conn), pd.read_sql("SELECT * FROM shop.orders", conn)])
LinearRegression().fit(rows(None, "a_b"), [])
def months(conn, listed):
    return [pd.read_sql(f"SELECT * FROM windows.{one}", conn) for one in listed()]
"""
    assert not _data(scan({"rows.py": code})) & {"features", "windows"}
    assert "shop.orders" in _data(scan({"rows.py": code}))


def test_a_folder_whose_name_is_filled_in_later_is_no_data(scan):
    code = """import os
import pandas as pd
from openai import OpenAI
FOLDER = "./documents/team_{team_id}/papers/"
def papers(team):
    folder = FOLDER.format(team_id=team)
    return [open(os.path.join(folder, name)).read() for name in os.listdir(folder)]
def embed():
    pd.read_csv("documents/teams.csv")
    pd.read_csv("documents/{team_id}.csv")
    return OpenAI().embeddings.create(model="text-embedding-3-small", input=papers(3))
"""
    found = _data(scan({"papers.py": code}))
    assert "documents/teams.csv" in found
    assert not [name for name in found if "{" in name]


def test_the_shares_of_a_mixture_are_no_data(scan):
    code = """from datasets import load_dataset
MIXTURE = ["acme/harbour-chats", "1.0", "acme/ferry-letters", "0.5"]
def load():
    return [load_dataset(name) for name in MIXTURE]
"""
    assert _data(scan({"mix.py": code})) == {"acme/harbour-chats", "acme/ferry-letters"}


def test_what_a_program_logs_is_no_data(scan):
    code = "import pandas as pd, torch\npd.read_csv('./api.log')\npd.read_csv('logs/sensor.log')\npd.read_csv('data/hdfs.log')\n"
    assert scan({"read.py": code}).names(Kind.DATASET) == ["data/hdfs.log"]


def test_code_that_keeps_what_it_is_handed_makes_no_data_of_other_data(scan):
    store = """import json, torch
class Store:
    def __init__(self, path):
        self.path = path
    def read(self):
        with open(self.path) as file:
            return json.load(file)
    def write(self, rows):
        with open(self.path, "w") as file:
            json.dump(rows, file)
Store("data/ships.json").write(Store("data/berths.json").read())
"""
    assert not [one for one in scan({"store.py": store}).links if one[1] == "derived-from"]
