"""Schema errors in plain sentences at JSON paths, for every version that has a JSON schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aibom.bom.validate import SchemaError, validate
from aibom.core.errors import UsageError


def errors(spec_version: str = "1.6", **parts: Any) -> list[tuple[str, str]]:
    document = {"bomFormat": "CycloneDX", "specVersion": spec_version, "version": 1} | parts
    return [(error.path, error.message) for error in validate(document)]


def of_component(**fields: Any) -> list[tuple[str, str]]:
    return errors(components=[{"type": "library", "name": "torch"} | fields])


@pytest.mark.parametrize("spec_version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_a_minimal_document_is_valid_in_every_version(spec_version: str) -> None:
    component = {"type": "library", "name": "torch", "version": "2.6.0", "licenses": [{"license": {"id": "MIT"}}]}
    assert errors(spec_version, components=[component]) == []


@pytest.mark.parametrize("spec_version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_unknown_fields_are_errors_in_every_version(spec_version: str) -> None:
    assert errors(spec_version, componets=[]) == [("$", "'componets' is not a known field; did you mean 'components'?")]


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"type": "libary"}, ".type", "'libary' is not allowed here; did you mean 'library'?"),
        ({"scope": "dev"}, ".scope", "'dev' is not allowed here; allowed are 'required', 'optional', 'excluded'"),
        ({"name": None}, ".name", "must be a string, not null"),
        ({"licences": []}, "", "'licences' is not a known field; did you mean 'licenses'?"),
        ({"hashes": [{"alg": "SHA-256"}]}, ".hashes[0]", "'content' is missing"),
        ({"licenses": [{"license": {}}]}, ".licenses[0].license", "must have one of 'id', 'name'"),
        (
            {"licenses": [{"license": {"id": "Apache-2"}}]},
            ".licenses[0].license.id",
            "'Apache-2' is not allowed here; did you mean 'Apache-2.0'?",
        ),
        (
            {"externalReferences": [{"type": "vcs", "url": "ht tp://x"}]},
            ".externalReferences[0].url",
            "'ht tp://x' is not a valid URL or relative reference",
        ),
        ({"components": [{"type": "file", "name": "a"}] * 2}, ".components", "has the same element twice"),
        ({"evidence": {"identity": [{"field": "purl", "confidence": 2}]}}, ".evidence.identity[0].confidence", "2"),
    ],
)
def test_messages(fields: dict[str, Any], path: str, message: str) -> None:
    ((found_path, found),) = of_component(**fields)
    assert found_path == f"$.components[0]{path}"
    assert found == message or (message == "2" and found.startswith("2 is greater than"))


def test_values_are_shown_short_and_printable() -> None:
    ((_, message),) = of_component(scope="\x1b[31m" + "x" * 5000)
    assert "\x1b" not in message
    assert len(message) < 300


def test_dates_and_serial_numbers_are_checked() -> None:
    found = dict(errors(serialNumber="urn:uuid:1", metadata={"timestamp": "yesterday"}))
    assert found["$.metadata.timestamp"].startswith("'yesterday' is not a valid date and time")
    assert found["$.serialNumber"].startswith("'urn:uuid:1' does not have the form ^urn:uuid:")


def test_all_errors_are_told_sorted_by_path() -> None:
    found = errors(components=[{"type": "library"}, {"name": "torch"}])
    assert found == [("$.components[0]", "'name' is missing"), ("$.components[1]", "'type' is missing")]


def test_the_number_of_errors_is_bounded() -> None:
    assert len(errors(components=[{"type": "library", "name": n} for n in range(5000)])) == 1000


def test_what_is_no_cyclonedx() -> None:
    assert validate(b"[]")[0].path == "$.bomFormat"
    assert validate({"bomFormat": "CycloneDX"}) == [
        SchemaError(path="$.specVersion", message="None has no JSON schema; known are 1.2, 1.3, 1.4, 1.5, 1.6, 1.7")
    ]
    with pytest.raises(UsageError, match="not valid JSON"):
        validate(b"{")


def test_bytes_and_objects_are_judged_alike() -> None:
    document: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "x"}]}
    assert validate(document) == validate(json.dumps(document).encode())
