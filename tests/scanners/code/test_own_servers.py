"""Inference servers that a project writes itself, and the models that they serve."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

_RAY = """
from ray import serve
from transformers import pipeline

@serve.deployment(num_replicas=2)
class Translator:
    def __init__(self):
        self.model = pipeline("translation_en_to_fr", model="google-t5/t5-small")
"""
_BENTO = """
import bentoml
from diffusers import ControlNetModel

CONTROL = "diffusers/controlnet-canny-sdxl-1.0"

@bentoml.service(name="edges", resources={"gpu": 1})
class Edges:
    path = bentoml.models.HuggingFaceModel(CONTROL)

    def __init__(self) -> None:
        self.net = ControlNetModel.from_pretrained(self.path)
"""
_RUNNERS = """
import bentoml

runner = bentoml.sklearn.get("churn:latest").to_runner()
service = bentoml.Service("churn_scores", runners=[runner])
"""
_LIT = """
import joblib
import litserve

class ChurnAPI(litserve.LitAPI):
    def setup(self, device):
        self.model = joblib.load("models/churn.joblib")
"""


@pytest.mark.parametrize(
    ("source", "server", "model"),
    [
        (_RAY, "Translator", "google-t5/t5-small"),
        (_BENTO, "edges", "diffusers/controlnet-canny-sdxl-1.0"),
        (_RUNNERS, "churn_scores", "churn:latest"),
        (_LIT, "ChurnAPI", "models/churn.joblib"),
    ],
)
def test_a_server_of_ones_own_serves_its_models(scan, source, server, model):
    found = scan({"serving/app.py": source})
    served = {one.subject.name: one.facts for one in found.observations if one.subject.kind == Kind.SERVICE}
    assert served.keys() == {server}
    assert served[server]["service_type"] == "inference-server"
    assert (server, "uses-model", model) in found.links


def test_classes_that_only_look_like_a_server_are_none(scan):
    source = _RAY.replace("from ray import serve", "from desk.web import serve")
    found = scan({"app.py": source, "desk/web.py": "def deployment(**options):\n    return lambda cls: cls\n"})
    assert not [one for one in found.observations if one.subject.kind == Kind.SERVICE]
