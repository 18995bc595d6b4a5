"""The data sets that hits yield: on the hub, in files and folders, at addresses."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Set
from urllib.parse import urlsplit

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Call
from aibom.scanners.code.matching.addresses import weights_at
from aibom.scanners.code.matching.model_names import TreePaths, file_model, is_stand_in_path, local_path, looks_like_hub
from aibom.scanners.code.matching.naming.made_paths import without_made_up
from aibom.scanners.code.matching.naming.models import by_class
from aibom.scanners.code.matching.naming.tables import tables_of
from aibom.scanners.code.matching.naming.texts import Texts, flat, place_of
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.types import Const, Lost, Site

_GLOB = re.compile(r"[/\\]?[^/\\]*[*?\[].*$", re.DOTALL)
_HUB_ID = re.compile(r"(?P<id>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)")
_ON_HUB = re.compile(rf"hf://datasets/{_HUB_ID.pattern}")  # `hf://datasets/org/name@revision/data/train.parquet`
_AT_HUB = re.compile(rf"https://(?:huggingface\.co|hf\.co)/datasets/{_HUB_ID.pattern}/(?:resolve|raw|blob)/")
_LISTERS = frozenset(("os", "glob", "pathlib"))
_SPLIT_FILES = 2  # files of one call that differ by the split, at least
_SPLIT_WORD = re.compile(r"(?<![A-Za-z])(?:train|test|val|valid|validation|dev)(?:ing)?(?![A-Za-z])", re.IGNORECASE)
_FAMILY = 6  # files of one call in one folder that are told as the folder
_DOCUMENTS = frozenset((".md", ".txt", ".json", ".jsonl", ".csv", ".pdf", ".html", ".xml", ".docx"))
_RECORDS = frozenset((".json", ".jsonl", ".csv", ".pdf", ".docx"))  # what Python reads though the tree has it not
_OF_ROWS = (".csv", ".tsv", ".json", ".jsonl", ".txt", ".parquet")
_SPOKEN = re.compile(r"(?:api|access|secret)_?keys?|token|secret|passw|credential|prompt")
_KEYS = re.compile(r"(?:api|access|secret)[_-]?keys?|secrets?\Z|passwords?\Z|credential")
# What a path joined of a folder that cannot be told and a split ends in: no data set's name.
_SPLITS = frozenset("train training test val valid validation dev eval".split())
_WORDS = re.compile(r"[a-z]+|\d+")
_LEARNT = frozenset("model weights checkpoint checkpoints".split())  # a download whose name says so is a model
_OF_ZOOS = frozenset("models model_zoo modelzoo zoo weights checkpoints pretrained pretrained_models".split())
_ARCHIVE = re.compile(r"\.(?:tar\.gz|tgz|tar|zip|tar\.bz2)\Z")
# Archives of programs: `protoc-3.15.6-win64.zip`, `/archive/refs/tags/v1.zip`.
_PROGRAM = re.compile(
    r"(?:win|linux|darwin|macos|osx|x86|amd|arm)[-_]?(?:64|32|86)|x86_64|aarch64|/archive/", re.IGNORECASE
)
_WRITTEN = frozenset("result results output outputs log logs plot plots charts figures metrics runs".split())
_PASSING = frozenset("cache cached tmp temp".split())  # folders of what a program may make again
# Files that a program reads for itself: what it tells a model, and what nobody should see.
_OTHERWISE = frozenset("prompt prompts system instructions persona key keys token secret credentials config".split())
# Files that a program keeps for itself, by the words of their names.
_KEPT = frozenset(
    "cache state index store embeddings embedding vectors checkpoint progress db history settings".split()
)
# Folders that hold what is read, by the words of their names, where the tree has none of their files.
_GATHERED = frozenset(
    "data doc docs document documents pdf pdfs notes knowledge kb corpus papers articles books transcripts texts"
    " content posts library pages source sources dataset datasets".split()
)
_GENERAL = frozenset("default all none auto".split())  # of configurations of a data set
_OF_A_RUN = re.compile(r"\{[^{}]*(?:job|run|session|task|request)_?id\}", re.IGNORECASE)  # `jobs/{job_id}/part.json`
_PLACE = re.compile(r"\{\w*\}")  # of a text that is filled in later: `"data/team_{team_id}/files"`
_NO_FILE = re.compile(r"--?[A-Za-z]|[A-Za-z]+(?:_[A-Za-z]+)*\.\d+\Z")  # an option (`-l2`), a measure (`ndcg_cut.10`)
_LOGGED = re.compile(
    r"(?:\A|/)(?:logs?/[^/]+\.|(?:api|app|proj|project|server|debug|error|run|main|train|access|output)\.)log(?:\.\d+)?\Z"
)
_IN_FILE = re.compile(r"\A(?:sqlite|duckdb)(?:\+\w+)?:///")  # the address of a database that is a file
_ADDRESSES = ("http://", "https://", "s3://", "gs://", "hf://", "abfs://", "az://", "gcs://")
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:/")
# Schemes of addresses and disks that are known outside of a program.
_SCHEMES = frozenset(
    "classpath http https s3 s3a s3n gs gcs hf abfs abfss az azure wasb wasbs adl dbfs file hdfs webhdfs oss cos obs r2"
    " minio sqlite duckdb postgres postgresql mysql mongodb bigquery bq snowflake redshift ftp sftp gdrive kaggle"
    " zenodo doi openml mlflow lakefs delta redis djl wandb-artifact azureml c d e f g".split()
)


class DataHits:
    """Names the data sets of hits by the naming of their signature."""

    def __init__(self, texts: Texts, paths: Set[str]) -> None:
        self.texts, self.paths = texts, TreePaths(paths)
        self.resolver = texts.resolver

    def datasets(self, hit: Hit, site: Site) -> list[Found]:
        """All data sets of a hit as entered from a site."""
        signature = hit.signature
        if signature.naming == "class":
            return [by_class(hit)]
        known, lost, present = self._read(hit, site)
        found = [one for text in known for one in self._of_text(hit, site, text)]
        listed = hit.symbol.module in _LISTERS or all(_GLOB.search(str(text.value)) for text in known)
        found = _families(self._of_splits(_parent(found) if listed else found))
        found = self._settled(hit, found, known)
        if not known and site == hit.site and signature.beside != "index" and not self._handed_through(hit):
            self.texts.report(hit, site, "dataset", lost, present)
        return found

    def _of_text(self, hit: Hit, site: Site, text: Const) -> list[Found]:
        """What one readable name of a hit stands for."""
        signature, name = hit.signature, _whole(str(text.value).strip(), text)
        text = text._replace(partial=True) if _PLACE.search(name) else text
        if signature.naming == "table":
            return self._tables(hit, name, text)
        if signature.naming == "label" and "{" not in name:
            subject = Subject(kind=Kind.DATASET, name=name, origin=signature.framework)
            return [Found(subject, dict(signature.facts), place_of(text))]
        if name in self.resolver.catalogue.builders and "builders" in signature.instead:
            return self._built(hit, site)
        if signature.beside == "index":
            return self._indexed(hit, site, name, text)
        return self._of_path(hit, site, name, text)

    def _of_path(self, hit: Hit, site: Site, name: str, text: Const) -> list[Found]:
        """The file, folder or data set of the hub that a name means."""
        if text.partial and (folder := self._folder(hit, name, text)) is not None:
            return [folder]
        if text.partial or hit.signature.naming == "label" or _is_open(name, text):
            self.texts.unknown(hit, "dataset", name)
            return []
        return [self._dataset(hit, site, name, text)] if _is_data(name) else []

    def _read(self, hit: Hit, site: Site) -> tuple[list[Const], list[Lost], bool]:
        """The readable names of a call, its default otherwise, the unreadable ones, and whether any is given."""
        known, lost, present = self.texts.read(hit.signature, site)
        if not present and hit.signature.default:
            known = [Const(hit.signature.default, hit.path, hit.line)]
        return known, lost, present

    def _settled(self, hit: Hit, found: list[Found], known: list[Const]) -> list[Found]:
        """What is read without paths that only a program's many parts make; they are unknown."""
        kept, left_out = without_made_up(found, known, lambda path: path in self.paths or self._is_folder(path))
        if left_out:
            self.texts.unknown(hit, "dataset", left_out)
        return kept

    def _is_folder(self, path: str) -> bool:
        return self.resolver.places.is_folder(path)

    def _of_splits(self, found: list[Found]) -> list[Found]:
        """Files of one folder whose names differ by the split alone (`TRAIN_IMAGES_coco.hdf5`) are that folder, where
        the tree has none of them."""
        stems = {_SPLIT_WORD.sub("", posixpath.basename(one.subject.name)) for one in found}
        folders = {posixpath.dirname(one.subject.name) for one in found}
        if len(found) < _SPLIT_FILES or len(stems) > 1 or len(folders) > 1 or "" in folders:
            return found
        several = len(_WORDS.findall(posixpath.splitext(stems.pop().lower())[0])) > 1
        if not several or any(one.subject.name in self.paths or one.subject.origin != "file" for one in found):
            return found
        folder = folders.pop()
        subject = Subject(kind=Kind.DATASET, name=folder, origin="file")
        return [Found(subject, {**found[0].facts, "source": f"file:{folder}"}, found[0].places)]

    def _folder(self, hit: Hit, name: str, text: Const) -> Found | None:
        """The folder of a file whose name is computed: `read_csv(f"data/stations/{city}.csv")`."""
        if _is_open(name, text) or is_stand_in_path(name) or _OF_A_RUN.search(name):
            return None
        folder = posixpath.dirname(name.partition("{")[0])
        if text.joined and _is_split(folder):
            return None  # of a folder that cannot be told, only which part is meant
        told = hit.signature.naming == "file" and hit.symbol.module != "builtins" and "://" not in name
        written = (_WRITTEN | _PASSING).intersection(_WORDS.findall(folder.lower()))
        return self._file(hit, folder, text) if told and folder.strip("./~") and not written else None

    def _indexed(self, hit: Hit, site: Site, name: str, text: Const) -> list[Found]:
        """A file of the tree that code opens to read, or a folder that it lists, where the same file of code makes
        embeddings."""
        path = self.paths.of(_GLOB.sub("", name) or name, text.path)
        if text.partial:
            return []
        listed = bool(hit.signature.when) or _is_gathered(hit, name)  # by the documents that are asked for
        if listed or self.resolver.places.is_folder(path.rstrip("/")):
            return [self._file(hit, name, text)]
        scripted = self.resolver.modules[hit.path].group == "javascript"  # whose second argument is the encoding
        mode = "r" if scripted else self.texts.first("mode", site) or self.texts.first("1", site) or "r"
        stem, ending = posixpath.splitext(posixpath.basename(path).lower())
        elsewhere = (scripted or ending in _RECORDS) and self._is_made_elsewhere(hit, stem, str(text.value))
        there = path in self.paths or elsewhere
        telling = there and ending in _DOCUMENTS and _OTHERWISE.isdisjoint(_WORDS.findall(stem))
        telling = telling and not _KEYS.search(stem)
        return [self._file(hit, name, text)] if telling and mode.startswith("r") else []

    def _is_made_elsewhere(self, hit: Hit, stem: str, written: str) -> bool:
        """Whether a file that the tree does not hold is read as data: one that another program scraped, and not what
        the same program keeps for itself."""
        kept = not (_KEPT | _WRITTEN).isdisjoint(_WORDS.findall(stem)) or written.startswith(("/", "~"))
        kept = kept or _SPOKEN.search(stem) is not None
        calls = self.resolver.modules[hit.path].facts.calls
        return not kept and not any(
            _writes(call) and any(getattr(one, "value", None) == written for one in call.args[:1]) for call in calls
        )

    def _handed_through(self, hit: Hit) -> bool:
        """Whether a loader stands in a function written in place (`(path) => new PDFLoader(path)`): its caller,
        which is told the folder, is the one that names the data."""
        return hit.site.env.scope.rpartition(".")[2].startswith("<lambda")

    def _tables(self, hit: Hit, query: str, text: Const) -> list[Found]:
        """The tables that a query reads; of one whose name is computed, that it is."""
        names = [name for name in tables_of(query) if "{" not in name]
        if not names and text.partial:
            self.texts.unknown(hit, "dataset", query)
        subjects = (Subject(kind=Kind.DATASET, name=name, origin="sql") for name in names)
        facts = hit.signature.facts
        return [Found(one, {**facts, "source": f"sql:{one.name}"}, place_of(text)) for one in subjects]

    def _built(self, hit: Hit, site: Site) -> list[Found]:
        """`load_dataset("json", data_files=...)` reads the files; the builder is no data set."""
        found = []
        for locator in hit.signature.instead["builders"]:
            for value in flat(self.resolver, located(self.resolver, locator, site)):
                if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                    found.append(self._file(hit, value.value, value))
                elif isinstance(value, Lost) and site == hit.site:
                    self.texts.report(hit, site, "dataset", [value], True)
        return found

    def _dataset(self, hit: Hit, site: Site, name: str, text: Const) -> Found:
        path = self.paths.of(name, text.path)
        local = local_path(name) or path in self.paths or self.resolver.places.is_folder(path)
        if hit.signature.naming in ("file", "url") or local:
            return self._file(hit, name, text)
        facts: dict[str, Json] = {**hit.signature.facts, "source": f"hf:{name}"}
        for fact, locators in (("config", ("name", "1")), ("split", ("split",)), ("revision", ("revision",))):
            stated = next((value for locator in locators if (value := self.texts.first(locator, site))), None)
            if stated is not None:
                facts[fact] = stated
        return Found(Subject(kind=Kind.DATASET, name=name, origin="hf"), facts, place_of(text))

    def _stored(self, hit: Hit, address: str) -> Subject | None:
        """The file that a download is stored as, where its address names none (`gdown.download(url, "data.zip")`)."""
        last = urlsplit(address).path.rpartition("/")[2]
        if not address.startswith("http") or "." in last:
            return None
        for locator in ("output", "filename", "fname", "1"):
            path = self.texts.first(locator, hit.site)
            if path and posixpath.splitext(path)[1] and "://" not in path:
                return Subject(kind=Kind.DATASET, name=self.paths.of(path, hit.path), origin="file")
        return None

    def _folder_of_tree(self, name: str, path: str) -> str:
        """A folder that a file of code names from where it lies: `../data/names` beside `data/`."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        return beside if name.startswith("../") and self.resolver.places.is_folder(beside) else name

    def _file(self, hit: Hit, name: str, text: Const) -> Found:
        facts: dict[str, Json] = dict(hit.signature.facts)
        copied = name != str(text.value).strip()  # see _whole
        on_hub = _ON_HUB.match(name) or _AT_HUB.match(name) or (_HUB_ID.fullmatch(name) if copied else None)
        if not name.startswith(("http://", "https://")):  # whose question mark begins a query
            name = _GLOB.sub("", name) or name  # the files of a folder are the folder
        name = _IN_FILE.sub("", name)
        if on_hub is not None:
            subject = Subject(kind=Kind.DATASET, name=on_hub["id"], origin="hf")
            return Found(subject, {**facts, "source": f"hf:{on_hub['id']}"}, place_of(text))
        in_tree = self._folder_of_tree(self.paths.of(name, text.path), text.path)
        if hit.signature.naming == "hub" and looks_like_hub(name) and in_tree not in self.paths:
            subject = Subject(kind=Kind.DATASET, name=name, origin="hf")
            return Found(subject, {**facts, "source": f"hf:{name}"}, place_of(text))
        if hit.signature.naming == "url" and (weights := _weights(name, in_tree)) is not None:
            return Found(*weights, place_of(text))
        stored = self._stored(hit, name) if hit.signature.naming == "url" else None
        if stored is not None and (weights := _weights(stored.name, stored.name)) is not None:
            return Found(*weights, place_of(text))
        if stored is not None:
            return Found(stored, {**facts, "source": name}, place_of(text))
        if name.startswith(_ADDRESSES):
            return Found(Subject(kind=Kind.DATASET, name=name), {**facts, "source": name}, place_of(text))
        subject = Subject(kind=Kind.DATASET, name=in_tree, origin="file")
        return Found(subject, {**facts, "source": f"file:{in_tree}"}, place_of(text))


def _is_data(name: str) -> bool:
    """Whether a name may be data: nobody's stand-in, no word for all or none, no archive of a program, no cache and
    nothing that a program logs."""
    program = "://" in name and _PROGRAM.search(name)
    known = any(map(str.isalpha, name)) and not name.startswith("*") and name.lower() not in _GENERAL
    open_ended = name.endswith("*") and "/" not in name and "." not in name  # files of some other thing: `tokenizer*`
    none = program or _NO_FILE.match(name) or name.endswith(".cache") or _LOGGED.search(name)
    return known and not (open_ended or is_stand_in_path(name) or none)


def _is_open(name: str, text: Const) -> bool:
    """Whether the rest of a name is missing, or only the program can look it up (`preset://gsm8k`)."""
    own = _SCHEME.match(name) is not None and name.partition(":")[0].lower() not in _SCHEMES
    return own or name.endswith(":") or (text.joined and _is_split(name))


def _is_split(name: str) -> bool:
    """Whether the end of a path only says which part of the data it is: `train`, `Split-eval`."""
    words = _WORDS.findall(name.lower())
    return "/" not in name and bool(words) and all(word in _SPLITS or word in ("split", "splits") for word in words)


def _weights(name: str, path: str) -> tuple[Subject, dict[str, Json]] | None:
    """The model that a download is, by the ending or the words of its name."""
    told = weights_at(name.removesuffix(".zip").removesuffix(".bz2"))
    folder, _, file = urlsplit(name).path.lower().rpartition("/")
    zoo = _ARCHIVE.search(file) and not _OF_ZOOS.isdisjoint(folder.split("/"))
    if not told and not zoo and not _LEARNT.intersection(_WORDS.findall(file)):
        return None
    if "://" in name:
        return Subject(kind=Kind.MODEL, name=name), {"source": name, "hosted": False}
    return file_model(path)


def _is_gathered(hit: Hit, name: str) -> bool:
    """Whether a folder is listed that holds documents by its name: `os.listdir("data/docs")`, `glob("notes/*.md")`."""
    words = set(_WORDS.findall(_GLOB.sub("", name).lower()))
    listed = hit.symbol.module in _LISTERS and not hit.symbol.path.endswith((".read_text", ".open"))
    return listed and bool(words & _GATHERED) and words.isdisjoint(_KEPT | _WRITTEN | _PASSING | _OTHERWISE)


def _writes(call: Call) -> bool:
    """Whether a call writes what it names first: `writeFile("rows.json", ...)`, `open("rows.json", "w")`."""
    mode = [*call.args[1:2], *(value for key, value in call.kwargs if key == "mode")]
    return "write" in call.callee.lower() or any(str(getattr(one, "value", "")).startswith(("w", "a")) for one in mode)


def _whole(name: str, text: Const) -> str:
    """`os.path.join("org/name", split)` is what a data set of the hub was saved as: the data set itself."""
    head, _, tail = name.rpartition("/")
    return head if text.joined and tail.lower() in _SPLITS and looks_like_hub(head) and "/" in head else name


def _parent(found: list[Found]) -> list[Found]:
    """Folders of classes that one call lists or reads in turn (`Pets/Cat`, `Pets/Dog`) are the one around them."""
    around: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        around[posixpath.dirname(one.subject.name)].append(one)
    return [one for folder, inside in around.items() for one in _around(folder, inside)]


def _around(folder: str, found: list[Found]) -> list[Found]:
    names = [posixpath.basename(one.subject.name).lower() for one in found]
    own = any(name in _SPLITS or name.endswith(_OF_ROWS) for name in names)  # parts of the data, or files of it
    if len(set(names)) < _SPLIT_FILES or own or not folder:
        return found
    subject = Subject(kind=Kind.DATASET, name=folder, origin=found[0].subject.origin)
    return [Found(subject, {**found[0].facts, "source": f"file:{folder}"}, found[0].places)]


def _families(found: list[Found]) -> list[Found]:
    """Many files of one folder that one call reads in turn (`read_csv(f"{domain}.csv")`) are that folder."""
    folders = {posixpath.dirname(one.subject.name) for one in found}
    named = all(one.subject.kind is Kind.DATASET and one.subject.origin in ("file", "") for one in found)
    if len(found) < _FAMILY or len(folders) != 1 or not named:
        return found
    folder = folders.pop()
    source = folder if "://" in folder else f"file:{folder}"
    subject = Subject(kind=Kind.DATASET, name=folder, origin=found[0].subject.origin)
    return [Found(subject, {**found[0].facts, "source": source}, found[0].places)] if folder else found
