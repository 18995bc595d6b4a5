"""Reads what Terraform runs: Helm releases, containers of any resource, scripts that machines start with.

Expressions are not evaluated, but what a variable, a local value or an argument of a module holds is filled in when all
files are known: a reference becomes a variable of the form `${TFVAR_name}` or `${TFLOCAL_name}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core import re
from aibom.core.hcl import Block, Hcl, parse_hcl
from aibom.core.json import Json
from aibom.core.lined import Lined, Step
from aibom.core.text import decode
from aibom.scanners.configs.documents import AI_WORDS
from aibom.scanners.configs.infrastructure.terraform import MODEL_ATTRIBUTES, provider_of_block
from aibom.scanners.configs.names.modelkeys import key_hint
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.forms.chart_installs import embedded_workloads
from aibom.scanners.deployments.forms.containers import tables, workloads_below
from aibom.scanners.deployments.records import Asked, Deployment, Module, Setting, Word, Workload

PROVIDER = "provider:"
_GATE = re.compile(rb"image|helm_release|container|user_data|startup", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{\s*(?P<path>[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\]]*\])+)\s*\}")
_OTHER = re.compile(r"\$\{(?!TF(?:VAR|LOCAL)_)[^{}]*\}")
# `var.image != null ? var.image : "repository/name:tag"`
_CHOICE = re.compile(
    r'\$\{[^?"]*\?\s*(?:"(?P<first>[^"]+)"|[\w.\[\]-]+)\s*:\s*(?:"(?P<other>[^"]+)"|[\w.\[\]-]+)\s*\}\Z'
)
_SCRIPTS = frozenset(
    "user_data userdata startup_script metadata_startup_script startup-script custom_data inline command script"
    " user_data_base64 cloud_init".split()
)
_SETS = ("set", "set_list", "set_sensitive", "set_string", "parameter")
_MODEL_ARN = re.compile(r"(?:foundation-model|inference-profile)/(?P<name>[A-Za-z][\w.:-]*\w)\Z")
_AGENT_NAMES, _AGENT_MODELS = ("agent_name", "collaborator_name", "supervisor_name"), ("foundation_model", "model_id")
_MAX_TABLES = 20_000
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")


def read_terraform(data: bytes, path: str) -> Deployment | None:
    """The workloads, variables and module calls of one file; None when it can tell nothing."""
    if not _GATE.search(data) and not AI_WORDS.search(data):
        return None
    reader = _Reader(parse_hcl(data), Rows(decode(data)))
    variables, modules = tuple(reader.variables()), tuple(reader.modules())
    workloads, models = tuple(reader.workloads()), tuple(reader.models())
    if not (variables or modules or workloads or models):
        return None
    return Deployment("terraform", workloads, models=models, variables=variables, modules=modules)


class _Reader:
    """One file, its references spelled as variables."""

    def __init__(self, parsed: Hcl, rows: Rows) -> None:
        self.parsed, self.rows = parsed, rows
        for block in parsed.blocks:
            _respell(block.body)
        _respell(parsed.document.value)

    def _document(self, block: Block) -> Lined:
        return Lined(value=block.body, line=block.line, lines=self.parsed.document.lines)

    # -- values -----------------------------------------------------------------------------------------------

    def variables(self) -> Iterator[Setting]:
        """Defaults of variables, local values, and the assignments of a file of values."""
        at = self.parsed.document.line_of
        for block in self.parsed.blocks:
            if block.kind == "variable" and block.labels and "default" in block.body:
                yield from _value(f"TFVAR_{block.labels[0]}", block.body["default"], at(block.body, "default"))
            elif block.kind == "locals":
                for name, value in block.body.items():
                    yield from _value(f"TFLOCAL_{name}", value, at(block.body, name))
        top = self.parsed.document.value
        for name, value in top.items() if isinstance(top, Mapping) else ():
            yield from _value(f"TFVAR_{name}", value, at(top, name))

    def modules(self) -> Iterator[Module]:
        """Calls of modules that lie in the tree."""
        for block in self.parsed.blocks:
            source = block.body.get("source")
            if block.kind == "module" and isinstance(source, str) and source.startswith("."):
                given = [
                    one
                    for name, value in block.body.items()
                    for one in _value(f"TFVAR_{name}", value, self.parsed.document.line_of(block.body, name))
                ]
                yield Module(source, tuple(given))

    # -- workloads --------------------------------------------------------------------------------------------

    def workloads(self) -> Iterator[Workload]:
        """What resources and modules run."""
        for block in self.parsed.blocks:
            if block.kind in ("locals", "module"):
                yield from self._shared(block)
            if block.kind not in ("resource", "module") or not block.labels:
                continue
            hosts = tuple(sorted({*block.labels[-1:], str(block.body.get("name") or "")} - {""}))
            installed = list(self._releases(block))
            for one in installed or self._containers(block):
                yield one._replace(hosts=hosts)
            yield from self._scripts(block)

    def _shared(self, block: Block) -> Iterator[Workload]:
        """Variables of containers that stand elsewhere: `shared_env = {VECTOR_STORE = var.store}`."""
        document = self._document(block)
        for name, table in block.body.items():
            keys = [key for key in table if _VARIABLE.match(key)] if isinstance(table, Mapping) else []
            if isinstance(table, Mapping) and len(keys) * 2 > len(table):
                settings = tuple(setting(key, table[key], document.line_of(table, key)) for key in keys)
                yield Workload(name=name, line=document.line_of(block.body, name), settings=settings)

    def _releases(self, block: Block) -> Iterator[Workload]:
        """Charts that are installed: by a `helm_release`, or by a source of Argo CD's with values under `helm`."""
        document = self._document(block)
        for table, _ in tables(block.body):
            key = "chart" if "chart" in table else "path"
            chart = table.get(key)
            if not isinstance(chart, str) or (key == "path" and "chart" not in chart):
                continue
            product = products().of_chart(chart.rstrip("/").rpartition("/")[2])
            id_ = product.id if product is not None else ""
            if product is not None:
                yield Workload(name=block.labels[-1], line=document.line_of(table, key), product=id_)
            inner = table.get("helm")
            for one in (
                (table, *(item for item in inner if isinstance(item, Mapping))) if isinstance(inner, list) else (table,)
            ):
                yield from self._values(document, one, id_)

    def _values(self, document: Lined, table: Mapping[str, Json], id_: str) -> Iterator[Workload]:
        """What the values of a chart deploy: mappings, texts, single ones that are set."""
        values = table.get("values")
        for index, one in enumerate(values if isinstance(values, list) else [values]):
            if isinstance(one, Mapping):
                yield from workloads_below(document, one, self.rows, id_)
            elif isinstance(one, str) and "\n" in one:
                line = (
                    document.line_of(values, index) if isinstance(values, list) else document.line_of(table, "values")
                )
                yield from embedded_workloads(one, line, self.rows, id_)
        tree, lines = _sets(table, document)
        if tree:
            yield from workloads_below(Lined(value=tree, line=document.line, lines=lines), tree, self.rows, id_)

    def _containers(self, block: Block) -> Iterator[Workload]:
        document = self._document(block)
        yield from workloads_below(document, block.body, self.rows)
        for table, _ in tables(block.body):
            for key, value in table.items():
                if isinstance(value, str) and "\n" in value and '"image"' in value:
                    yield from embedded_workloads(value, document.line_of(table, key), self.rows)

    def _scripts(self, block: Block) -> Iterator[Workload]:
        """Shell text that a machine starts with, or that is run on it."""
        document = self._document(block)
        for table, _ in tables(block.body):
            for key, value in table.items():
                if key not in _SCRIPTS:
                    continue
                text = "\n".join(one for one in value if isinstance(one, str)) if isinstance(value, list) else value
                if isinstance(text, str) and (" " in text or "\n" in text):
                    word = Word(masked(text), document.line_of(table, key) + isinstance(value, list))
                    yield Workload(name=block.labels[-1] if block.labels else key, line=word.line, scripts=(word,))

    # -- models -----------------------------------------------------------------------------------------------

    def models(self) -> Iterator[Asked]:
        """Models of the clouds that a resource takes from a variable, or that a policy names in a list."""
        for block in self.parsed.blocks:
            if block.kind not in ("resource", "module", "data"):
                continue
            provider = provider_of_block(block.kind, block.labels, str(block.body.get("source") or ""))
            document, agent = self._document(block), _agent_of(block)
            for table, path in tables(block.body):
                for key, value in table.items():
                    for one in self._asked(document, table, key, value, path, provider):
                        yield one._replace(agent=agent if key in _AGENT_MODELS else "")

    def _asked(
        self, document: Lined, table: Mapping[str, Json], key: str, value: Json, path: str, provider: str
    ) -> Iterator[Asked]:
        line = document.line_of(table, key)
        if isinstance(value, str) and value.startswith("${TF") and provider:
            of_model = key == "name" and path.rpartition(".")[2] == "model"
            if key in MODEL_ATTRIBUTES or key_hint(key) or of_model:
                yield Asked(Word(value, line), PROVIDER + provider)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            match = _MODEL_ARN.search(item) if isinstance(item, str) and "bedrock" in item else None
            if match is not None:
                yield Asked(Word(match["name"], document.line_of(value, index)), PROVIDER + "bedrock")


