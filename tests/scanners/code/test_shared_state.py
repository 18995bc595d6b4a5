"""Models whose names one file puts into a mapping of a library, and another takes out."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASK = "from openai import OpenAI\nOpenAI().chat.completions.create(model={name}, messages=[])\n"
STREAMLIT = "import streamlit as st\n"


@pytest.mark.parametrize(
    "put",
    [
        'st.session_state["writer"] = "gpt-4o"',
        'st.session_state.writer = "gpt-4o"',
        'st.session_state.setdefault("writer", "gpt-4o")',
        'st.session_state.update({"writer": "gpt-4o", "tone": "dry"})',
        'st.session_state.update(writer="gpt-4o")',
        'st.sidebar.selectbox("Writer", ["gpt-4o"], key="writer")',
    ],
)
@pytest.mark.parametrize(
    "take", ['st.session_state["writer"]', "st.session_state.writer", 'st.session_state.get("writer")']
)
def test_pages_of_streamlit_share_a_state(scan, put: str, take: str) -> None:
    found = scan({"state.py": f"{STREAMLIT}def start():\n    {put}\n", "page.py": STREAMLIT + ASK.format(name=take)})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert "page.py:3" in found.places(Kind.MODEL, "gpt-4o")


@pytest.mark.parametrize("take", ["settings.WRITER", 'getattr(settings, "WRITER")', 'settings.AI["WRITER"]'])
def test_settings_of_django(scan, take: str) -> None:
    settings = 'import os\nWRITER = os.environ.get("WRITER", "gpt-4o")\nAI = {"WRITER": WRITER}\n'
    page = f"from django.conf import settings\n{ASK.format(name=take)}"
    found = scan({"shop/settings/base.py": settings, "shop/views.py": page})
    assert "shop/views.py:3" in found.places(Kind.MODEL, "gpt-4o")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/config.py", 'class Config:\n    WRITER = "gpt-4o"\n'),
        ("shop/__init__.py", 'def start(app):\n    app.config["WRITER"] = "gpt-4o"\n'),
        ("shop/__init__.py", 'def start(app):\n    app.config.from_mapping(WRITER="gpt-4o")\n'),
    ],
)
def test_settings_of_flask(scan, path: str, text: str) -> None:
    page = "from flask import current_app\n" + ASK.format(name='current_app.config["WRITER"]')
    found = scan({path: text, "shop/views.py": page})
    assert "shop/views.py:3" in found.places(Kind.MODEL, "gpt-4o")


def test_state_of_an_application_of_fastapi(scan) -> None:
    main = """from fastapi import FastAPI
from openai import AsyncOpenAI
app = FastAPI()
app.state.writer = "gpt-4o"
app.state.client = AsyncOpenAI()
"""
    page = """from fastapi import Request
async def write(request: Request):
    state = request.app.state
    return await state.client.chat.completions.create(model=state.writer, messages=[])
"""
    found = scan({"desk/main.py": main, "desk/pages.py": page})
    assert "desk/pages.py:4" in found.places(Kind.MODEL, "gpt-4o")
    assert ("gpt-4o", "served-by", "OpenAI") in found.links


def test_sessions_of_chainlit(scan) -> None:
    start = 'import chainlit as cl\ncl.user_session.set("writer", "gpt-4o")\n'
    page = "import chainlit as cl\n" + ASK.format(name='cl.user_session.get("writer")')
    found = scan({"start.py": start, "page.py": page})
    assert "page.py:3" in found.places(Kind.MODEL, "gpt-4o")


def test_what_nobody_puts_in_stays_unknown(scan) -> None:
    found = scan({"page.py": STREAMLIT + ASK.format(name='st.session_state["writer"]')})
    assert found.names(Kind.MODEL) == []
    assert found.unknowns
