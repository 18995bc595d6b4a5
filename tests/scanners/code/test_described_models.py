"""Models that an object describes by its id and who serves it."""

from __future__ import annotations

from aibom.model.kinds import Kind

MODELS = """
const DASHSCOPE_URL = process.env.DASHSCOPE_BASE_URL ?? "https://dashscope.aliyuncs.com/compatible-mode/v1";
const createDashscopeModel = (modelId: string) => ({
  providerId: "alibaba-cn", modelId, url: DASHSCOPE_URL, apiKey: process.env.DASHSCOPE_API_KEY,
});
export const plus = createDashscopeModel("qwen3.5-plus");
export const vectors = createDashscopeModel("text-embedding-v4");
export const local = { providerId: "ollama", modelId: "gemma3:4b", url: "http://127.0.0.1:11434/v1" };
"""
AGENTS = """
import { Agent } from "@mastra/core/agent";
import { ModelRouterEmbeddingModel } from "@mastra/core/llm";
import { local, plus, vectors } from "./models";
export const clerk = new Agent({ name: "clerk", instructions: "You answer customers of the harbour.", model: plus });
export const guard = new Agent({ name: "guard", instructions: "You watch the gate of the harbour.", model: local });
export const embedder = new ModelRouterEmbeddingModel(vectors);
"""


def test_constants_that_a_function_of_the_project_makes_are_the_models_of_agents(scan):
    found = scan({"src/models.ts": MODELS, "src/agents.ts": AGENTS})
    assert found.names(Kind.MODEL) == ["gemma3:4b", "qwen3.5-plus", "text-embedding-v4"]
    assert {("clerk", "uses-model", "qwen3.5-plus"), ("guard", "uses-model", "gemma3:4b")} <= found.links
    origins = {one.subject.name: one.subject.origin for one in found.observations if one.subject.kind is Kind.MODEL}
    assert (origins["qwen3.5-plus"], origins["gemma3:4b"]) == ("dashscope", "ollama")


def test_an_object_that_says_nothing_of_who_serves_it_is_asked_for_its_members(scan):
    code = """
import { Agent } from "@mastra/core/agent";
const settings = { modelId: "gpt-4o-mini", retries: 2 };
export const clerk = new Agent({ name: "clerk", instructions: "You answer customers.", model: settings.modelId });
"""
    assert ("clerk", "uses-model", "gpt-4o-mini") in scan({"src/agents.ts": code}).links
