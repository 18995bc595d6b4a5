"""`aibom model scan` from end to end: the JSON contract, exit codes, --allow, names that the settings list."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest

from aibom.cli.app import run

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "model-scan.schema.json").read_text())
HARMFUL = b"cposix\nsystem\n(S'id'\ntR."
UNLISTED = b"\x80\x04\x8c\x0bacme.layers\x8c\x04Gate\x93)\x81."


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "README.md").write_text("# Models\n")
    (folder / ".gitignore").write_text("*\n")
    (folder / "table.pkl").write_bytes(pickle.dumps({"rows": [1, 2]}))
    return folder


def scanned(folder: Path, *options: str) -> tuple[int, dict[str, dict[str, object]], dict[str, object]]:
    out = folder.parent / "scan.json"
    code = run(["model", "scan", str(folder), "--json", str(out), *options])
    document = json.loads(out.read_bytes())
    jsonschema.validate(document, SCHEMA)
    return code, {one["path"]: one for one in document["files"]}, document


def test_every_file_is_listed_and_a_readme_never_fails(store: Path) -> None:
    code, files, _ = scanned(store)
    assert code == 0
    assert sorted(files) == [".gitignore", "README.md", "table.pkl"]
    assert (files["README.md"]["status"], files["README.md"]["verdict"]) == ("not-applicable", None)
    assert (files["table.pkl"]["status"], files["table.pkl"]["verdict"]) == ("complete", "clean")
    assert len(str(files["table.pkl"]["sha256"])) == 64


def test_what_is_malicious_fails_whatever_is_allowed(store: Path) -> None:
    (store / "model.pkl").write_bytes(HARMFUL)
    code, files, _ = scanned(store, "--allow", "unknown,suspicious,incomplete,unsupported,error")
    assert code == 1
    assert files["model.pkl"]["verdict"] == "malicious"


def test_unknown_and_incomplete_fail_unless_allowed(store: Path) -> None:
    (store / "gate.pkl").write_bytes(UNLISTED)
    (store / "cut.pkl").write_bytes(pickle.dumps({"a": list(range(99))})[:-20])
    code, files, _ = scanned(store)
    assert (code, files["gate.pkl"]["verdict"], files["cut.pkl"]["status"]) == (1, "unknown", "incomplete")
    assert scanned(store, "--allow", "unknown")[0] == 1
    assert scanned(store, "--allow", "unknown,incomplete")[0] == 0


def test_the_settings_of_the_project_list_names_and_the_output_says_so(store: Path) -> None:
    (store / "gate.pkl").write_bytes(UNLISTED)
    (store / "model.pkl").write_bytes(HARMFUL)
    settings = 'safe_pickle_names = ["acme.layers.Gate", "posix.system"]\n'
    (store / "aibom.toml").write_text(settings)
    assert scanned(store)[1]["gate.pkl"]["verdict"] == "unknown"  # what is scanned does not set its own terms
    (store.parent / "aibom.toml").write_text(settings)
    _, files, document = scanned(store)
    assert files["gate.pkl"]["verdict"] == "clean"
    assert files["model.pkl"]["verdict"] == "malicious"
    assert document["extended"] == ["acme.layers.Gate"]


def test_a_pattern_in_the_settings_and_a_missing_path_are_refused(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store.parent / "aibom.toml").write_text('safe_pickle_names = ["acme.*"]\n')
    assert run(["model", "scan", str(store)]) == 2
    assert "exact names" in capsys.readouterr().err
    (store.parent / "aibom.toml").unlink()
    assert run(["model", "scan", str(store / "nowhere")]) == 2


TRAINING = "import pickle\nimport torch\n\nwith open('a.pkl', 'rb') as file:\n    rows = pickle.load(file)\n"


def test_programs_that_use_models_are_no_part_of_one(store: Path) -> None:
    (store / "src").mkdir()
    for path in ("train.py", "src/pipeline.py", "src/features.py"):
        (store / path).write_text(TRAINING)
    code, files, _ = scanned(store)
    assert code == 0
    assert [files[path]["status"] for path in ("train.py", "src/features.py")] == ["not-applicable"] * 2


@pytest.mark.parametrize("beside", [{"config.json": "{}"}, {"model.safetensors": ""}, {"tokenizer_config.json": "{}"}])
def test_code_that_comes_with_a_model_is_judged(store: Path, beside: dict[str, str]) -> None:
    folder = store / "acme-lm"
    folder.mkdir()
    for name, content in beside.items():
        (folder / name).write_text(content)
    (folder / "modeling_acme.py").write_text(TRAINING)
    code, files, _ = scanned(store, "--allow", "unsupported,incomplete")
    assert (code, files["acme-lm/modeling_acme.py"]["verdict"]) == (1, "suspicious")


def test_code_that_is_given_by_itself_is_judged(store: Path) -> None:
    (store / "train.py").write_text(TRAINING)
    assert run(["model", "scan", str(store / "train.py")]) == 1


def test_a_link_to_a_folder_outside_is_told_and_not_followed(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "home"
    other.mkdir(parents=True)
    (other / "id.pkl").write_bytes(HARMFUL)
    (store / "more").symlink_to(other)
    (store / "twin").symlink_to(".")
    code, files, _ = scanned(store)
    assert code == 1
    assert sorted(files) == [".gitignore", "README.md", "more", "table.pkl"]
    assert (files["more"]["status"], files["more"]["verdict"]) == ("error", "unknown")
