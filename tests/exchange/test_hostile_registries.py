"""Registries and Docker's configuration that hold anything: an answer or one plain error, nothing else."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import AibomError
from aibom.exchange import oci
from aibom.exchange.http import Answer
from aibom.exchange.registry import Credentials, Registry, credentials_for, digest_of, image_of

KEYS = st.sampled_from(
    "auths credHelpers credsStore registry.acme.example auth mediaType manifests digest token location".split()
)
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
IMAGE = b'{"schemaVersion": 2}'
HOST = "registry.acme.example"


@settings(max_examples=100, deadline=None)
@given(SHAPES)
def test_dockers_configuration(document: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_bytes(orjson.dumps(document))
        assert isinstance(credentials_for(HOST, {"DOCKER_CONFIG": folder}), Credentials)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 201, 202, 307, 401, 404, 500]),
            st.dictionaries(
                st.sampled_from(["location", "www-authenticate", "oci-subject", "content-type"]),
                st.text(max_size=30) | st.just('Bearer realm="https://auth.acme.example/token"'),
            ),
            SHAPES.map(orjson.dumps) | st.binary(max_size=20) | st.just(IMAGE),
        ),
        max_size=12,
    )
)
def test_answers_of_a_registry(answers: list[tuple[int, dict[str, str], bytes]]) -> None:
    queue = [Answer(status=status, headers=headers, body=body) for status, headers, body in answers]
    asked = []

    def ask(method: str, url: str, **_: object) -> Answer:
        asked.append(url)
        return queue.pop(0) if queue else Answer(status=404, headers={}, body=b"")

    image = image_of(f"{HOST}/chat@{digest_of(IMAGE)}")
    registry = Registry(image=image, credentials=Credentials(user="ci", password="s3cret-of-ci"))
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(AibomError):
        patch.setattr("aibom.exchange.registry.ask", ask)
        oci.publish(registry, b"{}", "bom.cdx.json")
    assert len(asked) < 40
    assert "s3cret" not in repr(registry)
