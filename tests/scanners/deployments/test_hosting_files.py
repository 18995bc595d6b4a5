"""Files by which hosting platforms are told what to run, and variables that commands hand on."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

TASK = """\
{"containerDefinitions": [
  {"name": "llm", "image": "ollama/ollama:latest", "cpu": ${cpu}, "entryPoint": ["sh", "-c"],
   "command": ["ollama serve & ollama pull llama3.2"]},
  {"name": "desk", "image": "acme/desk:1", "environment": [{"name": "DESK_MODEL", "value": "gpt-4o-mini"}],
   "secrets": [{"name": "COHERE_API_KEY", "valueFrom": "arn:aws:secretsmanager:x"}]}
]}
"""
WORKER = """\
name = "desk"
[ai]
binding = "AI"
[[vectorize]]
binding = "NOTES"
[vars]
CHAT_MODEL = "@cf/meta/llama-3.1-8b-instruct"
"""
DEPLOY = """\
gcloud run deploy desk --image x --set-env-vars "GEMINI_MODEL=gemini-1.5-pro,MODE=a" --update-secrets=ANTHROPIC_API_KEY=k:latest
helm install desk acme/desk --set model=BAAI/bge-small-en-v1.5 --set env.OPENAI_MODEL=gpt-4o
fly secrets set REPLICATE_API_TOKEN=abc
vercel env add GROQ_API_KEY
echo TAVILY_API_KEY=none
"""


def test_task_definitions_run_containers() -> None:
    seen = deployed({"infra/task-definition.json.tpl": TASK})
    assert ("llama3.2", "Ollama") in edges(seen, RelationKind.SERVED_BY)
    assert names(seen, "model") == {"llama3.2", "gpt-4o-mini"}
    assert "Cohere" in names(seen, "service")


def test_variables_of_platforms() -> None:
    files = {
        "app.json": '{"env": {"OPENAI_API_KEY": {"required": true}, "OPENAI_MODEL": {"value": "gpt-4o"}}}',
        "fly.toml": '[build]\nimage = "qdrant/qdrant:v1"\n[env]\nWEAVIATE_URL = "http://w:8080"\n',
        "render.yaml": "services:\n  - type: web\n    envVars:\n      - key: MISTRAL_API_KEY\n        sync: false\n",
        "railway.json": '{"deploy": {"startCommand": "vllm serve Qwen/Qwen2.5-7B-Instruct"}}',
    }
    seen = deployed(files)
    assert names(seen, "service") == {"OpenAI", "Qdrant", "Weaviate", "Mistral AI", "vLLM"}
    assert names(seen, "model") == {"gpt-4o", "Qwen/Qwen2.5-7B-Instruct"}


def test_bindings_of_a_worker() -> None:
    seen = deployed({"wrangler.toml": WORKER})
    assert names(seen, "service") == {"Cloudflare Workers AI", "Cloudflare Vectorize"}
    assert lines(seen, "model", "@cf/meta/llama-3.1-8b-instruct") == {7}


def test_commands_hand_variables_on() -> None:
    seen = deployed({"deploy.sh": DEPLOY})
    assert names(seen, "model") == {"gemini-1.5-pro", "BAAI/bge-small-en-v1.5", "gpt-4o"}
    assert {"Anthropic", "Replicate", "Groq"} <= names(seen, "service")
    assert "Tavily" not in names(seen, "service")


def test_files_that_only_share_a_name_cost_nothing() -> None:
    files = {"app.json": '{"expo": {"name": "desk"}}', "vercel.json": "{", "fly.toml": "= broken", "app.yaml": "a: 1\n"}
    assert not deployed(files).observations
