"""cyclonedx-python-lib, the reference implementation, agrees with our judgement of our own documents."""

from __future__ import annotations

import bom_samples
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from aibom.bom.validate import validate


@pytest.mark.parametrize("spec_version", ["1.5", "1.6", "1.7"])
def test_the_sample_is_valid(spec_version: str) -> None:
    validator = JsonStrictValidator(SchemaVersion.from_version(spec_version))
    assert validator.validate_str(bom_samples.written(bom_samples.inventory(), spec_version).decode()) is None


@pytest.mark.parametrize(
    "component",
    [
        b'{"type": "libary", "name": "torch"}',
        b'{"type": "library", "name": "torch", "licenses": [{"license": {"id": "Apache-2"}}]}',
        b'{"type": "library", "name": "torch", "hashes": [{"alg": "SHA-256", "content": "zz"}]}',
        b'{"type": "library", "name": "torch", "bom-ref": ""}',
    ],
)
def test_both_refuse_the_same(component: bytes) -> None:
    document = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [%b]}' % component
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document.decode()) is not None
    assert validate(document)
