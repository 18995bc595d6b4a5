"""Recipes of training, data files, cards, DVC, MLproject, Croissant."""

from __future__ import annotations

import json

import pytest
from configured import configured, edges, names, origins, places

from aibom.model.kinds import RelationKind

AXOLOTL = """\
base_model: NousResearch/Meta-Llama-3-8B
load_in_8bit: true
datasets:
  - path: mhenrichsen/alpaca_2k_test
    type: alpaca
  - path: json
    data_files: data/ours.jsonl
adapter: lora
lora_r: 32
learning_rate: 0.0002
num_epochs: 4
output_dir: ./outputs/lora
"""
HANDBOOK = """\
model_name_or_path: alignment-handbook/zephyr-7b-sft-full
dataset_mixer:
  HuggingFaceH4/ultrafeedback_binarized: 1.0
eval_dataset: HuggingFaceH4/mt_bench_prompts
learning_rate: 5.0e-7
num_train_epochs: 1
per_device_train_batch_size: 8
"""
FACTORY = """\
model_name_or_path: meta-llama/Meta-Llama-3-8B-Instruct
adapter_name_or_path: saves/llama3-8b/lora/sft
stage: sft
finetuning_type: lora
dataset: identity,alpaca_en_demo
cutoff_len: 2048
"""


def test_recipes_of_axolotl() -> None:
    seen = configured({"train/lora.yml": AXOLOTL})
    assert origins(seen) == {("hf", "NousResearch/Meta-Llama-3-8B")}
    assert origins(seen, "dataset") == {("hf", "mhenrichsen/alpaca_2k_test"), ("file", "data/ours.jsonl")}
    assert seen.one("model", "NousResearch/Meta-Llama-3-8B").uses[0].args["load_in_8bit"] is True


def test_recipes_of_the_alignment_handbook() -> None:
    seen = configured({"recipes/zephyr/dpo.yaml": HANDBOOK})
    roles = {one.subject.name: one.facts["role"] for one in seen.observations if one.subject.kind == "dataset"}
    assert roles == {
        "HuggingFaceH4/ultrafeedback_binarized": "training",
        "HuggingFaceH4/mt_bench_prompts": "evaluation",
    }
    assert ("HuggingFaceH4/ultrafeedback_binarized", 3) in places(seen, "dataset")


def test_recipes_of_llama_factory() -> None:
    seen = configured({"examples/sft.yaml": FACTORY})
    assert names(seen, "dataset") == {"identity", "alpaca_en_demo"}
    assert ("file", "saves/llama3-8b/lora/sft") in origins(seen)


def test_the_lineage_of_a_recipe() -> None:
    seen = configured({"dpo.yaml": HANDBOOK, "sft.yaml": FACTORY})
    assert edges(seen, RelationKind.TRAINED_ON) == {
        ("alignment-handbook/zephyr-7b-sft-full", "HuggingFaceH4/ultrafeedback_binarized"),
        ("meta-llama/Meta-Llama-3-8B-Instruct", "identity"),
        ("meta-llama/Meta-Llama-3-8B-Instruct", "alpaca_en_demo"),
    }
    assert edges(seen, RelationKind.DERIVED_FROM) == {
        ("saves/llama3-8b/lora/sft", "meta-llama/Meta-Llama-3-8B-Instruct")
    }


def test_plain_words_are_no_data_sets_elsewhere() -> None:
    assert not configured({"config.yaml": "dataset: production\nmodel: none\n"}).observations


