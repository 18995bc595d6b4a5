"""Models that a command downloads into a folder from which another serves them, in one workload:
`hf download Qwen/Qwen3-0.6B --local-dir /models/qwen`, then `vllm serve /models/qwen`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from aibom.catalog.commands import commands
from aibom.core import re
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.commands.launch import Launched, ModelWord, flag_values
from aibom.scanners.deployments.records import Word
from aibom.scanners.deployments.told.calls import named_words

_FOLDER = ("--local-dir",)
_CLONE = 4  # plain words of a clone into a folder
_CLONED = re.compile(r"https://(?:[^/@\s]+@)?(?:huggingface\.co|hf\.co)/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


def with_downloads(launches: Sequence[Launched], calls: Iterable[Invocation]) -> list[Launched]:
    """The launches, with models that a folder names told by what was downloaded into it."""
    kept = dict(_kept(calls)) if launches else {}
    if not kept:
        return [*launches]
    return [one._replace(models=tuple(_named(model, kept) for model in one.models)) for one in launches]


def _named(model: ModelWord, kept: dict[str, str]) -> ModelWord:
    name = kept.get(_plain(model.name.text))
    return model if name is None else model._replace(name=Word(name, model.name.line))


def _plain(folder: str) -> str:
    return posixpath.normpath(folder)


def _kept(calls: Iterable[Invocation]) -> Iterator[tuple[str, str]]:
    """Folder and model of each download."""
    for call in calls:
        texts = [call.program, *(word.text for word in call.words[1:])]
        plain = [text for text in texts if not text.startswith("-")]
        if plain[:2] == ["git", "clone"] and len(plain) == _CLONE and (match := _CLONED.match(plain[2])):
            yield _plain(plain[3]), match["name"]
            continue
        found = commands().find(texts, "")
        folder = next(flag_values(call.words, _FOLDER), None)
        names = named_words(found[0], call.words[found[1] :]) if found is not None and folder is not None else []
        if folder is not None and names and "/" in names[0].text and is_resolved(names[0].text + folder.text):
            yield _plain(folder.text), names[0].text
