"""A release of a claims assistant as other tools would state it: everything that a model card can say."""

from __future__ import annotations

from typing import Any

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

CLAIMS: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "version": 4,
    "metadata": {
        "timestamp": "2026-03-14T16:09:26+01:00",
        "lifecycles": [{"phase": "build"}],
        "tools": {"components": [{"type": "application", "name": "forge", "version": "2.1"}]},
        "authors": [{"name": "Ines Marten", "email": "ines@acme.example"}],
        "manufacturer": {"name": "ACME Insurance", "contact": [{"email": "security@acme.example"}]},
        "component": {
            "type": "application",
            "bom-ref": "claims-assistant",
            "group": "acme",
            "name": "claims-assistant",
            "version": "2.4.0",
            "licenses": [{"license": {"name": "ACME Internal", "text": {"content": "All rights reserved."}}}],
        },
        "properties": [{"name": "acme:team", "value": "claims"}],
    },
    "components": [
        {
            "type": "machine-learning-model",
            "bom-ref": "model/triage",
            "name": "triage",
            "version": "3f1c2b7",
            "purl": "pkg:huggingface/acme/triage@3f1c2b7",
            "supplier": {"name": "ACME Research"},
            "description": "Sorts claims by urgency.",
            "hashes": [{"alg": "SHA-256", "content": SHA}],
            "licenses": [{"license": {"id": "Apache-2.0", "acknowledgement": "declared"}}],
            "externalReferences": [
                {"type": "distribution", "url": "https://huggingface.co/acme/triage"},
                {"type": "website", "url": "https://acme.example/triage"},
                {"type": "vcs", "url": "https://git.acme.example/triage", "comment": "training code"},
            ],
            "releaseNotes": {"type": "major", "timestamp": "2026-02-01T00:00:00Z"},
            "pedigree": {
                "ancestors": [{"type": "machine-learning-model", "group": "google-bert", "name": "bert-base"}]
            },
            "modelCard": {
                "modelParameters": {
                    "approach": {"type": "supervised"},
                    "task": "text-classification",
                    "architectureFamily": "transformer",
                    "modelArchitecture": "BertForSequenceClassification",
                    "datasets": [{"ref": "data/claims"}],
                    "inputs": [{"format": "text"}],
                    "outputs": [{"format": "label"}],
                },
                "quantitativeAnalysis": {
                    "performanceMetrics": [
                        {
                            "type": "F1",
                            "value": "0.91",
                            "slice": "motor",
                            "confidenceInterval": {"lowerBound": "0.89", "upperBound": "0.93"},
                        }
                    ]
                },
                "considerations": {
                    "users": ["claims handlers"],
                    "useCases": ["triage of motor claims"],
                    "technicalLimitations": ["German text only"],
                    "ethicalConsiderations": [{"name": "age bias", "mitigationStrategy": "reweighting"}],
                    "environmentalConsiderations": {
                        "energyConsumptions": [
                            {
                                "activity": "training",
                                "energyProviders": [
                                    {
                                        "organization": {"name": "Stadtwerke"},
                                        "energySource": "wind",
                                        "energyProvided": {"value": 40.0, "unit": "kWh"},
                                    }
                                ],
                                "activityEnergyCost": {"value": 31.5, "unit": "kWh"},
                            }
                        ]
                    },
                },
                "properties": [{"name": "learning-rate", "value": "2e-5"}],
            },
        },
        {
            "type": "data",
            "bom-ref": "data/claims",
            "name": "claims-2025",
            "version": "2025.4",
            "data": [
                {
                    "type": "dataset",
                    "name": "claims-2025",
                    "contents": {"url": "https://data.acme.example/claims-2025"},
                    "classification": "amber",
                    "sensitiveData": ["names of claimants"],
                    "description": "Claims of 2025, pseudonymized.",
                    "governance": {"owners": [{"organization": {"name": "ACME Claims"}}]},
                }
            ],
            "licenses": [{"expression": "LicenseRef-acme-data OR CC-BY-4.0"}],
        },
        {
            "type": "library",
            "bom-ref": "pkg:pypi/torch@2.7.1",
            "name": "torch",
            "version": "2.7.1",
            "purl": "pkg:pypi/torch@2.7.1",
            "scope": "required",
            "licenses": [{"license": {"id": "BSD-3-Clause"}}, {"license": {"name": "NVIDIA Software Licence"}}],
            "cpe": "cpe:2.3:a:pytorch:pytorch:2.7.1:*:*:*:*:*:*:*",
            "components": [
                {
                    "type": "library",
                    "bom-ref": "torch/fbgemm",
                    "name": "fbgemm",
                    "licenses": [{"license": {"id": "MIT"}}],
                }
            ],
        },
    ],
    "services": [
        {
            "bom-ref": "openai",
            "name": "OpenAI",
            "provider": {"name": "OpenAI"},
            "endpoints": ["https://api.openai.com/v1"],
            "authenticated": True,
            "x-trust-boundary": True,
            "data": [{"flow": "outbound", "classification": "PII"}],
        }
    ],
    "dependencies": [
        {"ref": "claims-assistant", "dependsOn": ["model/triage", "openai", "pkg:pypi/torch@2.7.1"]},
        {"ref": "model/triage", "dependsOn": ["data/claims", "pkg:pypi/torch@2.7.1"]},
        {"ref": "data/claims"},
    ],
    "compositions": [{"aggregate": "complete", "dependencies": ["model/triage"]}],
}
