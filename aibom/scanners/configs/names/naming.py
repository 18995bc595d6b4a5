"""From a written model name to a subject: which origin it has, and whether it is a model name at all."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

from aibom.catalog.loader import OPENROUTER, load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject

MAX_NAME = 200
WEIGHTS = re.compile(
    r"\.(?:gguf|ggml|safetensors|bin|pt|pth|th|ckpt|onnx|h5|keras|pb|tflite|pkl|pickle|joblib|mlmodel|engine|llamafile"
    r"|mar|nemo|model|cbm|bst|ubj|pmml|npz|mnn|ptl|torchscript|xml|task|caffemodel|weights|plan|trt|pdparams)\Z",
    re.IGNORECASE,
)
# With the endings that say so of a file at an address only: elsewhere they mean other things.
FETCHED_WEIGHTS = re.compile(rf"{WEIGHTS.pattern}|\.(?:task|weights|caffemodel|th|t7|pdparams|pdiparams)\Z", re.I)
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}\Z")
_HUB_URL = re.compile(
    r"https?://(?:huggingface\.co|hf\.co)/(?P<kind>datasets/|spaces/)?"
    r"(?P<id>[\w.-]+(?=/(?:resolve|raw|blob)/)|[\w.-]+/[\w.-]+)"
)
_REVISION = re.compile(r"/(?:resolve|blob|tree|raw)/(?P<revision>[^/?#\s]+)")
# A version of a model on Kaggle: owner/model/framework/variation/version (kaggle.com/docs/models).
_KAGGLE = re.compile(
    r"[\w-]+/[\w.-]+/(?:pax|keras|pytorch|tensorrtllm|transformers|jax|flax|tflite|tensorflow[12]?|gemmacpp|gguf|onnx|other"
    r"|scikitlearn|maxtext|litert)/[\w.-]+(?:/\d+)?\Z",
    re.IGNORECASE,
)
# How LiteLLM is to speak to Bedrock, and in which region, before the model: `bedrock/converse/...`.
_BEDROCK_ROUTE = re.compile(
    r"\A(?:(?:converse|converse_like|invoke|async_invoke|agentcore|[a-z]{2}(?:-gov)?-[a-z]+-\d)/)+"
)
_DATED = re.compile(r"\d{4}-?\d{2}-?\d{2}|-\d{4}(?:\b|$)|-\d{3}$|[@:]\d{3,}")
_PLAIN = re.compile(r"[A-Za-z0-9][\w.:/@+ -]*+\Z")
_PLACEHOLDER = re.compile(
    r"[<>{}\[\]…*]|^os\.environ/|(?:^|[/_.: -])your[-_ /]|(?:^|/)path[/_-]to[/_-]|\.\.\.|\$|a{8,}|x{6,}"
    r"|^(?:your|my|the|some|no|not|path|model|name|none|null|nil|false|true|auto|default|todo|changeme"
    r"|example|placeholder|test|dummy|mock|fake|n/a|xxx+|unknown|custom|local|latest|base)(?:[-_ /].*)?$",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"\[\d{1,3}[km]\]\Z", re.IGNORECASE)
_OTHER_FILE = re.compile(
    r"\.(?:ya?ml|json|jsonl|txt|py|sh|md|csv|tsv|toml|cfg|conf|html?|js|ts|log|parquet)\Z", re.IGNORECASE
)
# Folders that hold models: what stands below them is a path and no organisation's name.
_FOLDERS = frozenset(
    "model models checkpoint checkpoints ckpt ckpts weights output outputs out runs results saves saved exp"
    " experiments pretrained cache tmp path data logs artifacts assets src app application text image chat video"
    " audio".split()
)
# Words that still are a name when they stand before something: `base` alone says nothing, `custom-llm` may.
_TOO_GENERAL = frozenset(
    "model models llm chat embedding embeddings gpt ai api openai anthropic ollama gemini huggingface hf local"
    " custom default base small large medium tiny mini".split()
)


class Named(NamedTuple):
    """A model that a text names, with the facts that the name itself tells."""

    subject: Subject
    facts: dict[str, Json]


def name_model(text: str, origin: str = "", model_class: str = "") -> Named | None:
    """The model that `text` names when its place says it is one; None when the text is no name.

    `origin` is what the place says: hf, ollama, file, url, label, routed, repository, mlflow, or a provider's id.
    """
    name = bare_name(text)
    if not name or len(name) > MAX_NAME or is_placeholder(name):
        return None
    if hub := _from_hub_url(name):
        return _with_class(hub, model_class)
    if name.startswith("ollama://"):
        return _with_class(_ollama(name.removeprefix("ollama://")), model_class)
    if "://" in name and origin != "mlflow":
        return _from_other_url(name, model_class)
    if name.startswith(("@cf/", "@hf/")) and _PLAIN.match(name[1:]):
        return _with_class(api_model(name, "cloudflare"), model_class)
    if not _PLAIN.match(name.lstrip("./~")):
        return None
    if _KAGGLE.match(name):
        told: dict[str, Json] = {"hosted": False, "source": f"kaggle:{name}", "provider": name.partition("/")[0]}
        return _with_class(Named(Subject(kind=Kind.MODEL, name=name, origin="kaggle"), told), model_class)
    return _with_class(_by_origin(name, origin), model_class)


def bare_name(text: str) -> str:
    """A name without quotes and without the window that coding agents ask for: `claude-opus-5[1m]`."""
    return _WINDOW.sub("", text.strip().strip("\"'"))


def is_placeholder(name: str) -> bool:
    """Whether a value only stands for a name: `<model>`, `${MODEL}`, `your-model-here`, `none`, `x`."""
    numbers = not any(char.isalpha() for char in name)  # an address, a version: `dns_fallback: 8.8.8.8`
    return len(name) < 2 or numbers or bool(_PLACEHOLDER.search(name)) or name.lower() in _TOO_GENERAL


def is_path(name: str) -> bool:
    """Whether a name is a path or a weights file rather than a hub id."""
    if name.startswith(("./", "../", "/", "~")) or WEIGHTS.search(name) or name.count("/") > 1:
        return True
    return name.partition("/")[0].lower() in _FOLDERS and "/" in name


def is_hub_id(name: str) -> bool:
    """Whether a text has the form `organisation/name` of a hub."""
    return bool(_HUB_ID.match(name)) and not is_path(name) and not _OTHER_FILE.search(name) and ".." not in name


def is_kaggle(name: str) -> bool:
    """Whether a text has the form of a model's variation on Kaggle."""
    return bool(_KAGGLE.match(name))


