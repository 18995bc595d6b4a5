"""Models that the path of an API's address asks for, and those that the keys of a mapping name."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind


@pytest.mark.parametrize(
    ("address", "model", "service"),
    [
        ("https://api-inference.huggingface.co/models/${id}", "acme/mood-tagger", "Hugging Face"),
        ("https://api.replicate.com/v1/models/${id}/predictions", "ideogram-ai/ideogram-v2", "Replicate"),
        ("https://queue.fal.run/${id}", "fal-ai/flux/dev", "fal.ai"),
        (
            "https://api.cloudflare.com/client/v4/accounts/${account}/ai/run/${id}",
            "@cf/openai/whisper",
            "Cloudflare Workers AI",
        ),
        ("https://desk.openai.azure.com/openai/deployments/${id}/chat/completions", "gpt-35-desk", "Azure OpenAI"),
    ],
)
def test_the_path_of_an_address_names_the_model(scan, address, model, service):
    found = scan(
        {
            "src/ask.ts": f"const id = '{model}';\nconst account = process.env.ACCOUNT;\n"
            f"export const ask = (body: string) => fetch(`{address}`, {{ method: 'POST', body }});\n",
            "src/tell.ts": "export const tell = (body: string) =>\n"
            f"  fetch(`{address.replace('${id}', model)}`, {{ method: 'POST', body }});\n",
        }
    )
    assert model in found.names(Kind.MODEL)
    assert {"src/ask.ts:3", "src/tell.ts:2"} <= found.places(Kind.MODEL, model)
    assert (model, "served-by", service) in found.links


def test_keys_of_a_mapping_of_models_are_offered_and_a_table_of_prices_is_not(scan):
    found = scan(
        {
            "src/config.ts": 'import OpenAI from "openai";\n'
            'export const CONFIG = { ollama: { models: { "qwen2.5-coder:14b": { name: "Qwen" } } } };\n'
            'export const MODELS = { "gpt-4o": { name: "GPT-4o", pricing: { input: 1 } } };\n'
        }
    )
    assert found.names(Kind.MODEL) == ["qwen2.5-coder:14b"]


def test_a_file_of_xmcp_exports_a_tool(scan):
    found = scan(
        {
            "src/tools/greet.ts": "import { type ToolMetadata } from 'xmcp';\nexport const metadata: ToolMetadata = {\n"
            "  name: 'greet',\n  description: 'Greets the user by name',\n};\n"
        }
    )
    assert found.names(Kind.TOOL) == ["greet"]


def test_the_language_or_voice_behind_a_speech_model_is_no_part_of_its_name(scan):
    found = scan(
        {
            "agent.ts": "import { voice } from '@livekit/agents';\nexport const s = new voice.AgentSession({\n"
            "  stt: 'deepgram/nova-3:multi', llm: 'openai/gpt-4.1-mini', tts: 'cartesia/sonic-2:9626c31c' });\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4.1-mini", "nova-3", "sonic-2"]


def test_a_size_that_is_left_to_the_program_is_no_model(scan):
    asked = (
        "import whisper\n\nSIZE = '{size}'\n\ndef write(path):\n    return whisper.load_model(SIZE).transcribe(path)\n"
    )
    assert scan({"asr.py": asked.format(size="auto")}).names(Kind.MODEL) == []
    assert scan({"asr.py": asked.format(size="small")}).names(Kind.MODEL) == ["whisper-small"]
