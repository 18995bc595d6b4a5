"""Short ways to say what a configuration file tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown, Use
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import NamedService

CONFIDENCE = 0.9
# The name of an agent of which only the file (its scope) is known.
AT_PATH = "\0"
# The role of a skill's text, and the origin of a prompt of which only the skill's name is known.
SKILL = "skill"


FROM_OUTSIDE = "the {}'s name is a variable that nothing in the tree sets"


class Sight:
    """Makes the sightings of one file; `technique` is how it is read."""

    def __init__(self, path: str, technique: Technique = Technique.SOURCE) -> None:
        self.path, self.technique = path, technique

    def at(self, line: int, symbol: str = "", confidence: float = CONFIDENCE) -> Evidence:
        """Evidence on a line of the file."""
        return Evidence(path=self.path, line=line, symbol=symbol, technique=self.technique, confidence=confidence)

    def model(
        self,
        named: Named,
        line: int,
        symbol: str,
        args: Mapping[str, Json] | None = None,
        confidence: float = CONFIDENCE,
    ) -> Observation:
        """A model that the file uses, with the use."""
        use = Use(path=self.path, line=line, symbol=symbol, args=args or {})
        evidence = self.at(line, symbol, confidence)
        return Observation(subject=named.subject, evidence=evidence, facts=named.facts, uses=(use,))

    def service(self, service: NamedService, line: int, symbol: str, confidence: float = CONFIDENCE) -> Observation:
        """A service that the file names."""
        return Observation(subject=service.subject, evidence=self.at(line, symbol, confidence), facts=service.facts)

    def thing(self, subject: Subject, line: int, symbol: str = "", **facts: Json) -> Observation:
        """Anything else."""
        return Observation(subject=subject, evidence=self.at(line, symbol), facts=facts)

    def link(self, source: Subject | None, kind: RelationKind, target: Subject, line: int) -> Link:
        """A relation that the file states on a line."""
        return Link(source=source, kind=kind, target=target, evidence=self.at(line))

    def served(self, model: Subject, service: NamedService | None, line: int, symbol: str) -> Iterator[Sighting]:
        """A service, and that it serves the model."""
        if service is not None:
            yield self.service(service, line, symbol)
            yield self.link(model, RelationKind.SERVED_BY, service.subject, line)

    def unread(self, topic: str, line: int, expression: str, why: str = FROM_OUTSIDE) -> Unknown:
        """Something that the file leaves to whoever runs the program."""
        return Unknown(topic=topic, path=self.path, line=line, reason=why.format(topic), expression=expression[:200])

    def broken(self, line: int, what: str) -> Unknown:
        """What kept a part of the file from being read."""
        return Unknown(topic="file", path=self.path, line=line, reason=f"syntax error ({what})")

    def agent(self, name: str, line: int, framework: str, **facts: Json) -> Observation:
        """An agent that the file defines under a name of its own."""
        return self.thing(self.local(Kind.AGENT, name), line, name, framework=framework, **facts)

    def local(self, kind: Kind, name: str) -> Subject:
        """A name that means something only in this file."""
        return Subject(kind=kind, name=name, scope=self.path)


def data_file(path: str) -> Subject:
    """A data set in a file of the tree, named by its path."""
    return Subject(kind=Kind.DATASET, name=path, origin="file")


def hub_data(name: str) -> Subject:
    """A data set on the Hugging Face hub."""
    return Subject(kind=Kind.DATASET, name=name, origin="hf")
