"""What was the default in a step of a database's history is no model in use."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

COLUMN = "op.add_column('users', sa.Column('model', sa.String(), server_default='gemini-2.0-flash'))\n"
ALEMBIC = (
    "from alembic import op\nimport sqlalchemy as sa\nmodel_name = 'gemini-2.0-flash'\ndef upgrade():\n    " + COLUMN
)
CODE = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o-mini', messages=[])\n"


@pytest.mark.parametrize(
    ("path", "used"),
    [
        ("migrations/versions/07c9737cd7bf_.py", False),
        ("alembic/versions/2024_add_model.py", False),
        ("chat/migrations/0004_model.py", False),
        ("chat/settings.py", True),
        ("migrations/env.py", True),
    ],
)
def test_models_of_steps_are_mentioned(scan, path, used):
    found = scan({path: ALEMBIC, "app.py": CODE})
    usages = {one.facts.get("usage") for one in found.observations if one.subject.name == "gemini-2.0-flash"}
    assert usages == {"used" if used else "mentioned"}
    assert {one.facts.get("usage") for one in found.observations if one.subject.name == "gpt-4o-mini"} == {"used"}
    assert "gpt-4o-mini" in found.names(Kind.MODEL)