def _agent_of(block: Block) -> str:
    """The name of the agent that a block sets up: given, else its label where it is instructed."""
    given = next((block.body[key] for key in _AGENT_NAMES if isinstance(block.body.get(key), str)), None)
    if isinstance(given, str) and "$" not in given:
        return given
    return block.labels[-1] if block.labels and ("instruction" in block.body or given is not None) else ""


def _respell(top: Json) -> None:
    """Spell references below a value, in place: `${var.x}` -> `${TFVAR_x}`, `${docker_container.db.name}` -> db."""
    stack: list[Json] = [top]
    for _ in range(_MAX_TABLES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            for key, child in value.items():
                value[key] = _text(child)
            stack += value.values()
        elif isinstance(value, list):
            value[:] = [_text(child) for child in value]
            stack += value


def _text(value: Json) -> Json:
    if not isinstance(value, str) or "${" not in value:
        return value
    chosen = _CHOICE.match(value) if "?" in value else None
    if chosen is not None:  # the text that is written; the other one is a variable's, or a second text
        value = chosen["other"] or chosen["first"] or value
    return _OTHER.sub("${TF}", _REFERENCE.sub(_spelled, value))


def _spelled(match: re.Match[str]) -> str:
    parts = re.sub(r"\[[^\]]*\]", "", match["path"]).split(".")
    if parts[0] == "var" and len(parts) == 2:
        return f"${{TFVAR_{parts[1].replace('-', '_')}}}"
    if parts[0] == "local" and len(parts) == 2:
        return f"${{TFLOCAL_{parts[1].replace('-', '_')}}}"
    if len(parts) > 2 and "_" in parts[0] and parts[-1] in ("name", "hostname", "id", "network_alias"):
        return parts[1]
    return "${TF}"


def _value(name: str, value: Json, line: int) -> Iterator[Setting]:
    """A plain value, or a list of texts joined with commas."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        value = ",".join(str(one) for one in value)
    if isinstance(value, str | int | float):
        yield setting(name.replace("-", "_"), value, line)


def _sets(body: Mapping[str, Json], document: Lined) -> tuple[dict[str, Json], dict[int, dict[Step, int]]]:
    """The tree that `set { name = "a.b", value = "c" }` stands for, and the lines of its members."""
    tree: dict[str, Json] = {}
    lines: dict[int, dict[Step, int]] = {}
    for kind in _SETS:
        items = body.get(kind)
        for item in items if isinstance(items, list) else ():
            name = item.get("name") if isinstance(item, Mapping) else None
            if not isinstance(item, Mapping) or not isinstance(name, str):
                continue
            here, steps = tree, name.split(".")[:20]
            line = document.line_of(item, "value")
            for step in steps[:-1]:
                lines.setdefault(id(here), {}).setdefault(step, line)
                inner = here.setdefault(step, {})
                if not isinstance(inner, dict):
                    break
                here = inner
            value = item.get("value")
            listed: Json = [value] if kind == "set_list" and not isinstance(value, list) else value
            here[steps[-1]] = listed
            lines.setdefault(id(here), {})[steps[-1]] = line
            lines.setdefault(id(listed), {})[0] = line
    return tree, lines
