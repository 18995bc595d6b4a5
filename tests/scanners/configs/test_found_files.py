"""Files that settings name from another folder than the root of the tree are those of the tree."""

from __future__ import annotations

from configured import configured, names

from aibom.model.kinds import Kind

RUN = """\
data:
  dataset_root: experiments/datasets
  train_file: mini/train.csv
  test_file: elsewhere/test.csv
"""
ROWS = "text,label\nthe tram was late again,negative\nfriendly driver and a clean seat,positive\n"


def test_a_path_below_a_folder_that_is_named_elsewhere_is_the_file_of_the_tree():
    files = {"experiments/configs/run.yaml": RUN, "experiments/datasets/mini/train.csv": ROWS}
    assert names(configured(files), Kind.DATASET) == {"experiments/datasets/mini/train.csv", "elsewhere/test.csv"}


def test_of_several_the_one_beside_the_settings_or_nearest_to_them_is_meant():
    files = {
        "north/run.yaml": RUN,
        "north/datasets/mini/train.csv": ROWS,
        "south/run.yaml": RUN,
        "south/mini/train.csv": ROWS,
    }
    found = configured(files)
    told = {(one.evidence.path, one.subject.name) for one in found.observations if one.evidence.symbol == "train_file"}
    assert told == {
        ("north/run.yaml", "north/datasets/mini/train.csv"),
        ("south/run.yaml", "south/mini/train.csv"),
    }


def test_of_several_that_lie_as_near_none_is_guessed():
    files = {"run.yaml": RUN, "north/mini/train.csv": ROWS, "south/mini/train.csv": ROWS}
    assert "mini/train.csv" in names(configured(files), Kind.DATASET)
