"""Pretrained networks that settings name by their architecture alone: `backbone: resnet18`, `encoder_name: mit_b2`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_KEYS = frozenset(
    "backbone backbone_name arch architecture encoder encoder_name model_arch network base_network".split()
)
_NETWORK = re.compile(
    r"(?:tf_|tv_|se_?|wide_|hr|timm[-_/])?(?:resne(?:t|xt|st)|vgg|efficientnet|mobilenet|densenet|vit|deit|beit|swin|convnext|inception"
    r"|xception|regnet|mit_b|squeezenet|shufflenet|mnasnet|nasnet|ghostnet|hrnet|darknet|coatnet|maxvit|poolformer|dino)"
    r"[\w.+-]{0,60}\Z",
    re.IGNORECASE,
)


def architectures_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The networks that one mapping names as its backbone."""
    for key, value in place.table.items():
        if (
            key.lower() in _KEYS
            and isinstance(value, str)
            and _NETWORK.match(value)
            and any(c.isdigit() for c in value)
        ):
            named = Named(Subject(kind=Kind.MODEL, name=value), {"model_class": "vision", "hosted": False})
            yield sight.model(named, place.line(key), key)
