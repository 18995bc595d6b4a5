"""Reads Kubernetes manifests: containers of any kind of resource, KServe's inference services, Ingress, ConfigMap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.documents import AI_WORDS
from aibom.scanners.configs.manifests import is_custom_group, keep_documents, kind_of
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.commands.words import command_words, script
from aibom.scanners.deployments.forms.chart_installs import installations
from aibom.scanners.deployments.forms.containers import workloads_below
from aibom.scanners.deployments.forms.kustomize import kustomized
from aibom.scanners.deployments.forms.model_references import engine_references, referenced_models
from aibom.scanners.deployments.gateways.ingress import ingress_routes
from aibom.scanners.deployments.gateways.nginx import read_gateway
from aibom.scanners.deployments.records import Asked, Deployment, Route, Setting, Word, Workload

MAX_TABLES = 20_000
_SHELLS = ("sh", "bash", "ash", "zsh")
_STRONG_CAPABILITIES = frozenset({"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE"})
_VERSION = re.compile(rb"^apiVersion:[ \t]*[\"']?([\w.-]+/\w+)", re.MULTILINE)
_REFERENCE = re.compile(r"\$\(([A-Za-z_]\w*)\)")
_CONTAINERS = ("containers", "initContainers", "sidecars")
_SINGLE = ("container", "script")  # Argo Workflows


# Kinds that are read even without an image in them, and kinds that never are.
_READ = frozenset("Service Ingress IngressRoute HTTPRoute".split())
_SERVING = frozenset(
    "InferenceService LLMInferenceService TrainedModel ServingRuntime Model LocalModelCache"
    " ClusterStorageContainer".split()
)
# Kinds that install a Helm chart with values of their own (Flux, Argo CD, k3s), or patch and set images (Kustomize).
_INSTALLERS = frozenset("HelmRelease Application ApplicationSet HelmChart HelmChartConfig Kustomization".split())
_NEVER = frozenset(
    "CustomResourceDefinition ClusterRole Role RoleBinding ClusterRoleBinding ServiceAccount Namespace".split()
)


def manifests(data: bytes) -> bytes:
    """The file with only those manifests that may tell something; empty when there are none."""
    return keep_documents(data, _is_wanted) if b"apiVersion" in data else b""


def _is_wanted(document: bytes) -> bool:
    kind = kind_of(document)
    if not kind or kind in _NEVER:
        return False
    if kind in ("ConfigMap", "Secret"):
        return bool(AI_WORDS.search(document))
    if kind in _READ or kind in _SERVING or kind in _INSTALLERS or b"image:" in document or _product_of(document):
        return True
    return b"containers:" in document and bool(AI_WORDS.search(document))


def _product_of(document: bytes) -> Product | None:
    match = _VERSION.search(document)
    return products().of_resource(match[1].decode(), kind_of(document)) if match is not None else None


def read_kubernetes(data: bytes, path: str) -> Deployment | None:
    """The workloads, models and routes of all manifests in a file."""
    kept = manifests(data)
    return (
        from_documents(parse_yaml_with_lines(kept, path, text_only=True, partial=True), Rows(decode(data)))
        if kept
        else None
    )


def from_documents(documents: list[Lined], rows: Rows) -> Deployment | None:
    """The same of parsed documents (templates are parsed after their marks were taken out)."""
    workloads: list[Workload] = []
    routes: list[Route] = []
    models: list[Asked] = []
    charts: list[Word] = []
    problems: list[Word] = []
    variables: list[Setting] = []
    engines = dict(pair for document in documents for pair in engine_references(document))
    for document in documents:
        top = document.value
        if isinstance(top, Mapping) and "kind" in top:
            manifest = _Manifest(document, top, rows)
            models += referenced_models(document, manifest.name, engines)
            workloads += manifest.workloads()
            routes += ingress_routes(document, top)
            routes += manifest.routes()
            models += manifest.models()
            variables += manifest.variables()
            if manifest.kind in _INSTALLERS:
                installed = list(installations(document, top, rows))
                workloads += [one for one in installed if isinstance(one, Workload)]
                workloads += kustomized(document, top, rows) if manifest.kind == "Kustomization" else ()
                charts += [one for one in installed if isinstance(one, Word)]
        if document.error is not None:
            problems.append(Word(*document.error))
    if not workloads and not routes and not models and not charts and not problems:
        return None
    return Deployment(
        "kubernetes",
        tuple(workloads),
        models=tuple(models),
        charts=tuple(charts),
        routes=tuple(routes),
        problems=tuple(problems),
        variables=tuple(variables),
    )


class _Manifest:
    """One document."""

    def __init__(self, document: Lined, top: Mapping[str, Json], rows: Rows) -> None:
        self.document, self.top, self.rows = document, top, rows
        self.kind = str(top.get("kind"))
        metadata = top.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        self.name = name if isinstance(name, str) else ""

    def workloads(self) -> list[Workload]:
        """Every container anywhere in the document; a ConfigMap or Secret as its settings."""
        if self.kind in ("ConfigMap", "Secret"):
            scripts = tuple(word for name, word in self._files() if name.endswith((".sh", ".bash")))
            settings = tuple(self._data())
            return [Workload(name=self.name, line=self.document.line, settings=settings, scripts=scripts)]
        found = list(self._containers())
        version = str(self.top.get("apiVersion"))
        if not found and is_custom_group(version) and self.kind not in _INSTALLERS:
            found += [one._replace(hosts=(self.name,)) for one in workloads_below(self.document, self.top, self.rows)]
        if (product := products().of_resource(version, self.kind)) is not None:
            line = self.document.line_of(self.top, "kind")
            found.append(Workload(name=self.name, line=line, product=product.id, hosts=(self.name,)))
        if self.kind == "Service" and self.name:
            found.append(
                Workload(
                    name=f"service/{self.name}",
                    line=self.document.line,
                    hosts=(self.name,),
                    depends_on=tuple(self._selected()),
                )
            )
        return found

    def _tables(self) -> Iterator[Mapping[str, Json]]:
        stack: list[Json] = [self.top]
        count = 0
        while stack and count < MAX_TABLES:
            value = stack.pop()
            count += 1
            if isinstance(value, Mapping):
                yield value
                stack += reversed(list(value.values()))
            elif isinstance(value, list):
                stack += reversed(value)
        if stack:
            leave_out(MAX_TABLES, "values")

    def _containers(self) -> Iterator[Workload]:
        for table in self._tables():
            for key in _CONTAINERS:
                items = table.get(key)
                for index, item in enumerate(items if isinstance(items, list) else ()):
                    if isinstance(item, Mapping) and (isinstance(item.get("image"), str) or _is_patch(item)):
                        yield self._container(item, self.document.line_of(items, index), table)
            for key in _SINGLE:
                item = table.get(key)
                if isinstance(item, Mapping) and isinstance(item.get("image"), str):
                    yield self._container(item, self.document.line_of(table, key), table)

    def _container(self, item: Mapping[str, Json], line: int, pod: Mapping[str, Json]) -> Workload:
        at = self.document.line_of
        return Workload(
            name=str(item.get("name") or self.name),
            line=line,
            image=Word(str(item["image"]), at(item, "image")) if "image" in item else None,
            entrypoint=_expandable(command_words(item.get("command"), at(item, "command"), self.rows)),
            command=_expandable(command_words(item.get("args"), at(item, "args"), self.rows)),
            scripts=tuple(self._source(item)),
            settings=tuple(self._env(item)),
            mounts=tuple(_host_paths(pod)),
            privileged=_privileged(item, pod),
            hosts=tuple(sorted({self.name, str(item.get("name") or ""), *self._labels()} - {""})),
        )

    def _source(self, item: Mapping[str, Json]) -> Iterator[Word]:
        """The shell text of an Argo script, and what is run when a container has started."""
        source, command = item.get("source"), item.get("command")
        shell = not isinstance(command, list) or not command or str(command[0]).rpartition("/")[2] in _SHELLS
        if isinstance(source, str) and shell:
            yield script(source, self.document.line_of(item, "source") + 1, self.rows)
        lifecycle = item.get("lifecycle")
        hook = lifecycle.get("postStart") if isinstance(lifecycle, Mapping) else None
        run = hook.get("exec") if isinstance(hook, Mapping) else None
        if isinstance(run, Mapping) and isinstance(words := run.get("command"), list):
            text = words[-1] if len(words) > 2 and str(words[-2]).startswith("-") else " ".join(map(str, words))
            yield script(_REFERENCE.sub(r"${\1}", str(text)), self.document.line_of(run, "command"), self.rows)

    def _labels(self) -> Iterator[str]:
        """Values of `app` labels, by which a Service selects the pods."""
        for table in self._tables():
            labels = table.get("labels") or table.get("matchLabels")
            for key, value in labels.items() if isinstance(labels, Mapping) else ():
                if key in (
                    "app",
                    "app.kubernetes.io/name",
                    "component",
                    "run",
                    "app.kubernetes.io/component",
                ) and isinstance(value, str):
                    yield f"label:{value}"

    def _selected(self) -> Iterator[Word]:
        spec = self.top.get("spec")
        selector = spec.get("selector") if isinstance(spec, Mapping) else None
        for key, value in selector.items() if isinstance(selector, Mapping) else ():
            if isinstance(value, str):
                yield Word(f"label:{value}", self.document.line_of(selector, key))

    def _env(self, item: Mapping[str, Json]) -> Iterator[Setting]:
        env = item.get("env")
        for one in env if isinstance(env, list) else ():
            if isinstance(one, Mapping) and isinstance(name := one.get("name"), str):
                value = one["value"] if "value" in one else referred(one.get("valueFrom"))
                yield setting(name, value, self.document.line_of(one, "value" if "value" in one else "name"))

    def _data(self) -> Iterator[Setting]:
        for part in ("data", "stringData"):
            table = self.top.get(part)
            for name, value in table.items() if isinstance(table, Mapping) else ():
                if isinstance(value, str) and "\n" not in value:
                    kept = None if self.kind == "Secret" and value else value
                    yield setting(name, kept, self.document.line_of(table, name))

    def variables(self) -> Iterator[Setting]:
        """What a ConfigMap sets, under the names by which containers refer to it."""
        for one in self._data() if self.kind == "ConfigMap" else ():
            name = referred({"configMapKeyRef": {"name": self.name, "key": one.name}}) or ""
            yield one._replace(name=name[2:-1])

    def _files(self) -> Iterator[tuple[str, Word]]:
        """The texts of several rows that a ConfigMap holds, by name."""
        data = self.top.get("data")
        for name, value in data.items() if self.kind == "ConfigMap" and isinstance(data, Mapping) else ():
            if isinstance(value, str) and "\n" in value:
                yield name, script(masked(value), self.document.line_of(data, name), self.rows)

    def routes(self) -> Iterator[Route]:
        """The routes of a gateway's configuration in a ConfigMap."""
        for name, word in self._files():
            if name.endswith((".conf", ".nginx", "Caddyfile")):
                found = read_gateway(b"\n" * (word.line - 1) + word.text.encode(), name)
                yield from found.routes if found is not None else ()

    def models(self) -> Iterator[Asked]:
        """Where KServe (and what follows its form) fetches a model: `storageUri`, `uri`, `--model_id`."""
        if self.kind not in _SERVING:
            return
        for table in self._tables():
            for key in ("storageUri", "sourceModelUri", "modelUri", "uri", "url"):
                value = table.get(key)
                if isinstance(value, str) and "://" in value and not value.startswith("http"):
                    yield Asked(Word(value, self.document.line_of(table, key)), self._engine(table))
            args = table.get("args")
            for index, word in enumerate(args if isinstance(args, list) and "image" not in table else ()):
                for flag in ("--model_id=", "--model-id="):
                    if isinstance(word, str) and word.startswith(flag):
                        name = Word(f"hf://{word[len(flag) :]}", self.document.line_of(args, index))
                        yield Asked(name, self._engine(table))

    def _engine(self, table: Mapping[str, Json]) -> str:
        """The product that a resource names as its engine (KubeAI: `engine: VLLM`)."""
        spec = self.top.get("spec")
        for one in (table, spec if isinstance(spec, Mapping) else {}):
            engine = one.get("engine") or one.get("backend")
            product = products().of_name(engine) if isinstance(engine, str) else None
            if product is not None:
                return product.id
        taker = products().of_resource(str(self.top.get("apiVersion")), self.kind)
        return taker.id if taker is not None else "kserve"


