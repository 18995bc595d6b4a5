"""Where the calls of OpenAI's module itself are sent to: `openai.api_type = "azure"`, `openai.api_base = "http://..."`.

The module keeps these for all calls that are made without a client (github.com/openai/openai-python, "Module-level
global client"; before 1.0 also `openai.ChatCompletion.create`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from aibom.scanners.code.matching.services import provider_at, provider_service, unnamed_service
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env

_ADDRESSES = ("openai.api_base", "openai.base_url")
_KIND = "openai.api_type"


class OpenAIGlobals:
    """What the module is set to, by file; a file that sets nothing has what all others agree on."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._set: dict[str, tuple[Found, ...]] | None = None

    def of(self, hit: Hit) -> tuple[Found, ...] | None:
        """The services that a call of the module itself goes to, where it is not OpenAI by default."""
        if hit.symbol.module != "openai" or "()" in hit.symbol.path or hit.signature.provider != "openai":
            return None
        if self._set is None:
            self._set = dict(self._told())
        known = self._set
        others = set(map(str, known.values()))
        return known.get(hit.path) or (next(iter(known.values())) if len(others) == 1 else None)

    def _told(self) -> Iterator[tuple[str, tuple[Found, ...]]]:
        for path, module in self._resolver.modules.items():
            found = next(self._services(module), None) if module.group == "python" and not is_test(path) else None
            if found is not None:
                own = self._resolver.catalogue.provider("openai")
                yield path, (*((provider_service(own),) if own is not None and _in_branches(module) else ()), found)

    def _services(self, module: Module) -> Iterator[Found]:
        catalogue = self._resolver.catalogue
        azure = catalogue.provider("azure-openai")
        if azure is not None and any(text.startswith("azure") for text in self._texts(module, (_KIND,))):
            yield provider_service(azure)
        for text in self._texts(module, _ADDRESSES):
            at = provider_at(catalogue, text)
            found = provider_service(at, text) if at is not None else unnamed_service(text)
            if found is not None:
                yield found

    def _texts(self, module: Module, names: tuple[str, ...]) -> Iterator[str]:
        for one in chain.from_iterable(module.bindings.get(name, ()) for name in names):
            for thing in self._resolver.evaluate(one.value, Env(module.path, one.scope)):
                if isinstance(thing, Const) and isinstance(thing.value, str) and not thing.partial:
                    yield thing.value


def _in_branches(module: Module) -> bool:
    """Whether the module is set in branches only, so that it may as well stay as it is."""
    bound = chain.from_iterable(module.bindings.get(name, ()) for name in (_KIND, *_ADDRESSES))
    return all(module.branches.chosen(one.scope, one.line) for one in bound)
