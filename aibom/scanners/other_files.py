"""What literals name in source code that is not parsed (see other_languages) and that lies in files or on the hub:
weights, models of Hugging Face, tables of data; and models that Swift names by members (`model: .gpt4_o_mini`).
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.literals.stray_weights import may_be_weights
from aibom.scanners.code.matching.model_names import (
    api_model,
    file_model,
    hub_model,
    is_name,
    is_stand_in_path,
    looks_like_hub,
)

_LONGEST = 200  # letters of a name
Named = tuple[Subject, dict[str, Json]]

# What is said on the line of a file that is written, looked for or compared, before and behind its name.
_ASIDE = re.compile(
    r"sav(?:e|ing)Path|writ(?:e|ten)|export|remove|unlink|delete|exists|hasSuffix|hasPrefix|ends|starts|contains|match"
    r"|filter|replace|assert|expect|example|usage|help|desc|print|log\b|error|warn|==|!=",
    re.IGNORECASE,
)
_GGML = re.compile(r"(?:^|/)ggml-[\w.-]{2,80}\.bin\Z")
_R_MODEL = re.compile(r"(?:^|/)models?/[\w./-]{1,120}\.(?:rds|rda|bson|jls)\Z", re.IGNORECASE)
_HUB_KEY = re.compile(
    r"\{:hf,\s*\Z|ModelConfiguration\(\s*id:\s*\Z"
    r"|\b(?:repo(?:_?id)?|hf_?repo|hub_?id|model_?id|from_pretrained|pretrained)[\"']?\s*(?::|=>|=|\(|<-)\s*\Z",
    re.IGNORECASE,
)
# What reads a table in R, Julia and Scala.
_DATA_KEY = re.compile(
    r"\b(?:read[._](?:csv2?|tsv|table|delim|parquet|feather|excel|xlsx?|arff)|fread|vroom|CSV\.(?:read|File)|read_arff"
    r"|\.(?:csv|parquet|json)|\.load)\(\s*(?:file\s*=\s*|path\s*=\s*)?\Z"
)
_TABLE = re.compile(r"[\w./~-]{1,200}\.(?:csv|tsv|parquet|feather|arff|xlsx?|jsonl?)\Z", re.IGNORECASE)
_SWIFT_MEMBER = re.compile(r"\bmodel:\s*\.(?P<name>[a-z][\w]{1,40})")
_BUNDLED = re.compile(
    r"forResource:\s*\"(?P<name>[\w.-]{1,80})\",\s*(?:withExtension|ofType):\s*\""
    r"(?P<ending>mlmodelc?|mlpackage|tflite|onnx|gguf|bin|task)\""
)


def named_by_text(text: str, before: str, line: str) -> Named | None:
    """The model or data that a text names by its ending, or by what stands before it; `line` is its line up to it."""
    if len(text) > _LONGEST or not ("." in text or "/" in text) or " " in text:
        return None
    path = text.replace("\\", "/").removeprefix("./")
    weights = may_be_weights(text) or _GGML.search(path) or _R_MODEL.search(path)
    hub = not weights and looks_like_hub(text) and _HUB_KEY.search(before)
    data = not (weights or hub) and _TABLE.fullmatch(text) and _DATA_KEY.search(before)
    if not (weights or hub or data) or path.startswith((".", "*")) or _ASIDE.search(line):
        return None
    if not is_name(text) or is_stand_in_path(text):
        return None
    if data:
        return Subject(kind=Kind.DATASET, name=path, origin="file"), {"source": f"file:{path}"}
    return hub_model(text) if hub else file_model(path)


def named_by_members(path: str, source: str) -> Iterator[tuple[int, Named]]:
    """What Swift names without a text that is a name: members of enumerations, files of the application's bundle."""
    if not path.endswith(".swift"):
        return
    catalogue = load_catalogue()
    for found in _SWIFT_MEMBER.finditer(source):
        name = catalogue.spelt_model(found["name"])
        form = catalogue.form(name) if name is not None else None
        if name is not None and form is not None:
            yield found.start(), api_model(catalogue, name, catalogue.provider(form.provider), "")
    for found in _BUNDLED.finditer(source):
        ending = "mlmodel" if found["ending"] == "mlmodelc" else found["ending"]  # compiled when it is built
        yield found.start(), file_model(f"{found['name']}.{ending}")
