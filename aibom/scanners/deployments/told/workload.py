"""What a workload tells: its image, the AI product that runs in it, what its commands and variables name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aibom.catalog.products import Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Unknown
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.told.prompts import variable_prompt
from aibom.scanners.configs.told.reached import served_by_reached
from aibom.scanners.deployments.commands.argv import Invocation, Script, follow, follow_argv
from aibom.scanners.deployments.commands.docker_run import docker_run
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.commands.given import LISTED, PROGRAMS, each_item, given_settings
from aibom.scanners.deployments.commands.interpolate import interpolate, is_resolved
from aibom.scanners.deployments.commands.launch import Launched, launched
from aibom.scanners.deployments.commands.written_requests import request_sightings
from aibom.scanners.deployments.forms.scripts import telling
from aibom.scanners.deployments.gateways.traefik import traefik_facts
from aibom.scanners.deployments.records import Setting, Word, Workload
from aibom.scanners.deployments.told.around import CONFIDENCE, Surroundings
from aibom.scanners.deployments.told.calls import call_sightings
from aibom.scanners.deployments.told.consumers import consumed
from aibom.scanners.deployments.told.environment import setting_sightings, unread_model, without_redirected
from aibom.scanners.deployments.told.headless import headless_sightings
from aibom.scanners.deployments.told.images import container, image_subject
from aibom.scanners.deployments.told.kept_models import with_downloads
from aibom.scanners.deployments.told.launches import image_model, launch_sightings
from aibom.scanners.deployments.told.mcp_added import added_sightings
from aibom.scanners.deployments.told.mcp_servers import mcp_sightings
from aibom.scanners.deployments.told.protection import protection
from aibom.scanners.deployments.told.steps import step_sightings
from aibom.scanners.image_names import ImageName, parse_image

_VARIABLE = re.compile(r"\$[({]{0,2}\s*([A-Za-z][\w.-]{1,80})")
_READS_VARIABLES = frozenset({"ai-platform", "gateway"})
# Forms of files whose variables are for a program that runs; those of a script are its own.
_LEFT_TO_OTHERS = frozenset({"compose", "kubernetes", "template", "workflow", "terraform", "devcontainer", "nomad"})
_SHELLS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash", "/usr/bin/env"})


class WorkloadReader:
    """Yields the sightings of one workload. `product` is what runs in it, as far as it is known.

    `shared` are files of variables that it is given beside its own, with what each sets.
    """

    def __init__(
        self, workload: Workload, around: Surroundings, shared: tuple[tuple[str, tuple[Setting, ...]], ...] = ()
    ) -> None:
        self.workload, self.around, self.shared = workload, around, shared
        self.image = self._image()
        self.image_product = self._product_of_image()
        scripts = list(self._scripts(self.image_product))
        self.assigned = tuple(dict.fromkeys(one for script in scripts for one in script.assigned))
        self.calls: list[Invocation] = []
        self.launches: list[Launched] = []
        self.inner: list[Workload] = []
        for invocation in dict.fromkeys(one for script in scripts for one in script.invocations):
            self._sort(invocation)
        self.launches = with_downloads(self.launches, self.calls)
        self.product = self.image_product or self._launched_product()
        self.subject = product_subject(self.product) if self.product else None

    def sightings(self) -> Iterator[Sighting]:
        """Everything that the workload tells."""
        yield from self._container()
        yield from self._service()
        for launch in self.launches:
            yield from launch_sightings(launch, self.product, self.around)
        told = [one for call in self.calls for one in call_sightings(call, self.around.sight)]
        yield from told
        yield from headless_sightings(self.calls, self.around.sight)
        yield from added_sightings(self.calls, self.around.sight)
        if any(isinstance(one, Observation) and one.subject.kind is Kind.SERVICE for one in told):
            yield from self._prompts()
        reached = [*self._set(), *self._dependencies()]
        yield from reached
        yield from served_by_reached(reached, self.around.sight)
        if self.product is None:
            yield from consumed(reached, self.workload, self.image, self.around)
        for inner in self.inner:
            yield from WorkloadReader(inner, self.around).sightings()
        for step in self.workload.steps:
            yield from step_sightings(step, self.around)
        if self.around.form != "shell":  # whose here-documents only the reader of the file has seen
            for word in self.workload.scripts:
                yield from request_sightings(word.text, word.line, self.around.sight)

    # -- reading --------------------------------------------------------------------------------------------

    def _image(self) -> ImageName | None:
        word = self.workload.image
        return parse_image(self.around.text(word.text)) if word else None

    def _product_of_image(self) -> Product | None:
        if self.image is None and self.workload.product:
            return products().by_id[self.workload.product]
        if self.image is None:
            return self._product_of_names()
        command = self.workload.command or ()
        given = bool(command) and command[0].text.startswith("-") and not self.workload.entrypoint
        found = products().of_image(self.image.name) or (
            products().of_flags(word.text for word in command) if given else None
        )
        return found or products().by_id.get(self.workload.product)

    def _product_of_names(self) -> Product | None:
        """Of `${OLLAMA_IMAGE}` or `$(ovms-image)` the names are all that is known: of the service, of the variable."""
        if self.workload.image is None:
            return None
        names = [self.workload.name, *_VARIABLE.findall(self.workload.image.text)]
        return next((one for name in names if (one := products().of_variable(name)) is not None), None)

    def _scripts(self, product: Product | None) -> Iterator[Script]:
        own = {s.name: self.around.text(s.value) for s in self.workload.settings if s.value}
        variables = {**self.around.variables, **own}
        for word in self.workload.scripts:
            if text := focus(word.text):
                for given in each_item(text, variables):
                    yield follow(text, word.line, given)
        words = self._argv(product)
        if words:
            escape = self.around.form == "compose"
            plain = {name: value for name, value in variables.items() if LISTED not in value}
            filled = [part for word in words for part in self._filled(word, plain, escape)]
            for given in each_item(" ".join(word.text for word in filled), variables):
                yield follow_argv(filled, given)

    def _filled(self, word: Word, variables: Mapping[str, str], escape: bool) -> Iterator[Word]:
        """A word with its variables filled in; a variable of Terraform may hold a list."""
        text = interpolate(word.text, variables, escape=escape)
        parts = text.split(",") if word.text.startswith("${TF") and "," in text else [text]
        yield from (Word(part, word.line) for part in parts)

    def _argv(self, product: Product | None) -> tuple[Word, ...]:
        """The command that runs: the entrypoint (else the one of the product's image) and the arguments."""
        entrypoint, command = self.workload.entrypoint, self.workload.command or ()
        if entrypoint:
            return (*entrypoint, *command)
        if product is None or not product.prefix or not command:
            return command
        first = command[0].text
        last = first.rpartition("/")[2]
        known = product.prefix.index(last) if last in product.prefix else len(product.prefix)
        if first in _SHELLS or not known or first.startswith(("python", "/")):
            return command
        return (*(Word(text, command[0].line) for text in product.prefix[:known]), *command)

    def _sort(self, invocation: Invocation) -> None:
        run = docker_run(invocation)
        launch = None if run else launched(invocation, self.image_product)
        if run is not None:
            self.inner.append(run)
        elif launch is not None:
            self.launches.append(launch)
        else:
            self.calls.append(invocation)

    def _launched_product(self) -> Product | None:
        """What a workload of one process serves; a script may start many things and is none of them."""
        if self.workload.image is None and self.around.form not in ("systemd", "compose", "dockerfile"):
            return None
        return next((one.product for one in self.launches if one.serves), None)

    def _set(self) -> Iterator[Sighting]:
        """What the variables tell."""
        settings, prefixes = without_redirected(list(self._settings()), self.around)
        for setting in settings:
            yield from setting_sightings(setting, self.product, self.subject, self.around, prefixes)
        for setting in self.workload.settings if self.around.form in _LEFT_TO_OTHERS else ():
            yield from unread_model(setting, self.around)
        if self.workload.build is not None or (self.product is not None and self.product.type in _READS_VARIABLES):
            yield from self._set_beside()

    def _set_beside(self) -> Iterator[Sighting]:
        """What the files of variables tell; an image of something else shares them with those that need them."""
        for path, given in self.shared:
            around = replace(self.around, path=path)
            settings, prefixes = without_redirected(list(given), around)
            for setting in settings:
                yield from setting_sightings(setting, self.product, self.subject, around, prefixes)

    def _settings(self) -> Iterator[Setting]:
        yield from self.workload.settings
        yield from telling(self.assigned)
        for call in self.calls:
            if call.program in PROGRAMS:
                yield from telling(tuple(given_settings(call.words)))

    def _prompts(self) -> Iterator[Sighting]:
        """The prompts that a script keeps in variables and sends to an API."""
        told: list[str] = []
        for one in self.assigned:
            text = one.value or ""
            if not any(part in text for part in told):  # what is made of a prompt is none of its own
                found = list(variable_prompt(one.name, text, one.line, self.around.sight))
                told += [text] if found else []
                yield from found

    # -- telling --------------------------------------------------------------------------------------------

    def _container(self) -> Iterator[Sighting]:
        word, sight = self.workload.image, self.around.sight
        if word is None:
            return
        reference = self.around.text(word.text)
        if self.image is None:
            if not is_resolved(reference) and self.around.form != "template" and "{" not in reference.replace("${", ""):
                reason = "the image is a variable"
                yield Unknown(
                    topic="image", path=self.around.path, line=word.line, reason=reason, expression=word.text[:200]
                )
            return
        extra: dict[str, Json] = {}
        if self.workload.mounts:
            extra["mounts"] = sorted(set(self.workload.mounts))
        if self.workload.privileged:
            extra["privileged"] = True
        evidence = sight.at(word.line, self.workload.name, CONFIDENCE)
        yield container(self.image, reference, evidence, self.product is not None, extra)
        if self.product is None:
            yield from mcp_sightings(self.workload, self.image, self.around)

    def _service(self) -> Iterator[Sighting]:
        product, subject, sight = self.product, self.subject, self.around.sight
        if product is None or subject is None:
            return
        serving = next((one for one in self.launches if one.serves and one.product is product), None)
        line = self._service_line(serving)
        facts: dict[str, Json] = {"service_type": product.type, "self_hosted": True}
        if self.image:
            facts["image"] = self.image.name
        yield sight.thing(subject, line, self.workload.name, **facts)
        if self.image:
            yield sight.link(subject, RelationKind.DEPLOYED_BY, image_subject(self.image), line)
        if product.model_in_image and self.image:
            yield from image_model(self.image, product, line, self.around)
        if not self._is_helper():
            for told in protection(product, serving, self.workload.settings, line):
                yield sight.thing(subject, told.line, told.symbol, **{told.fact: told.value})
        labels = ((label.name, label.line) for label in self.workload.labels)
        for fact, (value, at, label) in traefik_facts(labels).items():
            yield sight.thing(subject, at, label, **{fact: value})

    def _service_line(self, serving: Launched | None) -> int:
        if self.image_product is not None and self.workload.image is not None:
            return self.workload.image.line
        return serving.line if serving else self.workload.line

    def _is_helper(self) -> bool:
        """Whether it only runs other commands in the product's image (`sh -c "ollama pull x"`) and serves nothing."""
        ran = bool(self.calls or self.launches)
        return ran and bool(self.workload.entrypoint) and not any(one.serves for one in self.launches)

    def _dependencies(self) -> Iterator[Sighting]:
        for name in self.workload.depends_on:
            product, server = self.around.hosts.get(name.text), self.around.servers.get(name.text)
            if server is not None:
                yield self.around.sight.link(self.subject, RelationKind.HAS_TOOL, server, name.line)
            elif product is not None and product is not self.product:
                target = product_subject(product)
                yield self.around.sight.link(self.subject, RelationKind.CALLS_SERVICE, target, name.line)
