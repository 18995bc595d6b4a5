"""What a value can turn out to be when names and calls are followed: the resolver's nouns.

Everything is a tuple and hashable, because results are memoised by what they depend on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias, TypeVarTuple, Unpack

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.facts import Call, Function, Import, Map, Param, Seq, Value
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.modules import Module

# Packages with which models are trained; what a tree reads beside one of them is data.
LEARNING = frozenset(
    "sklearn torch tensorflow keras xgboost lightgbm catboost jax flax mxnet paddle fastai statsmodels surprise h2o"
    " pycaret autogluon ultralytics lightning pytorch_lightning detectron2 simpletransformers".split()
)
Asked = TypeVarTuple("Asked")  # what a question of the resolver is asked of
LOOSE = "?"  # the module of what a call gives that is known by its name alone


NO_CALL, ANY_SCOPE = -1, "<turn>"  # of a frame that enters no function


class Turn(NamedTuple):
    """One turn of a loop over what is written out: which of the entries, of the loop that binds on a line of a scope;
    without a line of the list whose items the function of the scope is handed."""

    path: str
    scope: str
    line: int
    place: int


class Frame(NamedTuple):
    """The call through which a function was entered: its parameters have the values of that call. Where only the turns
    of loops are known, or whose method runs, there is no call (see resolving.turns and resolving.run_by_heirs)."""

    scope: str
    env: Env
    call: int
    turns: tuple[Turn, ...] = ()
    own: Definition | None = None  # the subclass on an object of which a method of its base runs


class Env(NamedTuple):
    """Where a value stands: the file, the scope, and the call that the scope was entered by, if one is known."""

    path: str
    scope: str
    frame: Frame | None = None


class Site(NamedTuple):
    """One call as entered from one environment."""

    env: Env
    call: int


class Const(NamedTuple):
    """A literal and the place where it is written."""

    value: str | int | float | bool | None
    path: str
    line: int
    name: str = ""  # the constant or variable that it was read from
    partial: bool = False  # a text with unknown parts, which stand as `{expression}`
    joined: bool = False  # made by joining paths
    opened: bool = False  # the path of a file that was opened: what is read of it is no part of another path


class Symbol(NamedTuple):
    """Something of an outside module: `Symbol("openai", "OpenAI().chat", site of OpenAI(...))`.

    "()" in the path stands for a call's result; `made` is the nearest call on the way, for its arguments.
    """

    module: str
    path: str
    made: Site | None = None


class Definition(NamedTuple):
    """A function or class of the tree; `kind` is "function" or "class", `scope` its own full scope name."""

    path: str
    kind: str
    scope: str
    owner: Instance | None = None


class Instance(NamedTuple):
    """An object of a class of the tree, and the call that made it when it is known."""

    cls: Definition
    made: Site | None = None


class Package(NamedTuple):
    """A module of the tree; `path` is a file, or a folder when the language's unit is a folder."""

    path: str


class Data(NamedTuple):
    """A list or mapping literal, not looked into yet."""

    value: Seq | Map
    env: Env
    name: str = ""


class Lost(NamedTuple):
    """What has no static value: the expression as written. `why` is "" or "environment"."""

    expression: str
    path: str
    line: int
    why: str = ""


Abstract: TypeAlias = "Const | Symbol | Definition | Instance | Package | Data | Lost"
Abstracts: TypeAlias = tuple[Abstract, ...]

MAX_OPTIONS = 40  # values one expression may have; a name that has as many is reported as cut
MAX_FRAMES = 4  # calls that are followed into each other
MAX_CALLERS = 60  # (more than MAX_OPTIONS, so that a cut shows there) call sites that a parameter is looked up at
MAX_DEPTH = 40  # nested evaluations


def distinct(values: list[Abstract]) -> Abstracts:
    """Without duplicates, in order, at most MAX_OPTIONS; lost ones only when nothing else is known."""
    if len(values) < 2:
        return tuple(values)  # most have one; hashing a long list literal costs as much as reading it
    seen = dict.fromkeys(values)
    known = [value for value in seen if type(value) is not Lost]
    return tuple(known[:MAX_OPTIONS]) if known else tuple(seen)[:MAX_OPTIONS]


def any_known(values: Iterable[Abstract]) -> bool:
    """Whether one of the values is not a Lost."""
    for value in values:  # a loop: half the time of `any`, and this is asked a million times
        if type(value) is Lost:
            continue
        return True
    return False


def frames(env: Env) -> int:
    """How many calls deep an environment is."""
    depth, frame = 0, env.frame
    while frame is not None:
        depth, frame = depth + (frame.call >= 0), frame.env.frame
    return depth


class Taker(NamedTuple):
    """A function of Ruby that has the block which it is given evaluated: in `within` (None: in its own object), or by
    the call that it hands it on to."""

    path: str
    scope: str
    within: Value | None
    through: int = -1