def file_model(path: str) -> Named:
    """A model in a file, named by its path as code names it; one outside of the tree keeps its root."""
    name = posixpath.normpath(path)
    return Named(Subject(kind=Kind.MODEL, name=name, origin="file"), {"hosted": False, "source": f"file:{name}"})


def hub_model(name: str, facts: dict[str, Json] | None = None) -> Named:
    """A model on the Hugging Face hub; `name@revision` is taken apart."""
    name, _, revision = name.partition("@")
    told: dict[str, Json] = {"hosted": False, "source": f"hf:{name}"}
    if "/" in name:
        told["provider"] = name.partition("/")[0]
    if revision:
        told["revision"] = revision
    return Named(Subject(kind=Kind.MODEL, name=name, origin="hf"), {**told, **(facts or {})})


def api_model(name: str, origin: str) -> Named:
    """A model behind the API of a provider of the catalogue, or of an unknown one (origin "")."""
    catalogue = load_catalogue()
    form, provider = catalogue.form(name), catalogue.provider(origin) if origin else None
    origin = origin or (form.provider if form else "")
    facts: dict[str, Json] = {"provider": origin, "source": f"{origin}:{name}"} if origin else {}
    hosted = provider or (catalogue.provider(origin) if origin else None)
    if hosted is not None:
        facts["hosted"] = not hosted.self_hosted
    if form is not None and form.model_class:
        facts["model_class"] = form.model_class
    if hosted is not None and not hosted.self_hosted:
        known = form.alias if form is not None else None
        facts["floating_alias"] = known if known is not None else not _DATED.search(name)
    return Named(Subject(kind=Kind.MODEL, name=name, origin=origin), facts)


