"""From a BOM to a judgement, with what a database of advisories says of its packages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from aibom.core.errors import UsageError
from aibom.pipeline.scoring import scored_profiles, with_scores

if TYPE_CHECKING:
    from aibom.bom.facts import BomFacts
    from aibom.bom.read import BomDocument
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.model.audit import Audit
    from aibom.model.component import Inventory
    from aibom.model.finding import Judgement
    from aibom.policy.load import PackInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A judgement, the facts that it was made of and the packs that made it; `audit` when this check looked
    vulnerabilities up."""

    facts: BomFacts
    judgement: Judgement
    packs: tuple[PackInfo, ...]
    audit: Audit | None = None


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


def check_bom(bom: bytes, *, name: str, terms: Terms, judge: Judge | None = None) -> Checked:
    """Judge a CycloneDX document, ours or another tool's, by `judge` where it was made of the terms before. `name` is
    how messages call it."""
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document

    judge = judge or judge_of(terms)
    document = load_document(bom, name=name)
    if terms.strict:
        _refuse_invalid(document, name)
    facts = facts_of(document)
    audit = terms.audit or (_looked_up(facts, terms.vulns) if terms.vulns else None)
    if audit is not None:
        facts = _with_audit(facts, audit)
    facts = with_scores(facts, document, judge.profiles)
    return Checked(facts=facts, judgement=judge.judge(facts), packs=judge.packs, audit=audit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What judges by given terms, the packs that it judges by, and the profiles whose scores its rules ask for."""

    judge: Callable[[BomFacts], Judgement]
    packs: tuple[PackInfo, ...]
    profiles: tuple[str, ...]


def judge_of(terms: Terms) -> Judge:
    """What judges by these terms; the files that they name are read now, once."""
    from aibom.bom.vex import load_vex
    from aibom.policy.approvals import load_approvals
    from aibom.policy.evaluate import judge
    from aibom.policy.exceptions import load_exceptions
    from aibom.policy.load import load_policy
    from aibom.policy.selftest import doubts_about
    from aibom.policy.settings import load_settings

    policy = load_policy(terms.policies, load_settings(terms.params_files, terms.params))
    exceptions = load_exceptions(terms.exceptions) if terms.exceptions else None
    approvals = load_approvals(terms.approvals) if terms.approvals else None
    vex = [load_vex(path) for path in terms.vex]
    chosen = policy.of_confidence(terms.min_confidence)

    doubts = doubts_about(chosen)

    def judged(facts: BomFacts) -> Judgement:
        found = judge(facts, chosen, exceptions=exceptions, approvals=approvals, vex=vex, as_of=terms.as_of)
        return replace(found, warnings=(*found.warnings, *doubts)) if doubts else found

    return Judge(judge=judged, packs=policy.packs, profiles=scored_profiles(chosen))


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


def audit_inventory(inventory: Inventory, terms: AuditTerms, *, embed: bool) -> tuple[Inventory, Audit]:
    """Look the inventory's packages up in a database of advisories. `embed` puts what is found into the BOM; else
    the BOM only says what was looked up and what could not be."""
    from aibom.enrichers.vulnerabilities.audit import packages_of_components, run_audit, with_verdicts

    audit = run_audit(packages_of_components(inventory.components), terms)
    return with_verdicts(inventory, audit, embed=embed), audit
