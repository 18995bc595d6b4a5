"""What a workload tells: its image, the AI product that runs in it, the models it is given, the services it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from aibom.catalog.products import Product, products
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown, Use
from aibom.scanners.configs.naming import is_placeholder, name_model
from aibom.scanners.configs.services import NamedService, product_subject, service_of_url, service_of_variable
from aibom.scanners.configs.values import model_of_setting
from aibom.scanners.deployments.argv import Invocation, follow, follow_argv
from aibom.scanners.deployments.image import ImageName, parse_image
from aibom.scanners.deployments.interpolate import interpolate, is_resolved
from aibom.scanners.deployments.launch import Launched, ModelWord, launched
from aibom.scanners.deployments.protection import protection, use_arguments
from aibom.scanners.deployments.records import Setting, Word, Workload

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known around a workload: the file, the values of variables, and which product a host name runs."""

    path: str
    variables: Mapping[str, str]
    product_of_host: Callable[[str], Product | None]


class WorkloadReader:
    """Yields the sightings of one workload."""

    def __init__(self, workload: Workload, around: Surroundings) -> None:
        self.workload, self.around = workload, around
        self.image = self._image(workload.image)
        image_product = products().of_image(self.image.name) if self.image else None
        self.invocations = tuple(self._invocations(image_product))
        self.launches = [one for i in self.invocations if (one := launched(i, image_product))]
        self.product = image_product or next((one.product for one in self.launches if one.serves), None)
        self.subject = product_subject(self.product) if self.product else None

    def sightings(self) -> Iterator[Sighting]:
        yield from self._container()
        yield from self._service()
        for launch in self.launches:
            yield from self._launch(launch)
        for setting in self.workload.settings:
            yield from self._setting(setting)
        yield from self._dependencies()

    # -- the image ------------------------------------------------------------------------------------------

    def _text(self, text: str) -> str:
        return interpolate(text, self.around.variables)

    def _image(self, word: Word | None) -> ImageName | None:
        return parse_image(self._text(word.text)) if word else None

    def _container(self) -> Iterator[Sighting]:
        word = self.workload.image
        if word is None:
            return
        if self.image is None:
            if not is_resolved(self._text(word.text)):
                yield Unknown(
                    topic="image",
                    path=self.around.path,
                    line=word.line,
                    reason="the image is a variable",
                    expression=word.text[:200],
                )
            return
        extra: dict[str, Json] = {}
        if self.workload.mounts:
            extra["mounts"] = sorted(set(self.workload.mounts))
        if self.workload.privileged:
            extra["privileged"] = True
        related = self.product is not None or bool(self.launches)
        yield container(
            self.image, self._text(word.text), self._evidence(word.line, self.workload.name), related, extra
        )

    def _evidence(self, line: int, symbol: str = "", confidence: float = _CONFIDENCE) -> Evidence:
        return Evidence(
            path=self.around.path, line=line, symbol=symbol, technique=Technique.MANIFEST, confidence=confidence
        )

    # -- the service ----------------------------------------------------------------------------------------

    def _service(self) -> Iterator[Sighting]:
        product, subject, workload = self.product, self.subject, self.workload
        if product is None or subject is None:
            return
        serving = [one for one in self.launches if one.serves and one.product is product]
        line = workload.image.line if workload.image and self.image and products().of_image(self.image.name) else 0
        line = line or (serving[0].line if serving else workload.line)
        facts: dict[str, Json] = {"service_type": product.type, "self_hosted": True}
        if self.image:
            facts["image"] = self.image.name
        yield Observation(subject=subject, evidence=self._evidence(line, workload.name), facts=facts)
        if self.image:
            yield Link(
                source=subject,
                kind=RelationKind.DEPLOYED_BY,
                target=image_subject(self.image),
                evidence=self._evidence(line),
            )
        if self._is_helper():
            return
        for told in protection(product, serving[0] if serving else None, workload.settings, line):
            yield Observation(
                subject=subject, evidence=self._evidence(told.line, told.symbol), facts={told.fact: told.value}
            )

    def _is_helper(self) -> bool:
        """Whether it only runs other commands in the product's image (`sh -c "ollama pull x"`) and serves nothing."""
        return (
            bool(self.invocations) and not any(one.serves for one in self.launches) and bool(self.workload.entrypoint)
        )

    # -- commands -------------------------------------------------------------------------------------------

    def _invocations(self, product: Product | None) -> Iterator[Invocation]:
        variables = {
            **self.around.variables,
            **{s.name: self._text(s.value) for s in self.workload.settings if s.value},
        }
        for word in self.workload.scripts:
            yield from follow(word.text, word.line, variables).invocations
        words = self._argv(product)
        if words:
            yield from follow_argv([Word(interpolate(w.text, variables), w.line) for w in words], variables).invocations

    def _argv(self, product: Product | None) -> tuple[Word, ...]:
        """The command that runs: the entrypoint (else the one of the product's image) and the arguments."""
        entrypoint, command = self.workload.entrypoint, self.workload.command or ()
        if entrypoint:
            return (*entrypoint, *command)
        if (
            product is None
            or not product.prefix
            or not command
            or command[0].text in (*product.prefix, "sh", "bash", "/bin/sh", "/bin/bash")
        ):
            return command
        return (*(Word(text, command[0].line) for text in product.prefix), *command)

    def _launch(self, launch: Launched) -> Iterator[Sighting]:
        served_by = product_subject(launch.product)
        if self.product is not launch.product:
            facts: dict[str, Json] = {"service_type": launch.product.type, "self_hosted": True}
            yield Observation(subject=served_by, evidence=self._evidence(launch.line, launch.symbol), facts=facts)
        for model in launch.models:
            yield from self._model(model, launch, served_by)

    def _model(self, model: ModelWord, launch: Launched, served_by: Subject) -> Iterator[Sighting]:
        text = model.name.text
        if not is_resolved(text):
            yield Unknown(
                topic="model",
                path=self.around.path,
                line=model.name.line,
                reason=f"the model of `{launch.symbol}` is a variable",
                expression=text[:200],
            )
            return
        named = name_model(text, model.argument.origin, model.argument.model_class)
        if named is None:
            return
        facts = dict(named.facts)
        revision = launch.flags.get("revision")
        if revision and isinstance(revision[0], str) and is_resolved(revision[0]):
            facts["revision"] = revision[0]
        quantisation = launch.flags.get("quantization") or launch.flags.get("quantize")
        if quantisation and isinstance(quantisation[0], str):
            facts.setdefault("quantisation", quantisation[0])
        use = Use(
            path=self.around.path,
            line=model.name.line,
            symbol=launch.symbol,
            args=use_arguments(launch, products().use_flags),
        )
        evidence = self._evidence(model.name.line, launch.symbol)
        yield Observation(subject=named.subject, evidence=evidence, facts=facts, uses=(use,))
        yield Link(source=named.subject, kind=RelationKind.SERVED_BY, target=served_by, evidence=evidence)

    # -- settings -------------------------------------------------------------------------------------------

    def _setting(self, setting: Setting) -> Iterator[Sighting]:
        value = self._text(setting.value) if setting.value is not None else None
        service = service_of_variable(setting.name)
        if service is not None and service.subject != self.subject:
            yield from self._calls(service, setting)
        if value is None or not is_resolved(value):
            return
        by_url = service_of_url(value)
        if by_url is not None and by_url.subject != self.subject:
            yield from self._calls(by_url, setting)
        host = self.around.product_of_host(value)
        if host is not None and host is not self.product:
            target = product_subject(host)
            yield Link(
                source=self.subject,
                kind=RelationKind.CALLS_SERVICE,
                target=target,
                evidence=self._evidence(setting.line, setting.name),
            )
        yield from self._model_setting(setting, value)

    def _calls(self, service: NamedService, setting: Setting) -> Iterator[Sighting]:
        evidence = self._evidence(setting.line, setting.name, 0.85)
        facts = dict(service.facts)
        if setting.secret:
            facts["literal_secrets"] = [setting.name]
        yield Observation(subject=service.subject, evidence=evidence, facts=facts)
        yield Link(source=self.subject, kind=RelationKind.CALLS_SERVICE, target=service.subject, evidence=evidence)

    def _model_setting(self, setting: Setting, value: str) -> Iterator[Sighting]:
        own = self.product is not None and setting.name in self.product.model_env
        if own and self.product is not None:
            named = None if is_placeholder(value) else name_model(value, "", self.product.model_class)
        else:
            named = model_of_setting(setting.name, value)
        if named is None:
            return
        evidence = self._evidence(setting.line, setting.name, 0.9)
        use = Use(path=self.around.path, line=setting.line, symbol=setting.name)
        yield Observation(subject=named.subject, evidence=evidence, facts=named.facts, uses=(use,))
        if own and self.subject:
            yield Link(source=named.subject, kind=RelationKind.SERVED_BY, target=self.subject, evidence=evidence)

    def _dependencies(self) -> Iterator[Sighting]:
        for name in self.workload.depends_on:
            product = self.around.product_of_host(name.text)
            if product is not None and product is not self.product:
                yield Link(
                    source=self.subject,
                    kind=RelationKind.CALLS_SERVICE,
                    target=product_subject(product),
                    evidence=self._evidence(name.line, self.workload.name),
                )


