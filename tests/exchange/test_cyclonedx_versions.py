"""CycloneDX in an older version: only what that version does not have is taken out, and told."""

from __future__ import annotations

import json

from exchange_samples import CLAIMS

from aibom.bom.validate import validate
from aibom.exchange.cyclonedx import to_version


def test_an_older_version_loses_single_fields_and_nothing_around_them() -> None:
    result = to_version(CLAIMS, "1.5")
    made = json.loads(result["data"])
    assert validate(made) == []
    assert {one.field for one in result["losses"]} == {
        "metadata.manufacturer",
        "components[].licenses[].license.acknowledgement",
        "components[].modelCard.considerations.environmentalConsiderations",
    }
    assert made["metadata"]["component"] == CLAIMS["metadata"]["component"]
    assert made["metadata"]["authors"] == CLAIMS["metadata"]["authors"]
    assert made["components"][0]["modelCard"]["considerations"]["users"] == ["claims handlers"]
    assert made["dependencies"] == CLAIMS["dependencies"]
