"""Every class of change between two BOMs: its severity, its opposite, what it means and what to do.

The table is data: comparing, reports and the command line read it. `mirror` is the class that the same difference has
when the BOMs are exchanged. `quiet` classes stand only in JSON, unless all is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aibom.model.kinds import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClass:
    """One row of the table."""

    name: str
    severity: Severity
    mirror: str
    title: str
    why: str
    fix: str
    quiet: bool = False


_CRITICAL, _HIGH, _MEDIUM, _LOW, _INFO = reversed(Severity)
_REVIEW = "Review the change, and say in the pull request why it is wanted."
_GOOD = "Nothing is to be done; it is told so that the record is complete."


def _row(name: str, severity: Severity, mirror: str, title: str, why: str, fix: str = _REVIEW) -> ChangeClass:
    return ChangeClass(name=name, severity=severity, mirror=mirror, title=title, why=why, fix=fix)


_ROWS = (
    _row(
        "substituted", _CRITICAL, "substituted", "Same version, other content",
        "A published version does not change; other content under the same version is a replaced or tampered artefact, "
        "or a tag that was moved.",
        "Find out who replaced it, compare both contents, and go back to the known hash until that is clear.",
    ),
    _row(
        "signature-lost", _HIGH, "signature-gained", "Signature is lost",
        "What was verified as signed is unsigned, unchecked or invalid now.",
        "Take the signed artefact, or verify the signature again.",
    ),
    _row("signature-gained", _INFO, "signature-lost", "Signature is verified", "It was not verified before.", _GOOD),
    _row(
        "verdict-worse", _HIGH, "verdict-better", "Verdict on the file is worse",
        "The analysis of the file finds more than before, or could see less of it.",
        "Look at the file with `aibom model scan`, and do not load it before.",
    ),
    _row("verdict-better", _INFO, "verdict-worse", "Verdict on the file is better", "It was worse before.", _GOOD),
    _row(
        "permissions-widened", _HIGH, "permissions-narrowed", "Permissions are wider",
        "A tool may do more than was reviewed: permissions, tools that run without asking, host paths, variables, "
        "privileged mode.",
        "Grant only what the tool needs, and have the new grant approved.",
    ),
    _row(
        "permissions-narrowed", _INFO, "permissions-widened", "Permissions are narrower", "It may do less.", _GOOD
    ),
    _row(
        "new-data-flow", _HIGH, "data-flow-gone", "New data flow to an external service",
        "Data can reach a service outside of the application on a way that was not there before.",
        "Check which data goes there, and whether the service is approved for it.",
    ),
    _row(
        "data-flow-gone", _INFO, "new-data-flow", "Data flow to an external service is gone",
        "The way is no longer there.", _GOOD,
    ),
    _row(
        "source-changed", _HIGH, "source-changed", "It comes from another source",
        "The same name from another publisher, registry or repository is another thing (dependency confusion).",
        "Make sure that the new source is the one that is meant.",
    ),
    _row(
        "vulnerability-added", _HIGH, "vulnerability-gone", "Known vulnerability is new",
        "The BOM names a vulnerability that it did not name before.",
        "Update to a fixed version, or state in a VEX document why it does not matter here.",
    ),
    _row(
        "vulnerability-gone", _INFO, "vulnerability-added", "Known vulnerability is gone",
        "The BOM names it no longer.", _GOOD,
    ),
    _row(
        "protection-lost", _HIGH, "protection-gained", "A protection is gone",
        "Access asked for credentials, was limited or was logged, and is no longer.",
        "Switch it on again.",
    ),
    _row("protection-gained", _INFO, "protection-lost", "A protection was added", "It was not there before.", _GOOD),
    _row(
        "secret-added", _HIGH, "secret-removed", "Secret written into the configuration",
        "A setting holds a secret in plain text; whoever reads the file has it.",
        "Take it out, replace the secret, and pass it by an environment variable or a secret store.",
    ),
    _row("secret-removed", _INFO, "secret-added", "Secret is no longer written", "It was in plain text.", _GOOD),
    _row(
        "endpoint-changed", _HIGH, "endpoint-changed", "Other endpoint or command",
        "The same name now leads to another address, or starts another program.",
    ),
    _row(
        "retired", _MEDIUM, "retirement-withdrawn", "The provider ends the model",
        "The end of the model was announced, comes earlier, or has come.",
        "Move to the replacement that the provider names, and evaluate it first.",
    ),
    _row(
        "retirement-withdrawn", _INFO, "retired", "The end of the model is further away",
        "It is announced no longer, or for later.", _GOOD,
    ),
    _row(
        "pin-lost", _MEDIUM, "pin-gained", "No longer fixed to content",
        "What is used may change without any change in the repository.",
        "Pin the version, commit or digest again.",
    ),
    _row("pin-gained", _INFO, "pin-lost", "Fixed to content", "It could change unseen before.", _GOOD),
    _row(
        "hash-lost", _MEDIUM, "hash-gained", "Hash is no longer stated",
        "Without a hash nobody can tell whether the content was replaced.",
        "Make the BOM of a lock file with hashes, or of the files themselves.",
    ),
    _row("hash-gained", _INFO, "hash-lost", "Hash is stated", "It was not stated before.", _GOOD),
    _row(
        "content-changed", _MEDIUM, "content-changed", "Content has changed",
        "A prompt or data without a version has other content than before.",
    ),
    _row(
        "licence-changed", _MEDIUM, "licence-changed", "Other licence",
        "The terms of use are others than those that were reviewed.",
        "Have the new licence reviewed.",
    ),
    _row(
        "supplier-changed", _MEDIUM, "supplier-changed", "Other supplier",
        "Somebody else answers for it than before.",
        "Make sure that the new supplier is the one that is meant.",
    ),
    _row("downgraded", _MEDIUM, "upgraded", "Older version", "An older version may bring known defects back."),
    _row("upgraded", _LOW, "downgraded", "Newer version", "A newer version is other code or other weights."),
    _row(
        "version-changed", _LOW, "version-changed", "Other version, of no known order",
        "The versions differ, and which is the newer one cannot be told.",
    ),
    _row("added", _MEDIUM, "removed", "New component", "Nobody reviewed it before."),
    _row("removed", _LOW, "added", "Component is gone", "It was part of what was reviewed."),
    _row("renamed", _LOW, "renamed", "Other name for the same thing", "Reviews and approvals may go by the name."),
    _row(
        "card-lost-facts", _MEDIUM, "card-gained-facts", "Model card says less",
        "Limitations, uses, metrics or data sets that the card named are no longer told.",
        "Bring the facts back, or say why they do not hold any more.",
    ),
    _row("card-gained-facts", _INFO, "card-lost-facts", "Model card says more", "It said less before.", _GOOD),
    _row("card-changed", _LOW, "card-changed", "Model card says other things", "What was reviewed reads otherwise."),
    _row(
        "coverage-lost", _MEDIUM, "coverage-gained", "Less could be seen",
        "The new BOM is incomplete where the old one was not; what is missing there may be there.",
        "Look at the unknowns of the new BOM, and make them readable or state them in aibom.yaml.",
    ),
    _row("coverage-gained", _INFO, "coverage-lost", "More could be seen", "It could not be read before.", _GOOD),
    _row("relation-added", _LOW, "relation-removed", "New relation", "Two components work together that did not."),
    _row("relation-removed", _INFO, "relation-added", "Relation is gone", "Two components work together no more."),
    _row("use-changed", _LOW, "use-changed", "Used otherwise", "It is called with other arguments or in other ways."),
    _row("facts-changed", _INFO, "facts-changed", "Other facts", "What the BOM tells of it differs."),
    ChangeClass(
        name="details-changed", severity=_INFO, mirror="details-changed", title="Other details",
        why="Properties that other tools wrote, references or the copyright notice differ.", fix=_GOOD, quiet=True,
    ),
    ChangeClass(
        name="evidence-moved", severity=_INFO, mirror="evidence-moved", title="Seen in other places",
        why="Lines or files moved; the thing is the same.", fix=_GOOD, quiet=True,
    ),
)  # fmt: skip

# Name -> row, worst first.
CHANGE_CLASSES: Mapping[str, ChangeClass] = {row.name: row for row in sorted(_ROWS, key=lambda row: -row.severity.rank)}
