"""Rows that loops gather: the model learns from what the function around them reads, an index holds its folder."""

from __future__ import annotations

from aibom.model.kinds import Kind

PICTURES = """import os

import cv2
import numpy as np
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

DATA = "data/faces"


def read():
    images, labels = [], []
    for number, kind in enumerate(["with_mask", "without_mask"]):
        for name in os.listdir(os.path.join(DATA, kind)):
            images.append(cv2.imread(os.path.join(DATA, kind, name)))
            labels.append(number)
    return np.array(images), np.array(labels)


def samples():
    return [cv2.imread(os.path.join("data/posters", name)) for name in os.listdir("data/posters")]


X, y = read()
X_train, X_test, y_train, y_test = train_test_split(X, y)
model = Sequential([Dense(2)])
model.fit(X_train, y_train)
model.save("mask_detector.h5")
"""
SERVED = """from tensorflow.keras.models import load_model

network = load_model("mask_detector.h5")
"""
NOTES = """import glob
import os

from openai import OpenAI

client = OpenAI()


def load(folder):
    texts = []
    for path in glob.glob(os.path.join(folder, "*.md")):
        with open(path, encoding="utf-8") as handle:
            texts.append(handle.read())
    return texts


vectors = client.embeddings.create(model="text-embedding-3-small", input=load("notes"))
"""


def test_a_model_learns_from_what_the_function_of_its_rows_reads(scan):
    found = scan({"train.py": PICTURES, "app.py": SERVED})
    learnt = {target for source, kind, target in found.links if kind == "trained-on"}
    assert ("mask_detector.h5", "trained-on", "data/faces") in found.links
    assert "data/posters" not in learnt


def test_the_files_of_a_pattern_are_their_folder(scan):
    found = scan({"notes.py": NOTES}, ("notes/release.md",))
    assert found.names(Kind.DATASET) == ["notes"]


def test_of_folders_that_the_tree_lacks_only_those_named_for_documents_are_data(scan):
    assert scan({"notes.py": NOTES}).names(Kind.DATASET) == ["notes"]
    for other in ("stage2", "notes_cache", "outputs/notes"):
        assert scan({"notes.py": NOTES.replace('"notes"', f'"{other}"')}).names(Kind.DATASET) == []


STORED = """\
import chromadb
import pandas as pd
collection = chromadb.PersistentClient(path="index").get_or_create_collection("reviews")
frame = pd.read_csv("data/reviews.csv")
collection.add(ids=[str(one) for one in frame.index], documents=frame["text"].tolist())
"""


def test_a_store_reads_the_data_whose_rows_are_added_to_its_collection(scan):
    assert ("Chroma", "reads-data", "data/reviews.csv") in scan({"index.py": STORED}).links


def test_a_store_that_is_only_asked_has_no_data(scan):
    asked = STORED.replace("collection.add", "print")
    assert not any(kind == "reads-data" for _, kind, _ in scan({"index.py": asked}).links)
