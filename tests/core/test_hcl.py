"""The reader of HCL: blocks, literals, references, lines, and bounds on hostile text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.hcl import parse_hcl

SOURCE = """\
# a comment
name = "web" // another
resource "acme_server" "web" {
  image = "${var.registry}/app:${lower("A")}"
  count = var.on ? 1 : 0
  tags  = { owner = "team", "cost centre" : 7 }
  ports = [80,
    443]
  policy = jsonencode({ Action = ["bedrock:InvokeModel"] })
  container {
    args = ["--x", local.y]
  }
  start = <<-EOF
    #!/bin/sh
    run it
  EOF
}
"""


def test_blocks_attributes_and_their_lines() -> None:
    parsed = parse_hcl(SOURCE.encode())
    (block,) = parsed.blocks
    assert (block.kind, block.labels, block.line) == ("resource", ("acme_server", "web"), 3)
    assert parsed.document.value == {"name": "web"}
    assert block.body["image"] == '${var.registry}/app:${lower("A")}'
    assert block.body["count"] == "${var.on ? 1 : 0}"
    assert block.body["tags"] == {"owner": "team", "cost centre": 7}
    assert block.body["policy"] == {"Action": ["bedrock:InvokeModel"]}
    assert block.body["container"] == [{"args": ["--x", "${local.y}"]}]
    assert str(block.body["start"]).split() == ["#!/bin/sh", "run", "it"]
    assert parsed.document.line_of(block.body, "start") == 13
    assert parsed.document.line_of(block.body["ports"], 1) == 8


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 60_000, "a = " + "{b = " * 40_000, 'x "y" {' * 30_000, 'a = "${' * 40_000]
)
def test_deep_text_ends_soon(text: str) -> None:
    start = time.process_time()
    parse_hcl(text.encode())
    assert time.process_time() - start < 5


PIECES = st.sampled_from(
    ["{", "}", "[", "]", "=", '"', "${", "<<EOF\n", "EOF\n", "a", "\n", ",", "(", ")", "for", "\\", "\0"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60), st.integers(0, len(SOURCE)))
def test_broken_text_never_raises(pieces: list[str], at: int) -> None:
    parse_hcl((SOURCE[:at] + "".join(pieces) + SOURCE[at:]).encode())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'agent "clerk" {\n  name = "clerk"\n}\nagent "buyer" {\n  name = "buyer"\n', 4),
        (b'agent "clerk" {\n  rules {\n    name = "clerk"\n  }\n', 1),
        (b'agent "clerk" {\n  rules {\n    name = "clerk"\n  }\n}', 0),
        (b'agent "clerk" {\n  text = <<EOF\n{\nEOF\n}\n', 0),
        (b'name = "clerk"\n', 0),
    ],
)
def test_a_block_whose_end_is_missing(text: bytes, line: int) -> None:
    assert parse_hcl(text).open_line == line
