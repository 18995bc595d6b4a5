"""Reads the front matter of model and data set cards (huggingface.co/docs/hub/model-cards) and Croissant metadata."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import printable
from aibom.formats.card import front_facts, is_titled_card, section_facts
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import hub_model, is_hub_id
from aibom.scanners.configs.promptfiles import front_matter
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject
from aibom.scanners.configs.walk import Place, texts

_MODEL_MARKS = frozenset("base_model pipeline_tag library_name model-index model_name datasets inference".split())
_DATA_MARKS = frozenset(
    "task_categories task_ids size_categories dataset_info configs annotations_creators source_datasets".split()
)
_SPACE = "sdk"
_OF_DOCUMENTS = frozenset("assets card cards doc docs documentation model_card model_cards templates .github".split())
_HUB_DATA = re.compile(r"https://huggingface\.co/datasets/[\w.-]+/[\w.-]+(?<!/tree)(?=/|\Z)")
_COMMIT = re.compile(r"(?:^|\s)[0-9a-f]{40}\Z")


def read_card(data: bytes, path: str) -> Iterator[Sighting]:
    """The model or data set that the folder of a card holds, and what it says of it."""
    if not data.startswith((b"---", b"\xef\xbb\xbf---")):
        if is_titled_card(data):
            yield from _titled(data, path)
        return
    front, body = front_matter(data, path)
    top = front.value if front is not None else None
    if front is None or not isinstance(top, Mapping):
        return
    place, sight = Place(top, (), front), Sight(path)
    if _SPACE in top and {"app_file", "app_port", "models", "preload_from_hub"} & set(top):
        yield from _space(place, sight)
    elif _DATA_MARKS & set(top):
        yield sight.thing(_subject(Kind.DATASET, place, path), 1, "card", **_facts(place, body, dataset=True))
    elif len(_MODEL_MARKS & set(top)) >= 1 and ("license" in top or len(_MODEL_MARKS & set(top)) >= 2):
        yield from _model_card(place, body, path, sight)


def _titled(data: bytes, path: str) -> Iterator[Sighting]:
    """A card without front matter, of the folder that it stands in."""
    if not posixpath.dirname(path):
        return
    _, body = front_matter(data, path)
    place = Place({}, (), Lined(value={}))
    dataset = b"data" in data[:60].lower()
    subject = _subject(Kind.DATASET if dataset else Kind.MODEL, place, path)
    yield Sight(path).thing(subject, 1, "card", **_facts(place, body, dataset=dataset))


def _subject(kind: Kind, place: Place, path: str) -> Subject:
    """What the card is about: the folder that it stands in, or where that only keeps documents the name it gives."""
    folder = posixpath.dirname(path)
    told = place.text("model_name", "pretty_name", "name") or _indexed(place)
    if told and posixpath.basename(folder).lower() in _OF_DOCUMENTS:
        return Subject(kind=kind, name=told)
    return Subject(kind=kind, name=folder or told or ".", origin="file" if folder else "")


def _indexed(place: Place) -> str:
    """The first name of the results that the card lists (`model-index: [{name: notus-7b-v1, ...}]`)."""
    index = place.table.get("model-index")
    first = index[0] if isinstance(index, list) and index else None
    name = first.get("name") if isinstance(first, Mapping) else None
    return name.strip() if isinstance(name, str) and len(name) <= 200 else ""


def _facts(place: Place, body: str, *, dataset: bool) -> dict[str, Json]:
    """What the card states, in front matter and sections."""
    facts = section_facts(place.table, body, dataset=dataset) | front_facts(place.table, dataset=dataset)
    facts.pop("card.datasets", None)  # they are links
    if task := place.text("pipeline_tag"):
        facts["task"] = task
    return facts


def _model_card(place: Place, body: str, path: str, sight: Sight) -> Iterator[Sighting]:
    subject = _subject(Kind.MODEL, place, path)
    if subject.name == ".":
        return
    yield sight.thing(subject, 1, "card", **_facts(place, body, dataset=False))
    for base in texts(place.table.get("base_model")):
        if is_hub_id(base):
            named, line = hub_model(base), place.line("base_model")
            yield sight.thing(named.subject, line, "base_model", **{**named.facts, "usage": "ancestor"})
            yield sight.link(subject, RelationKind.DERIVED_FROM, named.subject, line)
    for name in texts(place.table.get("datasets")):
        data = data_subject(name)
        if data is not None:
            line = place.line("datasets")
            yield sight.thing(data, line, "datasets", role="training", source=f"{data.origin}:{data.name}")
            yield sight.link(subject, RelationKind.TRAINED_ON, data, line)


def _space(place: Place, sight: Sight) -> Iterator[Sighting]:
    """A Space names the models and data sets that it loads."""
    for name in texts(place.table.get("models")):
        if is_hub_id(name):
            yield sight.model(hub_model(name), place.line("models"), "models")
    loaded = place.table.get("preload_from_hub")
    for index, entry in enumerate(loaded if isinstance(loaded, list) else ()):
        name, _, rest = entry.strip().partition(" ") if isinstance(entry, str) else ("", "", "")
        if is_hub_id(name):  # "name files revision"
            revision = rest.split()[-1] if _COMMIT.search(rest) else ""
            facts: dict[str, Json] = {"revision": revision} if revision else {}
            line = place.document.line_of(loaded, index)
            yield sight.model(hub_model(name, facts), line, "preload_from_hub")
    for name in texts(place.table.get("datasets")):
        data = data_subject(name)
        if data is not None:
            yield sight.thing(data, place.line("datasets"), "datasets", source=f"{data.origin}:{data.name}")


def is_croissant(top: Mapping[str, Json]) -> bool:
    """Whether a JSON document is Croissant metadata (docs.mlcommons.org/croissant)."""
    kinds = (top.get("@type"), top.get("type"))
    context = str(top.get("@context"))[:5_000]
    return any(str(kind).endswith("Dataset") for kind in kinds) and (
        "mlcommons" in str(top.get("conformsTo")) or "croissant" in context.lower() or "recordSet" in top
    )


def read_croissant(document: Lined, path: str) -> Iterator[Sighting]:
    """The data set that the metadata describes."""
    top = document.value
    if not isinstance(top, Mapping):
        return
    place = Place(top, (), document)
    name, url = place.text("name"), place.text("url") or _hub_address(place)
    if not name and not url:
        return
    facts: dict[str, Json] = {}
    if description := place.text("description"):
        facts["description"] = " ".join(description.split())[:200]
    licence = place.text("license")
    if licence and "/" not in licence:
        facts["licences"] = [licence]
    facts |= _provenance(place)
    if url:
        facts["source"] = url[:300]
    subject = data_subject(url) if url else None
    hub = subject if subject is not None and subject.origin == "hf" else None
    if hub or name:
        line = place.line("name") if name else place.line("@type")
        yield Sight(path).thing(hub or Subject(kind=Kind.DATASET, name=name), line, "croissant", **facts)


def _hub_address(place: Place) -> str:
    """The address on the hub of what is distributed, where the metadata has none of its own."""
    parts = place.table.get("distribution")
    for part in parts if isinstance(parts, list) else ():
        url = part.get("contentUrl") if isinstance(part, Mapping) else None
        if isinstance(url, str) and (found := _HUB_DATA.match(url)):
            return found[0]
    return ""


def _provenance(place: Place) -> dict[str, Json]:
    """Who made the data set, when it was published, and where it comes from."""
    facts: dict[str, Json] = {}
    makers = place.table.get("creator")
    for maker in makers if isinstance(makers, list) else [makers]:
        name = maker.get("name") if isinstance(maker, Mapping) else maker
        if isinstance(name, str) and name and "creator" not in facts:
            facts["creator"] = printable(name, 200)
    published = place.text("datePublished", "dateCreated")
    if published and re.match(r"\d{4}-\d{2}-\d{2}", published):
        facts["published"] = published[:10]
    sources = place.table.get("isBasedOn")
    based = next((one for one in (sources if isinstance(sources, list) else [sources]) if isinstance(one, str)), "")
    if source := based or place.text("url"):
        facts["source_url"] = printable(source, 300)
    return facts
