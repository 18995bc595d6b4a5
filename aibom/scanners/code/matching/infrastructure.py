"""Programs that set up infrastructure (Pulumi, AWS CDK, cdk8s, Aspire): the containers and charts that they deploy.

Their literals have the habits of the documents that they stand for, so the same reader reads them: a mapping, or a
call with named arguments, that has an `image` is a container; one that has a `chart` installs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.products import products
from aibom.core.json import Json
from aibom.core.lined import Lined, Step
from aibom.model.sighting import Sighting
from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Name, Part, Seq, Template
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.forms.containers import workloads_below
from aibom.scanners.deployments.records import Word, Workload
from aibom.scanners.deployments.told.around import Surroundings
from aibom.scanners.deployments.told.workload import WorkloadReader

_SDKS = (
    "@pulumi/", "pulumi_", "pulumi", "aws-cdk-lib", "aws_cdk", "@aws-cdk/", "cdk8s", "cdktf", "@cdktf/", "constructs",
    "github.com/pulumi/", "github.com/aws/aws-cdk-go", "Pulumi", "com.pulumi", "software.amazon.awscdk", "Amazon.CDK",
)  # fmt: skip
_ASPIRE = "DistributedApplication.CreateBuilder"  # the program of an Aspire host, often without any import
_MAX_DEPTH = 16
_MAX_NODES = 20_000
_OPEN = "${CODE}"  # stands for a part of a text that is not known


def infrastructure(resolver: Resolver) -> Iterator[Sighting]:
    """What the programs of a project deploy."""
    for path, module in resolver.modules.items():
        if is_test(path):
            continue
        if any(one.module.startswith(_SDKS) for one in module.facts.imports):
            yield from _Program(module).sightings()
        elif module.group == "dotnet" and any(call.callee == _ASPIRE for call in module.facts.calls):
            yield from _Program(module).added()


class _Program:
    """One file. Converted tables keep the lines of their members."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.lines: dict[int, dict[Step, int]] = {}
        self.kept: list[Json] = []
        self.left = _MAX_NODES
        self.constants = {
            binding.name: binding.value.value
            for binding in module.facts.bindings
            if isinstance(binding.value, Lit) and isinstance(binding.value.value, str)
        }

    def sightings(self) -> Iterator[Sighting]:
        """The sightings of every container and chart that runs a product of the catalogue."""
        around = Surroundings(path=self.module.facts.path, form="code", variables={}, hosts={})
        for call in self.module.facts.calls:
            for table in self._tables(call):
                for workload in self._workloads(table, call.line):
                    reader = WorkloadReader(workload, around)
                    if reader.product is not None:
                        yield from reader.sightings()

    def added(self) -> Iterator[Sighting]:
        """The sightings of containers that an Aspire host adds: `AddContainer("reader", "mcp/markitdown", "1.0")`."""
        around = Surroundings(path=self.module.facts.path, form="code", variables={}, hosts={})
        for call in self.module.facts.calls:
            texts = [self._json(one, 0) for one in call.args[:3]] if call.callee.endswith(".AddContainer") else []
            if len(texts) > 1 and all(isinstance(one, str) and one != _OPEN for one in texts):
                name, image, *tag = map(str, texts)
                word = Word(":".join((image, *tag)), call.line)
                yield from WorkloadReader(Workload(name=name, line=call.line, image=word), around).sightings()

    def _tables(self, call: Call) -> Iterator[dict[str, Json]]:
        """The named arguments of a call, and mappings among the others."""
        named = self._of_call(call, 0)
        if isinstance(named, dict) and named:
            yield named

    def _workloads(self, table: dict[str, Json], line: int) -> Iterator[Workload]:
        document = Lined(value=table, line=line, lines=self.lines)
        rows = Rows("")
        chart = table.get("chart")
        product = products().of_chart(chart.rpartition("/")[2]) if isinstance(chart, str) else None
        if product is not None:
            yield Workload(name=str(chart), line=document.line_of(table, "chart"), product=product.id)
            yield from workloads_below(document, table.get("values"), rows, product.id)
        yield from workloads_below(document, table, rows)

    # -- values -----------------------------------------------------------------------------------------------

    def _json(self, value: Part, depth: int) -> Json:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            return None
        if isinstance(value, Lit):
            return value.value if isinstance(value.value, str) or value.value is None else str(value.value).lower()
        if isinstance(value, Name):
            return self.constants.get(value.path, _OPEN)
        if isinstance(value, Template):
            parts = (self._json(part, depth + 1) for part in value.parts)
            return "".join(part if isinstance(part, str) else _OPEN for part in parts)
        if isinstance(value, Seq):
            return self._list(value, depth)
        if isinstance(value, Map):
            return self._mapping(value, depth)
        if isinstance(value, CallRef):
            return self._of_call(self.module.facts.calls[value.call], depth + 1)
        return _OPEN

    def _list(self, value: Seq, depth: int) -> Json:
        items: list[Json] = []
        lines = self._table(items)
        for item in value.items:
            lines[len(items)] = getattr(item, "line", value.line)
            items.append(self._json(item, depth + 1))
        return items

    def _mapping(self, value: Map, depth: int) -> dict[str, Json]:
        found: dict[str, Json] = {}
        lines = self._table(found)
        for key, part in value.pairs:
            if isinstance(key, Lit) and isinstance(key.value, str):
                found[key.value] = self._json(part, depth + 1)
                lines[key.value] = key.line
        return found

    def _of_call(self, call: Call, depth: int) -> Json:
        """The named arguments with those of a mapping among the others; of a call without any its first argument."""
        found: dict[str, Json] = {}
        lines = self._table(found)
        for key, value in call.kwargs:
            found[key] = self._json(value, depth + 1)
            lines[key] = getattr(value, "line", call.line)
        for argument in call.args:
            if isinstance(argument, Map):
                more = self._mapping(argument, depth + 1)
                found |= more
                lines |= self.lines[id(more)]
        if found:
            return found
        return self._json(call.args[0], depth + 1) if call.args else _OPEN

    def _table(self, container: Json) -> dict[Step, int]:
        self.kept.append(container)
        return self.lines.setdefault(id(container), {})
