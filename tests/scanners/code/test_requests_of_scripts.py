"""Requests that scripts write without a model's name, which stands in the address; short templates that models are asked."""

from __future__ import annotations

from aibom.model.kinds import Kind

HUB = """
export async function summarise(text) {
  const r = await fetch("https://api-inference.huggingface.co/models/mistralai/Mistral-7B-Instruct-v0.2", {
    method: "POST",
    body: JSON.stringify({ inputs: `[INST] Summarise the following article in three sentences: ${text} [/INST]` }),
  });
  return r.json();
}
"""


def test_a_request_without_a_model_asks_the_one_of_its_address(scan) -> None:
    found = scan({"lib/summarise.js": HUB})
    assert ("mistralai/Mistral-7B-Instruct-v0.2", "uses-prompt", "summarise prompt") in found.links


def test_what_other_hosts_are_sent_is_no_prompt(scan) -> None:
    other = HUB.replace("api-inference.huggingface.co/models", "search.bookshop.org/shelves")
    assert scan({"lib/summarise.js": other}).names(Kind.PROMPT) == []


SETTINGS = """
const CONFIG = {
  gemini: { model: "gemini-1.5-flash", url: "https://generativelanguage.googleapis.com/v1beta/models", maxTokens: 2048 },
  openai: { model: "gpt-4o-mini", url: "https://api.openai.com/v1/chat/completions" },
};
async function callGemini(text, key) {
  const url = `${CONFIG.gemini.url}/${CONFIG.gemini.model}:generateContent?key=${key}`;
  const prompt = `Summarize the web page for a busy reader in bullet points: ${text}`;
  return fetch(url, { method: "POST", body: JSON.stringify({ contents: [{ parts: [{ text: prompt }] }] }) });
}
async function callOpenAI(text) {
  const messages = [{ role: "system", content: "You summarise web pages for busy readers." }, { role: "user", content: text }];
  return fetch(CONFIG.openai.url, { method: "POST", body: JSON.stringify({ model: CONFIG.openai.model, messages }) });
}
"""


def test_addresses_and_models_of_settings_by_provider(scan) -> None:
    links = scan({"background.js": SETTINGS}).links
    assert ("gemini-1.5-flash", "served-by", "Google Gemini") in links
    assert ("gemini-1.5-flash", "uses-prompt", "callGemini prompt") in links
    assert ("gpt-4o-mini", "uses-prompt", "callOpenAI prompt") in links
    assert ("gpt-4o-mini", "uses-prompt", "callGemini prompt") not in links


WRITERS = """
import OpenAI from "openai";
const openai = new OpenAI();
const titlePrompt = (text) => `Write a title for: ${text}`;
const greeting = (name) => `Order number ${name}`;
export const title = (text) => openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: titlePrompt(text) }] });
export const greet = (name) => openai.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: greeting(name) }] });
"""


def test_short_templates_that_ask_for_something_are_prompts(scan) -> None:
    found = scan({"writers.ts": WRITERS})
    assert ("gpt-4o-mini", "uses-prompt", "titlePrompt") in found.links
    assert found.names(Kind.PROMPT) == ["titlePrompt"]


VISION = """
import ollama from "ollama";
export async function describe(image) {
  return ollama.generate({ model: "llava:13b", prompt: "Describe this image in one paragraph for a blind reader.", images: [image] });
}
console.log(await ollama.generate({ model: "llama3", prompt: "Explain to me how a sailing boat goes against the wind" }));
"""


def test_a_fixed_question_about_what_a_function_is_given_is_a_prompt(scan) -> None:
    found = scan({"images.mjs": VISION})
    assert ("llava:13b", "uses-prompt", "describe prompt") in found.links
    assert found.names(Kind.PROMPT) == ["describe prompt"]


LOOP = """
import OpenAI from "openai";
import { getWeather } from "./weather";
const openai = new OpenAI();
const tools = [{ type: "function", function: { name: "get_weather", description: "Tells the weather", parameters: { type: "object" } } }];
const toolHandlers = { get_weather: getWeather };
export const ask = (messages) => openai.chat.completions.create({ model: "gpt-4o", messages, tools });
"""


