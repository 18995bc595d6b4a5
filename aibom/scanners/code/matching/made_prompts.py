"""The prompts that calls make: `ChatPromptTemplate.fromMessages([...])`, a decorated function whose text is one."""

from __future__ import annotations

from dataclasses import replace

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.barren import Barren
from aibom.scanners.code.matching.naming.namer import Namer
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompt_roles import prompt_role
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.types import Found, Hit, unique_places
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Lost, Site

_DOTPROMPT = ("prompt",)
_NAME = re.compile(r"[A-Za-z_][\w/.-]{0,80}")


class MadePrompts:
    """Answers which prompts a hit of a prompt's signature makes."""

    def __init__(self, resolver: Resolver, namer: Namer, prompts: Prompts, barren: Barren) -> None:
        self._resolver, self._namer, self._prompts, self._barren = resolver, namer, prompts, barren
        self._asked: set[Site] = set()  # whose texts are being looked for

    def of(self, hit: Hit, site: Site) -> list[Found]:
        """The prompts of a hit at a call; a prompt that is made of itself (`turns = [*turns, turn(turns)]`) has the
        texts of the rest."""
        if hit.signature.naming == "label":
            if hit.target is None and site.call >= 0 and self._is_handed_through(hit, site):
                return []
            named = self._namer.labelled(hit, site)
            return [self._in_file(one, hit) for one in named]
        if hit.target is not None and hit.target.kind == "function" and not hit.signature.name:
            return self._of_function(hit, hit.target, site)
        if site in self._asked:
            self._barren.cuts += 1
            return []
        self._asked.add(site)
        try:
            return self._texts(hit, site)
        finally:
            self._asked.remove(site)

    def _in_file(self, named: Found, hit: Hit) -> Found:
        """A prompt by its name; the file of that name that holds it, where prompts are kept so (`triage.prompt`)."""
        held = self._prompts.loaded(named.subject.name, hit.path, _DOTPROMPT) if hit.target is None else None
        if held is None:
            return named._replace(subject=Subject(kind=Kind.PROMPT, name=named.subject.name))
        return held._replace(places=(*held.places, *named.places))

    def _of_function(self, hit: Hit, function: Definition, site: Site) -> list[Found]:
        """The texts of a decorated function, under the name that its decorator gives: `@mcp.prompt("shopping")`."""
        own = function.scope.rpartition(".")[2]
        named = next((one for at in ("name", "0") if (one := self._namer.texts.first(at, site))), own)
        named = named if _NAME.fullmatch(named) else own
        told = self._prompts.told(function, prompt_role(hit, ""), own)
        found = [f._replace(subject=replace(f.subject, name=named)) if f.subject.name == own else f for f in told]
        if any(one.subject.name == named for one in found):
            return found
        bare = Subject(kind=Kind.PROMPT, name=named, scope=function.path)  # what it says is put together elsewhere
        return [*found, Found(bare, {"role": prompt_role(hit, "")}, ((function.path, hit.line),))]

    def _is_handed_through(self, hit: Hit, site: Site) -> bool:
        """Whether the name is a variable that nothing tells: `server.registerPrompt(definition.name, ...)`."""
        written_names = [one for locator in hit.signature.name for one in written(self._resolver, locator, site)]
        things = [thing for value, env in written_names for thing in self._resolver.evaluate(value, env)]
        return bool(things) and all(isinstance(thing, Lost) for thing in things)

    def _texts(self, hit: Hit, site: Site) -> list[Found]:
        for locator in hit.signature.name:
            found = [
                one
                for value, env in written(self._resolver, locator, site)
                for one in self._prompts.held(value, env, prompt_role(hit, locator), self._owner(hit))
            ]
            if found:
                return unique_places(found)
        return []

    def _owner(self, hit: Hit) -> str:
        owner = self._resolver.modules[hit.path].owner(hit.site.call)
        return owner or f"{owner_name(hit.path, hit.site.env.scope)} prompt"
