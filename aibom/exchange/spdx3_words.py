"""Words of SPDX 3.0.1 and what CycloneDX says for them; read in both directions."""

from __future__ import annotations

from collections.abc import Mapping

TERMS = "https://spdx.org/rdf/3.0.1/terms/"
NO_ELEMENT = TERMS + "Core/NoAssertionElement"
# The property that carries, as JSON, what only CycloneDX has a field for (bom-ref, type, scope, ...).
CARRIED = "aibom:convert"
CARRIED_FIELDS = ("scope", "mime-type", "tags", "group")
CARRIED_OF_SERVICES = ("authenticated", "x-trust-boundary", "trustZone", "data")

PURPOSES: Mapping[str, str] = {
    "application": "application",
    "framework": "framework",
    "library": "library",
    "container": "container",
    "platform": "platform",
    "operating-system": "operatingSystem",
    "device": "device",
    "device-driver": "deviceDriver",
    "firmware": "firmware",
    "file": "file",
    "machine-learning-model": "model",
    "data": "data",
}
HASHES: Mapping[str, str] = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
    "SHA3-256": "sha3_256",
    "SHA3-384": "sha3_384",
    "SHA3-512": "sha3_512",
    "BLAKE2b-256": "blake2b256",
    "BLAKE2b-384": "blake2b384",
    "BLAKE2b-512": "blake2b512",
    "BLAKE3": "blake3",
}
REFERENCES: Mapping[str, str] = {
    "vcs": "vcs",
    "issue-tracker": "issueTracker",
    "website": "altWebPage",
    "advisories": "securityAdvisory",
    "mailing-list": "mailingList",
    "social": "socialMedia",
    "chat": "chat",
    "documentation": "documentation",
    "support": "support",
    "distribution": "altDownloadLocation",
    "source-distribution": "sourceArtifact",
    "license": "license",
    "build-meta": "buildMeta",
    "build-system": "buildSystem",
    "release-notes": "releaseNotes",
    "risk-assessment": "riskAssessment",
    "certification-report": "certificationReport",
    "static-analysis-report": "staticAnalysisReport",
    "dynamic-analysis-report": "dynamicAnalysisReport",
    "runtime-analysis-report": "runtimeAnalysisReport",
    "component-analysis-report": "componentAnalysisReport",
    "pentest-report": "securityPenTestReport",
    "threat-model": "securityThreatModel",
    "adversary-model": "securityAdversaryModel",
    "vulnerability-assertion": "vulnerabilityDisclosureReport",
    "exploitability-statement": "vulnerabilityExploitabilityAssessment",
    "quality-metrics": "qualityAssessmentReport",
}
PHASES: Mapping[str, str] = {
    "design": "design",
    "pre-build": "source",
    "build": "build",
    "post-build": "analyzed",
    "operations": "runtime",
    "discovery": "deployed",
}
ENERGY: Mapping[str, str] = {
    "training": "ai_trainingEnergyConsumption",
    "fine-tuning": "ai_finetuningEnergyConsumption",
    "inference": "ai_inferenceEnergyConsumption",
}
# What stands in annotations, as JSON with this one key.
ANNOTATED = ("ethicalConsiderations", "fairnessAssessments", "performanceTradeoffs")
# State of an analysis -> (class of the assessment, its relationship).
VEX: Mapping[str, tuple[str, str]] = {
    "resolved": ("security_VexFixedVulnAssessmentRelationship", "fixedIn"),
    "resolved_with_pedigree": ("security_VexFixedVulnAssessmentRelationship", "fixedIn"),
    "exploitable": ("security_VexAffectedVulnAssessmentRelationship", "affects"),
    "in_triage": ("security_VexUnderInvestigationVulnAssessmentRelationship", "underInvestigationFor"),
    "false_positive": ("security_VexNotAffectedVulnAssessmentRelationship", "doesNotAffect"),
    "not_affected": ("security_VexNotAffectedVulnAssessmentRelationship", "doesNotAffect"),
}
JUSTIFICATIONS: Mapping[str, str] = {
    "code_not_present": "vulnerableCodeNotPresent",
    "code_not_reachable": "vulnerableCodeNotInExecutePath",
    "protected_by_mitigating_control": "inlineMitigationsAlreadyExist",
}
CVSS: Mapping[str, str] = {
    "CVSSv2": "security_CvssV2VulnAssessmentRelationship",
    "CVSSv3": "security_CvssV3VulnAssessmentRelationship",
    "CVSSv31": "security_CvssV3VulnAssessmentRelationship",
    "CVSSv4": "security_CvssV4VulnAssessmentRelationship",
}