def test_a_function_under_a_tools_name_is_no_second_tool(scan) -> None:
    weather = (
        "export async function getWeather({ city }) { return fetch(`https://api.openweathermap.org/?q=${city}`); }"
    )
    found = scan({"agent.ts": LOOP, "weather.ts": weather})
    assert found.names(Kind.TOOL) == ["get_weather"]


CALL = """
import WebSocket from "ws";
const SYSTEM_MESSAGE = "You are a bubbly assistant on the phone of a bakery.";
fastify.get("/media-stream", { websocket: true }, (connection) => {
  const socket = new WebSocket("wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview-2024-10-01");
  const sendSessionUpdate = () => {
    const update = { type: "session.update", session: { voice: "alloy", instructions: SYSTEM_MESSAGE } };
    socket.send(JSON.stringify(update));
  };
  socket.on("open", () => setTimeout(sendSessionUpdate, 250));
});
"""


def test_a_realtime_session_tells_the_model_of_the_socket(scan) -> None:
    links = scan({"index.js": CALL}).links
    assert ("gpt-4o-realtime-preview-2024-10-01", "uses-prompt", "SYSTEM_MESSAGE") in links


BEDROCK = """
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
const client = new BedrockRuntimeClient({ region: "us-east-1" });
export const handler = async (event) => {
  const payload = { max_tokens: 500, messages: [{ role: "user", content: [{ type: "text", text: `Summarise the ticket for an engineer: ${event.body}` }] }] };
  return client.send(new InvokeModelCommand({ modelId: "anthropic.claude-3-haiku-20240307-v1:0", body: JSON.stringify(payload) }));
};
"""


def test_the_body_of_a_command_of_bedrock_is_read(scan) -> None:
    links = scan({"lambda/index.mjs": BEDROCK}).links
    assert ("anthropic.claude-3-haiku-20240307-v1:0", "uses-prompt", "lambda handler prompt") in links


FLOWERS = """
const { GoogleGenerativeAI } = require("@google/generative-ai");
const genAI = new GoogleGenerativeAI(process.env.API_KEY);
const BOT_NAME = "Nora";
client.on("message", async (message) => {
  const model = genAI.getGenerativeModel({ model: "gemini-1.5-flash" });
  const chat = model.startChat({ history: [
    { role: "user", parts: [{ text: `You are ${BOT_NAME}, the assistant of a shop.` }] },
    { role: "model", parts: [{ text: "Understood!" }] },
  ] });
  await chat.sendMessage(message.body);
});
"""


def test_the_history_that_a_chat_begins_with_says_what_the_model_is(scan) -> None:
    found = scan({"index.js": FLOWERS})
    assert ("gemini-1.5-flash", "uses-prompt", "index prompt") in found.links
    asked = FLOWERS.replace("You are ${BOT_NAME}, the assistant of a shop.", "Is ${BOT_NAME} here?")
    assert scan({"index.js": asked}).names(Kind.PROMPT) == []


FILMS = """
import { MongoClient } from "mongodb";
import OpenAI from "openai";
const openai = new OpenAI();
const films = new MongoClient(process.env.MONGODB_URI).db("media").collection("films");
const embed = async (input) => (await openai.embeddings.create({ model: "text-embedding-3-small", input })).data[0].embedding;
export const search = async (q) => {
  const queryVector = await embed(q);
  return films.aggregate([{ $vectorSearch: { index: "plots", path: "plot", queryVector, limit: 5 } }]).toArray();
};
export const count = () => films.aggregate([{ $group: { _id: "$year" } }]).toArray();
"""


