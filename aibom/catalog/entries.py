"""The typed entries of the catalogue: providers, model-name forms, packages, signatures.

The YAML form that a person writes is described by schemas/catalogue.schema.json; these are what the loader
makes of the compiled JSON. Language groups: python, javascript (TypeScript too), go, jvm (Java, Kotlin), dotnet,
rust, ruby, php.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.core.json import Json


class Provider(NamedTuple):
    """Who serves models, vectors or search. `hosts` are host names or `*.suffix` globs."""

    id: str
    name: str
    service_type: str
    hosts: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    self_hosted: bool = False
    own_models: bool = False  # serves no model but its own
    serves_hub: bool = False  # runs repositories of the hub under their own names
    data_flows: tuple[str, ...] = ()

    @property
    def serves_models(self) -> bool:
        """Whether `provider/name` can mean a model: of a store, `neo4j/password` is a user with the password."""
        return self.service_type != "vector-store"


class Form(NamedTuple):
    """A form of model names: a glob, who serves it, what it is."""

    glob: str
    provider: str
    model_class: str
    alias: bool | None = None


class Package(NamedTuple):
    """An AI package of one ecosystem (a purl type); `provider` when importing it means talking to that service."""

    ecosystem: str
    name: str
    role: str
    provider: str = ""
    model: str = ""  # the hub's name of a model whose weights the package carries


class ValueRule(NamedTuple):
    """An outside function that passes a value on: `os.getenv(name, default)` gives its argument 1.

    `gives` are locators; `join` joins all positional arguments as a path; `choices` takes the items of a list
    (a select box); `why` is stated when nothing is given ("environment"). `reads`: the argument is the path
    of a configuration document of the tree, whose members the call gives. `picks` is the locator of the key by which
    one member of the mapping that is given is chosen.
    """

    gives: tuple[str, ...] = ()
    join: bool = False
    choices: bool = False
    calls: bool = False
    why: str = ""
    reads: bool = False
    picks: str = ""


class Signature(NamedTuple):
    """What a call, decorator or subclass of an SDK means.

    `name`, `endpoint`, `args`, `instead` and the values of `roles` are locators (scanners/code/resolving/locate.py):
    `model` a named argument (keyword, or key of an options object), `0` a position, `config.tools` a path into
    a named argument, `^.x` the same of the call that made the receiver, `.x` the argument of a builder method
    called on the result, `~X` that of an option function, `=` the name that the result is assigned to. `unnamed` tells
    by what the library chooses when no name is given, `served_by` where who serves a model is named. `joins` are
    (from, relation, to). `when` maps locators to globs, of which one must fit, `not_when`
    to those of which none may (`[]` is any list); `beside` = "ai" asks for an AI import in the same
    file, "index" for embeddings or a vector store as well, "tree" for an AI import in any file, "learning" for one in
    the same file or a library that trains models in any, "training" for a file that brings loaders, optimisers or
    splits of data, "generating" for one that calls `generate`.
    """

    id: int
    match: str  # call | decorator | subclass
    kind: str = ""
    name: tuple[str, ...] = ()
    naming: str = ""  # api | hub | file | routed | label | url | class | owner (the class of a decorated method) | bean
    default: str = ""
    formerly: Mapping[str, tuple[str, str]] = {}  # package -> the version before which the default was another
    unnamed: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    provider: str = ""
    model_class: str = ""
    service: str = ""
    endpoint: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    facts: Mapping[str, Json] = {}
    roles: Mapping[str, tuple[str, ...]] = {}
    joins: tuple[tuple[str, str, str], ...] = ()
    needs: tuple[str, ...] = ()
    instead: Mapping[str, tuple[str, ...]] = {}
    launch: Mapping[str, tuple[str, ...]] = {}
    framework: str = ""
    when: Mapping[str, tuple[str, ...]] = {}
    not_when: Mapping[str, tuple[str, ...]] = {}
    beside: str = ""
    # Of a training run: optimise (role model), load (role train), save (role model, name: where to); of data: write
    # (role train, name: where to), open (name; writes by its mode).
    step: str = ""
    wired: tuple[str, ...] = ()  # what a container hands over untold: model, tools, data
    prefix: str = ""
    confidence: float = 0.9
