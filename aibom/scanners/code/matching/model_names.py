"""Model and data set names: who serves them, what they are, and which text is no name at all."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Set
from urllib.parse import urlsplit

from aibom.catalog.entries import Provider
from aibom.catalog.loader import OPENROUTER, Catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.resolving.types import Const
from aibom.scanners.listed import Listed

_NAME = re.compile(r"[A-Za-z0-9_@~./\\-][\w.:@/\\+~ =-]{0,199}")
_VARIABLE = re.compile(r"(?:[A-Z0-9]+_)+(?:MODEL|LLM|DEPLOYMENT|ENGINE)(?:_(?:NAME|ID))?")  # of the environment
# What templates write where a name belongs: `your-deployment-name`, `placeholder`.
_STAND_IN = re.compile(
    r"(?:your|insert|enter|replace)[-_ /].*|/?path/to/.*|placeholder|change[-_]?me|x{3,}|<.*>"
    r"|(?:no|not)[-_ ](?:.*[-_ ])?(?:available|configured|found|given|selected|set|specified)"
    r"|(?:model|deployment)[-_]name|(?:[a-z]+ )+(?:path|name|id|here)|(?:.*/)?(?:none|null|undefined)/?|no[-_ ]model"
    r"|(?:models|openai|azure|anthropic|bedrock|gemini|google|vertex_ai|groq|ollama|openrouter|mistral|together_ai|huggingface|xai|deepseek)/"
    r"|(?:unknown|unnamed|untitled)(?:[-_ ](?:tool|function|agent|model|name))?|(?:remote[-_ ])?tool",
    re.IGNORECASE,
)
# How a menu spells models: `Claude 3.5 Haiku` of Amplify.
_MENU = re.compile(r"(?:Claude|Llama|Nova|Titan|Command|Mistral)(?: [\w.]{1,12}){1,4}")
_HUB = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(?:@[\w.-]+)?")
_DATED = re.compile(r"\d{4}-?\d{2}-?\d{2}|-\d{4}(?:\b|$)|-\d{3}$|[@:]\d{3,}")
_PLACEHOLDER = re.compile(r"\$\{[\w.\-]++:-?([^{}]*+)\}")
_STAND_IN_PATH = re.compile(r"(?:^|/)(?:path[/_-]to|your[/_-])|\A(?:[a-z]+ )+(?:path|here)\Z", re.IGNORECASE)
NAMELESS = ("Model", "Sequential")  # Keras' classes of networks
_PACKAGE = re.compile(r"\A[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+/(?=[\w./-]+\.\w+\Z)")  # `files("desk.prompts") / "clerk.md"`
_CROSS = 2  # values on each side that make a cross product
_FILE_ENDINGS = (
    ".pt .pth .bin .ckpt .safetensors .gguf .ggml .onnx .h5 .hdf5 .keras .pb .tflite .pkl .pickle .joblib .npz .mar "
    ".engine .mlmodel .ubj .cbm .json .jsonl .parquet .tsv .arrow .feather .xlsx .xls .pdf .md .html .xml .zip .gz "
    ".tar .docx .db .model .txt .yaml .csv .dill .sav .nemo"
).split()

_OF_ELASTIC = re.compile(r"\.(?:elser|multilingual-e5|rerank|jina)[\w-]*\Z")  # models that Elasticsearch brings
_ARN = re.compile(r"\Aarn:\S{1,100}:(?:foundation-model|inference-profile)/(?P<name>[A-Za-z][\w.:-]*\w)\Z")


def settled_text(text: str) -> str:
    """A text with `${name:default}` and `${NAME:-default}` replaced by the defaults; the model of an ARN."""
    match = _ARN.search(text) if "arn:" in text else None
    if match is not None:
        return match["name"]
    return _PLACEHOLDER.sub(lambda found: found[1], text) if "${" in text else text


def is_name(text: str) -> bool:
    """Whether a text can name a model: no spaces around, no braces, not a sentence, no variable, nobody's stand-in, and
    more than a letter."""
    if _VARIABLE.fullmatch(text) or _STAND_IN.fullmatch(text) or text.endswith("-"):  # `gpt-4-` is a beginning
        return False
    if text.startswith(".") and "/" not in text and not _OF_ELASTIC.match(text):  # `.claude-3`: nothing stood before it
        return False
    if (
        len(text) < 2
        or (text.count(" ") > 1 and not _MENU.fullmatch(text))
        or text.strip(". /") == ""
        or text.strip() != text
    ):
        return False
    return bool(_NAME.fullmatch(text))


def is_stand_in_path(text: str) -> bool:
    """Whether a path stands for what the user fills in: `path/to/data.csv`, `your_data/train.jsonl`."""
    return _STAND_IN_PATH.search(text) is not None


# What pipelines make and save: `pipe(prompt).images[0].save("out.png")`.
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|webp|bmp|tiff?|svg|wav|mp3|flac|ogg|mp4|avi|mov|obj|ply|glb|ttf|otf|woff2?)\Z", re.IGNORECASE
)


def is_media(text: str) -> bool:
    """Whether a path is a picture, recording, film or font."""
    return _MEDIA.search(text) is not None


def bare_word(text: str) -> bool:
    """Whether a text is one plain word ("resume", "auto"): a setting rather than a model's name."""
    return text.isalpha()