class Provided(Protocol):
    """What a container makes for a token: its value, how it is made, and where it is written."""

    @property
    def token(self) -> Value: ...

    @property
    def way(self) -> str: ...

    @property
    def value(self) -> Value: ...

    @property
    def env(self) -> Env: ...


class Follower(Protocol):
    """What the parts of the resolver ask of each other."""

    @property
    def modules(self) -> Mapping[str, Module]:
        """Every module by path."""
        ...

    @property
    def places(self) -> Places: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def documents(self) -> Documents: ...

    @property
    def bases(self) -> dict[tuple[str, str], Abstracts]:
        """What classes derive from, as far as it was asked; kept by resolving.members.bases."""

    @property
    def declared(self) -> dict[tuple[str, str, str], bool]:
        """Which members classes may have, as far as it was asked; kept by resolving.members.object_member."""
        ...

    @property
    def heirs(self) -> Mapping[str, tuple[Definition, ...]]:
        """The classes of the tree by the last name of what they derive from."""
        ...

    @property
    def nest_providers(self) -> Sequence[Provided]:
        """What the modules of Nest programs provide under tokens."""
        ...

    @property
    def nest_settings(self) -> list[tuple[str, Value, Env]]:
        """What the functions of settings of Nest programs return, and the names that these are registered under."""
        ...

    def whole(self, ask: Callable[[Follower, Unpack[Asked]], Abstracts], *asked: *Asked) -> Abstracts:
        """`ask(resolver, *asked)`, remembered where the answer is the same wherever it is asked for."""
        ...

    def evaluate(self, value: Value, env: Env) -> Abstracts:
        """What a value can be in an environment."""
        ...

    def members(self, values: Abstracts, path: str, line: int) -> Abstracts:
        """`values.path`, one segment after the other."""
        ...

    def lookup(self, name: str, env: Env, line: int) -> Abstracts:
        """What a plain name means at a line of a scope; empty when it is not bound in the tree or imported."""
        ...

    def exported(self, path: str, name: str) -> Abstracts:
        """What a module of the tree gives under a name; empty when it has no such name."""
        ...

    def bringing(self, module: Module, name: str) -> Iterable[Import]:
        """The imports of everything of a file that may bring a name."""
        ...

    def unbound(self, module: Module, name: str) -> Abstracts:
        """What a name means that nothing in a file binds."""
        ...

    def beside(self, path: str) -> list[str]:
        """The modules of the folder that a module lies in."""
        ...

    def keyed(self, name: str) -> list[tuple[Value, Env]]:
        """What Go programs state under a name of a setting."""
        ...

    def kept(self, mapping: str, name: str) -> list[tuple[Value, Env]]:
        """What the tree puts under a key into a mapping that a library keeps for all of its files."""
        ...

    def result(self, site: Site) -> Abstracts:
        """What a call returns."""
        ...

    def callee(self, site: Site) -> Abstracts:
        """What a call calls."""
        ...

    def packaged(self, group: str, name: str) -> list[str]:
        """The modules that declare to be of a package or namespace."""
        ...

    @property
    def block_takers(self) -> Mapping[str, list[Taker]]:
        """The functions of Ruby that have blocks evaluated; see resolving.evaluated_blocks."""
        ...

    def beans(self, name: str) -> list[Definition]:
        """The methods that make objects of a type for the container of a Java or Kotlin project."""
        ...

    @property
    def components(self) -> Mapping[str, Definition]:
        """The classes that the container of a Java or Kotlin project makes objects of, by name."""
        ...

    def handed(self, function: Function, param: Param, own: Definition) -> Abstracts:
        """What a parameter of a function is given where the function is handed over beside its arguments."""
        ...

    def called_back(self, function: Function, param: Param, own: Definition) -> Abstracts:
        """What a parameter of a function is given by what the function is handed to."""
        ...

    def ranged(self, own: Definition) -> list[tuple[Value, Env]]:
        """The items that a function in place is handed one after the other."""
        ...

    def posted(self, path: str, scope: str) -> Abstracts:
        """What the route is sent which a scope of a file serves."""
        ...

    @property
    def slices(self) -> Abstracts:
        """The state of the tree's Redux store, as it is at first."""
        ...

    def registered(self, name: str, near: str) -> Abstracts:
        """What the container of a .NET program hands over for a type."""
        ...

    def extensions(self, call: Call, path: str) -> tuple[Definition, ...]:
        """The methods that a call of a file may mean and that stand outside of the type they are called on."""
        ...

    def submodule(self, path: str, name: str) -> Abstracts:
        """Python's module of this name in the package whose `__init__` a file is."""
        ...

    def callers(self, definition: Definition) -> tuple[Site, ...]:
        """The call sites of a function or class of the tree, a bounded number."""
        ...


class Bounded(Follower, Protocol):
    """A resolver that counts the answers which a bound cut, and the questions that were asked within themselves."""

    cuts: int
    rounds: int

    @property
    def depth(self) -> int:
        """How many questions the one that is answered stands within."""

    @property
    def spent(self) -> bool:
        """Whether the question that was asked from outside has used up its steps."""
