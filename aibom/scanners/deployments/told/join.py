"""Joins the records of all deployment files: variables, overrides, host names, gateways in front of services."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping

from aibom.catalog.products import Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import about
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject, Unknown
from aibom.scanners.configs.names.modelkeys import key_hint, words_of
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.names.services import product_subject, provider_service, service_of_url
from aibom.scanners.configs.names.values import model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.records import Deployment, Route, Setting, Word, Workload
from aibom.scanners.deployments.told.around import CONFIDENCE, Surroundings
from aibom.scanners.deployments.told.images import container
from aibom.scanners.deployments.told.mcp_servers import served_tools
from aibom.scanners.deployments.told.overlays import Overlays
from aibom.scanners.deployments.told.workload import WorkloadReader
from aibom.scanners.image_names import parse_image

_PULLED = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)?(?::[\w.-]+)?\Z")
_CLUSTER = ("kubernetes", "template", "values", "terraform")


def join_deployments(records: Mapping[str, Deployment]) -> Iterator[Sighting]:
    """The sightings of all files."""
    hosts = _Hosts()
    overlays = Overlays(records)
    files = [_joined(path, record, overlays, hosts) for path, record in records.items()]
    for file in files:
        file.register()
    hosts.follow_services()
    routes = [(path, route) for path, record in records.items() for route in record.routes]
    for file in files:
        with about(file.path):
            found = list(file.sightings())
        yield from found
    yield from _gateways(routes, hosts)


def _joined(path: str, record: Deployment, overlays: Overlays, hosts: _Hosts) -> _File:
    with about(path):
        return _File(path, record, overlays, hosts)


class _Hosts:
    """Which product runs behind a host name, by scope: a compose folder, or the cluster of all manifests."""

    def __init__(self) -> None:
        self.products: dict[str, dict[str, Product]] = defaultdict(dict)
        self.servers: dict[str, dict[str, Subject]] = defaultdict(dict)
        self.services: list[tuple[str, tuple[Word, ...]]] = []

    def follow_services(self) -> None:
        """A cluster Service has the product of the pods that it selects."""
        cluster = self.products["*"]
        for name, selected in self.services:
            product = next((cluster[word.text] for word in selected if word.text in cluster), None)
            if product is not None:
                cluster.setdefault(name, product)

    def find(self, host: str) -> Product | None:
        """The product of a host name in any scope; None when scopes disagree."""
        names = (host, host.partition(".")[0])
        found = {table[name] for table in self.products.values() for name in names if name in table}
        return found.pop() if len(found) == 1 else None


class _File:
    """One file with its readers."""

    def __init__(self, path: str, record: Deployment, overlays: Overlays, hosts: _Hosts) -> None:
        self.path, self.record, self.hosts = path, record, hosts
        self.scope = (
            "*" if record.form in _CLUSTER else posixpath.dirname(path) + "/" if record.form == "compose" else path
        )
        self.around = Surroundings(
            path=path,
            form=record.form,
            variables=overlays.variables(path),
            hosts=hosts.products[self.scope],
            servers=hosts.servers[self.scope],
        )
        workloads = [overlays.completed(path, one) for one in record.workloads if not one.name.startswith("service/")]
        self.built = [overlays.built(path, one) for one in workloads]
        self.readers = [
            WorkloadReader(self._as_built(workload, built), self.around, overlays.shared(path, workload))
            for workload, built in zip(workloads, self.built, strict=True)
        ]

    def register(self) -> None:
        """Make the names of its workloads known."""
        table = self.hosts.products[self.scope]
        for reader, built in zip(self.readers, self.built, strict=True):
            product = reader.product or self._product_of_build(reader.workload, built)
            server = served_tools(reader.workload, reader.image) if product is None and reader.image else None
            for host in reader.workload.hosts:
                if product is not None:
                    table.setdefault(host, product)
                if server is not None:
                    self.hosts.servers[self.scope].setdefault(host, server)
        for workload in self.record.workloads:
            if workload.name.startswith("service/"):
                self.hosts.services.append((workload.hosts[0], workload.depends_on))

    def _as_built(self, workload: Workload, built: tuple[str, Workload] | None) -> Workload:
        """A service whose image is made here on top of a product's image runs that product."""
        if built is None or workload.image is not None or workload.product:
            return workload
        product = WorkloadReader(built[1], self._at(built[0])).product
        return workload._replace(product=product.id) if product is not None else workload

    def _product_of_build(self, workload: Workload, built: tuple[str, Workload] | None) -> Product | None:
        """What the Dockerfile runs, else what the name of the service says that is built."""
        found = WorkloadReader(built[1], self._at(built[0])).product if built else None
        return found or (products().of_key(workload.name) if workload.build is not None else None)

    def _at(self, path: str) -> Surroundings:
        return Surroundings(path=path, form="dockerfile", variables={}, hosts={})

    def sightings(self) -> Iterator[Sighting]:
        for reader in self.readers:
            yield from reader.sightings()
        yield from self._other_images()
        yield from self._models()
        yield from self._chart_models()
        off = {name for name, value in self.record.conditions if self.around.variables.get(value) == "false"}
        for chart in self.record.charts:
            product = products().of_chart(chart.text)
            if product is not None and chart.text not in off:
                facts: dict[str, Json] = {"service_type": product.type, "self_hosted": True}
                yield self.around.sight.thing(product_subject(product), chart.line, "dependencies", **facts)
        yield from self.record.told
        for problem in self.record.problems:
            yield Unknown(topic="file", path=self.path, line=problem.line, reason=problem.text)

    def _other_images(self) -> Iterator[Sighting]:
        own = self.readers[-1].workload.image if self.readers else None
        for word in self.record.images:
            image = parse_image(self.around.text(word.text))
            if image is not None and word != own:
                yield container(image, word.text, self.around.sight.at(word.line, "", CONFIDENCE), False, {})

    def _models(self) -> Iterator[Sighting]:
        """Models that the platform itself is asked for."""
        for word, product, agent in self.record.models:
            if product.startswith("provider:"):
                yield from self._of_provider(word, product.removeprefix("provider:"), agent)
                continue
            runner = products().by_id[product]
            text = self.around.text(word.text)
            named = name_model(text, "" if "://" in text else "label") if is_resolved(text) else None
            if named is not None:
                facts: dict[str, Json] = {"service_type": runner.type, "self_hosted": True}
                yield self.around.sight.model(named, word.line, "models")
                yield self.around.sight.thing(product_subject(runner), word.line, "models", **facts)
                yield self.around.sight.link(named.subject, RelationKind.SERVED_BY, product_subject(runner), word.line)

    def _chart_models(self) -> Iterator[Sighting]:
        """Models that the values of a chart name apart from its containers, when only one server runs in these."""
        servers = {reader.product for reader in self.readers if reader.product is not None and reader.product.serves}
        if self.record.form != "values" or len(servers) != 1:
            return
        subject = product_subject(servers.pop())
        for one in self.record.variables:
            key = one.name.removeprefix("VALUES_")
            if "/" in key or "labels_" in key.lower():
                continue  # a label only marks
            item, _, number = key.rpartition(".")
            if number.isdigit():
                yield from self._listed_model(item, one, subject)
                continue
            named = model_of_setting(key, one.value) if one.value and key_hint(key) else None
            if named is not None and named.subject.origin in ("", "hf", "file", "ollama"):
                yield self.around.sight.link(named.subject, RelationKind.SERVED_BY, subject, one.line)

    def _listed_model(self, key: str, one: Setting, server: Subject) -> Iterator[Sighting]:
        """An item of the list of models that a chart pulls into its server of models: `llm: {models: [phi4]}`."""
        if words_of(key)[-1:] != ("models",) or not one.value or not _PULLED.match(one.value):
            return
        named = name_model(one.value, "ollama" if server.name == "Ollama" else "")
        if named is not None:
            yield self.around.sight.model(named, one.line, "models")
            yield self.around.sight.link(named.subject, RelationKind.SERVED_BY, server, one.line)

    def _of_provider(self, word: Word, id_: str, agent: str) -> Iterator[Sighting]:
        """A model that a cloud serves, and the agent that uses it."""
        text = self.around.text(word.text)
        named = (
            named_model(text.rpartition("/")[2] if text.startswith("arn:") else text, id_)
            if is_resolved(text)
            else None
        )
        if named is not None and " " not in text:
            yield self.around.sight.model(named, word.line, "model")
            if agent:
                user = self.around.sight.local(Kind.AGENT, agent)
                yield self.around.sight.link(user, RelationKind.USES_MODEL, named.subject, word.line)
            yield from self.around.sight.served(named.subject, provider_service(id_), word.line, "model")


def _provider_behind(route: Route, sight: Sight) -> Iterator[Sighting]:
    """A gateway that passes requests on to the API of a provider."""
    service = service_of_url(f"https://{route.upstream}") if "." in route.upstream else None
    if service is not None:
        yield sight.service(service, route.line, route.gateway)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, route.line)


def _gateways(routes: list[tuple[str, Route]], hosts: _Hosts) -> Iterator[Sighting]:
    """What stands in front of a product protects it; each fact with the line that tells it."""
    for path, route in routes:
        product = hosts.find(route.upstream)
        sight = Surroundings(path=path, form="gateway", variables={}, hosts={}).sight
        if product is None:
            yield from _provider_behind(route, sight)
            continue
        subject = product_subject(product)
        if route.authenticated is not None:
            yield sight.thing(subject, route.authenticated.line, route.authenticated.text, authenticated=True)
        limited = route.rate_limited
        yield sight.thing(
            subject,
            limited.line if limited else route.line,
            limited.text if limited else route.gateway,
            rate_limited=limited is not None,
        )
        if route.logged is not None or route.not_logged is not None:
            word = route.logged or route.not_logged
            yield sight.thing(
                subject, word.line if word else route.line, "access_log", request_logging=route.logged is not None
            )
