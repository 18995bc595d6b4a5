"""Prompts: texts that code hands to a model, agent or prompt template. Only length and hash are kept."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Set

from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import (
    Binding,
    Call,
    CallRef,
    FuncRef,
    Function,
    Lit,
    Map,
    Name,
    Seq,
    Template,
    Value,
    key_name,
)
from aibom.scanners.code.matching.model_names import TreePaths
from aibom.scanners.code.matching.naming.owners import written_by
from aibom.scanners.code.matching.prompt_roles import ANSWERING, ROLES, SPEAKERS, role_of, turn_of
from aibom.scanners.code.matching.prompt_texts import is_prompt_name, prompt_facts
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.matching.written_for import WrittenFor
from aibom.scanners.code.resolving.imported_documents import HERE
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Definition, Env, Instance, Lost, Site, Symbol

_PATH = re.compile(r"[\w./-]{1,200}\.\w{2,10}")
_SYSTEM_LENGTH = 15  # shorter system texts are labels
_TEXT_LENGTH = 40  # shorter texts of users are questions, not prompts
# Names of variables that tell no prompt from another: the function around is told instead.
_UNTOLD = frozenset(
    "content text message messages prompt system args kwargs role goal backstory description value default user human"
    " contents inputs".split()
)
# Keys under which each of several mappings has a text of its own.
_KEYS = frozenset("systemprompt systemmessage systeminstruction systeminstructions instructions instruction".split())
# How code reports what happened, which is kept among the messages; longer texts are none.
_SAID = 80
_HAPPENED = re.compile(
    r"(?:an? )?(?:\w+ )?(?:error|exception|failed|failure|success(?:ful(?:ly)?)?|results?|output|response|observation"
    r"|title|contents? of|unknown|invalid|could not|unable)\b",
    re.IGNORECASE,
)
_NAMED = 3  # characters of a variable that tells one prompt from another
_SEVERAL = 2
_MAX_ITEMS = 40
_MAX_DEPTH = 4
_MAX_RETURNS = 4
_PROMPT_ENDINGS = ("txt", "md", "st", "prompt", "j2", "jinja", "tmpl", "tpl", "hbs", "mustache", "liquid")
_NO_PROMPTS = ("readme.md", "__init__.py")
_BLOCKS, _WRITERS = ("content", "buildString", "prompt"), ("text", "append", "appendLine", "system", "unaryPlus")
_RESOURCE = re.compile(
    r"[\w./ -]{1,300}\.(?:st|tera|njk|twig|txt|md|mdx|prompt|prompty|tmpl|tpl|j2|jinja2?|hbs|mustache|liquid"
    r"|ya?ml|poml)"
)
_INLINE_SIGNATURE = re.compile(r"[\w\s,:\[\].|]{1,200}->[\w\s,:\[\].|]{1,200}")  # DSPy's "question -> answer"
_PLACE = re.compile(r"\{[^{}]*+\}")


class Prompts:
    """Makes prompt components of values; `of_hit` gives what a call that builds a prompt yields."""

    def __init__(self, resolver: Resolver, paths: Set[str], of_site: Callable[[Abstract], list[Found]]) -> None:
        self.resolver, self.paths, self.of_site = resolver, paths, of_site
        self._tree = TreePaths(paths)
        self._owned: dict[tuple[str, str], dict[int, int]] = {}
        self._written = WrittenFor()
        self._list = 0  # the line of the outermost list whose texts are being read
        self._inline: dict[tuple[str, int], Found] = {}  # texts without a name keep the first that they are given

    def held(self, value: Value, env: Env, role: str, owner: str) -> list[Found]:
        """The prompts that a value holds. `role` is system, user or template; `owner` names one without a name."""
        return self._all(value, env, role, owner, -1)

    def told(self, thing: Abstract, role: str, owner: str) -> list[Found]:
        """The prompts that an evaluated value is: a text, a function that writes it, messages."""
        return self._of(thing, role, owner, 0)

    def listed(self, name: str) -> list[str]:
        """The files of the tree that have a name."""
        return self._tree.paths.named(name)

    def loaded(self, name: str, near: str, endings: tuple[str, ...] = _PROMPT_ENDINGS) -> Found | None:
        """The file of the tree that code loads as a prompt under a name, with its ending or without; of several the one
        that lies nearest to it."""
        if " " in name or not (stem := name.rpartition("/")[2]):
            return None
        whole = "." in stem and (endings is _PROMPT_ENDINGS or stem.endswith(endings))
        asked = (stem,) if whole else tuple(f"{stem}.{ending}" for ending in endings)
        found = [path for one in asked for path in self._tree.paths.named(one) if _RESOURCE.fullmatch(path)]
        fit = [path for path in found if f"/{path}".endswith(f"/{name.lstrip('./')}")] or found
        shared = [len(posixpath.commonprefix((path.split("/"), near.split("/")))) for path in fit]
        nearest = [path for path, folders in zip(fit, shared, strict=True) if folders == max(shared)]
        kept = [path for path in nearest if posixpath.dirname(path).endswith("prompts")]  # where loaders look first
        nearest = kept if len(nearest) > 1 else nearest
        if len(nearest) != 1:
            return None
        path = nearest[0]
        return Found(Subject(kind=Kind.PROMPT, name=path, origin="file"), {"role": "template"}, ((path, 1),))

    def _of(self, thing: Abstract, role: str, owner: str, depth: int) -> list[Found]:
        if isinstance(thing, Const):
            made = self._text(thing, role, owner)
            return [made] if made else self._family(thing, role)
        if isinstance(thing, Symbol):
            return (self.of_site(thing) or self._message(thing.made, role, owner, depth)) if thing.made else []
        if isinstance(thing, Instance):
            return self._message(thing.made, role, owner, depth) if thing.made is not None else []
        if isinstance(thing, Definition) and thing.kind == "class":
            return self.of_site(thing)  # a signature of DSPy
        if isinstance(thing, Definition) and depth <= _MAX_DEPTH:
            return self._function(thing, role, owner, depth)
        if not isinstance(thing, Data) or depth > _MAX_DEPTH:
            return []
        if isinstance(thing.value, Map):
            return self._mapping(thing.value, thing, role, owner, depth)
        return self._sequence(thing.value, thing, role, owner, depth)

    def _function(self, definition: Definition, role: str, owner: str, depth: int) -> list[Found]:
        """A prompt that a function writes (`Agent(instructions=write_instructions)`)."""
        module = self.resolver.modules[definition.path]
        function = module.functions.get(definition.scope)
        if function is not None and _is_tool(module, function):
            return []
        if (said := self._said_in_place(definition, role, owner, depth)) is not None:
            return said
        found: list[Found] = []
        for value in function.returns[:_MAX_RETURNS] if function is not None else ():
            for thing in self.resolver.evaluate(value, Env(definition.path, definition.scope)):
                if isinstance(thing, Const) and function is not None and not function.name.startswith("<"):
                    thing = thing._replace(name=thing.name or function.name)
                found += self._of(thing, role, owner, depth + 1) if not isinstance(thing, Definition) else []
        return found

    def _said_in_place(self, block: Definition, role: str, owner: str, depth: int) -> list[Found] | None:
        """What a function in place of Java or Kotlin sets as the text: `.user(u -> u.text(QUESTION).param("a", a))`."""
        module = self.resolver.modules[block.path]
        if module.group != "jvm" or "<lambda" not in block.scope.rpartition(".")[2]:
            return None
        calls = [module.call(index) for index in module.calls_in.get(block.scope, ())]
        texts = [one.args[0] for one in calls if one.callee.rpartition(".")[2] == "text" and len(one.args) == 1]
        env = Env(block.path, block.scope)
        return [f for text in texts for f in self._all(text, env, role, owner, depth)] if texts else None

    def _sequence(self, seq: Seq, data: Data, role: str, owner: str, depth: int) -> list[Found]:
        pair = self._role_pair(seq, data)
        if pair is not None:
            return self._all(seq.items[1], data.env, turn_of(pair, role), owner, depth)
        outer, self._list = self._list, self._list or seq.line
        try:
            return [f for item in seq.items[:_MAX_ITEMS] for f in self._all(item, data.env, role, owner, depth)]
        finally:
            self._list = outer

    def _role_pair(self, seq: Seq, data: Data) -> str | None:
        """The role of a `("system", "text")` pair."""
        if len(seq.items) != 2:
            return None
        first = self.resolver.evaluate(seq.items[0], data.env)
        role = first[0].value if first and isinstance(first[0], Const) else None
        return ROLES.get(role) if isinstance(role, str) else None

    def _message(self, made: Site, role: str, owner: str, depth: int) -> list[Found]:
        """A message built by a constructor or struct literal: `ChatMessage{Role: "system", Content: text}`."""
        call = self.resolver.modules[made.env.path].call(made.call)
        given = {name.lower(): value for name, value in call.kwargs}
        if "role" not in given and len(call.args) >= 2 and self._stated(call.args[0], made.env):
            given = {"role": call.args[0], "content": call.args[1]}  # `Message("system", text)`
        speaker = SPEAKERS.get(call.callee.rpartition(".")[2])
        if "role" not in given and speaker is not None and depth <= _MAX_DEPTH:
            said = given.get("content", given.get("text", call.args[0] if call.args else None))
            return self._all(said, made.env, turn_of(speaker, role), owner, depth) if said is not None else []
        if "role" not in given or depth > _MAX_DEPTH:
            return self._block(call, made.env, owner, depth)
        content = given.get("content", given.get("text", given.get("parts", call.args[0] if call.args else None)))
        said_by = self._stated(given["role"], made.env) or role_of(given["role"])
        return self._all(content, made.env, turn_of(said_by, role), owner, depth) if content is not None else []

    def _block(self, call: Call, env: Env, owner: str, depth: int) -> list[Found]:
        """What a block writes: `systemInstruction = content { text("You are ...") }`."""
        blocks = [one.scope for one in call.args if isinstance(one, FuncRef)]
        if not blocks or depth > _MAX_DEPTH or call.callee.rpartition(".")[2] not in _BLOCKS:
            return []
        inner = [one for one in self.resolver.modules[env.path].facts.calls if one.scope in blocks]
        texts = [one for one in inner if one.callee.rpartition(".")[2] in _WRITERS and one.args]
        return [f for one in texts for f in self._all(one.args[0], Env(env.path, one.scope), "system", owner, depth)]

    def _stated(self, value: Value, env: Env) -> str | None:
        """The role that a value spells, if it spells one."""
        told = [str(v.value).lower() for v in self.resolver.evaluate(value, env) if isinstance(v, Const)]
        return ROLES.get(told[0]) if told else None

    def _mapping(self, mapping: Map, data: Data, role: str, owner: str, depth: int) -> list[Found]:
        items = {key_name(key): item for key, item in mapping.pairs if key}
        speaker = items.get("role", items.get("type"))
        stated = self.resolver.evaluate(speaker, data.env) if speaker is not None else ()
        named = [str(v.value) for v in stated if isinstance(v, Const)]
        if ("role" in items or any(name in ROLES for name in named)) and ("content" in items or "parts" in items):
            content = items.get("content", items.get("parts"))
            if content is None or (named and ANSWERING.issuperset(named)):
                return []  # what a tool gave
            spoken = {ROLES.get(name, "user") for name in named or [role_of(speaker) if speaker else "user"]}
            said = spoken.pop() if len(spoken) == 1 else "user"  # who may be any of them is not the system
            role = turn_of(said, role)
            return self._all(content, data.env, role, owner, depth)
        found: list[Found] = []
        for key in ("messages", "system", "instructions", "prompt", "text", "content", "input", "parts"):
            if key in items:
                inner = "system" if key in ("system", "instructions") else role
                found += self._all(items[key], data.env, inner, owner, depth)
        return found

    def _all(self, value: Value, env: Env, role: str, owner: str, depth: int) -> list[Found]:
        things = self.resolver.evaluate(value, env)
        if type(value) is CallRef and all(isinstance(thing, Lost) for thing in things):
            return self._message(Site(env, value.call), role, owner, depth + 1)  # a struct of a type that was not read
        return [f for thing in things for f in self._of(thing, role, owner, depth + 1)]

    def _text(self, text: Const, role: str, owner: str) -> Found | None:
        if not isinstance(text.value, str):
            return None
        value = text.value.strip()
        beside = value.removeprefix(HERE)
        is_path = text.joined or beside != value or _PATH.fullmatch(value)
        value = beside
        value = self._resource(value) or (self._tree.of(value, text.path) if is_path else value)
        if value in self.paths:
            return Found(Subject(kind=Kind.PROMPT, name=value, origin="file"), {"role": role}, ((value, 1),))
        if text.joined or not self._speaks(value, text, role):
            return None
        name = text.name.rpartition(".")[2]
        known = self._inline.get((text.path, text.line))
        if known is not None:
            return known
        holder = self._holder(name, text)
        short = len(name) < _NAMED and not (name.isupper() and len(name) > 1)  # `QA` is a constant's name
        inline = not holder and (short or name in _UNTOLD)
        if holder:
            told = f"{holder}.{name}"
        else:
            told = self._told_apart(owner, text, role) if inline else self._numbered(name, text)
        subject = Subject(kind=Kind.PROMPT, name=told, scope=text.path)
        found = Found(subject, prompt_facts(text.value, role, text.partial), ((text.path, text.line),))
        if inline:
            self._inline[text.path, text.line] = found
        return found

    def _family(self, text: Const, role: str) -> list[Found]:
        """The files of a folder of which code reads any: `Path("prompts").glob("*.md")`, `f"prompts/{name}.md"`."""
        folder, _, last = str(text.value).rpartition("/")
        if not folder.strip("./") or len(folder) > _SAID or not ("*" in last or (text.partial and "{" in last)):
            return []
        form = re.compile(".*".join(re.escape(part) for part in re.split(r"\{[^{}]*\}|\*+", last)))
        beside = self._tree.within(folder, text.path)
        fit = [path for path in beside if form.fullmatch(path.rpartition("/")[2]) and _RESOURCE.fullmatch(path)]
        named = [path for path in fit if not path.lower().endswith(_NO_PROMPTS)]
        return [
            Found(Subject(kind=Kind.PROMPT, name=path, origin="file"), {"role": role}, ((path, 1),))
            for path in named[:_MAX_ITEMS]
        ]

    def _told_apart(self, owner: str, text: Const, role: str) -> str:
        """The owner's name, with a number when it has another system text in the file already; what callers hand to it
        as the user's words is one, and so is a list of sentences (`instructions=[...]`)."""
        module, told = self.resolver.modules.get(text.path), "user" if role == "user" else "system"
        agent = self._written.agent(module, text.line, text.value) if module is not None else ""
        owner = written_by(module, text.line, owner) if module is not None else owner
        owner = f"{agent} {told} prompt" if agent and not owner.startswith(agent) else owner
        if role != "system" and not self._is_assigned_again(text):
            return owner
        return self._counted(owner, text.path, self._list or text.line)

    def _holder(self, name: str, text: Const) -> str:
        """The class that has a text as a member, where several of a file have one of that name."""
        module = self.resolver.modules.get(text.path)
        bound = module.bindings.get(name, ()) if module is not None else ()
        said = (one for one in bound if isinstance(one.value, Template) or _is_text(one.value))
        held = [one for one in said if module is not None and one.scope in module.classes]
        if module is None or len({one.scope for one in held}) < _SEVERAL:
            return ""
        around = (module.classes[one.scope] for one in held)
        return next((one.name for one in around if one.line <= text.line <= one.end_line), "")

    def _is_assigned_again(self, text: Const) -> bool:
        """Whether a text is one of several that its variable gets one after the other."""
        module = self.resolver.modules.get(text.path)
        bound = module is not None and text.name in module.bound_at(text.line)
        return bound and module is not None and _is_several(module.bindings.get(text.name, ()))

    def _numbered(self, name: str, text: Const) -> str:
        """A name that is a key of several mappings of a file (`[{ systemPrompt: ... }, ...]`), a variable of several
        functions or one that gets several texts, as in the cells of a notebook, with a number."""
        module = self.resolver.modules.get(text.path)
        if module is None:
            return name
        bound = name in module.bound_at(text.line)
        if bound and not _is_several(module.bindings.get(name, ())):
            return name
        if not bound and name.lower().replace("_", "") not in _KEYS:
            return name
        return self._counted(name, text.path, text.line)

    def _counted(self, name: str, path: str, line: int) -> str:
        known = self._owned.setdefault((path, name), {})
        place = known.setdefault(line, len(known) + 1)
        return name if place == 1 else f"{name} {place}"

    def _resource(self, value: str) -> str | None:
        """The file that a class path or resource path means: `classpath:/prompts/system.st` stands below some root."""
        plain = value.rpartition("::")[2].replace(
            ".", "/"
        )  # Laravel's view("prompts.system"), "package::prompts.system"
        blade = f"resources/views/{plain}.blade.php"
        if blade in self.paths:
            return blade
        views = self._tree.paths.named(f"{plain.rpartition('/')[2]}.blade.php") if "::" in value else ()
        if len(views) == 1:
            return str(views[0])  # of a package, whose views may lie anywhere
        plain = value.removeprefix("classpath:").removeprefix("file:").lstrip("./")
        any_ending = value.startswith("classpath:")  # which says that it is a file; prompts need no ending there
        if "/" not in value or not (any_ending or _RESOURCE.fullmatch(plain)) or value in self.paths:
            return None
        same = self._tree.paths.named(plain.rpartition("/")[2])
        named = [path for path in same if any_ending or _RESOURCE.fullmatch(path)]
        found = [path for path in named if path == plain or path.endswith("/" + plain)]
        return found[0] if len(found) == 1 else None

    def _is_given_more(self, text: Const) -> bool:
        """Whether a text stands in a function that is given something to speak of, and not in an example's run."""
        module = self.resolver.modules.get(text.path)
        scopes = {scope for scope, _ in module.params} if module is not None else set()
        functions = (module.functions.get(scope) for scope in scopes) if module is not None else ()
        given = (one for one in functions if one is not None and one.name.lower() != "main")
        return any(one.line <= text.line <= one.end_line for one in given)

    def _speaks(self, value: str, text: Const, role: str) -> bool:
        if (len(value.split(maxsplit=1)) < 2 and word_count(value) < 2) or _INLINE_SIGNATURE.fullmatch(value):
            return False
        if text.partial and len(value) < 2 * _SAID and _HAPPENED.match(value):
            return False
        if role in ("system", "template"):
            return spoken_length(_PLACE.sub("", value) if text.partial else value) >= _SYSTEM_LENGTH
        if value.endswith(("?", "？")) and "\n" not in value and not text.partial:
            return False  # a question that is asked, not a prompt
        left = spoken_length(_PLACE.sub("", value))  # without the places that are filled in
        own = left >= _TEXT_LENGTH or (left >= _SYSTEM_LENGTH and not text.partial and _is_form(text.name, value))
        least = _SYSTEM_LENGTH if text.partial else _TEXT_LENGTH
        if left >= least and prompt_words().asking.match(value[:200]) and (text.partial or self._is_given_more(text)):
            return True  # `Write a story about {topic}`; `Describe the picture in one paragraph` beside a picture
        if role == "turn":
            return (
                own or prompt_words().beginning.match(value[:200]) is not None
            )  # of the user in a template, which code writes
        named = bool(text.name) and own
        length = spoken_length(value)
        return named or (text.partial and own and length >= 2 * _TEXT_LENGTH) or length >= 8 * _TEXT_LENGTH


def _is_text(value: Value) -> bool:
    return isinstance(value, Lit) and isinstance(value.value, str)


def _is_form(name: str, value: str) -> bool:
    """Whether a short text is one of the user's to be filled in: `USER_PROMPT = "Scene: {scene}"`."""
    return is_prompt_name(name) and _PLACE.search(value) is not None


def _is_several(bindings: Iterable[Binding]) -> bool:
    """Whether a variable's name means several things in a file: in several functions, or one text after the other."""
    assigned = [one for one in bindings if one.form == "assign"]
    texts = {one.line for one in assigned if isinstance(one.value, Lit | Template)}
    return len({one.scope for one in assigned}) >= _SEVERAL or len(texts) >= _SEVERAL


def _is_tool(module: Module, function: Function) -> bool:
    """Whether a function is marked as a tool, whose answers tell nobody what to do: `build_prompt(tools=[search])`."""
    calls = (module.call(one.call).callee if isinstance(one, CallRef) else "" for one in function.decorators)
    names = (one.path if isinstance(one, Name) else "" for one in function.decorators)
    return any("tool" in name.lower() for name in (*calls, *names))
