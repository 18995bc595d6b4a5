"""Every fact that a component can have: its name, type, and meaning.

This table is the contract between scanners (which may only state these facts), the BOM (which stores each in
its standard CycloneDX field or in a property `aibom:<name>`) and rules (an unknown name is a load error). A
dotted name is one fact, not a path into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aibom.model.kinds import Kind


class FactType(StrEnum):
    """The type of a fact's value; OBJECTS is a list of objects whose members are named in `members`."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    STRINGS = "strings"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of the vocabulary. `kinds` empty = any kind; `members` = name and type of an object's members."""

    name: str
    type: FactType
    meaning: str
    kinds: tuple[Kind, ...] = ()
    members: tuple[tuple[str, FactType], ...] = ()


_S, _N, _B, _L, _O = FactType.STRING, FactType.NUMBER, FactType.BOOLEAN, FactType.STRINGS, FactType.OBJECTS
_M, _D, _LIB, _SVC, _T = Kind.MODEL, Kind.DATASET, Kind.LIBRARY, Kind.SERVICE, Kind.TOOL


def _fact(name: str, type_: FactType, meaning: str, *kinds: Kind) -> Fact:
    return Fact(name=name, type=type_, meaning=meaning, kinds=kinds)


FACTS: tuple[Fact, ...] = (
    # any component
    _fact(
        "source",
        _S,
        "Where it comes from, `<origin>:<locator>`: hf:org/name, openai:gpt-4o, file:models/m.gguf, code:net.py.",
    ),
    _fact(
        "provider",
        _S,
        "The organisation that supplies it, as a catalogue id: openai, huggingface, meta-llama.",
    ),
    _fact("licences", _L, "SPDX licence expressions."),
    _fact(
        "usage",
        _S,
        "used, declared (in a manifest), installed (in an environment), ancestor (a base that only a card names) or "
        "mentioned (catalogue, documentation).",
    ),
    _fact(
        "pinned",
        _B,
        "True when it is fixed to content that cannot change: locked version with hash, whole commit, digest.",
    ),
    _fact("description", _S, "One sentence from the component's own documentation."),
    _fact("environment", _S, "production, staging, development, as the owner says."),
    _fact("owner", _S, "The team or person responsible, as the owner says."),
    _fact("hashes", _L, "`SHA-256:<hex>` of the content, sorted."),
    _fact("tracked", _B, "False for a file that the version control system ignores."),
    # models
    _fact(
        "format",
        _S,
        "Serialisation: safetensors, gguf, pickle, torch-pickle, joblib, numpy, onnx, keras, ...",
        _M,
        _D,
        Kind.FILE,
    ),
    _fact("formats", _L, "All formats that the content can be read as.", _M, Kind.FILE),
    _fact("hosted", _B, "True when it runs behind somebody's API, false for local weights.", _M),
    _fact(
        "model_class",
        _S,
        "chat, completion, embedding, reranker, classifier, speech, image, vision, classical, adapter.",
        _M,
    ),
    _fact("task", _S, "The task as a hub names it: text-generation, feature-extraction, ...", _M),
    _fact("revision", _S, "Commit, tag or branch that the code asks for, or that was installed.", _M, _D, _LIB),
    _fact("floating_alias", _B, "True when the provider moves the name to new weights (gpt-4o, *-latest).", _M),
    _fact("retirement.date", FactType.DATE, "The day on which the provider switches the model off.", _M),
    _fact("retirement.announced", FactType.DATE, "The day on which the provider announced its end.", _M),
    _fact("retirement.replacement", _S, "What the provider recommends instead.", _M),
    _fact("retirement.source", _S, "Page that says so.", _M),
    _fact("retirement.as_of", FactType.DATE, "The day of which that page speaks.", _M),
    _fact("architecture", _S, "Architecture as the weights or config name it: llama, BertModel.", _M, Kind.FILE),
    _fact("quantisation", _S, "Quantisation of the weights: Q4_K_M, int8, none.", _M, Kind.FILE),
    _fact("parameters", _N, "Number of parameters, counted in the weights' header.", _M, Kind.FILE),
    _fact(
        "layout",
        _S,
        "Fingerprint of the names, types and shapes of the tensors; equal for every copy, however named or split.",
        _M,
    ),
    _fact(
        "layout.family",
        _S,
        "Well-known family of models whose tensors have these names and shapes; a likeness, not an identity.",
        _M,
    ),
    _fact(
        "claims.contradicted",
        _L,
        "What configuration, name or card claim of the weights and their headers contradict.",
        _M,
    ),
    _fact("base_model", _S, "The model that this one was derived from.", _M),
    _fact("auto_map", _L, "Code that the model's configuration loads with it (`auto_map`), as `module.Class`.", _M),
    _fact("card.use_cases", _L, "Intended uses, as the model card says.", _M),
    _fact("card.users", _L, "Intended users, as the model card says.", _M),
    _fact("card.limitations", _L, "Technical limitations, as the model card says.", _M),
    _fact("card.ethics", _L, "Ethical risks that the model card names.", _M),
    _fact("card.fairness", _L, "Groups at risk of unfair treatment that the model card names.", _M),
    _fact("card.metrics", _L, "Metrics that the model was evaluated by.", _M),
    _fact("card.datasets", _L, "Data sets that the model card names, by name or bom-ref.", _M),
    _fact("card.approach", _S, "How it was trained: supervised, self-supervised, reinforcement-learning, ...", _M),
    _fact("card.inputs", _L, "Formats that the model takes.", _M),
    _fact("card.outputs", _L, "Formats that the model gives.", _M),
    _fact("card.energy", _B, "Whether the model card states energy use.", _M),
    _fact("card.languages", _L, "Languages that the card names.", _M, _D),
    _fact("card.sections.intended_use", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.limitations", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.training_data", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.evaluation", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.licence", _S, "The card's section: present, thin or absent.", _M, _D),
    _fact("card.sections.ethical_considerations", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.energy", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.contact", _S, "The card's section: present, thin or absent.", _M),
    _fact("card.sections.source", _S, "The card's section: present, thin or absent.", _D),
    _fact("card.sections.collection", _S, "The card's section: present, thin or absent.", _D),
    _fact("card.sections.sensitive_data", _S, "The card's section: present, thin or absent.", _D),
    _fact("card.sections.splits", _S, "The card's section: present, thin or absent.", _D),
    _fact("card.relation", _S, "How the card relates it to its base model: finetune, quantized, adapter, merge.", _M),
    _fact("card.library", _S, "The library that the card's front matter names: transformers, peft, gguf, ...", _M),
    _fact("header.licence", _S, "The licence that the header of the weights states (GGUF `general.license`).", _M),
    _fact(
        "header.dtype", _S, "The type that most bytes of the weights have, as their headers say: F32, BF16, Q4_K.", _M
    ),
    _fact("card.parameters", _N, "Number of parameters that the card's text states.", _M),
    _fact("layout.twins", _L, "Other models of the tree with the same layout: `name (same bytes | other bytes)`.", _M),
    _fact("card.gaps", _L, "Sections that the card lacks or that say next to nothing.", _M, _D),
    _fact("card.sensitive_data", _L, "What the card says of personal and sensitive data.", _D),
    _fact("creator", _S, "Who made the data set.", _D),
    _fact("published", FactType.DATE, "When the data set was published.", _D),
    _fact("source_url", _S, "Where the data comes from.", _D),
    _fact("hub.state", _S, "What the hub answered: found, disabled, gated, not-found, no-revision, ...", _M, _D),
    _fact("hub.commit", _S, "Commit of the revision on the hub when it was asked.", _M, _D),
    _fact("hub.renamed_to", _S, "The name that the hub has for it now.", _M, _D),
    _fact("hub.gated", _S, "How access is granted on the hub: auto, manual.", _M, _D),
    _fact("hub.security", _S, "The hub's own scan: safe, unsafe, suspicious, pending.", _M),
    _fact("hub.flagged_files", _L, "Files that the hub's own scan names.", _M),
    _fact(
        "integrity.state",
        _S,
        "Against lock, checksums and hub: matched, substituted, differs (missing, extra), unchecked.",
        _M,
        _D,
    ),
    _fact("integrity.differences", _L, "`path: state` of files that differ from the lock file.", _M, _D),
    _fact("integrity.sources", _L, "Who stated what its files should be: the lock file, the hub, ...", _M, _D),
    _fact("signature.state", _S, "verified, invalid, unsigned or unchecked.", _M, _D, Kind.FILE),
    _fact("signature.signer", _S, "Who is expected to have signed it.", _M, _D),
    _fact("signature.reason", _S, "Why the signature is not verified.", _M, _D),
    _fact("scan.verdict", _S, "clean, unknown, suspicious or malicious.", _M, Kind.FILE),
    _fact("scan.status", _S, "complete, incomplete, unsupported, error or not-applicable.", _M, Kind.FILE),
    _fact("scan.signals", _L, "What the analysis of the file saw, as ids of its signals.", _M, Kind.FILE),
    # data sets
    _fact("config", _S, "Configuration or subset of the data set.", _D),
    _fact("split", _S, "Split that is read: train, test, ...", _D),
    _fact(
        "role",
        _S,
        "training, evaluation, knowledge-base for data; system, user, template, skill for prompts.",
        _D,
        Kind.PROMPT,
    ),
    _fact("sensitivity", _S, "Classification as the owner says.", _D),
    _fact("collection_method", _S, "How the data was collected, as the owner says.", _D),
    _fact("update_frequency", _S, "How often the data changes, as the owner says.", _D),
    # libraries
    _fact(
        "ecosystem",
        _S,
        "purl type: pypi, npm, golang, cargo, maven, nuget, gem, composer, conda, githubactions.",
        _LIB,
    ),
    _fact(
        "declared_range",
        _S,
        "What the manifest asks for (`>=1.2,<2`), apart from the resolved version.",
        _LIB,
    ),
    _fact("declared", _B, "True when a manifest or lock file names it, false when only code imports it.", _LIB),
    _fact("imported", _B, "True when code of the tree imports it.", _LIB),
    _fact("installed", _B, "True when it is installed in an environment that was read.", _LIB),
    _fact("installer", _S, "What installed it (pip, uv, conda, ...), as the environment says.", _LIB),
    _fact("record.state", _S, "Installed files against RECORD: verified, changed or unchecked.", _LIB),
    _fact("record.changed", _L, "Installed files whose content is not what RECORD says.", _LIB),
    _fact("record.missing", _L, "Files that RECORD names and that are not there.", _LIB),
    _fact("direct", _B, "True when a manifest of the tree names it, false when only a lock file does.", _LIB),
    _fact("scope", _S, "runtime, dev, optional, peer, build, test.", _LIB),
    _fact("extra", _L, "Optional groups that bring it in.", _LIB),
    _fact("markers", _S, "Environment marker of the requirement.", _LIB),
    _fact("registry", _S, "Registry, URL or VCS it is installed from when it is not the ecosystem's own.", _LIB),
    _fact(
        "ai_role",
        _S,
        "framework, sdk, inference-engine, vector-store, training, evaluation, data, agent-framework, ...",
        _LIB,
    ),
    # services
    _fact(
        "service_type",
        _S,
        "ai-api, vector-store, inference-server, gateway, mcp-server, search-api, observability, hub, ai-platform, "
        "web-api (what tools ask beside AI).",
        _SVC,
    ),
    _fact("endpoints", _L, "URLs without credentials, sorted.", _SVC, _T, _M),
    _fact("authenticated", _B, "Whether access asks for credentials.", _SVC, _T),
    _fact("env_names", _L, "Names of environment variables that it is given, never values.", _SVC, _T, _M),
    _fact("self_hosted", _B, "True when the tree deploys it.", _SVC),
    _fact(
        "trust_zone",
        _S,
        "Where it runs: application (deployed by the tree), local (the same machine), internal (another host of an "
        "inner network), third-party, user-machine (only the user's own configuration names it).",
        _SVC,
        _T,
    ),
    _fact("rate_limited", _B, "Whether serving limits the request rate.", _SVC),
    _fact("request_logging", _B, "Whether serving logs requests.", _SVC),
    _fact(
        "data_flows",
        _L,
        "Kinds of data that are sent there: prompts, documents, embeddings, audio, images.",
        _SVC,
    ),
    _fact("image", _S, "Container image that it runs from.", _SVC, Kind.CONTAINER),
    # tools and agents
    _fact("tool_type", _S, "mcp-server, function, hosted, retriever, code-execution, browser.", _T),
    _fact("framework", _S, "The SDK or framework that defines it: langchain, mcp, crewai.", _T, Kind.AGENT, _M, _SVC),
    _fact(
        "agent_type",
        _S,
        "chain: answers by fixed steps (retrieval, query engines); remote: somebody else's.",
        Kind.AGENT,
    ),
    _fact("transport", _S, "stdio, sse, streamable-http, websocket.", _T),
    _fact("command", _S, "Command line that starts it, secrets replaced by `***`.", _T),
    _fact("launcher", _S, "What fetches and runs it: npx, uvx, docker, python, node, ...", _T),
    _fact("package", _S, "purl of the package or image that is run.", _T),
    _fact("auto_approve", _L, "Tools that run without asking; `*` for all.", _T),
    _fact("literal_secrets", _L, "Names of settings whose value is a secret written in the file.", _T, _SVC, _M),
    _fact("mounts", _L, "Host paths that it may reach.", _T, Kind.CONTAINER),
    _fact("privileged", _B, "True when it runs with privileged flags.", _T, Kind.CONTAINER),
    _fact("permissions", _L, "Permissions that it asks for.", _T),
    _fact("clients", _L, "Client configurations that name it: claude-code, cursor, vscode, ...", _T),
    _fact("disabled", _B, "True when every configuration that names it switches it off.", _T),
    # prompts, containers, files
    _fact("length", _N, "Length of a prompt in characters.", Kind.PROMPT),
    _fact("registry_host", _S, "Registry of an image: docker.io, ghcr.io.", Kind.CONTAINER),
    _fact("tag", _S, "Tag of an image.", Kind.CONTAINER),
    _fact("digest", _S, "Digest of an image, `sha256:<hex>`.", Kind.CONTAINER),
    _fact("ai_related", _B, "False for an image of infrastructure that runs nothing of AI.", Kind.CONTAINER),
    _fact("size", _N, "Size in bytes.", Kind.FILE, _M, _D),
    # the audit against known vulnerabilities
    _fact(
        "audit.state",
        _S,
        "vulnerable, clean, not-audited; audited when the result stands in a document of its own.",
    ),
    _fact("audit.reason", _S, "Why it was not audited."),
    # filled by the BOM's reader from standard fields
    Fact(
        name="uses",
        type=_O,
        meaning="Each use in code or configuration; `args` is spelt as in the source.",
        members=(("path", _S), ("line", _N), ("symbol", _S), ("args", _O)),
    ),
    Fact(
        name="evidence",
        type=_O,
        meaning="Where it was seen.",
        members=(("path", _S), ("line", _N), ("symbol", _S), ("technique", _S), ("confidence", _N)),
    ),
    Fact(
        name="vulnerabilities",
        type=_O,
        meaning="Known vulnerabilities; an empty list when they were looked up and there are none.",
        members=(
            ("id", _S),
            ("aliases", _L),
            ("cvss", _N),
            ("vector", _S),
            ("severity", _S),
            ("vex_state", _S),
            ("kev", _B),
            ("epss", _N),
            ("malicious", _B),
            ("unbounded", _B),
            ("fixed", _L),
        ),
    ),
)

# Facts that every component has as fields of its own.
IDENTITY_FACTS: tuple[Fact, ...] = (
    _fact("kind", _S, "Kind of the component."),
    _fact("name", _S, "Name without version."),
    _fact("version", _S, "Resolved version; absent when it is not known."),
    _fact("purl", _S, "Package URL."),
    _fact("ref", _S, "bom-ref."),
)

FACT_BY_NAME = {fact.name: fact for fact in (*IDENTITY_FACTS, *FACTS)}

# Profile of `aibom score` (catalog/score_profiles.json) -> whose demands it counts.
_SCORES = {
    "g7-2026": "the G7 ask of an SBOM for AI (2026)",
    "cisa-2026": "CISA asks of an SBOM (2026)",
    "bsi-2.1": "BSI TR-03183-2 version 2.1 asks",
    "cyclonedx-ml": "CycloneDX has fields for in an ML-BOM",
    "owasp-aibom": "OWASP's AIBOM Generator counts",
}

# Facts of the document itself; BOM rules read them. `components` and `unknowns` are told by the facts view.
BOM_FACTS: tuple[Fact, ...] = (
    _fact("spec_version", _S, "CycloneDX version of the document."),
    _fact("serial_number", _S, "Serial number, `urn:uuid:...`."),
    _fact("timestamp", FactType.DATE, "When the document was made."),
    _fact("lifecycles", _L, "Phases that it describes: design, pre-build, build, post-build, operations, ..."),
    _fact("tools", _L, "Tools that made it, `name@version`."),
    _fact("authors", _L, "Names of its authors."),
    _fact("supplier", _S, "The organisation that supplies what the document describes."),
    _fact("manufacturer", _S, "The organisation that made what the document describes."),
    _fact("licences", _L, "SPDX licence expressions of the document itself."),
    _fact("signed", _B, "Whether it holds a signature (JSF); not whether that is valid."),
    _fact("root", _S, "Name of the application that it describes."),
    _fact("components", _N, "Number of components and services, without the root."),
    _fact("audit.database_date", FactType.DATE, "The moment for which the vulnerability database is current."),
    _fact("audit.stale", _B, "Whether that database was older than allowed (--max-db-age)."),
    _fact("audit.failure", _S, "Why the vulnerability database could not be used."),
    _fact("incomplete", _B, "Whether a composition says that components are missing."),
    _fact("warnings", _L, "What was odd about the document and was read all the same, one sentence each."),
    *(_fact(f"score.{name}", _N, f"Completeness in percent by what {whose}.") for name, whose in _SCORES.items()),
    Fact(
        name="unknowns",
        type=_O,
        meaning="What stood in the scanned tree and could not be read or resolved.",
        members=(("topic", _S), ("path", _S), ("line", _N), ("reason", _S), ("expression", _S)),
    ),
)
