"""Fallbacks of a router, the metadata of a script, install and serving commands that code runs."""

from __future__ import annotations

from aibom.model.kinds import Kind


def test_fallbacks_of_a_router_are_edges_between_its_models(scan):
    found = scan(
        {
            "gateway.py": "from litellm import Router\n"
            "MODELS = [\n"
            "    {'model_name': 'main', 'litellm_params': {'model': 'azure/gpt-4o'}},\n"
            "    {'model_name': 'backup', 'litellm_params': {'model': 'anthropic/claude-3-5-sonnet-20241022'}},\n"
            "]\n"
            "router = Router(model_list=MODELS, fallbacks=[{'main': ['backup', 'absent']}])\n"
        }
    )
    assert ("gpt-4o", "falls-back-to", "claude-3-5-sonnet-20241022") in found.links


def test_the_metadata_of_a_script_declares_its_packages(scan):
    found = scan(
        {
            "ask.py": "# /// script\n"
            '# requires-python = ">=3.11"\n'
            "# dependencies = [\n"
            '#     "openai>=1.50",\n'
            '#     "chromadb==0.5.0",\n'
            "# ]\n"
            "# ///\n"
            "import openai\n"
        }
    )
    assert found.places(Kind.LIBRARY, "openai") == {"ask.py:4", "ask.py:8"}
    assert found.one(Kind.LIBRARY, "chromadb").facts["declared_range"] == "==0.5.0"


def test_metadata_that_is_no_toml_or_not_closed_declares_nothing(scan):
    for body in ("# dependencies = [\n# ///\n", '# dependencies = ["openai"]\n', "# dependencies = 3\n# ///\n"):
        assert not scan({"ask.py": "# /// script\n" + body}).names(Kind.LIBRARY)


def test_commands_that_are_run_with_pythons_own_executable(scan):
    found = scan(
        {
            "serve.py": "import subprocess, sys\n"
            "subprocess.run([sys.executable, '-m', 'vllm.entrypoints.openai.api_server', '--model', 'Qwen/Qwen2.5-7B'])\n"
            "subprocess.run([sys.executable, '-m', 'pip', 'install', 'litellm==1.60.0'])\n"
        }
    )
    assert "Qwen/Qwen2.5-7B" in found.names(Kind.MODEL)
    assert found.names(Kind.LIBRARY) == ["litellm"]