def test_a_search_by_vectors_makes_a_database_a_store(scan) -> None:
    found = scan({"films.ts": FILMS})
    assert ("MongoDB Atlas Vector Search", "uses-model", "text-embedding-3-small") in found.links
    plain = FILMS.replace("$vectorSearch", "$match")
    assert found.names(Kind.SERVICE) == ["MongoDB Atlas Vector Search", "OpenAI"]
    assert scan({"films.ts": plain}).names(Kind.SERVICE) == ["OpenAI"]


FUNCTIONS = """
import { onCall } from "firebase-functions/v2/https";
import { defineString } from "firebase-functions/params";
import { VertexAI } from "@google-cloud/vertexai";
const MODEL = defineString("GEMINI_MODEL", { default: "gemini-1.5-flash-002" });
export const ask = onCall(async () => new VertexAI({ project: "notes" }).getGenerativeModel({ model: MODEL.value() }));
"""


def test_parameters_of_firebase_functions_have_defaults(scan) -> None:
    assert ("gemini-1.5-flash-002", "served-by", "Google Vertex AI") in scan(
        {"functions/src/index.ts": FUNCTIONS}
    ).links


ANGULAR = {
    "src/environments/environment.ts": """
export const environment = { ai: { url: "https://api.together.xyz/v1/chat/completions", model: "meta-llama/Llama-3.3-70B-Instruct-Turbo" } };
""",
    "src/app/ai.service.ts": """
import { environment } from "../environments/environment";
export class AiService {
  ask(question) {
    return this.http.post(environment.ai.url, { model: environment.ai.model, messages: [{ role: "system", content: "You answer questions on bicycles." }, { role: "user", content: question }] });
  }
}
""",
}


def test_who_answers_at_an_address_of_another_file_serves_the_model(scan) -> None:
    links = scan(ANGULAR).links
    assert ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "served-by", "Together AI") in links
    own = {path: text.replace("api.together.xyz", "llm.bicycles.org") for path, text in ANGULAR.items()}
    assert not [one for one in scan(own).links if one[2] == "Together AI"]


USERSCRIPT = """
const cfg = { model: GM_getValue("model", "claude-3-haiku-20240307"), prompt: GM_getValue("prompt", "Summarise the page in five points and name its author.") };
GM_xmlhttpRequest({ method: "POST", url: "https://api.anthropic.com/v1/messages", data: JSON.stringify({ model: cfg.model, system: cfg.prompt, messages: [{ role: "user", content: document.body.innerText }] }) });
"""
SHEET = """
const MODEL = "gpt-4o-mini";
function classify(text) {
  const payload = { model: MODEL, messages: [{ role: "system", content: "You sort mails of customers." }, { role: "user", content: text }] };
  return UrlFetchApp.fetch("https://api.openai.com/v1/chat/completions", { method: "post", payload: JSON.stringify(payload) });
}
"""


def test_scripts_of_browsers_and_sheets(scan) -> None:
    assert ("claude-3-haiku-20240307", "uses-prompt", "summarise prompt") in scan(
        {"summarise.user.js": USERSCRIPT}
    ).links
    assert ("gpt-4o-mini", "uses-prompt", "classify prompt") in scan({"Code.gs": SHEET}).links


LOCAL = {
    "src/ollama.ts": """
export async function callOllama(prompt, model, port = 11434) {
  const body = JSON.stringify({ model, prompt, stream: false });
  return fetch(`http://127.0.0.1:${port}/api/generate`, { method: "POST", body });
}
""",
    "src/adapters.ts": """
import { callOllama } from "./ollama";
const DEFAULT_PARAMS = { model: "mistral", temperature: 0 };
export const ask = (text, params) => callOllama(text, params?.model ?? DEFAULT_PARAMS.model);
""",
}


def test_a_server_of_ones_own_whose_port_a_variable_holds(scan) -> None:
    assert ("mistral", "served-by", "Ollama") in scan(LOCAL).links
    other = {
        **LOCAL,
        "src/ollama.ts": LOCAL["src/ollama.ts"].replace("127.0.0.1:${port}", "api.${port}.org").replace("11434", "1"),
    }
    assert "mistral" not in scan(other).names(Kind.MODEL)
