"""Reads program calls that serve nothing but name models, data or services: downloads, training runs, API calls."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from itertools import takewhile

from aibom.catalog.commands import ModelCommand, commands
from aibom.catalog.path_words import publishes_data
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.secrets import clean_url
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject, Unknown
from aibom.scanners.configs.names.modelkeys import key_hint
from aibom.scanners.configs.names.naming import FETCHED_WEIGHTS, WEIGHTS, Named, name_model
from aibom.scanners.configs.names.services import provider_service, service_of_url
from aibom.scanners.configs.names.values import known_model, model_of_setting, model_of_value
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.data import DATA_ENDINGS, data_subject, is_data_folder, is_data_key, role_of, trains
from aibom.scanners.configs.told.lineage import OUTPUTS, PUBLISHED, lineage, output_of
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.commands.launch import flag_values, read_flags
from aibom.scanners.deployments.records import Word
from aibom.scanners.deployments.told.benchmarks import evaluated_tasks, measured_model

_USE_FLAGS = frozenset(
    "revision model_revision trust_remote_code load_in_8bit load_in_4bit load_8bit quantization torch_dtype"
    " dtype use_safetensors".split()
)
_MAX_ARRAY = 40
# `swift sft`, `python -m openrlhf.cli.train_ppo`, `finetune.py`, `verl.trainer.main_ppo`.
_TRAINER = re.compile(
    r"(?:\A|[/._-])(?:(?:pre)?train(?:er)?|fine-?_?tun(?:e|ing)|sft|dpo|kto|orpo|rlhf|grpo|(?:main_)?ppo)(?:[._-]\w*)*\Z"
)
_MAX_VERBS = 12  # words at the start of a call among which those are that name what runs
_MAX_DATA = 200  # data sets of one flag, with the weights between them
# Flags of vision scripts, whose values say by their ending what they are.
_WEIGHTS = frozenset("weights pretrained_weights init_checkpoint load_from resume_from resume checkpoint ckpt".split())
# Flags of a training run that hold folders of what it learns from, which other programs have as well.
_LEARNT = frozenset(
    "image_dir images_dir img_dir image_folder image_root image_root_path img_root video_folder audio_dir audio_folder"
    " wav_dir data_dir dataroot data_root train_dir".split()
)
_PLAIN_PATH = re.compile(r"[A-Za-z0-9][\w./-]{1,100}")
_HOME = re.compile(r"(?:\A|(?<==))\$(?:HOME|\{HOME\})/")
_HERE = re.compile(r"(?:\A|(?<==))(?:\$(?:PWD|\{PWD\})|\$\(pwd\))/")
_HUB_OF_TENSORFLOW = ("https://tfhub.dev/", "https://www.kaggle.com/models/")
# Scripts that are called for what they do: `./scripts/pull-model.sh phi3-mini`.
_PULLS = re.compile(
    r"(?:pull|download|fetch|get|load|serve|run|start)[_-](?:(?:ollama|llm|hf|vllm)[_-])?(?:models?|llm|ollama)\.(?:sh|bash|py|ps1)",
    re.IGNORECASE,
)
_FETCHERS = frozenset("wget curl aria2c git".split())
_PACKED = re.compile(
    r"/(?:models?|weights|checkpoints)/(?:[\w.-]{1,80}/){0,4}(?P<name>[\w.-]{1,100}\w)\.(?:zip|tar|tgz|tar\.gz|tar\.xz)\Z"
)
_ROWS = re.compile(
    r"\.(?:csv|tsv|parquet|jsonl|ndjson|arrow|npz|tfrecords?|arff|libsvm|conllu?)(?:\.(?:gz|zip|bz2|xz|zst))?\Z"
)
_ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|7z)\Z", re.IGNORECASE)
_OF_DATA = re.compile(
    r"(?<![a-z])(?:data|data[_-]?sets?|training|train(?:val)?|val|test|images?|annotations?|corpus|corpora|reviews"
    r"|coco|voc|mnist|cifar|celeba|imagenet|flickr\w*|librispeech|ljspeech|vctk|wikitext|squad|imdb|ml)(?![a-z])"
)
_VECTORS = re.compile(r"(?<![a-z])(?:glove|word2vec|fasttext|googlenews-vectors|wiki-news)", re.IGNORECASE)
_OLLAMA = re.compile(r"/api/(?:pull|generate|chat|embed|embeddings|show|create)[\"']?\Z")
_OLLAMA_MODEL = re.compile(r'"(?:name|model|from)"\s*:\s*"([A-Za-z][\w./:-]{1,100})"')
_ELASTIC = re.compile(r"/(?:_inference|_ml/trained_models|_ingest/pipeline)/")
_MODEL_ID = re.compile(r'"model_id"\s*:\s*"(\.?[\w./-]{3,120})"')
_BODY_MODEL = re.compile(r'"model"\s*:\s*"([^"]{2,120})"')
# Calls in `python -c "..."` whose first text is a model.
_INLINE = re.compile(
    r"\b(?P<call>from_pretrained|SentenceTransformer|CrossEncoder|snapshot_download|hf_hub_download|load_model|WhisperModel|TextEmbedding|pipeline"
    r"|YOLO|spacy\.load)\(\s*(?:repo_id\s*=\s*|model\s*=\s*|[\"'][\w-]+[\"']\s*,\s*model\s*=\s*)?[\"'](?P<name>[^\"']{2,150})[\"']"
)
_WHISPER = ("load_model", "WhisperModel")  # whose models are told by their size
_INLINE_DATA = re.compile(r"\bload_dataset\(\s*[\"'](?P<name>[^\"']{2,150})[\"']")


def call_sightings(invocation: Invocation, sight: Sight) -> Iterator[Sighting]:
    """What one call tells; programs that only print tell nothing."""
    program = invocation.program
    if program in commands().silent:
        return
    words = invocation.words
    found = commands().find([program, *(word.text for word in words[1:])], _module(words))
    if found is not None:
        yield from _command(found[0], words[found[1] :], words, sight)
    elif program in _FETCHERS:
        yield from _fetch(words, sight)
    elif pulled := _pulled(words):
        yield from (sight.model(named, word.line, posixpath.basename(program)) for named, word in pulled)
    else:
        yield from _with_lineage(list(_flags(program, words, sight)), words, sight)
    yield from _inline(words, sight)


def _pulled(words: Sequence[Word]) -> list[tuple[Named, Word]]:
    """The models that a script of one's own is given by their names alone, also by a shell."""
    at = next((at for at, word in enumerate(words[:2]) if _PULLS.fullmatch(posixpath.basename(word.text))), None)
    given = words[at + 1 : _MAX_VERBS] if at is not None else ()
    plain = takewhile(lambda word: not word.text.startswith("-"), given)  # what flags hold is told by them
    named = ((model_of_setting("model", word.text), word) for word in plain)
    return [(one, word) for one, word in named if one is not None]