@pytest.mark.parametrize(
    ("path", "content", "format_"),
    [
        ("data/sales.csv", "a,b\n1,2\n", "csv"),
        ("notebook/data/stud.csv", "a\n", "csv"),
        ("artifacts/train.csv", "a\n", "csv"),
        ("corpus.jsonl", '{"text": "x"}\n', "jsonl"),
        ("embeddings/reviews.parquet", b"PAR1xxxx", "parquet"),
        ("alpaca_data.json", "[]\n", "json"),
        ("data/sft.json", '[{"instruction": "x", "output": "y"}]', "json"),
        ("data/essay.txt", "once upon a time " * 30, "text"),
        ("data/handbook.pdf", b"%PDF-1.7 ...", "pdf"),
    ],
)
def test_data_files(path: str, content: str | bytes, format_: str) -> None:
    seen = configured({path: content})
    data = seen.one("dataset", path)
    assert (data.subject.origin, data.facts["format"], data.facts["size"]) == ("file", format_, len(content))
    assert data.evidence.line == 1


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("requirements.txt", "torch\n" * 100),
        ("src/data/countries.json", '[{"code": "de", "name": "Germany"}]'),
        ("data/config.json", '{"a": 1}'),
        ("tests/data/train.csv", "a\n"),
        ("locales/train.json", "[]"),
        ("public/data.csv", "a\n"),
        ("catboost_info/test_error.tsv", "a\n"),
        ("vocab.txt", "a\n" * 300),
        ("data/empty.csv", ""),
        ("robots.txt", "x" * 300),
        ("docs/data/x.csv", "a\n"),
        ("index.json", "[{}]"),
    ],
)
def test_files_that_are_no_data_sets(path: str, content: str) -> None:
    assert "dataset" not in {one.subject.kind for one in configured({path: content}).observations}


def test_ignored_data_says_so() -> None:
    seen = configured({"data/private.csv": "a\n"}, untracked=("data/private.csv",))
    assert seen.one("dataset", "data/private.csv").facts["tracked"] is False


def test_model_cards() -> None:
    card = (
        "---\nlicense: apache-2.0\n"
        "base_model: mistralai/Mistral-7B-v0.1\ndatasets:\n"
        "- HuggingFaceH4/ultrachat_200k\n"
        "pipeline_tag: text-generation\n---\n# Model\n"
    )
    seen = configured({"models/chat/README.md": card})
    model = seen.one("model", "models/chat")
    assert (model.facts["licences"], model.facts["task"], model.facts["base_model"]) == (
        ["apache-2.0"],
        "text-generation",
        "mistralai/Mistral-7B-v0.1",
    )
    assert edges(seen, RelationKind.DERIVED_FROM) == {("models/chat", "mistralai/Mistral-7B-v0.1")}
    assert edges(seen, RelationKind.TRAINED_ON) == {("models/chat", "HuggingFaceH4/ultrachat_200k")}


def test_data_set_cards_and_plain_readmes() -> None:
    card = "---\nlicense: cc-by-4.0\ntask_categories:\n- question-answering\nsize_categories:\n- 10K<n<100K\n---\n"
    data = configured({"data/qa/README.md": card}).one("dataset", "data/qa")
    assert data.facts["licences"] == ["cc-by-4.0"]
    for text in ("# Project\nuses gpt-4o\n", "---\ntitle: My site\nlicense: mit\n---\n"):
        assert not configured({"README.md": text}).observations


def test_dvc_tracks_data_and_models() -> None:
    pipeline = (
        "stages:\n  train:\n    cmd: python train.py\n    deps:\n"
        "    - data/features.csv\n    - train.py\n    outs:\n"
        "    - model.pkl\n"
    )
    tracked = "outs:\n- md5: 22a1a2931c8370d3aeedd7183606fd7f\n  size: 14445097\n  path: raw.xml\n"
    seen = configured({"dvc.yaml": pipeline, "data/raw.xml.dvc": tracked})
    assert names(seen, "dataset") == {"data/features.csv", "data/raw.xml"}
    assert edges(seen, RelationKind.TRAINED_ON) == {("model.pkl", "data/features.csv")}
    raw = seen.one("dataset", "data/raw.xml")
    assert (raw.facts["size"], raw.facts["pinned"], raw.evidence.line) == (14445097, True, 4)


