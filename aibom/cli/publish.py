"""`aibom publish`: gives a BOM to a registry or a server."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from aibom.cli.inputs import read_input
from aibom.core.errors import UsageError
from aibom.core.text import printable

API_KEY = "DEPENDENCY_TRACK_API_KEY"


@click.group()
def publish() -> None:
    """Give a BOM to a registry (beside its image) or to Dependency-Track. These commands use the network."""


@publish.command(
    epilog="\b\nExample:\n  aibom publish oci bom.cdx.json registry.acme.example/chat@sha256:...\n"
    "\b\nCredentials: AIBOM_REGISTRY_USER and AIBOM_REGISTRY_PASSWORD, else the configuration of Docker."
)
@click.argument("bom")
@click.argument("image", metavar="IMAGE@DIGEST")
@click.option("--plain-http", is_flag=True, help="The registry has no TLS; credentials go to this machine only.")
def oci(bom: str, image: str, plain_http: bool) -> None:
    """Attach BOM to an image in its registry, as an OCI 1.1 referrer.

    Registries without referrers get the index under the fallback tag. Publishing twice changes nothing.
    """
    from aibom.exchange.oci import publish as store
    from aibom.exchange.registry import Registry, credentials_for, image_of

    target = image_of(image)
    data = _bom(bom)
    registry = Registry(image=target, credentials=credentials_for(target.host, os.environ), plain_http=plain_http)
    done = store(registry, data, "bom.cdx.json" if bom == "-" else PurePath(bom).name)
    listed = f", listed under the tag {done.tag}" if done.tag else ""
    click.echo(f"{target.host}/{target.repository}@{done.digest}{listed}")


@publish.command(
    "dependency-track",
    epilog="\b\nExample:\n  aibom publish dependency-track bom.cdx.json --url https://dtrack.acme.example \\\n"
    f"      --project chat --project-version 1.4.0\n\b\nThe API key comes from {API_KEY}.",
)
@click.argument("bom")
@click.option("--url", required=True, metavar="URL", help="Address of the API server.")
@click.option("--project", required=True, metavar="NAME", help="Project's name.")
@click.option("--project-version", required=True, metavar="VERSION", help="Project's version.")
@click.option("--auto-create/--no-auto-create", default=True, show_default=True, help="Create a project that is new.")
@click.option("--latest", is_flag=True, help="Mark this version as the latest.")
@click.option(
    "--wait", "seconds", type=click.IntRange(min=1, max=3600), metavar="SECONDS",
    help="Wait until the server has processed the BOM; exit with 2 when it takes longer.",
)  # fmt: skip
def dependency_track(
    bom: str, url: str, project: str, project_version: str, auto_create: bool, latest: bool, seconds: int | None
) -> None:
    """Upload BOM to Dependency-Track."""
    from aibom.exchange.deptrack import Project, upload, wait

    key = os.environ.get(API_KEY, "").strip()
    if not key:
        raise UsageError(f"Set {API_KEY} to an API key with the permission BOM_UPLOAD.")
    target = Project(name=project, version=project_version, auto_create=auto_create, latest=latest)
    token = upload(url, key, target, _bom(bom))
    if seconds is not None and not wait(url, key, token, seconds):
        raise UsageError(f"The server has not processed the BOM within {seconds} seconds; it may do so later.")
    click.echo(f"{printable(project)} {printable(project_version)}: token {printable(token, 100)}")


def _bom(name: str) -> bytes:
    """The bytes of a BOM; a file that is none is not published."""
    from aibom.bom.read import load_document

    data = read_input(name)
    load_document(data, name=name)
    return data
