"""Model and dataset cards: which expected sections a README has, what they say, what its front matter states.

One reading for cards in the tree and on a hub (huggingface.co/docs/hub/model-cards, datasets-cards; the sections follow
Mitchell et al., Model Cards for Model Reporting, 2019; Gebru et al., Datasheets for Datasets, 2021). Linear time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import printable

PRESENT, THIN, ABSENT = "present", "thin", "absent"
MAX_TEXT, MAX_LISTED, MAX_LINES, MAX_LINE = 1000, 50, 20_000, 4000
# Fewer words than this say nothing about a subject; a licence or a contact is said in one.
_ENOUGH_WORDS = 8
_SHORT = frozenset({"licence", "contact"})

_MODEL_SECTIONS: dict[str, re.Pattern[str]] = {
    "intended_use": re.compile(r"intended use|\buses?$|^uses?\b|direct use|use cases?|primary use|applications?$"),
    "limitations": re.compile(r"limitation|known issues|out.of.scope|caveats|\brisks\b"),
    "training_data": re.compile(r"train\w* (?:data|set|details|corpus)|^(?:data|datasets?|training)$|trained on"),
    "evaluation": re.compile(r"evaluat|^results?$|results on|performance|benchmark|metrics"),
    "licence": re.compile(r"licen[cs]e|licensing"),
    "ethical_considerations": re.compile(r"ethic|\bbias|fairness|\brisks\b|safety|responsible"),
    "energy": re.compile(r"environmental|carbon|energy|emission|\bco2\b"),
    "contact": re.compile(r"contact|\bauthors?\b|maintainers?|feedback|points? of contact"),
}
_DATA_SECTIONS: dict[str, re.Pattern[str]] = {
    "source": re.compile(r"source|provenance|origin|curat"),
    "collection": re.compile(r"collect|annotation process|how .*(?:gathered|made|created)|creation"),
    "licence": _MODEL_SECTIONS["licence"],
    "sensitive_data": re.compile(r"sensitive|personal|privacy|\bpii\b"),
    "splits": re.compile(r"split|dataset structure|data (?:fields|instances)"),
}
MODEL_SECTIONS, DATA_SECTIONS = tuple(_MODEL_SECTIONS), tuple(_DATA_SECTIONS)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.{1,200}?)[ \t#]*\Z")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_PLACEHOLDER = re.compile(
    r"\[?more information needed\]?|\[needs more information\]|<!--|-->|\b(?:todo|tbd|n/a|none given|not specified)\b",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_WORD = re.compile(r"\w[\w'@./:-]*")
_PARAMETERS = re.compile(
    r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?) ?(billion|million|[BM])[ -](?:trainable )?param(?:eter)?s?\b", re.IGNORECASE
)
_SCALES = {"b": 1e9, "m": 1e6}
_CARD_TITLE = re.compile(rb"\A\s{0,50}#{1,2} {1,4}(?:model card|dataset card|datasheet|data card)", re.IGNORECASE)


class Section(NamedTuple):
    """How a section stands (present, thin, absent), and its text, shortened."""

    state: str
    text: str = ""


def is_titled_card(data: bytes) -> bool:
    """Whether a README without front matter calls itself a card in its first heading."""
    return _CARD_TITLE.match(data[:400]) is not None


def sections(front: Mapping[str, Json], body: str, *, dataset: bool) -> dict[str, Section]:
    """Each expected section. What the front matter states (licence, datasets, model-index) counts as present."""
    stated = {name for name, there in _stated(front, dataset) if there}
    texts: dict[str, list[str]] = {}
    for heading, text in _parts(body):
        for name, pattern in (_DATA_SECTIONS if dataset else _MODEL_SECTIONS).items():
            if pattern.search(heading):
                texts.setdefault(name, []).append(text)
    found = {}
    for name in DATA_SECTIONS if dataset else MODEL_SECTIONS:
        text = " ".join(" ".join(texts.get(name, ())).split())
        enough = len(_WORD.findall(text[: MAX_TEXT * 4])) >= (1 if name in _SHORT else _ENOUGH_WORDS)
        state = PRESENT if name in stated or (text and enough) else THIN if name in texts else ABSENT
        found[name] = Section(state, printable(text, MAX_TEXT))
    return found


def _stated(front: Mapping[str, Json], dataset: bool) -> Iterator[tuple[str, bool]]:
    yield "licence", any(one not in ("unknown", "other") for one in texts_of(front.get("license")))
    if dataset:
        info = front.get("dataset_info")
        tables = info if isinstance(info, list) else [info]
        yield "source", bool(texts_of(front.get("source_datasets")))
        yield "splits", any(isinstance(one, Mapping) and bool(one.get("splits")) for one in tables)
        return
    yield "training_data", bool(texts_of(front.get("datasets")))
    yield "evaluation", any(True for _ in measured(front.get("model-index")))
    yield "energy", bool(front.get("co2_eq_emissions"))


def _parts(body: str) -> Iterator[tuple[str, str]]:
    """Every heading with the text below it, that of its own sub-headings included."""
    open_parts: list[tuple[int, str, list[str]]] = []
    fenced = False
    for line in body.split("\n", MAX_LINES)[:MAX_LINES]:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        match = None if fenced else _HEADING.match(line[:MAX_LINE].rstrip())
        if match is None:
            said = "" if fenced else _PLACEHOLDER.sub(" ", _IMAGE.sub(" ", line[:MAX_LINE])).strip(" \t\r|:-*>")
            for _, _, lines in open_parts if said else ():
                lines.append(said)
            continue
        level = len(match[1])
        while open_parts and open_parts[-1][0] >= level:
            _, heading, lines = open_parts.pop()
            yield heading, " ".join(lines)
        open_parts.append((level, match[2].strip("*_: ").lower(), []))
    for _, heading, lines in reversed(open_parts):
        yield heading, " ".join(lines)


def section_facts(front: Mapping[str, Json], body: str, *, dataset: bool) -> dict[str, Json]:
    """The facts `card.sections.*`, `card.gaps` and the texts that a CycloneDX card holds."""
    found = sections(front, body, dataset=dataset)
    facts: dict[str, Json] = {f"card.sections.{name}": one.state for name, one in found.items()}
    gaps = [f"{name.replace('_', ' ')} ({one.state})" for name, one in found.items() if one.state != PRESENT]
    if gaps:
        facts["card.gaps"] = list(gaps)
    texts = (("intended_use", "card.use_cases"), ("limitations", "card.limitations"),
             ("ethical_considerations", "card.ethics"), ("sensitive_data", "card.sensitive_data"),
             ("collection", "collection_method"))  # fmt: skip
    for name, fact in texts:
        section = found.get(name)
        if section is not None and section.state == PRESENT and section.text:
            facts[fact] = section.text if fact == "collection_method" else [section.text]
    if not dataset and (count := stated_parameters(body)):
        facts["card.parameters"] = count
    if "energy" in found and found["energy"].state == PRESENT:
        facts["card.energy"] = True
    return facts


def stated_parameters(body: str) -> int:
    """The number of parameters that a card states; 0 when it states none, or several."""
    found = {
        round(float(match[1]) * _SCALES[match[2][0].lower()])
        for match in _PARAMETERS.finditer(body[: MAX_LINE * MAX_LISTED])
    }
    return found.pop() if len(found) == 1 else 0


def front_facts(front: Mapping[str, Json], *, dataset: bool) -> dict[str, Json]:
    """The facts of the front matter; `licences` as they are written."""
    facts: dict[str, Json] = {}
    licences = [text for text in texts_of(front.get("license")) if text not in ("other", "unknown")]
    if licences:
        facts["licences"] = list(licences)
    if languages := texts_of(front.get("language")):
        facts["card.languages"] = list(languages)
    if dataset:
        return facts
    if base := texts_of(front.get("base_model")):
        facts["base_model"] = base[0]
    for key, fact in (("base_model_relation", "card.relation"), ("library_name", "card.library")):
        if stated := texts_of(front.get(key)):
            facts[fact] = stated[0].lower()
    if datasets := texts_of(front.get("datasets")):
        facts["card.datasets"] = list(datasets)
    if metrics := sorted({*texts_of(front.get("metrics")), *measured(front.get("model-index"))}):
        facts["card.metrics"] = list(metrics[:MAX_LISTED])
    if front.get("co2_eq_emissions"):
        facts["card.energy"] = True
    return facts


def measured(index: Json) -> Iterator[str]:
    """The metrics of `model-index` with their values: `ndcg@10=0.61`."""
    for model in index if isinstance(index, list) else ():
        results = model.get("results") if isinstance(model, Mapping) else None
        for result in results if isinstance(results, list) else ():
            metrics = result.get("metrics") if isinstance(result, Mapping) else None
            for metric in metrics if isinstance(metrics, list) else ():
                if isinstance(metric, Mapping) and metric.get("type"):
                    value = metric.get("value")
                    shown = f"={value}" if isinstance(value, int | float | str) else ""
                    yield printable(f"{metric['type']}{shown}", 100)


def texts_of(value: Json) -> list[str]:
    """The texts of a member that is a text or a list of them, sorted."""
    items = value if isinstance(value, list) else [value]
    return sorted({printable(item, 200) for item in items if isinstance(item, str) and item})[:MAX_LISTED]