def _module(words: Sequence[Word]) -> str:
    for index, word in enumerate(words[1:6], 1):
        if word.text == "-m" and index + 1 < len(words):
            return words[index + 1].text
    return ""


def _command(
    command: ModelCommand, rest: tuple[Word, ...], words: tuple[Word, ...], sight: Sight
) -> Iterator[Sighting]:
    if not command.is_given([word.text for word in rest]):
        return
    symbol = " ".join(command.words) or f"python -m {command.module}"
    service = provider_service(command.provider) if command.provider else None
    if service is not None:
        yield sight.service(service, words[0].line, symbol, 0.8)
    flags = read_flags(rest)
    for word in named_words(command, rest):
        if not is_resolved(word.text):
            reason = f"the {command.kind} of `{symbol}` is a variable"
            shown = word.text[:200]
            yield Unknown(topic=command.kind, path=sight.path, line=word.line, reason=reason, expression=shown)
        elif command.kind == "dataset":
            subject = Subject(kind=Kind.DATASET, name=word.text, origin=command.origin)
            yield sight.thing(subject, word.line, symbol, source=f"{command.origin}:{word.text}")
        elif command.dataset_flag and flags.get("repo_type", ("", 0))[0] == "dataset":
            yield from _data(word, "dataset", sight)
        elif (named := _model(word.text, command)) is not None:
            yield sight.model(_revised(named, flags), word.line, symbol, _arguments(flags))
            if service is not None:
                yield sight.link(named.subject, RelationKind.SERVED_BY, service.subject, word.line)


