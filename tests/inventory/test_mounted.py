"""Files that a container and the project call by different paths."""

from __future__ import annotations

from inventory.test_build import build, model

from aibom.model.kinds import Kind


def models(*sightings) -> set[str]:
    return {one.name for one in build(*sightings).components if one.kind == Kind.MODEL}


def test_a_path_in_a_container_is_the_same_path_in_the_project() -> None:
    local = model("data/rates.pkl", "file", "train.py", 9)
    assert models(local, model("/app/data/rates.pkl", "file", "serve.py", 4)) == {"data/rates.pkl"}
    assert models(local, model("/usr/src/app/data/rates.pkl", "file", "serve.py", 4)) == {"data/rates.pkl"}


def test_a_file_without_a_folder_is_the_same_only_where_programs_are_run() -> None:
    local = model("rates.pkl", "file", "train.py", 9)
    assert models(local, model("/app/rates.pkl", "file", "serve.py", 4)) == {"rates.pkl"}
    assert models(local, model("/opt/rates.pkl", "file", "serve.py", 4)) == {"rates.pkl", "/opt/rates.pkl"}


def test_a_folder_of_the_project_that_is_mounted_at_the_root() -> None:
    local = model("models/rates.pkl", "file", "train.py", 9)
    assert models(local, model("/models/rates.pkl", "file", "compose.yml", 4)) == {"models/rates.pkl"}


def test_absolute_paths_of_which_the_project_says_nothing_stay() -> None:
    other = model("models/other.pkl", "file", "train.py", 9)
    assert models(other, model("/app/data/rates.pkl", "file", "serve.py", 4)) == {
        "models/other.pkl",
        "/app/data/rates.pkl",
    }
