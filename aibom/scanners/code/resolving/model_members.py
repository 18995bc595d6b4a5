"""What an object of a library keeps of what it was made with: `self.llm.model_name`, settings of Nest."""

from __future__ import annotations

from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.settings.nest import registered_member
from aibom.scanners.code.resolving.types import LEARNING, Abstracts, Const, Follower, Symbol

# What libraries call the attribute, and the argument that it comes from.
NAMES = ("model", "model_name", "modelName", "model_id", "modelId")


def kept_member(ev: Follower, value: Symbol, name: str, line: int) -> Abstracts:
    """A member that is known of what the object was made with; nothing for any other."""
    return kept_name(ev, value, name) or registered_member(ev, value, name, line)


def kept_name(ev: Follower, value: Symbol, name: str) -> Abstracts:
    """The name of the model that an object was made with; nothing where none is known, and of libraries of networks,
    whose objects keep the network itself."""
    if name not in NAMES or value.made is None or not value.path.endswith("()"):
        return ()
    if value.module.partition(".")[0] in (*LEARNING, "transformers"):
        return ()
    given = (one for locator in NAMES for one in written(ev, locator, value.made))
    things = (thing for item, env in given for thing in ev.evaluate(item, env))
    return tuple(dict.fromkeys(one for one in things if isinstance(one, Const) and isinstance(one.value, str)))
