"""What the folder of a file says of it. Asked for every file of a tree: folders are judged once, then remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aibom.catalog.path_words import path_words
from aibom.core import re

_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_TOP_OF_DATA = 5  # a data folder counts for what stands at most this deep in it
_TOP_OF_PROMPTS = 4
GITHUB_FOLDER = re.compile(r"(?:^|/)\.github/(?:instructions|prompts|chatmodes|agents|skills)(?:/|\Z)")
# Folders of any agent's own: `.archon/workflows/`, `.acme/agents/`.
_OWN_FOLDER = re.compile(
    r"(?:^|/)\.(?!git|circleci|vscode|idea|husky|forgejo|gitea|buildkite|venv|cache|next|nuxt|terraform)[\w-]{2,40}"
    r"/(?:agents|prompts|workflows|commands|skills|modes|recipes)(?:/|\Z)"
)
# Projects of tests: `src/IntegrationTests/`, `Acme.Rag.Tests/`, `TestHelpers/`; no function named `TestCriteria`.
_TEST_PROJECT = re.compile(
    r"(?:[\w.-]*(?:[a-z.]Tests?|Test(?:Apps?|Assets|Base|Cases|Client|Common|Data|Doubles|Files|Fixtures?|Harness|Helpers?"
    r"|Host|Infrastructure|Kit|Mod|Projects?|Resources|Server|Shared|Suites?|Support|Util\w*)\w*|Mocks?)(?:\.[\w.]+)?)\Z"
)


class Folder(NamedTuple):
    """What a folder says of the files in it."""

    skipped: bool  # nothing in it is anybody's settings, prompt or data
    shown: bool  # tests and documentation
    no_settings: bool
    no_data: bool
    data: bool
    prompts: bool
    settings: bool
    for_agents: bool


@lru_cache(maxsize=16_384)
def folder_of(path: str) -> Folder:
    """The judgement of a folder, given by its path ("" at the top)."""
    original = path.split("/") if path else []
    parts = [part.lower() for part in original]
    names, kinds = frozenset(parts), path_words()
    has = {key: bool(words & names) for key, words in kinds.folders.items()}
    shown = has["tests"] or has["docs"] or any(_TEST_PROJECT.match(part) for part in original)
    for_agents = GITHUB_FOLDER.search(path) is not None or _OWN_FOLDER.search(path) is not None
    prompts = _near(parts, _TOP_OF_PROMPTS, kinds.folders["prompts"], kinds.folder_endings["prompts_endings"])
    web = has["web"] and not prompts  # `assets/prompts/desk.yaml` is no page's
    aside = has["texts"] or has["generated"] or web or has["interfaces"]
    aside = aside or (has["seeds"] and not has["settings"])
    return Folder(
        skipped=has["never"],
        shown=shown,
        no_settings=has["never"]
        or shown
        or aside
        or (has["development"] and not for_agents)
        or (has["kept_by_programs"] and any(part.startswith(".") for part in parts)),
        no_data=has["never"] or shown or aside,
        data=not {"resources", "raw"} <= names  # files that are built into an app
        and _near(parts, _TOP_OF_DATA, kinds.folders["data"], kinds.folder_endings["data_endings"]),
        prompts=prompts,
        settings=has["settings"],
        for_agents=bool(kinds.names["agent_folders"] & names),
    )


def _near(parts: list[str], depth: int, words: frozenset[str], endings: tuple[str, ...]) -> bool:
    return any(part in words or part.endswith(endings) for part in parts[-depth:])


def words_of_name(stem: str) -> list[str]:
    """The words of a file's name, in lower case: `declarativeAgent`, `app_settings`."""
    return _WORD.findall(_HUMP.sub(r"\1 \2", stem).lower())