def _model(text: str, command: ModelCommand) -> Named | None:
    """The model of a name, with what its command leaves out of it; a path is none."""
    if command.origin == "routed" and (known := known_model(text)) is not None:
        return known
    left_out = "" if "/" in text or text.startswith(command.prefix) else command.prefix
    return name_model(left_out + text, command.origin)


def named_words(command: ModelCommand, rest: tuple[Word, ...]) -> list[Word]:
    """The words behind a command that name what it is for."""
    flagged = list(flag_values(rest, command.flags))
    if flagged or command.at is None:
        return flagged
    before = ("", *(word.text for word in rest))
    given = [word for word, last in zip(rest, before, strict=False) if last not in command.values]
    plain = [word for word in given[:3] if not word.text.startswith("-")]
    return plain[command.at : command.at + 1]


def _arguments(flags: dict[str, tuple[Json, int]]) -> dict[str, Json]:
    return {name: value for name, (value, _) in sorted(flags.items()) if name in _USE_FLAGS}


def _revised(named: Named, flags: dict[str, tuple[Json, int]]) -> Named:
    revision = flags.get("revision") or flags.get("model_revision")
    if revision and isinstance(revision[0], str) and named.subject.origin == "hf":
        return Named(named.subject, {**named.facts, "revision": revision[0]})
    return named


def _fetch(words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """Downloads of weights, clones of hub repositories, and requests to the API of a provider."""
    for word in words[1:]:
        if "://" not in word.text:
            continue
        url = word.text[word.text.find("http") :] if "http" in word.text else word.text
        named = (
            name_model(url, "url")
            if "huggingface.co" in url or "hf.co" in url or FETCHED_WEIGHTS.search(url.split("?")[0])
            else None
        )
        data = data_subject(url) if named is None and ("/datasets/" in url or _tells_of_data(url)) else None
        if data is not None:
            yield sight.thing(data, word.line, words[0].text, source=f"{data.origin}:{data.name}")
        elif named is not None or (named := _packed(url) or _vectors(url)) is not None:
            yield sight.model(named, word.line, words[0].text)
        elif (service := service_of_url(url)) is not None and service.facts.get("service_type") in (
            "ai-api",
            "search-api",
        ):
            yield sight.service(service, word.line, words[0].text)
            yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, word.line)
    yield from _at_routes(words, sight)
    for word in words[1:]:
        for name in _BODY_MODEL.findall(word.text) if '"model"' in word.text else ():
            named = known_model(name)
            if named is not None:
                yield sight.model(named, word.line, words[0].text)