def test_mlproject_and_croissant() -> None:
    project = (
        "name: x\nentry_points:\n  main:\n    parameters:\n"
        "      data_file: {type: path, default: data/wine.csv}\n"
        "      base_model: {default: bert-base/uncased}\n"
    )
    croissant = {
        "@context": {"cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset",
        "name": "wine",
        "url": "https://huggingface.co/datasets/acme/wine",
        "recordSet": [],
    }
    seen = configured({"MLproject": project, "metadata.json": json.dumps(croissant)})
    assert origins(seen, "dataset") == {("file", "data/wine.csv"), ("hf", "acme/wine")}


def test_triton_names_its_models() -> None:
    text = 'name: "densenet"\nplatform: "onnxruntime_onnx"\ninput [\n  { name: "data" }\n]\n'
    seen = configured({"repository/densenet/config.pbtxt": text})
    assert edges(seen, RelationKind.SERVED_BY) == {("densenet", "Triton Inference Server")}
    assert seen.one("model", "densenet").facts["format"] == "onnx"
    script = 'name: "labels"\nbackend: "python"\n'
    assert not configured({"repository/labels/config.pbtxt": script}).observations


def test_an_ensemble_of_triton_holds_the_models_of_its_steps() -> None:
    steps = "".join(f'    {{ model_name: "{name}" model_version: -1 }}\n' for name in ("densenet", "labels"))
    seen = configured(
        {
            "repository/densenet/config.pbtxt": 'name: "densenet"\nplatform: "onnxruntime_onnx"\n',
            "repository/all/config.pbtxt": f'name: "all"\nplatform: "ensemble"\nensemble_scheduling {{\n{steps}}}\n',
        }
    )
    assert names(seen, "model") == {"densenet", "all"}
    assert ("all", "densenet") in edges(seen, RelationKind.CONTAINS)


def test_a_corpus_of_many_files_is_one_data_set() -> None:
    files: dict[str, str | bytes] = {f"data/corpus/{n}.csv": "a,b\n" for n in range(40)}
    corpus = configured({**files, "data/one.csv": "a\n"})
    assert names(corpus, "dataset") == {"data/corpus", "data/one.csv"}
    assert corpus.one("dataset", "data/corpus").facts == {"format": "csv", "size": 160, "source": "file:data/corpus"}


def test_a_knowledge_base_is_one_data_set_with_all_folders_inside() -> None:
    files: dict[str, str | bytes] = {f"knowledge_base/{n:02}_topic/page_{n}.md": "# Page\n" for n in range(40)}
    assert names(configured(files), "dataset") == {"knowledge_base"}


TUNE = """\
model:
  _component_: torchtune.models.llama3_2.lora_llama3_2_1b
checkpointer:
  _component_: torchtune.training.FullModelHFCheckpointer
  checkpoint_dir: /tmp/Llama-3.2-1B-Instruct/
dataset:
  _component_: torchtune.datasets.alpaca_cleaned_dataset
tasks: [truthfulqa_mc2]
optimizer:
  _component_: torch.optim.AdamW
"""
DETECTRON = """\
MODEL:
  WEIGHTS: "detectron2://ImageNetPretrained/MSRA/R-50.pkl"
DATASETS:
  TRAIN: ("coco_2017_train",)
  TEST: ("coco_2017_val",)
"""


def test_recipes_of_torchtune() -> None:
    seen = configured({"recipes/1B.yaml": TUNE})
    assert names(seen, "model") == {"Llama-3.2-1B-Instruct"}
    assert names(seen, "dataset") == {"yahma/alpaca-cleaned", "truthfulqa_mc2"}
    assert edges(seen, RelationKind.TRAINED_ON) == {("Llama-3.2-1B-Instruct", "yahma/alpaca-cleaned")}


def test_recipes_of_detectron2() -> None:
    seen = configured({"configs/fast.yaml": DETECTRON})
    assert names(seen, "dataset") == {"coco_2017_train", "coco_2017_val"}
    assert len(edges(seen, RelationKind.TRAINED_ON)) == len(edges(seen, RelationKind.EVALUATED_ON)) == 1


def test_backbones_are_named_by_their_architecture() -> None:
    seen = configured({"configs/net.json": '{"backbone": "resnet18", "lr": 0.1, "arch": "ours", "encoder": "utf-8"}'})
    assert names(seen, "model") == {"resnet18"}


def test_a_pickle_that_is_named_a_model_is_no_data() -> None:
    seen = configured({"data/desk_model.pkl": "cos", "data/desk_rows.pkl": "cos"})
    assert names(seen, "dataset") == {"data/desk_rows.pkl"}


def test_keys_that_take_a_name_or_a_path() -> None:
    recipe = """\
model_name_or_path: acme/desk-3b
tokenizer_name_or_path: acme/desk-3b-instruct
dataset_id_or_path: acme/desk-countdown
learning_rate: 5.0e-7
num_train_epochs: 1
"""
    seen = configured({"recipes/grpo.yaml": recipe})
    assert origins(seen) == {("hf", "acme/desk-3b"), ("hf", "acme/desk-3b-instruct")}
    assert edges(seen, RelationKind.TRAINED_ON) == {("acme/desk-3b", "acme/desk-countdown")}


CATALOG = """\
shuttles:
  type: pandas.CSVDataset
  filepath: data/01_raw/shuttles.csv
regressor:
  type: pickle.PickleDataset
  filepath: data/06_models/regressor.pickle
fares_plot:
  type: plotly.JSONDataset
  filepath: data/08_reporting/fares.json
"""
ARGUMENTS = """\
{"model_name_or_path": "acme/desk-1b", "train_file": "data/mails.jsonl",
 "learning_rate": 1e-4, "num_train_epochs": 1, "output_dir": "out/desk"}
"""
DVC_TRAINING = """\
stages:
  train:
    cmd: python src/train.py
    deps: [src, data/leaves]
    outs: [models/leaves.h5]
"""


def test_kedros_catalog_names_data_and_models_but_no_reports():
    found = configured({"conf/base/catalog.yml": CATALOG})
    assert names(found, "dataset") == {"data/01_raw/shuttles.csv"}
    assert names(found, "model") == {"data/06_models/regressor.pickle"}


def test_arguments_of_a_training_program_are_a_recipe_whatever_the_file_is_called():
    found = configured({"train_args/sft/desk-1b.json": ARGUMENTS})
    assert names(found, "model") == {"acme/desk-1b"}
    assert names(found, "dataset") == {"data/mails.jsonl"}


def test_folders_of_code_are_no_data_of_a_stage():
    assert names(configured({"dvc.yaml": DVC_TRAINING}), "dataset") == {"data/leaves"}


LITGPT = """\
checkpoint_dir: checkpoints/acme/Desk-1B
out_dir: out/finetune/lora
data:
  class_path: litgpt.data.Alpaca2k
  init_args:
    seed: 42
"""
RESTORATION = """\
name: train_sharp
datasets:
  train:
    name: Streets
    dataroot_gt: datasets/streets
path:
  pretrain_network_g: experiments/pretrained_models/sharp_g.pth
  save_model: experiments/last.pth
"""


def test_recipes_of_litgpt_name_a_checkpoint_and_a_class_of_data():
    found = configured({"config_hub/lora.yaml": LITGPT})
    assert names(found, "model") == {"acme/Desk-1B"}
    assert ("acme/Desk-1B", "Alpaca2k") in edges(found, RelationKind.TRAINED_ON)


def test_weights_count_under_any_key_and_folders_of_data_under_their_roots():
    found = configured({"options/train_sharp.yml": RESTORATION})
    assert names(found, "model") == {"experiments/pretrained_models/sharp_g.pth"}
    assert names(found, "dataset") == {"datasets/streets"}


DVC_PREPARATION = """\
stages:
  split:
    cmd: python src/split.py
    deps: [src, config/split, data/pool]
    outs: [data/train, data/test]
  train:
    cmd: python src/train.py
    deps: [data/train]
    outs: [models/leaves.pt]
  evaluate:
    cmd: python src/evaluate.py
    deps: [models/leaves.pt, data/test]
    outs: [plots]
"""


def test_what_a_stage_makes_of_data_is_derived_from_it():
    found = configured({"dvc.yaml": DVC_PREPARATION})
    assert names(found, "dataset") == {"data/pool", "data/train", "data/test"}
    assert edges(found, RelationKind.DERIVED_FROM) == {("data/train", "data/pool"), ("data/test", "data/pool")}


def test_what_a_recipe_makes_is_a_model_where_its_name_tells_what_it_is() -> None:
    published = HANDBOOK + "output_dir: data/harbour-7b-dpo\nhub_model_id: acme/harbour-7b-dpo\n"
    seen = configured({"a.yml": AXOLOTL, "b.yml": AXOLOTL.replace("outputs/lora", "outputs"), "c.yaml": published})
    certain = {(link.source.name, link.target.name) for link in seen.links if link.source and not link.tentative}
    assert {
        ("outputs/lora", "NousResearch/Meta-Llama-3-8B"),
        ("outputs/lora", "data/ours.jsonl"),
        ("acme/harbour-7b-dpo", "alignment-handbook/zephyr-7b-sft-full"),
        ("acme/harbour-7b-dpo", "HuggingFaceH4/ultrafeedback_binarized"),
    } <= certain
    assert not {source for source, _ in certain} & {"outputs", "data/harbour-7b-dpo"}


def test_a_card_among_documents_is_of_the_model_that_it_names() -> None:
    card = "---\nbase_model: acme/base\nlicense: mit\nmodel-index:\n- name: harbour-7b\n  results: []\n---\n# Card\n"
    assert "harbour-7b" in names(configured({"v1/assets/MODEL_CARD.md": card}), "model")
    assert "models/one" in names(configured({"models/one/README.md": card}), "model")


def test_models_to_choose_from_in_a_sample_of_settings() -> None:
    text = "base_model_choices:\n  - acme/base-7b\n  - acme/base-13b\nmetric_for_best_model: rewards/margins\n"
    seen = configured({"config.yaml.sample": text})
    assert places(seen, "model") == {("acme/base-7b", 2), ("acme/base-13b", 3)}


def test_a_job_of_azure_names_registered_data_and_models() -> None:
    job = "command: python train.py\ninputs:\n  cards:\n    type: uri_file\n    path: azureml:credit-cards@latest\n"
    seen = configured({"job.yml": job, "blue.yml": "endpoint_name: cards\nmodel: azureml:card-default:3\n"})
    assert places(seen, "dataset") == {("credit-cards", 5)}
    assert places(seen, "model") == {("card-default", 2)}


def test_a_pickled_vectorizer_that_dvc_tracks_is_a_model() -> None:
    text = "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: models/vectorizer.pkl\n"
    seen = configured({"vectorizer.dvc": text})
    assert names(seen, "model") == {"models/vectorizer.pkl"}


TASK = """task: reading
dataset_path: super_glue
dataset_name: boolq
doc_to_text: "{{passage}} Question: {{question}}? Answer:"
"""


def test_a_task_of_the_evaluation_harness() -> None:
    seen = configured({"tasks/reading.yaml": TASK})
    assert set(seen.named("dataset")) == {"super_glue"}
    assert set(seen.named("prompt")) == {"reading.doc_to_text"}


def test_sections_that_say_which_split_of_what_is_taken() -> None:
    autotrain = """\
base_model: google/gemma-2-2b-it
data:
  path: acme/desk-mails
  train_split: train
params: {epochs: 2, lr: 3e-5}
"""
    nemo = "model:\n  data:\n    train_ds:\n      file_path: data/sft/train.jsonl\n"
    other = "data:\n  path: acme/not-said\nmodel: gpt-4o\n"
    seen = configured({"autotrain.yml": autotrain, "nemo.yaml": nemo, "app.yaml": other})
    assert names(seen, "dataset") == {"acme/desk-mails", "data/sft/train.jsonl"}


def test_recipes_of_image_training_keep_their_parts_apart() -> None:
    toolkit = """\
config:
  process:
    - type: sd_trainer
      datasets:
        - folder_path: data/harbour
      train: {batch_size: 1, max_steps: 2000, lr: 1e-4}
      model:
        name_or_path: black-forest-labs/FLUX.1-dev
"""
    kohya = '[[datasets]]\n  [[datasets.subsets]]\n  image_dir = "data/portraits"\n'
    page = "model_gallery:\n  subsets:\n    vae: 0.18215\n    image_dir: 3\n"
    seen = configured({"aitk.yaml": toolkit, "dataset.toml": kohya, "page.yaml": page})
    assert names(seen, "model") == {"black-forest-labs/FLUX.1-dev"}
    assert names(seen, "dataset") == {"data/harbour", "data/portraits"}
    assert ("black-forest-labs/FLUX.1-dev", "data/harbour") in edges(seen, RelationKind.TRAINED_ON)


INGESTION = """\
data_ingestion:
  source_URL: https://host.example/files/wines.zip
  unzip_dir: artifacts/data_ingestion
docs:
  download_url: https://host.example/files/manual.zip
training:
  learning_rate: 0.1
  epochs: 4
  train_path: data/processed/train.pt
  batch_size: 8
"""


def test_a_section_of_data_says_where_it_is_fetched_and_where_it_lies() -> None:
    seen = configured({"config/config.yaml": INGESTION})
    assert names(seen, "dataset") == {"https://host.example/files/wines.zip", "data/processed/train.pt"}
    assert names(seen, "model") == set()


TURNS = b'{"id": 1, "conversations": [{"from": "user", "value": "Hello"}]}\n{"id": 2, "conversations": []}\n'


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("records/talks.json", TURNS, False),  # no word of its name says data
        ("data/talks.json", TURNS, True),
        ("data/squad_dev.json", b'{"version": "1.1", "data": [{"title": "Rooms"}]}', True),
        ("config/dev.json", b'{"host": "localhost", "port": 80}', False),
        ("data/settings.json", b'{"host": "localhost", "port": 80}', False),
    ],
)
def test_records_of_conversations_and_mappings_of_records_are_data(path: str, text: bytes, told: bool) -> None:
    seen = configured({path: text})
    assert names(seen, "dataset") == ({path} if told else set())


SPOKEN = """\
{"dataset": {
  "train": [{"name": "aishell", "data_list": "lists/aishell/train.wav.lst", "data_path": "/data/speech"}],
  "dev": [{"name": "aishell", "data_list": "lists/aishell/dev.wav.lst", "data_path": "/data/speech"}]
}}
"""


def test_a_data_set_may_be_told_by_its_parts() -> None:
    seen = configured({"asr_config.json": SPOKEN})
    assert names(seen, "dataset") == {"lists/aishell/train.wav.lst", "lists/aishell/dev.wav.lst"}


@pytest.mark.parametrize(
    ("folder", "made"), [("checkpoints/tide-lora", True), ("data/tide_pairs", False), ("/srv/test_results/tide", False)]
)
def test_a_folder_of_data_or_results_is_no_model_of_a_run(folder: str, made: bool) -> None:
    seen = configured({"a.yml": AXOLOTL.replace("./outputs/lora", folder)})
    assert (folder.lstrip("/") in {link.source.name for link in seen.links if link.source}) is made
