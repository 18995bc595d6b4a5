"""Joins the rooms: from a tree to an inventory, from an inventory to a BOM, from a BOM to a judgement.

It reads like the flow in docs/design.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aibom import __version__
from aibom.core.errors import AibomError, UsageError
from aibom.core.limits import MIB
from aibom.crawl import Progress, crawl, quiet
from aibom.model.component import Inventory, ScanSummary
from aibom.sources.listing import Listing, list_tree

if TYPE_CHECKING:
    from aibom.bom.facts import BomFacts
    from aibom.bom.read import BomDocument
    from aibom.enrichers.hub_session import HubSession
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.integrity.signatures.expected import ExpectedSigners
    from aibom.inventory.owner import Entry
    from aibom.model.audit import Audit
    from aibom.model.change import Comparison, PolicyDelta
    from aibom.model.finding import Judgement
    from aibom.model.sighting import Sighting
    from aibom.policy.load import PackInfo
    from aibom.scanners.environment import Wanted
    from aibom.sources.cache import Cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A judgement, the facts that it was made of and the packs that made it; `audit` when this check looked
    vulnerabilities up."""

    facts: BomFacts
    judgement: Judgement
    packs: tuple[PackInfo, ...]
    audit: Audit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diffed:
    """A comparison; `prefix` = the scanned folder of the new document relative to its repository."""

    comparison: Comparison
    prefix: str


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
    from aibom.integrity.states import add_states
    from aibom.inventory.build import build_inventory
    from aibom.scanners import SCANNERS, matters_though_ignored

    expected = _expected_signers(signers, root, online)
    progress("listing files", 0, 0)
    listing = list_tree(root, keep_ignored=matters_though_ignored, exclude=exclude)
    if user_config:
        listing = _with_user_files(listing)
    owner = _owner_facts(listing)
    crawled = crawl(SCANNERS, listing, progress, cache)
    progress("building the inventory", 0, 0)
    inventory = build_inventory(
        [*crawled.sightings, *_installed(environments, listing, progress)],
        name=listing.root.name or "root",
        summary=_summary(listing, crawled.files_read),
        owner=owner,
    )
    progress("looking into model files", 0, 0)
    inventory = _with_verdicts(inventory, listing)
    progress("comparing models with locks and signatures", 0, 0)
    hub = _hub_session() if online else None
    inventory = add_states(inventory, listing.root, expected, hub.published if hub else None)
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
    from dataclasses import replace

    from aibom.catalog.pickle_names import load_pickle_names
    from aibom.integrity.verdicts import add_verdicts
    from aibom.sources.settings import read_settings, safe_pickle_names

    names = load_pickle_names().extend(safe_pickle_names(read_settings(Path.cwd())))
    judged = add_verdicts(inventory, listing, names)
    if not names.extended:
        return judged
    note = f"Settings list as safe in pickles: {', '.join(sorted(names.extended))}."
    return replace(judged, summary=replace(judged.summary, notes=(*judged.summary.notes, note)))


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
    note = f"{len(files)} configuration files of MCP clients outside of the tree (home folder, managed) were found."
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


def audit_inventory(inventory: Inventory, terms: AuditTerms, *, embed: bool) -> tuple[Inventory, Audit]:
    """Look the inventory's packages up in a database of advisories. `embed` puts what is found into the BOM; else
    the BOM only says what was looked up and what could not be."""
    from aibom.enrichers.vulnerabilities.audit import packages_of_components, run_audit, with_verdicts

    audit = run_audit(packages_of_components(inventory.components), terms)
    return with_verdicts(inventory, audit, embed=embed), audit


def write_vdr(bom: bytes, audit: Audit, *, moment: datetime) -> bytes:
    """The document of its own (VDR) that holds what an audit found of the components of a BOM."""
    from aibom.bom.vdr import build_vdr
    from aibom.bom.write import to_bytes
    from aibom.core.json import parse_json

    parsed = parse_json(bom, "BOM")
    return to_bytes(
        _valid(build_vdr(parsed if isinstance(parsed, dict) else {}, audit, moment=moment, tool_version=__version__))
    )


def write_bom(inventory: Inventory, *, spec_version: str, moment: datetime) -> bytes:
    """The CycloneDX document of an inventory, validated; an invalid one is our defect and is not written."""
    from aibom.bom.write import build_document, to_bytes

    return to_bytes(
        _valid(build_document(inventory, spec_version=spec_version, moment=moment, tool_version=__version__))
    )


