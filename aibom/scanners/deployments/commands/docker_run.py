"""Reads `docker run` (and podman, nerdctl): the image, its command, and what it is given."""

from __future__ import annotations

from aibom.catalog.launchers import load_launchers
from aibom.core import re
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.records import Setting, Word, Workload

_PROGRAMS = frozenset({"docker", "podman", "nerdctl"})
# `-p80:80` holds its value, `-dit` is several flags.
_ATTACHED = re.compile(r"-(?:[pveuwl]\S+|[ditP]{2,})\Z")


def docker_run(invocation: Invocation) -> Workload | None:
    """The workload that a `docker run` starts; None for any other call."""
    words = invocation.words
    start = 2 if len(words) > 1 and words[1].text == "container" else 1
    if invocation.program not in _PROGRAMS or len(words) <= start + 1 or words[start].text not in ("run", "create"):
        return None
    return _Run(words[start + 1 :]).workload(invocation.line)


class _Run:
    """One pass over the flags up to the image."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        self.settings: list[Setting] = []
        self.mounts: list[str] = []
        self.names: list[str] = []
        self.entrypoint: Word | None = None
        self.privileged = self.published = False
        self.rest = self._flags()

    def _flags(self) -> tuple[Word, ...]:
        alone = load_launchers().of("docker").boolean_flags
        index = 0
        while index < len(self.words):
            word = self.words[index]
            if not word.text.startswith("-"):
                break
            flag, equals, value = word.text.partition("=")
            if equals:
                self._take(flag, Word(value, word.line))
                index += 1
            elif flag in alone or _ATTACHED.match(flag):
                self.privileged = self.privileged or flag == "--privileged"
                index += 1
            else:
                if index + 1 < len(self.words):
                    self._take(flag, self.words[index + 1])
                index += 2
        return self.words[index:]

    def _take(self, flag: str, value: Word) -> None:
        if flag in ("-e", "--env"):
            name, equals, text = value.text.partition("=")
            self.settings.append(setting(name, text if equals else None, value.line))
        elif flag in ("-v", "--volume") and value.text.startswith((".", "/", "~", "$")):
            self.mounts.append(value.text.partition(":")[0])
        elif flag in ("--name", "--hostname", "--network-alias"):
            self.names.append(value.text)
        elif flag == "--entrypoint":
            self.entrypoint = value
        elif flag in ("-p", "--publish"):
            self.published = self.published or not value.text.startswith("127.")
        elif flag == "--privileged":
            self.privileged = value.text != "false"

    def workload(self, line: int) -> Workload | None:
        if not self.rest:
            return None
        image, command = self.rest[0], self.rest[1:]
        return Workload(
            name=self.names[0] if self.names else image.text,
            line=line,
            image=image,
            entrypoint=(self.entrypoint,) if self.entrypoint else None,
            command=command or None,
            settings=tuple(self.settings),
            mounts=tuple(self.mounts),
            privileged=self.privileged,
            published=self.published,
            hosts=tuple(self.names),
        )
