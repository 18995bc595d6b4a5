"""`aibom graph`: the graph of a BOM for documents and drawing programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aibom.cli.inputs import read_bom_input
from aibom.cli.output import write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.bom.facts import BomFacts, ComponentFacts


@click.command(
    epilog="\b\nExamples:\n  aibom graph bom.cdx.json --to mermaid -o graph.mmd\n"
    "  aibom graph bom.cdx.json --to dot | dot -Tsvg > graph.svg\n"
    "  aibom graph bom.cdx.json --to mermaid --from gpt-4o --depth 1"
)
@click.argument("bom")
@click.option("--to", "form", type=click.Choice(("mermaid", "dot")), required=True, help="Language of the drawing.")
@click.option("-o", "--output", default="-", show_default=True, metavar="FILE", help="Where it goes; - for stdout.")
@click.option("--from", "start", metavar="NAME", help="Only what is near this component (its name or bom-ref).")
@click.option(
    "--depth", type=click.IntRange(1, 20), default=2, show_default=True, help="How many steps away, with --from."
)
@click.option("--libraries", is_flag=True, help="Draw libraries as well.")
@click.option(
    "--max-nodes", type=click.IntRange(1, 2000), default=150, show_default=True,
    help="Draw at most so many components, the nearest; the drawing says how many are left out.",
)  # fmt: skip
def graph(bom: str, form: str, output: str, start: str | None, depth: int, libraries: bool, max_nodes: int) -> int:
    """Draw the graph of BOM (CycloneDX or SPDX; - for stdin): the application, its agents, their models, tools,
    data and services with their trust zones.
    """
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document
    from aibom.reports.graph_choice import choose
    from aibom.reports.graph_text import GRAPH_FORMATS, left_out

    facts = facts_of(load_document(read_bom_input(bom), name=bom))
    first = _component(facts, start) if start is not None else None
    choice = choose(facts, start=first, depth=depth, most=max_nodes, libraries=libraries)
    write_output(output, GRAPH_FORMATS[form](choice))
    for warning in facts.warnings:
        click.echo(f"warning: {printable(warning)}", err=True)
    for sentence in left_out(choice):
        click.echo(f"note: {sentence}.", err=True)
    return 0


def _component(facts: BomFacts, name: str) -> ComponentFacts:
    """The one component of this bom-ref, or else of this name."""
    if name in facts.by_ref:
        return facts.by_ref[name]
    found = [one for one in facts.components if one.name == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"No component of the BOM has the name or bom-ref {name!r}.")
    refs = ", ".join(one.ref for one in found[:3])
    raise UsageError(f"{len(found)} components are named {name!r}; name one by its bom-ref: {refs}.")
