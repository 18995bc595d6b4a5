"""Rows of models that a script goes through."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

RUN = (
    "import json\nimport litellm\nwith open('rows.json') as file:\n    rows = json.load(file)\n"
    "for row in rows:\n    litellm.completion(model={name}, messages=[{{'role': 'user', 'content': row.get('text', '')}}])\n"
)
ROWS = '[{"provider": "openai", "id": "gpt-4o-mini"}, {"provider": "anthropic", "id": "claude-3-haiku-20240307"}]'


@pytest.mark.parametrize("name", ["row['id']", "f\"{row['provider']}/{row['id']}\""])
def test_each_row_names_a_model(scan, name):
    found = scan({"run.py": RUN.format(name=name)}, documents={"rows.json": ROWS})
    assert found.names(Kind.MODEL) == ["claude-3-haiku-20240307", "gpt-4o-mini"]


def test_rows_of_data_are_no_models(scan):
    long = "You are told what the pilot of the harbour said on the day when the great storm came in from the sea." * 2
    rows = '[{"model": "gpt-4o-mini", "text": "' + long + '"}]'
    found = scan({"run.py": RUN.format(name="row['model']")}, documents={"rows.json": rows})
    assert (found.names(Kind.MODEL), found.names(Kind.PROMPT)) == ([], [])
