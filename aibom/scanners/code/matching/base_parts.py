"""Calls that make the base of an object (`super().__init__(instructions=...)`): no agents or tools themselves."""

from __future__ import annotations

from aibom.scanners.code.matching.hit_places import HitPlaces
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition


class BaseParts:
    """Tells the class that a call makes the base of, and the hit on it."""

    def __init__(self, resolver: Resolver, hits: HitPlaces) -> None:
        self._resolver, self._hits = resolver, hits

    def _made(self, hit: Hit) -> str | None:
        """The agent's or tool's class whose base a call makes."""
        if hit.target is not None or hit.site.call < 0 or hit.signature.kind not in ("agent", "tool"):
            return None
        module = self._resolver.modules[hit.path]
        call = module.call(hit.site.call)
        return module.enclosing_class(call.scope) if module.makes_base(call) else None

    def bearer(self, hit: Hit) -> Hit | None:
        """The hit on the class whose base a call makes."""
        cls = self._made(hit)
        on = self._hits.on(Definition(hit.path, "class", cls)) if cls is not None else ()
        return next((one for one in on if one.signature.kind == hit.signature.kind), None)

    def is_part(self, hit: Hit) -> bool:
        """Whether an agent or tool is only the base part of a class that is one itself, or that others derive from."""
        cls = self._made(hit)
        heirs = self._resolver.heirs.get(cls.rpartition(".")[2], ()) if cls is not None else ()
        return cls is not None and (bool(heirs) or self.bearer(hit) is not None)
