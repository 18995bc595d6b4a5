"""spaCy's training configs and the projects around them."""

from __future__ import annotations

import pytest
from configured import configured, origins, places

CONFIG = """\
[paths]
train = "corpus/tickets_train.spacy"
dev = "corpus/tickets_dev.spacy"
vectors = "en_core_web_lg"
base = "de_core_news_md"

[nlp]
lang = "en"
pipeline = ["transformer","ner","spancat"]

[components.transformer.model]
@architectures = "spacy-transformers.TransformerModel.v3"
name = "microsoft/deberta-v3-base"

[components.ner]
source = ${paths.base}

[components.spancat]
source = "training/spancat/model-best"
name = "spancat"

[initialize]
vectors = ${paths.vectors}
"""
PROJECT = """\
title: Tickets
vars:
  lang: en
  labelling_model: gpt-4o-mini
assets:
  - dest: assets/tickets_train.jsonl
    url: https://data.example.org/tickets/train.jsonl?raw=1
    description: Labelled tickets
  - dest: "assets/${vars.lang}_vectors.zip"
    url: https://vectors.example.org/crawl-300d.vec.zip
  - dest: assets/treebank
    git:
      repo: https://github.com/UniversalDependencies/UD_English-EWT
      branch: master
      path: ""
  - dest: scripts/helper.py
    url: https://example.org/helper.py
commands:
  - name: train
    script:
      - "python -m spacy train configs/config.cfg"
"""


def test_configs_name_pipelines_transformers_and_corpora() -> None:
    seen = configured({"configs/config.cfg": CONFIG})
    assert origins(seen) == {
        ("", "en_core_web_lg"),
        ("", "de_core_news_md"),
        ("hf", "microsoft/deberta-v3-base"),
        ("file", "training/spancat/model-best"),
    }
    assert ("de_core_news_md", 5) in places(seen, "model")
    assert places(seen, "dataset") == {("corpus/tickets_train.spacy", 2), ("corpus/tickets_dev.spacy", 3)}
    roles = {one.subject.name: one.facts["role"] for one in seen.observations if one.subject.kind == "dataset"}
    assert roles == {"corpus/tickets_train.spacy": "training", "corpus/tickets_dev.spacy": "evaluation"}


def test_assets_of_projects_with_their_addresses() -> None:
    seen = configured({"project.yml": PROJECT})
    assert origins(seen, "dataset") == {("file", "assets/tickets_train.jsonl"), ("file", "assets/treebank")}
    assert origins(seen) == {("file", "assets/en_vectors.zip"), ("openai", "gpt-4o-mini")}
    train = seen.one("dataset", "assets/tickets_train.jsonl")
    assert train.facts["source"] == "https://data.example.org/tickets/train.jsonl"
    assert train.facts["description"] == "Labelled tickets"


@pytest.mark.parametrize(
    "text",
    [
        "[metadata]\nname = demo\nmodel = gpt-4o\n",
        '[components.a]\nsource = ${components.a.source}\n[nlp]\nname = "x"\n',
        '[nlp]\nvectors = {"broken\n[paths]\ntrain = null\n',
        "[components.\n[nlp]\n\0\0",
    ],
)
def test_other_and_broken_cfg_files_tell_nothing(text: str) -> None:
    assert not configured({"tool.cfg": text}).observations
