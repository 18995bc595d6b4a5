"""Reads the names that calls are given, and keeps what cannot be read as unknowns."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from aibom.catalog.entries import Signature
from aibom.core import re
from aibom.model.sighting import Unknown
from aibom.scanners.code.facts import CallRef, Item, Map, Member, Name
from aibom.scanners.code.matching.described_models import id_of_model
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.locate import given, located, written
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstract, Abstracts, Const, Data, Env, Lost, Site, Symbol
from aibom.scanners.code.spelling import spell

# What stands behind a constant of a library and says nothing of which one it is.
_ENUMERATIONS = ("Models", "ModelName", "ModelType", "ModelId")
_ACCESSORS = ("toString", "getValue", "getName", "asString", "value", "id")

MANY = 4  # paths that are joined of parts and few enough to be meant one by one
_BEHIND = re.compile(r"(?:\{[^{}]{1,100}\}/)+(?P<file>[^{}/][^{}]{0,150}\.\w{1,8})")


# Functions that make a network, handed over for a learner to call: `vision_learner(dls, resnet34)`.
_ARCHITECTURE = re.compile(
    r"x?resnet\d{2,3}|resnext\d+\w*|vgg\d{2}(?:_bn)?|densenet\d{3}|squeezenet1_[01]|alexnet|efficientnet_\w+|convnext_\w+"
    r"|mobilenet_v[23]\w*|AWD_LSTM|AWD_QRNN"
)


def _behind(text: Const) -> Const:
    """`{root}/train.csv`: of a folder that only the running program knows, the file, as of a path that is joined."""
    match = _BEHIND.fullmatch(str(text.value))
    return text._replace(value=match["file"], partial=False, joined=True) if match is not None else text


class Texts:
    """The names of calls; `unknowns` collects one for each call and topic that stays unreadable."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.unknowns: dict[tuple[str, int, str, int], Unknown] = {}

    def read(self, signature: Signature, site: Site) -> tuple[list[Const], list[Lost], bool]:
        """The readable names of a call, the unreadable ones, and whether the argument is given at all."""
        stated = self.resolver.modules[site.env.path].stated_name(site.call) if site.call >= 0 else None
        if stated is not None:
            return [Const(stated[0], site.env.path, stated[1])], [], True
        for locator in signature.name:
            if locator == "=" or site.call < 0:
                continue
            values = located(self.resolver, locator, site)
            if not values and given(self.resolver, locator, site):
                values = (Lost("", site.env.path, 0),)
            if sum(not isinstance(value, Lost) for value in values) >= MAX_OPTIONS:
                self._cut(signature, site)
            if values and not all(isinstance(value, Const) and value.value is None for value in values):
                known, lost = self._told(values, signature, site)
                return _meant(known, signature, locator), lost, True
        return [], [], False

    def _cut(self, signature: Signature, site: Site) -> None:
        """Say that a name has more values than are followed."""
        line = self._call_line(site)
        topic = signature.kind or "model"
        reason = f"{MAX_OPTIONS} values of the {topic}'s name were followed, and there may be more"
        self.unknowns.setdefault(
            (site.env.path, line, topic, site.call), Unknown(topic=topic, path=site.env.path, line=line, reason=reason)
        )

    def _told(self, values: Abstracts, signature: Signature, site: Site) -> tuple[list[Const], list[Lost]]:
        """The names among values, and those that cannot be read; an object is neither."""
        known: dict[Const, None] = {}
        lost: list[Lost] = []
        for value in flat(self.resolver, self._labels_of(values, signature)):
            if isinstance(value, Const) and isinstance(value.value, str):
                known[_behind(value) if value.partial and signature.naming == "file" else value] = None
                lost += [] if value.value else [Lost("", value.path, value.line)]
            elif isinstance(value, Lost) and (star := _starred(signature, value.expression)):
                known[Const(star, value.path, value.line)] = None
            elif isinstance(value, Lost):
                lost.append(value)
            elif isinstance(value, Symbol) and (spelt := self._spelt(signature, value)):
                known[Const(spelt, site.env.path, self._line(signature, site))] = None
            elif isinstance(value, Symbol) and value.path and not value.path.endswith(")"):
                lost.append(Lost("", site.env.path, 0))
        return [text for text in known if text.value], lost

    def _labels_of(self, values: Abstracts, signature: Signature) -> Abstracts:
        """The names of definitions: `addTool({name: "scrape", description: ...})` has several texts and one name."""
        if signature.kind not in ("tool", "agent"):
            return values
        found: list[Abstract] = []
        for value in values:
            pairs = value.value.pairs if isinstance(value, Data) and isinstance(value.value, Map) else ()
            name = next((item for key, item in pairs if getattr(key, "value", None) == "name"), None)
            found += self.resolver.evaluate(name, value.env) if name and isinstance(value, Data) else (value,)
        return tuple(found)

    def first(self, locator: str, site: Site) -> str | None:
        """The text at a locator, when it can be read."""
        for value in located(self.resolver, locator, site) if site.call >= 0 else ():
            if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                return value.value
        return None

    def unpacks(self, site: Site) -> bool:
        """Whether a call is given more arguments than can be read."""
        return site.call >= 0 and self.resolver.modules[site.env.path].call(site.call).spread

    def closed(self, signature: Signature, site: Site) -> bool:
        """Whether options are handed over in an object that cannot be read: `new ChatOllama(event.data.config)`."""
        module = self.resolver.modules[site.env.path]
        if site.call < 0 or module.group != "javascript" or any(one[:1].isdigit() for one in signature.name):
            return False
        call = module.call(site.call)
        env = Env(site.env.path, call.scope, site.env.frame)
        given = [one for one in call.args[:1] if isinstance(one, Name | Member | Item | CallRef)]
        given += [item for one in call.args if isinstance(one, Map) for key, item in one.pairs if key is None]
        return any(not any(isinstance(v, Data) for v in self.resolver.evaluate(one, env)) for one in given)

    def report(self, hit: Hit, site: Site, topic: str, lost: list[Lost], present: bool) -> None:
        """Keep the unknown of a hit that names nothing readable."""
        for value in lost[:1]:
            shown = value.expression if value.why else self._as_written(hit.signature, site) or value.expression
            self.unknown(hit, topic, shown, value.why)
        if not lost and not present and (self.unpacks(site) or self.closed(hit.signature, site)):
            self.unknown(hit, topic, "**", "arguments")
        elif not present and hit.signature.unnamed:
            chosen_by = next((one for locator in hit.signature.unnamed if (one := self.first(locator, site))), "")
            self.unknown(hit, topic, chosen_by, "unnamed")

    def unknown(self, hit: Hit, topic: str, expression: str, why: str = "") -> None:
        """Keep one unknown; the first of a call and topic counts."""
        reason = {
            "environment": f"the {topic}'s name comes from the environment and has no default",
            "arguments": f"the {topic}'s name is among arguments that are unpacked",
            "unfamiliar": f"the {topic}'s name has no known form; it may stand for a setting of the project",
            "unnamed": f"no {topic} is named; the library takes its default for this task",
        }.get(why, f"the {topic}'s name is computed")
        self.unknowns.setdefault(
            (hit.path, hit.line, topic, hit.site.call),
            Unknown(topic=topic, path=hit.path, line=hit.line, reason=reason, expression=expression[:200]),
        )

    def _as_written(self, signature: Signature, site: Site) -> str:
        """The argument that should name it, as it stands in the call."""
        for locator in signature.name:
            if locator != "=" and site.call >= 0:
                for value, env in written(self.resolver, locator, site):
                    return spell(value, self.resolver.modules[env.path].facts.calls)
        return ""

    def _spelt(self, signature: Signature, symbol: Symbol) -> str | None:
        """The model that a library's constant stands for (`openai.GPT4oMini`)."""
        if signature.kind == "tool" and symbol.made is None:  # `Action.GMAIL_SEND_EMAIL`
            last = symbol.path.rpartition(".")[2]
            return last if last.isupper() and "." in symbol.path else None
        if signature.kind == "dataset" and symbol.made is None:
            return _starred(signature, symbol.path) or None
        if signature.kind != "model" or symbol.made is not None:
            return None
        parts = symbol.path.removesuffix("()").split(".")
        names = [part for part in reversed(parts) if part not in _ACCESSORS]
        spelt = self.resolver.catalogue.spelt_model(names[0]) if names else None
        if spelt is None and _ARCHITECTURE.fullmatch(parts[-1]):
            return parts[-1]
        if spelt is None and len(parts) > 1 and parts[-2] in _ENUMERATIONS:  # `Generation.Models.qwen_turbo`
            return parts[-1].replace("_", "-")
        if spelt is None and len(parts) > 1 and parts[-1].isupper() and parts[-2].endswith("Model"):
            return parts[-1].lower().replace("_", "-")  # `MLXModel.LARGE_V3_TURBO`
        return spelt

    def _line(self, signature: Signature, site: Site) -> int:
        """The line of the argument that names it, where it stands in the call."""
        call = self.resolver.modules[site.env.path].call(site.call)
        lines = [value.line for one in signature.name if one != "=" for value, _ in written(self.resolver, one, site)]
        return next((line for line in lines if call.line <= line <= call.end_line), call.line)

    def _call_line(self, site: Site) -> int:
        return self.resolver.modules[site.env.path].call(site.call).line