def _by_origin(name: str, origin: str) -> Named:
    if origin == "ollama":
        return _ollama(name)
    if origin in ("file", "repository"):
        return file_model(name)
    if origin == "routed":
        return _routed(name)
    if origin == "mlflow":
        return Named(
            Subject(kind=Kind.MODEL, name=name, origin="mlflow"), {"hosted": False, "source": f"mlflow:{name}"}
        )
    if origin == "label":
        return Named(Subject(kind=Kind.MODEL, name=name), {})
    if origin in ("hf", "huggingface", ""):
        return _hub_or_file(name, origin)
    provider = load_catalogue().provider(origin)
    return (
        hub_model(name) if provider is not None and provider.serves_hub and is_hub_id(name) else api_model(name, origin)
    )


def _hub_or_file(name: str, origin: str) -> Named:
    if is_path(name):
        return file_model(name)
    if is_hub_id(name.split(":")[0].split("@")[0]):
        base, _, variant = name.partition(":")
        return hub_model(base, {"quantisation": variant} if re.match(r"[IQ]+\d|[Ff]\d", variant) else {})
    return hub_model(name) if origin else api_model(name, "")


def _ollama(name: str) -> Named:
    for host in ("hf.co/", "huggingface.co/"):
        if name.startswith(host):
            return _hub_or_file(name.removeprefix(host), "hf")
    name = name.removesuffix(":latest")
    facts: dict[str, Json] = {"hosted": False, "provider": "ollama", "source": f"ollama:{name}"}
    form = load_catalogue().form(name)
    if form is not None and form.model_class:
        facts["model_class"] = form.model_class
    return Named(Subject(kind=Kind.MODEL, name=name, origin="ollama"), facts)


def _routed(name: str) -> Named:
    """LiteLLM's `provider/model`; a name without a known provider is what its own form says."""
    head, slash, rest = name.partition("/")
    whole = load_catalogue().form(name)
    if whole is not None and whole.provider == OPENROUTER:
        return api_model(name, OPENROUTER)
    provider = load_catalogue().provider_of_name(head) if slash else None
    if head in ("ollama", "ollama_chat") and rest:
        return _ollama(rest)
    if head == "huggingface" and rest:
        return _hub_or_file(rest, "hf")
    if provider is not None and provider.serves_hub and is_hub_id(rest):
        return hub_model(rest)
    if provider is not None and rest:
        return api_model(_BEDROCK_ROUTE.sub("", rest) if provider.id == "bedrock" else rest, provider.id)
    return _hub_or_file(name, "")


def _from_hub_url(text: str) -> Named | None:
    match = _HUB_URL.match(text)
    if match is None or match["kind"]:
        return None
    revision = _REVISION.match(text, match.end())
    facts: dict[str, Json] = {"revision": revision["revision"]} if revision else {}
    return hub_model(match["id"].removesuffix(".git"), facts)


def _from_other_url(text: str, model_class: str) -> Named | None:
    if text.startswith(("huggingface://", "pvc+hf://")):
        text = "hf://" + text.partition("://")[2].removeprefix(_volume(text))
    name = unquote(posixpath.basename(text.split("?")[0].rstrip("/")))
    if not FETCHED_WEIGHTS.search(name) and not text.startswith(
        ("s3://", "gs://", "hf://", "azureml://", "pvc://", "oci://")
    ):
        return None
    if text.startswith("hf://") and not text[5:].strip("/"):
        return None
    if text.startswith("hf://"):
        return _with_class(_hub_or_file("/".join(text[5:].split("/")[:2]), "hf"), model_class)
    place = text.split("?")[0]
    if text.startswith("pvc://") and "/" not in text[6:].strip("/"):
        return None  # a volume as a whole; what lies in it is not said
    facts: dict[str, Json] = {"hosted": False, "source": place}
    name = name if text.startswith("http") else place.rstrip("/")
    return _with_class(Named(Subject(kind=Kind.MODEL, name=name), facts), model_class) if name else None


def _volume(text: str) -> str:
    """Of `pvc+hf://volume/org/name` the volume, which is no part of the model's name."""
    scheme, _, rest = text.partition("://")
    return rest.partition("/")[0] + "/" if scheme.startswith("pvc") else ""


def _with_class(named: Named, model_class: str) -> Named:
    return Named(named.subject, {**named.facts, "model_class": model_class}) if model_class else named
