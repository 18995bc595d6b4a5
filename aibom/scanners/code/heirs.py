"""The files of classes that derive from a base of tools or agents which a program's own code declares.

A container hands all that implement an interface to whoever asks for them (`List<AssistantTool>`), a registry makes
each by its name. In languages that name classes without an import nothing leads to their files but where they stand
and what they are called.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.catalog.languages import GROUP_OF_LANGUAGE
from aibom.core import re
from aibom.core.left_out import within
from aibom.scanners.code.facts import Class, ModuleFacts
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import Places

_BY_NAME = frozenset(("jvm", "dotnet", "php", "ruby", "rust"))
_FAMILY = re.compile(r"(?:^I?|[a-z0-9])(Tool|Agent|Skill|Plugin)(?:Base|Interface|Contract|Handler|Executor)?$")
# A base by its name, whatever it does for those that derive from it.
_BASE = re.compile(r"(?:Base|Abstract|I(?=[A-Z]))\w*|\w*(?:Base|Interface|Contract)|Tool|Agent|Skill")
_MAX_FILES = 200


def heirs(found: Mapping[str, ModuleFacts], places: Places) -> Iterator[str]:
    """The files that may hold heirs of the bases among `found`."""
    for path, facts in found.items():
        words = dict.fromkeys(_families(facts)) if not is_test(path) else ()
        suffix = posixpath.splitext(path)[1]
        for word in words:
            near = [*places.below(posixpath.dirname(path), suffix, _MAX_FILES), *places.called(word, suffix)]
            files = [one for one in dict.fromkeys(near) if one not in found and not is_test(one)]
            yield from within(files, _MAX_FILES, "files that may derive from a base of tools", path)


def _families(facts: ModuleFacts) -> Iterator[str]:
    """What the bases of a file are of "Tool", "Agent" and the like."""
    if GROUP_OF_LANGUAGE.get(facts.language) not in _BY_NAME:
        return
    for declared in facts.classes:
        match = _FAMILY.search(declared.name)
        if match is not None and (_BASE.fullmatch(declared.name) or _only_promises(declared, facts)):
            yield match[1]


def _only_promises(declared: Class, facts: ModuleFacts) -> bool:
    """Whether a class says what others have to do, and does nothing itself."""
    scope = f"{declared.scope}.{declared.name}" if declared.scope else declared.name
    own = [one for one in facts.functions if one.scope == scope]
    idle = all(not one.returns for one in own)
    return bool(own) and idle and not any(one.scope.startswith(f"{scope}.") for one in facts.calls)