def _meant(known: list[Const], signature: Signature, locator: str) -> list[Const]:
    """The names of the forms that a signature asks for, where the name is what it asks about: a function of a project's
    own that loads models and tables alike (`load_object(path)`) has names of both."""
    if len(known) < 2 or sum(text.joined for text in known) > MANY:
        return known
    asked, barred = signature.when.get(locator), signature.not_when.get(locator, ())
    alone = asked is not None and signature.when.keys() <= {*signature.name}
    kept = [one for one in known if not _has_form(one, barred)]
    return [one for one in kept if _has_form(one, asked)] if alone and asked is not None else kept


def _has_form(text: Const, globs: Iterable[str]) -> bool:
    name = str(text.value)
    return any(fnmatchcase(name.lower(), glob) or name == glob for glob in globs)


def flat(resolver: Resolver, values: Abstracts) -> list[Abstract]:
    """Lists of names count as their items; mappings as their values, but for mappings among these."""
    found: list[Abstract] = []
    for value in values:
        if isinstance(value, Data) and isinstance(value.value, Map):
            for item in id_of_model(value) or [item for _, item in value.value.pairs]:
                for inner in resolver.evaluate(item, value.env):
                    found += elements(resolver, (inner,)) if _is_list(inner) else () if _is_mapping(inner) else (inner,)
        elif isinstance(value, Data):
            found += elements(resolver, (value,))
        else:
            found.append(value)
    return found


def _is_list(value: Abstract) -> bool:
    return isinstance(value, Data) and not isinstance(value.value, Map)


def _is_mapping(value: Abstract) -> bool:
    """A mapping within one: its keys name nothing (`{ params: { formats: [...] } }`)."""
    return isinstance(value, Data) and isinstance(value.value, Map)


def place_of(text: Const) -> tuple[tuple[str, int], ...]:
    """Where a text is written, if anywhere."""
    return ((text.path, text.line),) if text.path and text.line else ()


def _starred(signature: Signature, expression: str) -> str:
    """What a name that a star import may bring means: a network, or one of a library's data sets (`URLs.PETS`)."""
    if signature.kind == "model" and _ARCHITECTURE.fullmatch(expression):
        return expression
    head, _, last = expression.rpartition(".")
    return last if signature.kind == "dataset" and head == "URLs" and last.isupper() else ""
