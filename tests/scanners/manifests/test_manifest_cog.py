"""cog.yaml: the packages of a model's image."""

from __future__ import annotations

from manifest_trees import scan

COG = """build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - "diffusers==0.27.2"
    - "torch==2.2.0"
predict: "predict.py:Predictor"
"""


def test_packages_are_read_with_their_lines() -> None:
    seen = scan({"cog.yaml": COG})
    found = {one.subject.name: (one.subject.version, one.evidence.line) for one in seen.observations}
    assert found == {"diffusers": ("0.27.2", 5), "torch": ("2.2.0", 6)}


def test_a_file_without_packages_tells_nothing() -> None:
    assert not scan({"cog.yaml": "build:\n  gpu: true\n"}).observations
    assert not scan({"cog.yaml": "- build\n- python_packages\n"}).observations