def local_path(text: str) -> bool:
    """Whether a text is a path of a file or folder rather than a name on a hub."""
    plain = text.replace("\\", "/")
    return (
        plain.startswith(("./", "../", "/", "~"))
        or plain.lower().endswith(tuple(_FILE_ENDINGS))
        or plain.endswith("/")
        or plain.count("/") > 1
        or bool(re.match(r"[A-Za-z]:/", plain))
    )


_CLASS_PATH = re.compile(r"classpath\*?:/?")


def tree_path(text: str, folder: str, exists: Mapping[str, object] | Set[str]) -> str:
    """The path in the tree that a written path means: as it stands, or below the folder of the file it stands in."""
    resource = _CLASS_PATH.match(text)
    plain = posixpath.normpath(text[resource.end() if resource else 0 :].replace("\\", "/"))
    module, java, _ = f"/{folder}".partition("/src/main/")
    for base in (folder, posixpath.dirname(folder), "", f"{module[1:]}/src/main/resources".lstrip("/") if java else ""):
        candidate = posixpath.normpath(posixpath.join(base, plain.lstrip("/")))
        if candidate in exists:
            return candidate
    stripped = plain
    while stripped.startswith("../"):
        stripped = stripped[3:]
    return stripped if stripped in exists else plain


class TreePaths:
    """The files of the tree, by path and by name; `in` asks for a path."""

    def __init__(self, paths: Set[str]) -> None:
        self.paths = paths if isinstance(paths, Listed) else Listed(paths)

    def __contains__(self, path: str) -> bool:
        return path in self.paths

    def of(self, text: str, path: str) -> str:
        """The path that a text written in a file means; a name that only one file has is that file.

        Programs are started in other folders than the one their code lies in, and libraries have folders of their
        own (CrewAI's `knowledge/`).
        """
        text = _PACKAGE.sub(lambda match: match[0].replace(".", "/"), text)
        found = tree_path(text, posixpath.dirname(path), self.paths)
        if found in self.paths or not posixpath.splitext(found)[1]:
            return found
        same = [one for one in self.paths.named(posixpath.basename(found)) if one.endswith(f"/{found.lstrip('/')}")]
        return same[0] if len(same) == 1 else found

    def within(self, folder: str, path: str) -> list[str]:
        """The files of a folder that a file of code names: below its own folder or one around it, else the only one of
        such a name."""
        wanted, here = posixpath.normpath(folder).lstrip("/"), posixpath.dirname(path)
        by_folder: dict[str, list[str]] = {}
        for one in sorted(self.paths):
            by_folder.setdefault(posixpath.dirname(one), []).append(one)
        while True:
            found = by_folder.get(posixpath.normpath(posixpath.join(here, wanted)))
            if found or not here:
                break
            here = posixpath.dirname(here)
        alike = [one for one in by_folder if one.endswith(f"/{wanted}")] if not found else []
        return found or (by_folder[alike[0]] if len(alike) == 1 else [])


def is_nameless(subject: Subject | None) -> bool:
    """Whether a model is only called as Keras calls every network: what it is built of may say more."""
    return subject is not None and subject.kind is Kind.MODEL and subject.name in NAMELESS and not subject.origin


def file_model(path: str) -> tuple[Subject, dict[str, Json]]:
    """A model in a file, named by its path."""
    facts: dict[str, Json] = {"hosted": False, "source": f"file:{path}"}
    return Subject(kind=Kind.MODEL, name=path, origin="file"), facts


def hub_model(name: str, revision: str | None = None) -> tuple[Subject, dict[str, Json]]:
    """A model on the Hugging Face hub."""
    name, _, pinned = name.partition("@")
    facts: dict[str, Json] = {"hosted": False, "source": f"hf:{name}"}
    if "/" in name:
        facts["provider"] = name.partition("/")[0]
    if revision or pinned:
        facts["revision"] = revision or pinned
    return Subject(kind=Kind.MODEL, name=name, origin="hf"), facts


