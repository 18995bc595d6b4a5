"""What the deployment scanner reads from one file: who runs what, from which image, with which settings.

A compose service, a Kubernetes container, a systemd unit, a `docker run` and a Dockerfile all become a
Workload, so that one reader decides what each of them is. Values are kept as written; the values of settings
whose name says secret are not kept at all.
"""

from __future__ import annotations

from typing import NamedTuple

from aibom.model.sighting import Sighting


class Word(NamedTuple):
    """A text and the line it stands on."""

    text: str
    line: int


class Setting(NamedTuple):
    """An environment variable or argument; `value` is None when none is written or when it is withheld."""

    name: str
    value: str | None
    line: int
    secret: bool = False  # a literal secret was written there


class Step(NamedTuple):
    """A step of a workflow that runs a published action, with its inputs."""

    uses: Word
    inputs: tuple[Setting, ...]


class Workload(NamedTuple):
    """Something that a deployment file runs.

    `entrypoint` and `command` are argument vectors (None = the image's own); a shell line is `sh -c <line>`.
    `scripts` are shell lines that prepare it (RUN). `hosts` are the names by which others reach it.
    """

    name: str
    line: int
    image: Word | None = None
    build: str | None = None
    entrypoint: tuple[Word, ...] | None = None
    command: tuple[Word, ...] | None = None
    scripts: tuple[Word, ...] = ()
    settings: tuple[Setting, ...] = ()
    env_files: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    privileged: bool = False
    published: bool = False
    hosts: tuple[str, ...] = ()
    depends_on: tuple[Word, ...] = ()
    labels: tuple[Setting, ...] = ()
    extends: tuple[str, str] | None = None  # file ("" = this one) and service
    steps: tuple[Step, ...] = ()
    product: str = ""  # id of the product that it runs, where a name says so and no image does
    models: tuple[Word, ...] = ()  # models of the platform that it is bound to


class Asked(NamedTuple):
    """A model that a platform is asked for, and the id of the product (or `provider:<id>`) that runs it."""

    name: Word
    product: str
    agent: str = ""  # the agent of the same block that it is for


class Route(NamedTuple):
    """A gateway's way to an upstream host, with what it asks for; None = this file does not say."""

    gateway: str
    upstream: str
    line: int
    authenticated: Word | None = None
    rate_limited: Word | None = None
    logged: Word | None = None
    not_logged: Word | None = None


class Module(NamedTuple):
    """A call of a Terraform module that lies in the tree, with what it is given."""

    source: str
    given: tuple[Setting, ...]


class Deployment(NamedTuple):
    """The record of one file. `images` are further images (build stages, init images) beside the workloads'."""

    form: str  # dockerfile, compose, kubernetes, template, values, chart, workflow, ...
    workloads: tuple[Workload, ...] = ()
    images: tuple[Word, ...] = ()
    models: tuple[Asked, ...] = ()  # models that the file asks the platform for (compose `models:`)
    charts: tuple[Word, ...] = ()  # Helm charts that are installed with this one
    conditions: tuple[tuple[str, str], ...] = ()  # names of such charts, and the values that switch them on
    routes: tuple[Route, ...] = ()
    variables: tuple[Setting, ...] = ()
    modules: tuple[Module, ...] = ()
    problems: tuple[Word, ...] = ()
    told: tuple[Sighting, ...] = ()  # what needs no other file: prompts and MCP servers of a workflow's steps
