"""From a tree to an inventory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aibom.core.limits import MIB
from aibom.core.text import counted
from aibom.crawl import crawl
from aibom.model.component import Inventory, ScanSummary
from aibom.side_by_side import Progress, quiet
from aibom.sources.listing import Listing, list_tree

if TYPE_CHECKING:
    from aibom.enrichers.hub_session import HubSession
    from aibom.integrity.signatures.expected import ExpectedSigners
    from aibom.inventory.owner import Entry
    from aibom.model.sighting import Sighting
    from aibom.scanners.environment import Wanted
    from aibom.sources.cache import Cache


def scan_tree(
    root: Path,
    progress: Progress = quiet,
    *,
    exclude: Iterable[Path] = (),
    cache: Cache | None = None,
    environments: Wanted | None = None,
    user_config: bool = False,
    online: bool = False,
    signers: Path | None = None,
) -> Inventory:
    """The inventory of the tree below root, without the files and folders of `exclude` (our own output).

    `cache` remembers what was read for the next scan; `environments` are read beside the tree, and with `user_config`
    the configurations of MCP clients in the home folder; `online` asks the hub; `signers` is the file of
    expected signers. Raises UsageError when root is not a readable folder, one of the environments is none, or the
    signers cannot be used.
    """
    from aibom.pipeline.remembered import remembered_inventory
    from aibom.scanners import SCANNERS, matters_though_ignored

    expected = _expected_signers(signers, root, online)
    progress("listing files", 0, 0)
    listing = list_tree(root, keep_ignored=matters_though_ignored, exclude=exclude)
    if user_config:
        listing = _with_user_files(listing)
    owner = _owner_facts(listing)
    crawled = crawl(SCANNERS, listing, progress, cache)
    progress("building the inventory", 0, 0)
    name, summary = listing.root.name or "root", _summary(listing, crawled.files_read)
    installed = _installed(environments, listing, progress)

    def build() -> Inventory:
        from aibom.inventory.build import build_inventory

        return build_inventory([*crawled.sightings, *installed], name=name, summary=summary, owner=owner)

    inventory = remembered_inventory(cache, crawled.basis, (name, summary, owner, installed), build)
    progress("looking into model files", 0, 0)
    inventory = _with_verdicts(inventory, listing)
    progress("comparing models with locks and signatures", 0, 0)
    hub = _hub_session() if online else None
    inventory = _with_states(inventory, listing, expected, hub)
    return _asked_hub(inventory, hub, progress) if hub else inventory


def _expected_signers(path: Path | None, root: Path, online: bool) -> ExpectedSigners | None:
    """Who must have signed; read before anything else, so that a mistake in it costs no scan."""
    if path is None:
        return None
    from aibom.integrity.signatures.expected import load_signers
    from aibom.integrity.signatures.library import need_library

    need_library()
    return load_signers(path, scanned=(root,), online=online)


def _with_verdicts(inventory: Inventory, listing: Listing) -> Inventory:
    """What loading the weight files would do; names that this project's settings list as safe are told."""
    from aibom.catalog.pickle_names import load_pickle_names
    from aibom.integrity.verdicts import add_verdicts
    from aibom.sources.settings import read_settings, safe_pickle_names

    names = load_pickle_names().extend(safe_pickle_names(read_settings(Path.cwd())))
    judged = add_verdicts(inventory, listing, names)
    if not names.extended:
        return judged
    note = f"Settings list as safe in pickles: {', '.join(sorted(names.extended))}."
    return replace(judged, summary=replace(judged.summary, notes=(*judged.summary.notes, note)))


def _with_states(
    inventory: Inventory, listing: Listing, expected: ExpectedSigners | None, hub: HubSession | None
) -> Inventory:
    """What locks and signatures say of models and data in the tree; without any, what checks them is not loaded."""
    from aibom.integrity.local import LOCK_NAME, is_local

    if expected is None and not (listing.root / LOCK_NAME).is_file() and not any(map(is_local, inventory.components)):
        return inventory
    from aibom.integrity.states import add_states

    return add_states(inventory, listing.root, expected, hub.published if hub else None)


def _hub_session() -> HubSession:
    from aibom.enrichers.hub import hub_endpoint
    from aibom.enrichers.hub_session import HubSession

    return HubSession(endpoint=hub_endpoint())


def _asked_hub(inventory: Inventory, hub: HubSession, progress: Progress) -> Inventory:
    """The inventory with what the hub says of its models and data sets."""
    from aibom.enrichers.hub_facts import ask_about

    progress("asking the hub", 0, 0)
    return ask_about(inventory, hub.endpoint, hub.ask)


def _with_user_files(listing: Listing) -> Listing:
    from aibom.catalog.mcp import home_globs
    from aibom.sources.home import list_home

    files = list_home(home_globs())
    where = "of MCP clients outside of the tree (home folder, managed)"
    count = counted(len(files), f"configuration file {where} was", f"configuration files {where} were")
    note = f"{count} found."
    return replace(listing, user=files, notes=(*listing.notes, note))


def _installed(environments: Wanted | None, listing: Listing, progress: Progress) -> list[Sighting]:
    """What is installed in the environments; nothing when none is asked for."""
    if environments is None or not environments.locations:
        return []
    from aibom.model.clean import without_secrets
    from aibom.scanners.environment import environment_sightings

    progress("reading installed packages", 0, 0)
    return [without_secrets(one) for one in environment_sightings(environments, listing.root)]


def _owner_facts(listing: Listing) -> tuple[Entry, ...]:
    """The entries of the tree's aibom.yaml; DocumentError when it says what it may not."""
    from aibom.inventory.owner import FILE_NAME, read_owner_facts

    return read_owner_facts(listing.file(FILE_NAME).read(MIB)) if listing.exists(FILE_NAME) else ()


def _summary(listing: Listing, read: int) -> ScanSummary:
    from aibom.inventory.owner import look_alikes
    from aibom.scanners import skipped_tests

    notes = [*listing.notes, *look_alikes(listing.paths)]
    tests = skipped_tests(listing.paths)
    if tests:
        what = counted(tests, "file of test code was", "files of test code were")
        notes.append(f"{what} not read, but for those that other code imports.")
    if listing.pruned:
        shown = ", ".join(listing.pruned[:5]) + (", ..." if len(listing.pruned) > 5 else "")
        what = "of installed or generated files"
        folders = counted(len(listing.pruned), f"folder {what} was", f"folders {what} were")
        notes.append(f"{folders} not entered: {shown}.")
    return ScanSummary(
        listed_by=listing.listed_by,
        files=len(listing.files),
        files_read=read,
        ignored_files=listing.ignored_files,
        prefix=listing.prefix,
        notes=tuple(notes),
    )