def api_model(
    catalogue: Catalogue, name: str, provider: Provider | None, class_: str
) -> tuple[Subject, dict[str, Json]]:
    """A model behind somebody's API; the name's own form tells what the provider leaves open."""
    head, spaced, plain = name.partition(":")  # `openai:gpt-4o`, which some other reader takes apart before it asks
    if spaced and catalogue.form(plain) is not None and (named := catalogue.provider_of_name(head)) is not None:
        provider, name = named, plain
    form = catalogue.form(name)
    origin = provider.id if provider is not None else form.provider if form is not None else ""
    facts: dict[str, Json] = {}
    if origin:
        facts |= {"provider": origin, "source": f"{origin}:{name}"}
    if provider is not None:
        facts["hosted"] = not provider.self_hosted
    if (form is not None and form.model_class) or class_:
        facts["model_class"] = form.model_class if form is not None else class_
    if provider is not None and not provider.self_hosted:
        known = form.alias if form is not None else None
        facts["floating_alias"] = known if known is not None else not _DATED.search(name)
    return Subject(kind=Kind.MODEL, name=name, origin=origin), facts


_SPOKEN_BY_ALL = "openai"
_SPEAKING = ("deepgram", "cartesia", "elevenlabs", "assemblyai", "rime")  # a language or voice follows: `nova-3:multi`
_TAG = re.compile(r"latest|[0-9][0-9.]*[bBmM](?:-[\w.-]+)?")  # of a model in Ollama's registry: `codestral:latest`


def routed(catalogue: Catalogue, name: str) -> tuple[Provider | None, str]:
    """`provider/model` and `provider:model` taken apart, for routers such as LiteLLM.

    `mistralai/...` and `openai/gpt-oss-...` are organisations of the hub where the whole name says so.
    """
    name = name.removeprefix("gateway/") if ":" in name else name  # a gateway before `provider:model`
    name = name.removeprefix("mastra/") if name.count("/") > 1 else name  # or before `provider/model`
    space, spaced, plain = name.partition("::")  # a crate's adapter before the model: `groq::openai/gpt-oss-20b`
    if spaced and plain:
        provider = catalogue.provider_of_name(space)
        return (provider, plain) if provider is not None else routed(catalogue, plain)
    whole = catalogue.form(name)
    if whole is not None and whole.provider in ("hf", OPENROUTER):
        return (catalogue.provider(OPENROUTER) if whole.provider == OPENROUTER else None), name
    for separator in ("/", ":"):
        head, found, rest = name.partition(separator)
        rest = rest.strip().removeprefix("/")  # `OpenAI: gpt-4o` of a list, MLflow's `openai:/gpt-4o`
        if found and rest and not (separator == ":" and _TAG.fullmatch(rest)):
            provider = catalogue.provider_of_name(head)
            if provider is not None and provider.serves_models:
                provider = _maker(catalogue, provider, rest)
                return provider, rest.partition(":")[0] if provider.id in _SPEAKING else rest
    form = catalogue.form(name)
    return (catalogue.provider(form.provider) if form is not None else None), name


def _maker(catalogue: Catalogue, provider: Provider, name: str) -> Provider:
    """Who serves a model that is written behind a vendor's name: where the vendor serves none but its own and the name
    is another such vendor's, the reader put both together (`PREFIX[vendor] + model`). OpenAI's stands for all that
    speak its protocol."""
    form = catalogue.form(name) if provider.own_models and provider.id != _SPOKEN_BY_ALL else None
    other = catalogue.provider(form.provider) if form is not None and form.provider != provider.id else None
    return other if other is not None and other.own_models else provider


def uncrossed(catalogue: Catalogue, texts: list[Const]) -> list[Const]:
    """Names less those that only the reader put together: of `f"{provider}/{model}"`, where branches set both, each
    provider meets each model, so that of a whole cross product only pairs stay whose forms agree."""
    pairs = [str(text.value).rpartition("/")[::2] for text in texts]
    heads, tails = {head for head, _ in pairs}, {tail for _, tail in pairs}
    if len(heads) < _CROSS or len(tails) < _CROSS or "" in heads or len(set(pairs)) < len(heads) * len(tails):
        return texts
    return [text for text, (head, tail) in zip(texts, pairs, strict=True) if _agree(catalogue, head, tail)]


def _agree(catalogue: Catalogue, head: str, tail: str) -> bool:
    form, provider = catalogue.form(tail), catalogue.provider_of_name(head.rpartition("/")[2])
    return form is None or provider is None or form.provider == provider.id


def looks_like_hub(name: str) -> bool:
    """`organisation/model`."""
    return bool(_HUB.fullmatch(name)) and not local_path(name)


def host_of(url: str) -> str:
    """Host and port of a URL, lower case; "" when there is none."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port else host
