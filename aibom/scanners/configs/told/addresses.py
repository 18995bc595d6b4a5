"""What an address alone tells, whatever its key: weights and data on the hub, models and services of AWS."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import Place

_MAX_LENGTH = 2_000
_WEIGHTS = re.compile(
    r"(?:hf|huggingface)://[\w.-]+/[\w.-]|pvc\+hf://[\w.-]+/[\w.-]+/[\w.-]|hf://[\w.-]+/[\w.-]|https://(?:huggingface\.co|hf\.co)/[\w.-]+/[\w.-]+/resolve/"
)
_DATA = re.compile(r"(?:https://(?:huggingface\.co|hf\.co)/|hf://)datasets/[\w.-]+/[\w.-]+(?:\Z|/resolve/)")
# docs.aws.amazon.com/service-authorization: resources of Bedrock.
_MODEL_ARN = re.compile(
    r"(?:arn:|:)[^\s]{0,160}(?:foundation-model|inference-profile)/(?P<bedrock>[A-Za-z][\w.:-]*\w)[\"']?\s*\Z"
)
# Paths of APIs that hold a model's name: Gemini, Bedrock.
_PATH = re.compile(
    r"/models/(?P<google>gemini[\w.-]*|gemma[\w.-]*|text-embedding-\d+|imagen[\w.-]*):(?:stream)?[gG]enerate"
    r"|/model/(?P<bedrock>[a-z]+\.[\w.-]+(?::\d+)?)/(?:invoke|converse)"
)
# Amazon States Language calls services by name: arn:aws:states:::bedrock:invokeModel.
_STATES = re.compile(r"arn:aws[\w-]*:states:::(?:aws-sdk:)?(?P<service>bedrock\w*|sagemaker\w*|kendra):")
_STATES_PROVIDERS = (("bedrock", "bedrock"), ("sagemaker", "sagemaker"), ("kendra", "kendra"))
# Types of resources in CloudFormation, by what they begin with -> provider ids of the catalogue.
_TYPES = (
    ("AWS::Bedrock", "bedrock"),
    ("AWS::SageMaker::", "sagemaker"),
    ("AWS::Kendra::", "kendra"),
    ("AWS::OpenSearchServerless::Collection", "opensearch"),
    ("AWS::OpenSearchService::Domain", "opensearch"),
    ("AWS::QBusiness::", "qbusiness"),
    ("AWS::S3Vectors::", "s3-vectors"),
)


def addressed_in(place: Place, sight: Sight, training: bool) -> Iterator[Sighting]:
    """Models, data sets and services that the texts of one mapping are addresses of."""
    for key, value in place.table.items():
        for text, line in _texts(place, key, value):
            yield from _addressed(text, key, line, sight, training)
        if key in ("Type", "type") and isinstance(value, str) and value.startswith("AWS::"):
            yield from _calls(
                next((id_ for start, id_ in _TYPES if value.startswith(start)), ""), place.line(key), key, sight
            )


def _texts(place: Place, key: str, value: Json) -> Iterator[tuple[str, int]]:
    if isinstance(value, str) and len(value) < _MAX_LENGTH:
        yield value, place.line(key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str) and len(item) < _MAX_LENGTH:
                yield item, place.document.line_of(value, index)


def _addressed(text: str, key: str, line: int, sight: Sight, training: bool) -> Iterator[Sighting]:
    if "/" not in text and ":::" not in text:
        return
    if _DATA.match(text):
        data = data_subject(text)
        if data is not None:
            facts: dict[str, Json] = {"role": "training"} if training else {}
            yield sight.thing(data, line, key, source=f"{data.origin}:{data.name}", **facts)
    elif _WEIGHTS.match(text):
        named = name_model(text)
        if named is not None:
            yield sight.model(named, line, key)
    elif (hosted := _PATH.search(text) or _MODEL_ARN.search(text)) is not None:
        id_ = hosted.lastgroup or ""
        named = named_model(hosted[id_], id_)
        if named is not None:
            yield sight.model(named, line, key)
            yield from sight.served(named.subject, provider_service(id_), line, key)
    elif (task := _STATES.match(text)) is not None:
        id_ = next((id_ for start, id_ in _STATES_PROVIDERS if task["service"].startswith(start)), "")
        yield from _calls(id_, line, key, sight)


def _calls(id_: str, line: int, symbol: str, sight: Sight) -> Iterator[Sighting]:
    service = provider_service(id_) if id_ else None
    if service is not None:
        yield sight.service(service, line, symbol)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