def _at_routes(words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """What servers are asked that are known by their routes, wherever they run."""
    for route, told in ((_OLLAMA, _asked_of_ollama), (_ELASTIC, _run_by_elastic)):
        if any(route.search(word.text) for word in words[1:]):
            yield from told(words, sight)


def _run_by_elastic(words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """`curl -X PUT "$ES/_inference/..." -d '{"service": "elser", ... "model_id": ".elser_model_2"}'`: models that
    Elasticsearch runs itself have names with a dot in front or are uploaded to it."""
    service = provider_service("elasticsearch")
    for word in words[1:]:
        for name in _MODEL_ID.findall(word.text):
            known = known_model(name)
            own = Named(Subject(kind=Kind.MODEL, name=name), {"source": f"elasticsearch:{name}"})
            named, serving = (known, provider_service(known.subject.origin)) if known is not None else (own, service)
            yield sight.model(named, word.line, words[0].text)
            yield from sight.served(named.subject, serving, word.line, words[0].text)


def _asked_of_ollama(words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """`curl http://ollama:11434/api/pull -d '{"name": "phi4"}'`, at whatever host: only Ollama has these routes."""
    service = provider_service("ollama")
    for word in words[1:]:
        for name in _OLLAMA_MODEL.findall(word.text):
            named = name_model(name, "ollama")
            if named is not None:
                yield sight.model(named, word.line, words[0].text)
                yield from sight.served(named.subject, service, word.line, words[0].text)


def _tells_of_data(url: str) -> bool:
    """Whether the file at an address is one of records, or an archive whose host, name or folder says data."""
    place = url.split("?")[0].lower()
    if _ROWS.search(place) or (publishes_data(place) and not place.endswith(("/", ".html", ".md"))):
        return not _VECTORS.search(place)
    parts = place.partition("://")[2].split("/")[1:]
    return bool(_ARCHIVE.search(place)) and not _VECTORS.search(place) and any(map(_OF_DATA.search, parts[-3:]))


def _vectors(url: str) -> Named | None:
    """Word vectors that are published as an archive (nlp.stanford.edu/projects/glove, fasttext.cc)."""
    place = url.split("?")[0]
    if not _VECTORS.search(place) or not (_ARCHIVE.search(place) or place.endswith((".gz", ".vec", ".txt"))):
        return None
    facts: dict[str, Json] = {"hosted": False, "source": f"url:{clean_url(url)}", "model_class": "embedding"}
    return Named(Subject(kind=Kind.MODEL, name=posixpath.basename(place)), facts)


def _packed(url: str) -> Named | None:
    """A model in an archive below a folder of models: `https://host/models/embeddings/mpnet-base-v2.zip`."""
    match = _PACKED.search(url.split("?")[0])
    facts: dict[str, Json] = {"hosted": False, "source": f"url:{clean_url(url)}"}
    return Named(Subject(kind=Kind.MODEL, name=match["name"]), facts) if match is not None else None


def _flags(program: str, words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """`--model_name_or_path org/name`, `--dataset_name org/name`, `model=yolo11n.pt` of a program that runs code."""
    script = program.endswith((".py", ".sh", ".js", ".ts"))
    if not script and program not in commands().runners and "/" not in words[0].text and not program.startswith("-"):
        return
    words = tuple(Word(_HERE.sub("", _HOME.sub("~/", word.text)), word.line) for word in words)
    flags, training = read_flags(words), _is_training(words)
    for index, word in enumerate(words):
        name, equals, value = word.text.partition("=")
        key = name.lstrip("-")
        if not word.text.startswith("-") and not equals:
            continue
        given = Word(value, word.line) if equals else words[index + 1] if index + 1 < len(words) else None
        if (is_data_key(key) or (training and key in _LEARNT)) and not equals:
            for more in within(list(flag_values(words[index:], (name,), many=True)), _MAX_DATA, "values of one flag"):
                yield from _data(more, key, sight, training) if is_resolved(more.text) else ()
            continue
        if given is None or not given.text or given.text.startswith("-") or not is_resolved(given.text):
            continue
        yield from _flag(key, given, flags, sight, words[0].text)
        for more in () if equals or given.line == word.line else _of_array(words[index + 2 :], word.line):
            yield from _flag(key, more, flags, sight, words[0].text)


def _of_array(words: Sequence[Word], line: int) -> Iterator[Word]:
    """The further values of an array that a flag takes in turn: they stand where the array is written."""
    for word in words[:_MAX_ARRAY]:
        if word.text.startswith("-") or word.line >= line or not is_resolved(word.text):
            return
        yield word


def _with_lineage(found: list[Sighting], words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """What flags tell, and what they make of what: base, adapters, data and where the result is written."""
    yield from found
    flags = read_flags(words)
    seen = [one for one in found if isinstance(one, Observation)]
    written = OUTPUTS | PUBLISHED
    keys = ((key, next((name for name in written if key.endswith(f"_{name}")), key)) for key in sorted(flags))
    told = ((name, *flags[key]) for key, name in keys if name in written)  # `--ckpt.output_dir` is `ckpt_output_dir`
    outputs = [output_of(key, value, line) for key, value, line in told if isinstance(value, str)]
    yield from lineage(seen, [output for output in outputs if output is not None], sight, _is_training(words))


def _is_training(words: Sequence[Word]) -> bool:
    """Whether a call trains: its flags are those of a training run, or the program, module or verb says so."""
    return any(map(_TRAINER.search, _verbs(words))) or trains(_settings(words))


def _verbs(words: Sequence[Word]) -> Iterator[str]:
    """The words that name what runs: those before the first flag, a module, a script behind a launcher's flags."""
    flagged = False
    for before, word in zip(("", *(one.text for one in words)), words[:_MAX_VERBS], strict=False):
        flagged = flagged or word.text.startswith("-")
        runs = before in ("-m", "--module") or word.text.endswith((".py", ".sh"))
        if runs or (not flagged and not DATA_ENDINGS.search(word.text)):
            yield word.text


def _settings(words: Sequence[Word]) -> set[str]:
    """The names that a run is set up by: the last parts of its flags and overrides (`trainer.total_epochs=3`)."""
    told = [word.text.partition("=") for word in words[1:]]
    names = (key.lstrip("-+") for key, equals, _ in told if equals or key.startswith("-"))
    return {name.rpartition(".")[2].replace("-", "_") for name in names}


def _flag(key: str, given: Word, flags: dict[str, tuple[Json, int]], sight: Sight, program: str) -> Iterator[Sighting]:
    hint = key_hint(key)
    named = model_of_value(given.text, hint, key) if hint is not None else None
    if key == "model_args":
        named = measured_model(given.text) or named
    if key == "tasks" and "model_args" in flags:
        yield from evaluated_tasks(given, measured_model(flags["model_args"][0]), sight)
    if named is None and key in _WEIGHTS and WEIGHTS.search(given.text):
        named = name_model(given.text, "file")
    if named is None and given.text.startswith(_HUB_OF_TENSORFLOW):
        named = Named(Subject(kind=Kind.MODEL, name=given.text), {"source": given.text})
    if named is not None:
        yield sight.model(_revised(named, flags), given.line, f"{program} --{key}"[-120:], _arguments(flags))
    elif is_data_key(key) or (key == "data" and ("train" in flags or DATA_ENDINGS.search(given.text))):
        yield from _data(given, key, sight)


def _data(word: Word, key: str, sight: Sight, training: bool = False) -> Iterator[Sighting]:
    """Data sets of one word; a plain name counts for a training run that is told `--dataset`."""
    for text in within(re.split(r"[,\s]+|(?<=[\w-])\+(?=[A-Za-z])", word.text), _MAX_DATA, "data sets of one flag"):
        subject = data_subject(text, plain=training and "dataset" in key and not key.endswith("dir"))
        if subject is None and is_data_folder(key) and _PLAIN_PATH.fullmatch(text):
            subject = data_file(text.lstrip("/"))
        if subject is not None:
            facts: dict[str, Json] = {"role": role_of(key), "source": f"{subject.origin or 'name'}:{subject.name}"}
            yield Observation(subject=subject, evidence=sight.at(word.line, key), facts=facts)


def _inline(words: tuple[Word, ...], sight: Sight) -> Iterator[Sighting]:
    """`python -c "..."`: calls with a literal first argument."""
    for index, word in enumerate(words[:-1]):
        if word.text != "-c" or not words[0].text.rpartition("/")[2].startswith("python"):
            continue
        code = words[index + 1]
        for match in _INLINE.finditer(code.text):
            line = code.line + code.text.count("\n", 0, match.start())
            size = "/" not in match["name"] and match["call"] in _WHISPER and "whisper" in code.text
            origin = "label" if size or match["call"] in ("load_model", "YOLO", "spacy.load") else "hf"
            name = f"whisper-{match['name']}" if size else match["name"]
            named = name_model(name, origin)
            if named is not None:
                yield sight.model(named, line, match["call"])
        for match in _INLINE_DATA.finditer(code.text):
            yield from _data(Word(match["name"], code.line), "dataset", sight)
