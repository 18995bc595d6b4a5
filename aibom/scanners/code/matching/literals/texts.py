"""What a text says by the key or variable that it stands under, by its form, or by the address that it is."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.entries import Provider
from aibom.catalog.shared_keys import is_of_another, is_shared_key
from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Subject
from aibom.scanners.code.facts import Item, Lit, Name, Template
from aibom.scanners.code.matching.addresses import HUB, addressed, named_part
from aibom.scanners.code.matching.asked_models import asked_model, names_model
from aibom.scanners.code.matching.literals.literals_of import OFFERED, LiteralsOf
from aibom.scanners.code.matching.literals.named_values import (
    ADDRESS_KEY,
    DATA_KEY,
    ENVIRONMENTS,
    PROVIDER_KEY,
    is_model_key,
)
from aibom.scanners.code.matching.literals.served_models import told_by_key
from aibom.scanners.code.matching.model_names import api_model, hub_model, local_path, looks_like_hub, routed
from aibom.scanners.code.matching.services import (
    is_own_port,
    named_server,
    provider_at,
    provider_at_path,
    provider_of_port,
    provider_service,
)
from aibom.scanners.code.resolving.types import Const, Env

_CHECKPOINT_KEY = re.compile(
    r"(?:^|_)(?:checkpoint(?:_path)?|(?:pretrained_)?model_name_or_path|base_model(?:_id|_name)?)$"
)
_SPEAKING = ("ai-api", "gateway", "inference-server")
_QUANTISED = re.compile(r"[-_](?:gguf|ggml|awq|gptq|exl2|mlx|bnb|onnx|int[48]|fp8|[48]bit)(?:[-_].*)?$", re.IGNORECASE)
_MAX_PARTS = 8  # of an address that is put together
_MAX_NAMES = 400  # characters of a list of names in one text
_ENVIRONMENT_BASES = ("os.environ", "environ", "process.env", "ENV")
# A statement that searches, declares or switches on vectors in PostgreSQL (github.com/pgvector/pgvector).
_VECTOR_SQL = re.compile(
    r"\bORDER\s+BY\b[^;]{0,200}<[-=#~+]>|\bSELECT\b[^;]{0,400}<[-#+]>|\bSELECT\b[^;]{0,400}::(?:half|sparse)?vec(?:tor)?\b"
    r"|\bCREATE\s+EXTENSION\b[^;]{0,40}\bvector\b|\bCREATE\s+TABLE\b[^;]{0,600}\bvector\(\s*\d{1,5}\s*\)"
    r"|\bUSING\s+(?:hnsw|ivfflat)\b",
    re.IGNORECASE,
)


_FILE = re.compile(
    r"\A[^/]*\.(?:pkl|pickle|joblib|json|csv|txt|db|ya?ml|onnx|pth?|h5|bin|gguf|npy|npz|pdf)\Z", re.IGNORECASE
)


class Texts:
    """The texts of one file."""

    def __init__(self, file: LiteralsOf) -> None:
        self.file, self.resolver, self.module = file, file.resolver, file.module

    def literal(self, name: str, literal: Lit) -> Iterator[Observation]:
        text = str(literal.value).removeprefix("local:")
        yield from self.path(text, literal.line)
        if "://" in text[:10]:
            yield from self.address(literal, name)
            return
        if "." in text.partition("/")[0] and ADDRESS_KEY.search(name) and not _FILE.search(text):
            yield from self.address(Lit(f"https://{text}", literal.line), name)  # `API_HOST = "api.openai.com"`
        if " " in text:
            yield from self.statement(text, literal.line)
        if DATA_KEY.fullmatch(name) and self._on_hub(text) and not self.file.is_taken(literal.line):
            subject = Subject(kind=Kind.DATASET, name=text, origin="hf")
            yield self.file.observation(subject, literal.line, name, {"source": f"hf:{text}"})
            return
        data = self.file.data_files.of(name, text, self.module.path) if self.resolver.any_ai else None
        if data is not None and not self.file.is_taken(literal.line):
            yield self.file.observation(data[0], literal.line, name, data[1])
            return
        if "," in text and len(text) <= _MAX_NAMES and is_model_key(name.rstrip("sS")):
            for one in text.split(",")[:OFFERED]:  # `chatModels = "gpt-5,gpt-5-mini"`
                yield from self.literal(name.rstrip("sS"), Lit(one.strip(), literal.line))
            return
        if " " not in text and is_model_key(name) and not self.file.is_taken(literal.line):
            yield from self._named_model(name, text, literal.line)

    def port(self, name: str, literal: Lit) -> Iterator[Observation]:
        """The product whose port a setting holds, beside a host that stands elsewhere."""
        if is_own_port(name, literal.value) and (provider := provider_of_port(self.resolver.catalogue, literal.value)):
            found = provider_service(provider)
            yield self.file.observation(found.subject, literal.line, name, dict(found.facts))

    def provider(self, name: str, literal: Lit) -> Iterator[Observation]:
        """The provider that a setting chooses by default: `llm_provider: str = "openai"`."""
        if not PROVIDER_KEY.fullmatch(name.rpartition(".")[2]) or not isinstance(literal.value, str):
            return
        provider = self.resolver.catalogue.provider_of_name(literal.value) if literal.value else None
        if provider is not None and provider.service_type in _SPEAKING:
            found = provider_service(provider)
            yield self.file.observation(found.subject, literal.line, name, dict(found.facts))

    def _named_model(self, name: str, text: str, line: int) -> Iterator[Observation]:
        """The model that a text names under a key that says so."""
        catalogue = self.resolver.catalogue
        form = catalogue.form(text)
        provider, plain = routed(catalogue, text)
        if provider is None and (form is None or not form.provider):
            provider, plain = told_by_key(catalogue, name, text), text
        stated = _CHECKPOINT_KEY.search(name) is not None and self._on_hub(text)
        quantised = stated or (looks_like_hub(text) and bool(_QUANTISED.search(text)))
        if form is None and provider is None and not quantised:
            return
        on_hub = quantised or (form is not None and form.provider == "hf")
        subject, facts = hub_model(text) if on_hub else api_model(catalogue, plain, provider, "")
        yield self.file.observation(subject, line, name, facts)

    def _on_hub(self, text: str) -> bool:
        """Whether a text under a key that says so names something on the hub: no path of the tree, beside AI."""
        places = self.resolver.places
        local = local_path(text) or places.is_folder(text)
        return (
            looks_like_hub(text)
            and not local
            and "." not in text.partition("/")[0]
            and self.resolver.imports_ai(self.module)
        )

    def statement(self, text: str, line: int) -> Iterator[Observation]:
        """SQL over vectors: pgvector's operators, its type or its extension."""
        provider = self.resolver.catalogue.provider("pgvector") if _VECTOR_SQL.search(text) else None
        if provider is not None:
            found = provider_service(provider)
            yield self.file.observation(found.subject, line, "", dict(found.facts))

    def path(self, text: str, line: int) -> Iterator[Observation]:
        """The service that the path of an address tells, whatever its host."""
        provider = provider_at_path(self.resolver.catalogue, text)
        if provider is not None:
            found = provider_service(provider)
            yield self.file.observation(found.subject, line, "", dict(found.facts))

    def address(self, literal: Lit, name: str = "") -> Iterator[Observation]:
        text = str(literal.value)
        if not text.startswith(("http://", "https://", "ws://", "wss://")) or " " in text:
            return
        provider = provider_at(self.resolver.catalogue, text) or named_server(self.resolver.catalogue, name, text)
        if provider is not None:
            found = provider_service(provider, text)
            yield self.file.observation(found.subject, literal.line, "", dict(found.facts))
            yield from self._asked(provider, text, literal.line)
        loaded = addressed(text) if not self.file.is_taken(literal.line) else None
        if loaded is not None and (loaded[0].kind is not Kind.DATASET or loaded[0].origin or self.resolver.any_ai):
            yield self.file.observation(loaded[0], literal.line, "", loaded[1])

    def _asked(self, provider: Provider, text: str, line: int) -> Iterator[Observation]:
        """The model that an address asks for."""
        name = asked_model(provider.id, text) if provider.service_type in _SPEAKING else None
        if name is not None:
            on_hub = provider.id == "huggingface"
            subject, facts = hub_model(name) if on_hub else api_model(self.resolver.catalogue, name, provider, "")
            yield self.file.observation(subject, line, "", {**facts, "hosted": True} if on_hub else facts)
            if self.file.usage == "used":
                self.file.join(subject, RelationKind.SERVED_BY, provider_service(provider).subject, line)

    def asked(self, template: Template, scope: str) -> Iterator[Observation]:
        """The models that an API's address asks for which is put together."""
        head = str(getattr(template.parts[0], "value", ""))
        plain = "?".join(str(part.value) for part in template.parts if isinstance(part, Lit))
        if len(template.parts) > _MAX_PARTS or not (head.startswith("http") or names_model(plain)):
            return
        told = provider_at(self.resolver.catalogue, head) or provider_at_path(self.resolver.catalogue, plain)
        if told is None and head:
            return
        for thing in self.resolver.evaluate(template, Env(self.module.path, scope)):
            if isinstance(thing, Const) and isinstance(thing.value, str):
                provider = told or provider_at(self.resolver.catalogue, thing.value)
                yield from self._asked(provider, thing.value, template.line) if provider is not None else ()

    def template(self, template: Template, scope: str) -> Iterator[Observation]:
        """The address of a file of the hub, put together: its parts are followed to their values."""
        yield from self.asked(template, scope)
        if not str(getattr(template.parts[0], "value", "")).startswith(HUB):
            return
        env = Env(self.module.path, scope)
        for thing in self.resolver.evaluate(named_part(template), env):
            loaded = addressed(thing.value) if isinstance(thing, Const) and isinstance(thing.value, str) else None
            if loaded is None or "{" in loaded[0].name:
                continue
            yield self.file.observation(loaded[0], template.line, "", loaded[1])
            for path, line in self._written(loaded[0].name, template, env):
                yield self.file.observation(loaded[0], line, "", loaded[1], path)

    def _written(self, name: str, template: Template, env: Env) -> Iterator[tuple[str, int]]:
        """Where the name in an address that is put together is written."""
        for part in template.parts[1:]:
            things = self.resolver.evaluate(part, env) if not isinstance(part, Lit) else ()
            yield from ((one.path, one.line) for one in things if isinstance(one, Const) and one.value == name)

    def environment(self, value: Name | Item, scope: str) -> Iterator[Observation]:
        """`process.env.OPENAI_API_KEY`, `os.environ["OPENAI_API_KEY"]`, `os.getenv(ENV_API_KEY)`."""
        name = ""
        if isinstance(value, Name) and value.path.startswith(ENVIRONMENTS):
            name = value.path.rpartition(".")[2]
        elif isinstance(value, Item) and isinstance(value.base, Name) and value.base.path in _ENVIRONMENT_BASES:
            keys = self.resolver.evaluate(value.key, Env(self.module.path, scope))
            name = next((one.value for one in keys if isinstance(one, Const) and isinstance(one.value, str)), "")
        provider = self.resolver.catalogue.provider_of_env(name) if name else None
        if provider is not None and not self._is_of_another(name, provider):
            found = provider_service(provider)
            yield self.file.observation(found.subject, value.line, name, {**found.facts, "env_names": [name]})

    def _is_of_another(self, name: str, provider: Provider) -> bool:
        """Whether a key that several products share is no model's: the file speaks of the other, and of no SDK."""
        if not is_shared_key(name):
            return False
        facts, known = self.module.facts, self.resolver.catalogue
        packages = [known.imported_package(self.module.group, one.module) for one in facts.imports]
        if any(one is not None and provider.id in one.name for one in packages):
            return False
        return is_of_another(name, (str(facts.imports), str(facts.bindings), str(facts.calls)))
