"""JavaScript: what callbacks are handed, what stores keep, what pages send to routes, and tables of models by provider."""

from __future__ import annotations

from aibom.model.kinds import Kind

DESK_TOOLS = """
export const deskTools = [
  { name: "find_parcel", parameters: { parcel: { type: "string", description: "Number of the parcel" } } },
  { name: "reroute_parcel", parameters: { parcel: { type: "string" }, depot: { type: "string" } } },
];
"""
DEFINITIONS = """
import { deskTools } from "../config/desk-tools";
export const tools = [
  { type: "file_search", vector_store_ids: ["vs_1"] },
  ...deskTools.map((tool) => {
    const definition = { type: "function", name: tool.name, parameters: { type: "object", properties: tool.parameters } };
    return definition;
  }),
];
"""
PAGE = """
import { tools } from "./tools";
export async function ask(messages) {
  return fetch("/api/turn", { method: "POST", body: JSON.stringify({ messages, tools: tools }) });
}
"""
ROUTE = """
import OpenAI from "openai";
export async function POST(request: Request) {
  const { messages, tools } = await request.json();
  const client = new OpenAI();
  return client.responses.create({ model: "gpt-4o", input: messages, tools });
}
"""


def test_tools_are_followed_from_a_plain_list_through_a_mapping_and_a_request_to_the_model(scan) -> None:
    files = {"config/desk-tools.ts": DESK_TOOLS, "lib/tools.ts": DEFINITIONS, "lib/ask.ts": PAGE}
    found = scan({**files, "app/api/turn/route.ts": ROUTE})
    assert found.names(Kind.TOOL) == ["file_search", "find_parcel", "reroute_parcel"]
    assert "config/desk-tools.ts:4" in found.places(Kind.TOOL, "reroute_parcel")
    assert ("turn POST", "has-tool", "find_parcel") in found.links


def test_what_a_page_sends_elsewhere_is_not_what_the_route_is_sent(scan) -> None:
    other = PAGE.replace("/api/turn", "/api/other")
    files = {"config/desk-tools.ts": DESK_TOOLS, "lib/tools.ts": DEFINITIONS, "lib/ask.ts": other}
    found = scan({**files, "app/api/turn/route.ts": ROUTE})
    assert ("turn POST", "has-tool", "find_parcel") not in found.links


EXPRESS = """
import express from "express";
import Anthropic from "@anthropic-ai/sdk";
const router = express.Router();
router.post("/complete", async (req, res) => {
  const client = new Anthropic();
  const { model } = req.body;
  res.json(await client.messages.create({ model: model, max_tokens: 100, messages: req.body.messages }));
});
"""
FORM = """
import axios from "axios";
const chosen = "house-writer-2";
export const send = (messages) => axios.post("/api/complete", { messages, model: chosen });
"""


def test_a_handler_of_express_takes_the_model_that_a_form_sends(scan) -> None:
    found = scan({"server/routes.ts": EXPRESS, "web/form.ts": FORM})
    assert found.names(Kind.MODEL) == ["house-writer-2"]
    assert "web/form.ts:3" in found.places(Kind.MODEL, "house-writer-2")


ENUM = """
export enum LocalModel { SMALL = "Acorn-1B-q4f16", LARGE = "Acorn-8B-q4f16" }
"""
STORE = """
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { LocalModel } from "./models";
export const useChat = create<State>()(persist((set) => ({
  picked: LocalModel.SMALL,
  pick: (one: LocalModel) => set({ picked: one }),
}), { name: "chat" }));
"""
CHAT = """
import { CreateMLCEngine } from "@mlc-ai/web-llm";
import { useChat } from "./store";
export function Chat() {
  const picked = useChat((state) => state.picked);
  return CreateMLCEngine(picked);
}
"""


def test_a_store_gives_its_first_value_and_any_member_that_its_setter_may_put_in(scan) -> None:
    found = scan({"models.ts": ENUM, "store.ts": STORE, "chat.tsx": CHAT})
    assert found.names(Kind.MODEL) == ["Acorn-1B-q4f16", "Acorn-8B-q4f16"]


SLICE = """
import { createSlice } from "@reduxjs/toolkit";
export const settings = createSlice({ name: "settings", initialState: { voice: "harbour-voice-1" }, reducers: {} });
"""
SPEAKER = """
import OpenAI from "openai";
import { useSelector } from "react-redux";
export function Speaker() {
  const voice = useSelector((state) => state.settings.voice);
  return new OpenAI().chat.completions.create({ model: voice, messages: [] });
}
"""


def test_a_selector_takes_what_a_slice_begins_with(scan) -> None:
    assert scan({"slice.ts": SLICE, "speaker.tsx": SPEAKER}).names(Kind.MODEL) == ["harbour-voice-1"]


STATE = """
import { useState } from "react";
import { Ollama } from "ollama";
const FIRST = "harbour-chat:7b";
export function Page() {
  const [kind, setKind] = useState(FIRST);
  return new Ollama().chat({ model: kind, messages: [] });
}
"""


