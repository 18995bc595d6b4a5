"""Documents and texts that scripts import and read: prompts in files, settings, templates."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASKS = """
import OpenAI from "openai";
const openai = new OpenAI();
export const review = (diff) => openai.chat.completions.create({ model: "gpt-4o", messages: [{ role: "system", content: system }, { role: "user", content: diff }] });
"""


@pytest.mark.parametrize(
    "read",
    [
        'import fs from "fs";\nimport path from "path";\nconst system = fs.readFileSync(path.join(__dirname, "prompts", "reviewer.md"), "utf8");',
        'import { readFile } from "node:fs/promises";\nconst system = (await readFile("./prompts/reviewer.md", "utf-8")).trim();',
        'import { readFileSync } from "fs";\nconst system = readFileSync(new URL("./prompts/reviewer.md", import.meta.url), "utf8");',
        'import system from "./prompts/reviewer.md?raw";',
    ],
)
def test_texts_that_a_script_reads_are_its_prompts(scan, read: str) -> None:
    found = scan({"src/review.ts": read + ASKS}, also=("src/prompts/reviewer.md",))
    assert ("gpt-4o", "uses-prompt", "src/prompts/reviewer.md") in found.links


def test_a_text_that_no_model_is_given_is_no_prompt(scan) -> None:
    shown = 'import rules from "./rules.md?raw";\nexport const page = `<p>${rules}</p>`;'
    assert (
        scan({"src/page.ts": shown + ASKS.replace("system }", '"x" }')}, also=("src/rules.md",)).names(Kind.PROMPT)
        == []
    )


SETTINGS = """
import fs from "fs";
import yaml from "js-yaml";
import { generateText } from "ai";
import prompts from "./prompts.json";
const config = yaml.load(fs.readFileSync("config/agents.yaml", "utf8"));
const models = JSON.parse(fs.readFileSync("config/models.json", "utf8"));
export const review = (diff) => generateText({ model: config.reviewer.model, system: config.reviewer.system_prompt, prompt: diff });
export const title = (diff) => generateText({ model: models.small, system: prompts.title, prompt: diff });
"""
DOCUMENTS = {
    "config/agents.yaml": "reviewer:\n  model: anthropic/claude-sonnet-4\n  system_prompt: You review code and point out bugs.\n",
    "config/models.json": '{"small": "openai/gpt-4o-mini"}',
    "src/prompts.json": '{"title": "You write short titles for changes to code."}',
}


def test_documents_that_a_script_imports_or_parses_are_followed(scan) -> None:
    links = scan({"src/review.ts": SETTINGS}, documents=DOCUMENTS).links
    assert ("gpt-4o-mini", "uses-prompt", "title") in links
    assert ("claude-sonnet-4", "uses-prompt", "system_prompt") in links


TEMPLATE = """
import * as fs from "fs";
import Handlebars from "handlebars";
import { GoogleGenerativeAI } from "@google/generative-ai";
const template = Handlebars.compile(fs.readFileSync("templates/story.hbs", "utf8"));
const model = new GoogleGenerativeAI(process.env.GEMINI_API_KEY).getGenerativeModel({ model: "gemini-1.5-pro" });
export const story = (hero) => model.generateContent(template({ hero }));
"""


def test_a_compiled_template_is_a_prompt(scan) -> None:
    links = scan({"story.ts": TEMPLATE}, also=("templates/story.hbs",)).links
    assert ("gemini-1.5-pro", "uses-prompt", "templates/story.hbs") in links


NUXT = {
    "pages/index.vue": """<script setup lang="ts">
const models = ["mistralai/Mistral-7B-Instruct-v0.3"];
const model = ref(models[0]);
async function send() { await $fetch("/api/chat", { method: "POST", body: { model: model.value } }); }
</script>""",
    "server/api/chat.post.ts": """
import { HfInference } from "@huggingface/inference";
export default defineEventHandler(async (event) => {
  const { messages, model } = await readBody(event);
  return new HfInference().chatCompletionStream({ model, messages: [{ role: "system", content: "You are a cheerful gardener." }, ...messages] });
});
""",
}


def test_a_reference_of_a_page_is_what_it_begins_with(scan) -> None:
    assert ("mistralai/Mistral-7B-Instruct-v0.3", "uses-prompt", "chat prompt") in scan(NUXT).links


PLUGIN = {
    "src/settings.ts": """
export interface PluginSettings { model: string; customPrompt: string; }
export const DEFAULT_SETTINGS: PluginSettings = { model: "gpt-4o-mini", customPrompt: "Answer from the notes and quote the file that you use." };
""",
    "src/openai.ts": """
import type { PluginSettings } from "./settings";
export async function chat(settings: PluginSettings, messages) {
  return fetch("https://api.openai.com/v1/chat/completions", { method: "POST", body: JSON.stringify({ model: settings.model, messages: [{ role: "system", content: settings.customPrompt }, ...messages] }) });
}
""",
}


def test_settings_of_a_type_are_what_they_are_by_default(scan) -> None:
    assert ("gpt-4o-mini", "uses-prompt", "customPrompt") in scan(PLUGIN).links
    other = {**PLUGIN, "src/openai.ts": PLUGIN["src/openai.ts"].replace("PluginSettings", "OtherSettings")}
    assert not [one for one in scan(other).links if one[1] == "uses-prompt"]


SVELTE = {
    "src/routes/api/chat/+server.ts": """
import { mistral } from "@ai-sdk/mistral";
import { streamText } from "ai";
import { getPersona } from "$lib/server/personas";
export async function POST({ request }) {
  const { messages, persona } = await request.json();
  return streamText({ model: mistral("mistral-small-latest"), system: getPersona(persona).prompt, messages });
}
""",
    "src/lib/server/personas.ts": """
const personas = [{ id: "coach", prompt: "You are a running coach who writes training plans." }];
export const getPersona = (id) => personas[0];
""",
}


@pytest.mark.parametrize(
    ("alias", "known"),
    [
        ("$lib/server", True),
        ("@lib/server", True),
        ("#lib/server", True),
        ("@app/lib/server", True),
        ("@acme/server", False),
    ],
)
def test_folders_that_have_an_alias_of_their_name(scan, alias: str, known: bool) -> None:
    route = "src/routes/api/chat/+server.ts"
    links = scan({**SVELTE, route: SVELTE[route].replace("$lib/server", alias)}).links
    assert (("mistral-small-latest", "uses-prompt", "chat POST prompt") in links) is known