def _valid(document: dict[str, Any]) -> dict[str, Any]:
    from aibom.bom.validate import validate

    errors = validate(document)
    if errors:
        raise AibomError(
            f"The BOM would not be valid CycloneDX {document['specVersion']} ({errors[0].path}: {errors[0].message}); "
            "nothing was written. Please report this as a defect of aibom."
        )
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what a BOM is judged: packs, rule files or folders; parameters of rules; the files of exceptions, approvals
    and VEX; the day; how sure findings must be. With `strict` an invalid document is refused.

    `audit` is what was found of the BOM's components already; with `vulns` they are looked up now.
    """

    policies: tuple[str, ...]
    params_files: tuple[Path, ...] = ()
    params: tuple[str, ...] = ()
    exceptions: Path | None = None
    approvals: Path | None = None
    vex: tuple[Path, ...] = ()
    as_of: date
    min_confidence: str = "low"
    vulns: AuditTerms | None = None
    audit: Audit | None = None
    strict: bool = False


def check_bom(bom: bytes, *, name: str, terms: Terms) -> Checked:
    """Judge a CycloneDX document, ours or another tool's. `name` is how messages call it."""
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document

    judge, packs = _judge_of(terms)
    document = load_document(bom, name=name)
    if terms.strict:
        _refuse_invalid(document, name)
    facts = facts_of(document)
    audit = terms.audit or (_looked_up(facts, terms.vulns) if terms.vulns else None)
    if audit is not None:
        facts = _with_audit(facts, audit)
    return Checked(facts=facts, judgement=judge(facts), packs=packs, audit=audit)


def _judge_of(terms: Terms) -> tuple[Callable[[BomFacts], Judgement], tuple[PackInfo, ...]]:
    """What judges by these terms, and their packs; the files that they name are read now, once."""
    from aibom.bom.vex import load_vex
    from aibom.policy.approvals import load_approvals
    from aibom.policy.evaluate import judge
    from aibom.policy.exceptions import load_exceptions
    from aibom.policy.load import load_policy
    from aibom.policy.settings import load_settings

    policy = load_policy(terms.policies, load_settings(terms.params_files, terms.params))
    exceptions = load_exceptions(terms.exceptions) if terms.exceptions else None
    approvals = load_approvals(terms.approvals) if terms.approvals else None
    vex = [load_vex(path) for path in terms.vex]
    chosen = policy.of_confidence(terms.min_confidence)

    def judged(facts: BomFacts) -> Judgement:
        return judge(facts, chosen, exceptions=exceptions, approvals=approvals, vex=vex, as_of=terms.as_of)

    return judged, policy.packs


def diff_boms(
    old: bytes, new: bytes, *, names: tuple[str, str], rules: tuple[Terms, Terms] | None, same_tree: bool = False
) -> Diffed:
    """Compare two documents. `rules` = by what the old and the new one are judged; None judges neither. `same_tree`
    says that both describe one tree, so that days and the folder's name do not count (drift).

    Raises UsageError when one of them is no BOM, or they have nothing in common.
    """
    from aibom.exchange.diff import compare_boms, load_any

    before, after = load_any(old, names[0]), load_any(new, names[1])
    comparison = compare_boms(before, after, old_name=names[0], new_name=names[1], same_tree=same_tree)
    if rules is not None:
        comparison = replace(comparison, policy=_policy_delta(before, after, rules))
    return Diffed(comparison=comparison, prefix=after.prefix)


def _policy_delta(old: BomFacts, new: BomFacts, rules: tuple[Terms, Terms]) -> PolicyDelta:
    """Both documents under both policies; under one, when it is the same."""
    from aibom.exchange.diff import policy_delta

    before, after = _judge_of(rules[0])[0], _judge_of(rules[1])[0]
    old_old, new_new = before(old), after(new)
    if rules[0] == rules[1]:
        return policy_delta(old_old=old_old, old_new=old_old, new_old=new_new, new_new=new_new)
    return policy_delta(old_old=old_old, old_new=after(old), new_old=before(new), new_new=new_new)


def _refuse_invalid(document: BomDocument, name: str) -> None:
    """UsageError when the document is not valid against the schema of its CycloneDX version, or was odd to read."""
    from aibom.bom.validate import validate

    wrong = [f"{error.path}: {error.message}" for error in validate(document.data)] or list(document.warnings)
    if wrong:
        more = f" (and {len(wrong) - 1} more; `aibom validate` names them)" if len(wrong) > 1 else ""
        raise UsageError(f"{name} is not valid CycloneDX, and --strict refuses it: {wrong[0].rstrip('.')}{more}.")


def _looked_up(facts: BomFacts, terms: AuditTerms) -> Audit:
    from aibom.enrichers.vulnerabilities.audit import packages_of_facts, run_audit

    return run_audit(packages_of_facts(one for one in facts.components if one is not facts.root), terms)


def _with_audit(facts: BomFacts, audit: Audit) -> BomFacts:
    from aibom.enrichers.vulnerabilities.audit import with_audit

    return with_audit(facts, audit)


def _summary(listing: Listing, read: int) -> ScanSummary:
    from aibom.scanners import skipped_tests

    notes = list(listing.notes)
    tests = skipped_tests(listing.paths)
    if tests:
        notes.append(f"{tests} files of test code were not read, but for those that other code imports.")
    if listing.pruned:
        shown = ", ".join(listing.pruned[:5]) + (", ..." if len(listing.pruned) > 5 else "")
        notes.append(f"{len(listing.pruned)} folders of installed or generated files were not entered: {shown}.")
    return ScanSummary(
        listed_by=listing.listed_by,
        files=len(listing.files),
        files_read=read,
        ignored_files=listing.ignored_files,
        prefix=listing.prefix,
        notes=tuple(notes),
    )