def test_a_state_holds_what_it_is_made_with(scan) -> None:
    assert scan({"page.tsx": STATE}).names(Kind.MODEL) == ["harbour-chat:7b"]


HANDLER = """
import { createMcpHandler } from "mcp-handler";
import { register } from "./more";
const handler = createMcpHandler(
  (server) => {
    server.tool("roll_dice", "Rolls a die", {}, async () => ({ content: [] }));
    server.registerTool("get_tide", { description: "Tells the tide" }, async () => ({ content: [] }));
    server.registerPrompt("review_log", { description: "Reviews a log" }, () => ({ messages: [] }));
    register(server);
  },
  { serverInfo: { name: "harbour", version: "1" } },
);
export { handler as GET, handler as POST };
"""
MORE = """
const listed = [{ name: "moor_ship", description: "Moors a ship", schema: {} }];
export function register(server) {
  listed.forEach((tool) => server.tool(tool.name, tool.description, tool.schema, async () => ({ content: [] })));
  Object.entries(RIGS).forEach(([label, rig]) => server.tool(label, rig.description, {}, rig.run));
}
const RIGS = { hoist_sail: { description: "Hoists a sail", run: async () => ({ content: [] }) } };
"""


def test_the_server_that_a_handler_is_handed_has_the_tools_that_are_put_on_it(scan) -> None:
    found = scan({"app/mcp/route.ts": HANDLER, "app/mcp/more.ts": MORE})
    assert found.names(Kind.TOOL) == ["get_tide", "harbour", "hoist_sail", "moor_ship", "roll_dice"]
    joined = {target for source, kind, target in found.links if (source, kind) == ("harbour", "contains")}
    assert joined == {"get_tide", "hoist_sail", "moor_ship", "roll_dice"}
    assert ("harbour", "uses-prompt", "review_log") in found.links


TABLE = """
import { generateText } from "ai";
export const PROVIDERS = {
  replicate: { title: "Replicate", models: ["acorn-labs/painter-1", "harbour/etcher"] },
  ollama: { title: "Ollama", models: ["acorn:7b"] },
};
export const FIRST_MODELS = { fast: { replicate: "acorn-labs/painter-mini-1", ollama: "acorn:1b" } };
export const ICONS = { openai: "/icons/openai-2.svg", groq: "/icons/groq-2.svg" };
export const KEYS = { openai: ["OPENAI_API_KEY"], groq: ["GROQ_API_KEY"] };
"""


def test_a_table_by_provider_names_models_of_any_form(scan) -> None:
    found = scan({"providers.ts": TABLE})
    assert found.names(Kind.MODEL, "replicate") == [
        "acorn-labs/painter-1",
        "acorn-labs/painter-mini-1",
        "harbour/etcher",
    ]
    assert found.names(Kind.MODEL, "ollama") == ["acorn:1b", "acorn:7b"]
    assert found.names(Kind.MODEL) == sorted(found.names(Kind.MODEL, "replicate") + found.names(Kind.MODEL, "ollama"))
    assert ("harbour/etcher", "served-by", "Replicate") in found.links


ELSEWHERE = """
import OpenAI from "openai";
const client = new OpenAI({ baseURL: process.env.LLM_BASE_URL, apiKey: process.env.LLM_KEY });
export const ask = () => client.chat.completions.create({ model: process.env.LLM_MODEL, messages: [] });
"""


def test_a_client_whose_address_and_key_only_the_environment_knows_is_nobodys(scan) -> None:
    assert scan({"ask.ts": ELSEWHERE}).names(Kind.SERVICE) == []
    deepseek = ELSEWHERE.replace("LLM_", "DEEPSEEK_")
    assert scan({"ask.ts": deepseek}).names(Kind.SERVICE) == ["DeepSeek"]
    own = ELSEWHERE.replace("LLM_", "OPENAI_")
    assert scan({"ask.ts": own}).names(Kind.SERVICE) == ["OpenAI"]


def test_a_page_that_sends_something_to_a_route_is_read_for_what_it_sends(tmp_path) -> None:
    from aibom.pipeline.scanning import scan_tree

    (tmp_path / "app/api/chat").mkdir(parents=True)
    (tmp_path / "components").mkdir()
    route = 'import OpenAI from "openai";\nexport async function POST(request) {\n  const { voice } = await request.json();\n'
    route += "  return new OpenAI().chat.completions.create({ model: voice, messages: [] });\n}\n"
    (tmp_path / "app/api/chat/route.ts").write_text(route)
    page = 'const voice = "harbour-1";\nexport const send = () =>\n  fetch("/api/chat", { body: JSON.stringify({ voice }) });\n'
    (tmp_path / "components/Chat.tsx").write_text(page)
    names = [one.name for one in scan_tree(tmp_path).components if one.kind == Kind.MODEL]
    assert names == ["harbour-1"]


