"""Files in which a program keeps its own state are no data; names of files are no addresses."""

from __future__ import annotations

from aibom.model.kinds import Kind

TRACKER = """import json
import pyttsx3


class Finance:
    DATA_FILE = "finance_data.json"

    def load(self):
        with open(self.DATA_FILE, "r") as handle:
            self.expenses = json.load(handle)

    def save(self):
        with open(self.DATA_FILE, "w") as handle:
            json.dump(self.expenses, handle)
"""
TRAINING = """import json
from sklearn.linear_model import LogisticRegression

rows = json.load(open("reviews_data.json"))
LogisticRegression().fit([row["x"] for row in rows], [row["y"] for row in rows])
"""
JOKES = """import pickle
import pyttsx3

FAVOURITES = "favourites.pkl"
jokes = pickle.load(open(FAVOURITES, "rb"))
"""


def test_what_a_program_reads_and_writes_is_its_state(scan):
    found = scan({"finance.py": TRACKER, "train.py": TRAINING})
    assert found.names(Kind.DATASET) == ["reviews_data.json"]


def test_a_file_that_the_tree_holds_or_that_others_write_is_told(scan):
    written_by_others = TRACKER[: TRACKER.index("    def save")]
    assert "finance_data.json" in scan({"finance.py": written_by_others, "train.py": TRAINING}).names(Kind.DATASET)
    held = scan({"finance.py": TRACKER, "train.py": TRAINING}, ("finance_data.json",))
    assert "finance_data.json" in held.names(Kind.DATASET)


def test_the_name_of_a_file_is_no_address(scan):
    assert scan({"jokes.py": JOKES, "train.py": TRAINING}).names(Kind.MODEL) == ["LogisticRegression"]