def referred(source: Json) -> str | None:
    """`${configMapKeyRef models.chat}`: where a variable has its value from, as a variable that a ConfigMap may set."""
    for kind, given in source.items() if isinstance(source, Mapping) else ():
        if isinstance(given, Mapping) and isinstance(given.get("key"), str):
            return f"${{{kind} {given.get('name')}.{given['key']}}}"
    return None


def _is_patch(item: Mapping[str, Json]) -> bool:
    """Whether a container without an image is part of a patch, which changes one that stands elsewhere."""
    return isinstance(item.get("name"), str) and any(isinstance(item.get(key), list) for key in ("env", "args"))


def _expandable(words: tuple[Word, ...] | None) -> tuple[Word, ...] | None:
    """Kubernetes spells the variables of a container `$(NAME)` in its commands."""
    return tuple(Word(_REFERENCE.sub(r"${\1}", word.text), word.line) for word in words) if words else words


def _host_paths(pod: Mapping[str, Json]) -> Iterator[str]:
    volumes = pod.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        host = volume.get("hostPath") if isinstance(volume, Mapping) else None
        if isinstance(host, Mapping) and isinstance(path := host.get("path"), str):
            yield path


def _privileged(item: Mapping[str, Json], pod: Mapping[str, Json]) -> bool:
    context = item.get("securityContext")
    context = context if isinstance(context, Mapping) else {}
    capabilities = context.get("capabilities")
    added = capabilities.get("add") if isinstance(capabilities, Mapping) else None
    strong = isinstance(added, list) and bool({str(one) for one in added} & _STRONG_CAPABILITIES)
    shared = any(pod.get(key) == "true" for key in ("hostPID", "hostIPC"))
    return context.get("privileged") == "true" or strong or shared