CHATKIT = """
import { ChatKit, useChatKit } from "@openai/chatkit-react";
export function Desk() {
  const kit = useChatKit({
    onClientTool: async (invocation) => {
      if (invocation.name === "save_note") { return { success: true }; }
      return { success: false };
    },
  });
  return <ChatKit control={kit.control} />;
}
"""
HELPER = """
import { generateText } from "ai";
import { tool } from "@harbour/kit";
export const tide = tool("read_tide", { description: "Reads the tide of a harbour", input: Harbour, handler: async () => 1 });
export const plain = tool("plain", { title: "No tool of a model" });
"""
PRESETS = """
import { generateText } from "ai";
export const PRESETS = [
  { label: "OpenAI", provider: Providers.OpenAI, modelName: "gpt-4.1" },
  { label: "Anthropic", provider: Providers.Anthropic, modelName: "claude-3-opus-20240229" },
  { label: "Groq", provider: Providers.Groq, modelName: "llama-3.3-70b-versatile" },
  { label: "Google", provider: Providers.Google, modelName: "gemini-1.5-pro" },
];
export const API_HOST = "api.mistral.ai";
export const ask = async (model: "sonar" | "sonar-pro") => model;
"""
FLOW = """
import { genkit } from "genkit";
import { googleAI } from "@genkit-ai/google-genai";
const ai = genkit({ plugins: [googleAI()], model: googleAI.model("gemini-2.5-flash") });
const tide = ai.defineTool({ name: "tide", description: "Tells the tide" }, async () => 1);
export const planFlow = ai.defineFlow({ name: "planFlow" }, async (input) => {
  return ai.generate({ prompt: `Plan a voyage to ${input.harbour} for the crew.`, tools: [tide] });
});
"""


def test_a_page_answers_tools_of_chatkit_by_their_names(scan) -> None:
    assert scan({"desk.tsx": CHATKIT}).names(Kind.TOOL) == ["save_note"]


def test_a_helper_is_given_a_tools_name_first(scan) -> None:
    assert scan({"tide.ts": HELPER}).names(Kind.TOOL) == ["read_tide"]


def test_presets_of_several_providers_are_no_catalogue(scan) -> None:
    found = scan({"presets.ts": PRESETS})
    models = ["claude-3-opus-20240229", "gemini-1.5-pro", "gpt-4.1", "llama-3.3-70b-versatile", "sonar", "sonar-pro"]
    assert found.names(Kind.MODEL) == models
    assert "Mistral AI" in found.names(Kind.SERVICE)


def test_a_flow_lends_its_name_to_the_agent_within(scan) -> None:
    assert scan({"plan.ts": FLOW}).names(Kind.AGENT) == ["planFlow"]


GRAPH = """
import { StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { tool } from "@langchain/core/tools";
const tide = tool(() => 1, { name: "tide", description: "Tells the tide", schema: Harbour });
async function chat_node(state) {
  const model = new ChatOpenAI({ model: "gpt-4o" }).bindTools([...convert(state.actions ?? []), tide]);
  return { messages: [await model.invoke(state.messages)] };
}
export const graph = new StateGraph(State).addNode("chat_node", chat_node).compile();
"""
REPORTS = """
import OpenAI from "openai";
export const cleared = { role: "system", content: "History has been cleared." };
export const rules = { role: "system", content: "Answer as the harbour master of Kiel would." };
export const read = (tool) => ({ type: "function", function: { name: tool.name || "unknown_tool", description: tool.text } });
const copilot = "https://api.githubcopilot.com/mcp/";
"""


def test_a_node_of_a_graph_is_no_tool_of_its_model(scan) -> None:
    assert scan({"graph.ts": GRAPH}).names(Kind.TOOL) == ["tide"]


def test_reports_to_users_stand_ins_and_servers_beside_an_api_are_nothing(scan) -> None:
    found = scan({"chat.ts": REPORTS})
    assert len(found.names(Kind.PROMPT)) == 1
    assert found.names(Kind.TOOL) == []
    assert "GitHub Copilot" not in found.names(Kind.SERVICE)


CROSSED = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
const areas = ["deploy", "user", "team", "project"];
const jobs = [{ job: "list", run }, { job: "read", run }, { job: "drop", run }, { job: "make", run }];
const server = new McpServer({ name: "harbour", version: "1" });
areas.forEach((area) => {
  jobs.filter((one) => one.area === area).forEach((one) => server.registerTool(`${area}-${one.job}`, {}, one.run));
  server.registerTool(`${area}-reader`, {}, async () => 1);
});
"""
WEAVIATE = """
import weaviate from "weaviate-client";
await client.collections.create({
  name: "Ships",
  vectorizers: weaviate.configure.vectors.text2VecOllama({ model: "acorn-embed" }),
  generative: weaviate.configure.generative.ollama({ model: "acorn-chat" }),
});
"""


def test_names_crossed_from_two_lists_are_no_tools(scan) -> None:
    names = scan({"server.ts": CROSSED}).names(Kind.TOOL)
    assert names == ["deploy-reader", "harbour", "project-reader", "team-reader", "user-reader"]


def test_weaviate_is_told_its_models_by_helpers(scan) -> None:
    assert scan({"load.ts": WEAVIATE}).names(Kind.MODEL, "ollama") == ["acorn-chat", "acorn-embed"]