def image_subject(image: ImageName) -> Subject:
    """The subject of an image; the version is its tag, when it is known."""
    version = image.tag if image.tag_is_known else None
    return Subject(kind=Kind.CONTAINER, name=image.name, origin="docker", version=version)


def container(
    image: ImageName, reference: str, evidence: Evidence, related: bool, extra: Mapping[str, Json]
) -> Observation:
    """The observation of one image. It is pinned when a digest fixes its content."""
    facts: dict[str, Json] = {
        "registry_host": image.host,
        "image": reference[:500],
        "source": f"docker:{image.name}",
        "pinned": image.digest is not None,
        "ai_related": related or products().of_image(image.name) is not None or products().is_ai_base(image.name),
        **extra,
    }
    if image.tag:
        facts["tag"] = image.tag if image.tag_is_known else {"unresolved": image.tag}
    if image.digest:
        facts["digest"] = image.digest
    return Observation(subject=image_subject(image), evidence=evidence, facts=facts)


def other_images(images: Iterable[Word], around: Surroundings, seen: Word | None) -> Iterator[Sighting]:
    """Images that a build takes something from."""
    for word in images:
        image = parse_image(interpolate(word.text, around.variables))
        if image is None or word == seen:
            continue
        evidence = Evidence(path=around.path, line=word.line, technique=Technique.MANIFEST, confidence=_CONFIDENCE)
        yield container(image, word.text, evidence, False, {})


def with_base(workload: Workload, base: Workload) -> Workload:
    """A workload with what its base (an extended service, the file that it overrides) says and it does not."""
    names = {setting.name for setting in workload.settings}
    return workload._replace(
        image=workload.image or base.image,
        build=workload.build or base.build,
        entrypoint=workload.entrypoint or base.entrypoint,
        command=workload.command or base.command,
        settings=(*workload.settings, *(one for one in base.settings if one.name not in names)),
    )
