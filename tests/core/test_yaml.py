"""The YAML reader: core schema, lines, tags, merge keys, several documents, and its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.yaml import parse_yaml, parse_yaml_documents, parse_yaml_with_lines

COMPOSE = b"""\
# inference stack
x-logging: &logging
  driver: json-file
  options: {max-size: 10m}
services:
  vllm:
    image: vllm/vllm-openai:v0.6.3
    ports:
      - "8000:8000"
      - 22:22
    logging: *logging
    privileged: yes
    replicas: 2
  qdrant:
    <<: *logging
    image: qdrant/qdrant
"""


def test_core_schema_and_merge_keys() -> None:
    services = parse_yaml(COMPOSE, "compose.yaml")["services"]
    assert services["vllm"]["ports"] == ["8000:8000", "22:22"]
    assert services["vllm"]["privileged"] == "yes"
    assert services["vllm"]["replicas"] == 2
    assert services["qdrant"] == {"image": "qdrant/qdrant", "driver": "json-file", "options": {"max-size": "10m"}}


def test_lines_of_members() -> None:
    (document,) = parse_yaml_with_lines(COMPOSE, "compose.yaml")
    assert document.line_at("services", "vllm", "image") == 7
    assert document.line_at("services", "vllm", "ports", 1) == 10
    assert document.line_at("services", "qdrant", "driver") == 3
    assert document.line_at("services", "absent", "image") == 5
    ports = document.value["services"]["vllm"]["ports"]
    assert document.line_of(ports, 0) == 9


def test_a_workflow_keeps_its_on_key() -> None:
    assert list(parse_yaml(b"name: ci\non: [push]\n", "ci.yml")) == ["name", "on"]


def test_tags_that_refer_to_something_are_variables() -> None:
    text = b"bucket: !Ref Bucket\nagent: !GetAtt Clerk.AgentArn\nmodel: !ImportValue shared-model\nRef: Bucket\n"
    assert parse_yaml(text, "t.yml") == {
        "bucket": "${Bucket}",
        "agent": "${Clerk.AgentArn}",
        "model": "${ImportValue shared-model}",
        "Ref": "Bucket",
    }


def test_unknown_tags_are_plain_values() -> None:
    text = b"key: !vault |\n  abc\nref: !Other Bucket\nuse: !reference [.setup, script]\nport: !!int 8080\n"
    assert parse_yaml(text, "t.yml") == {
        "key": "abc\n",
        "ref": "Bucket",
        "use": [".setup", "script"],
        "port": 8080,
    }


def test_text_only_keeps_spelling() -> None:
    assert parse_yaml(b"image: {tag: 1.10, on: ~}", "values.yaml", text_only=True) == {
        "image": {"tag": "1.10", "on": "~"}
    }
    assert parse_yaml(b"tag: 1.10", "values.yaml") == {"tag": 1.1}


def test_several_documents() -> None:
    text = b"kind: Deployment\n---\nkind: Service\n---\n"
    assert parse_yaml_documents(text, "k8s.yaml") == [{"kind": "Deployment"}, {"kind": "Service"}, None]
    assert [document.line for document in parse_yaml_with_lines(text, "k8s.yaml")] == [1, 3, 4]


def test_byte_order_marks_and_crlf() -> None:
    assert parse_yaml("name: é\r\nsteps:\r\n- run\r\n".encode("utf-16"), "a.yml") == {"name": "é", "steps": ["run"]}


def test_duplicate_keys_are_told() -> None:
    (document,) = parse_yaml_with_lines(b"a: 1\nb: 2\na: 3\n", "d.yml")
    assert document.value == {"a": 3, "b": 2}
    assert document.duplicates == (("a", 3),)


def test_numbers_that_json_cannot_hold_stay_text() -> None:
    assert parse_yaml(b"[99999999999999999999, 1e999, .inf, 0x1F, -4, 1_000]", "n.yml") == [
        "99999999999999999999",
        "1e999",
        ".inf",
        31,
        -4,
        "1_000",
    ]


def test_alias_bomb_is_refused() -> None:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)]
    with pytest.raises(LimitError, match="aliases"):
        parse_yaml(b"\n".join(lines), "bomb.yml")


def test_long_text_aliased_often_is_refused() -> None:
    text = b"a: &a " + b"x" * 1_000_000 + b"\nb: [" + b", ".join([b"*a"] * 100) + b"]\n"
    with pytest.raises(LimitError, match="aliases"):
        parse_yaml(text, "bomb.yml")


@pytest.mark.parametrize("text", [b"a: &a [1, *a]", b"a: *missing"])
def test_cycles_and_missing_anchors(text: bytes) -> None:
    with pytest.raises(UnreadableError, match="anchor"):
        parse_yaml(text, "c.yml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableError):
        parse_yaml(b"[" * 200_000, "deep.yml")
    with pytest.raises(LimitError, match="deeper"):
        parse_yaml(b"[" * 150 + b"]" * 150, "deep.yml")


def test_error_has_a_line() -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_yaml(b"a: 1\nb: [1, 2\nc: 3\n", "broken.yml")
    assert caught.value.line == 3


def test_partial_keeps_what_came_before() -> None:
    (document,) = parse_yaml_with_lines(b"packages:\n  a:\n    v: 1\n  b: {v: 'x\n", "cut.yaml", partial=True)
    assert document.value == {"packages": {"a": {"v": 1}, "b": {}}}
    assert document.error is not None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_files_never_surprise(data: st.DataObject) -> None:
    text = bytearray(COMPOSE)
    for _ in range(data.draw(st.integers(0, 6))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    for partial in (True, False):
        try:
            documents = parse_yaml_with_lines(bytes(text), "m.yml", partial=partial)
        except UnreadableError:
            continue
        assert all(document.line >= 1 for document in documents)
