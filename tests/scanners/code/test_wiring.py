"""What containers hand over: beans of a type, what an AI service is wired with, settings' models, prompts in a chain."""

from __future__ import annotations

from aibom.inventory.build import build_inventory
from aibom.model.component import ScanSummary
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject

SUMMARY = ScanSummary(listed_by="walk", files=1, files_read=1)
ASSISTANT = """package hotel;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.spring.AiService;
@AiService
interface Concierge {
    @SystemMessage("You are the concierge of a small hotel and answer politely.")
    String chat(String question);
}
"""
TOOLS = """package hotel;
import dev.langchain4j.agent.tool.Tool;
import org.springframework.stereotype.Component;
@Component
class Bookings {
    @Tool("Cancels a booking") void cancelBooking(String number) {}
}
"""
BEANS = """package hotel;
import dev.langchain4j.model.chat.ChatLanguageModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.context.annotation.Bean;
class Models {
    @Bean
    ChatLanguageModel chatModel() { return OpenAiChatModel.builder().modelName("gpt-4o-mini").build(); }
}
"""


def test_a_service_is_wired_with_the_tools_and_the_model_bean_of_its_build(scan):
    root = "src/main/java/hotel/"
    found = scan({f"{root}Concierge.java": ASSISTANT, f"{root}Bookings.java": TOOLS, f"{root}Models.java": BEANS})
    assert ("Concierge", "has-tool", "cancelBooking") in found.links
    assert ("Concierge", "uses-model", "gpt-4o-mini") in found.links


def test_without_a_bean_it_uses_the_model_of_the_nearest_settings(scan):
    found = scan({"desk/src/main/java/hotel/Concierge.java": ASSISTANT})
    settings = [
        _configured("gpt-4o", "desk/src/main/resources/application.properties"),
        _configured("o3", "application.yml"),
    ]
    inventory = build_inventory([*found.sightings, *settings], name="hotel", summary=SUMMARY)
    assert [r.target for r in inventory.relations if r.kind == "uses-model" and "Concierge" in r.source] == [
        "model:openai/gpt-4o"
    ]
    bare = build_inventory(found.sightings, name="hotel", summary=SUMMARY)
    assert not [c for c in bare.components if c.kind == Kind.MODEL]


def _configured(name, path):
    subject = Subject(kind=Kind.MODEL, name=name, origin="openai")
    return Observation(subject=subject, evidence=Evidence(path=path, line=3), facts={"model_class": "chat"})


def test_an_injected_bean_is_what_its_method_makes(scan):
    found = scan(
        {
            "src/main/java/hotel/Stores.java": "package hotel;\n"
            "import org.springframework.context.annotation.Bean;\n"
            "import dev.langchain4j.store.embedding.EmbeddingStore;\n"
            "import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;\n"
            "class Stores {\n"
            "    @Bean EmbeddingStore<String> rooms() { return QdrantEmbeddingStore.builder().build(); }\n"
            "}\n",
            "src/main/java/hotel/Search.java": "package hotel;\n"
            "import dev.langchain4j.model.openai.OpenAiEmbeddingModel;\n"
            "import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;\n"
            "import dev.langchain4j.store.embedding.EmbeddingStore;\n"
            "class Search {\n"
            "    Object retriever(EmbeddingStore<String> store) {\n"
            '        var model = OpenAiEmbeddingModel.builder().modelName("text-embedding-3-small").build();\n'
            "        return EmbeddingStoreContentRetriever.builder().embeddingStore(store).embeddingModel(model).build();\n"
            "    }\n"
            "}\n",
        }
    )
    assert ("Qdrant", "uses-model", "text-embedding-3-small") in found.links


def test_a_chain_joins_its_prompt_and_its_model(scan):
    found = scan(
        {
            "chain.ts": "import { ChatOpenAI } from '@langchain/openai'\n"
            "import { ChatPromptTemplate } from '@langchain/core/prompts'\n"
            "import { RunnableSequence } from '@langchain/core/runnables'\n"
            "const ASK = ChatPromptTemplate.fromTemplate('Answer from the minutes of the parish council: {question}')\n"
            "const model = new ChatOpenAI({ model: 'gpt-4o-mini' })\n"
            "const short = (text: string) => text.slice(0, 100)\n"
            "export const chain = RunnableSequence.from([ASK, model, short])\n"
        }
    )
    assert ("gpt-4o-mini", "uses-prompt", "ASK") in found.links
    assert found.names(Kind.TOOL) == []


def test_a_subclass_of_a_hosted_agent_has_what_its_methods_use(scan):
    found = scan(
        {
            "src/server.ts": "import { AIChatAgent } from 'agents/ai-chat-agent'\n"
            "import { createWorkersAI } from 'workers-ai-provider'\n"
            "import { streamText, tool } from 'ai'\n"
            "export class Porter extends AIChatAgent<Env> {\n"
            "  async onChatMessage() {\n"
            "    const ai = createWorkersAI({ binding: this.env.AI })\n"
            "    return streamText({ model: ai('@cf/meta/llama-3.3-70b-instruct-fp8-fast'),\n"
            "      tools: { findRoom: tool({ description: 'Finds a room', execute: async () => 1 }) } })\n"
            "  }\n"
            "}\n"
        }
    )
    assert ("Porter", "uses-model", "@cf/meta/llama-3.3-70b-instruct-fp8-fast") in found.links
    assert ("Porter", "has-tool", "findRoom") in found.links


def test_a_subclass_of_an_agent_is_given_what_its_base_is_made_with(scan):
    found = scan(
        {
            "src/clerk.ts": "import { ToolLoopAgent, tool } from 'ai'\n"
            "const CLERK_PROMPT = 'You are the clerk of a small archive and answer briefly.'\n"
            "const findRecord = () => tool({ description: 'Finds a record', execute: async () => 1 })\n"
            "export class Clerk extends ToolLoopAgent<never> {\n"
            "  constructor(settings: Settings) {\n"
            "    super({ model: settings.model, instructions: settings.text || CLERK_PROMPT, tools: { find: findRecord() } })\n"
            "  }\n"
            "}\n"
        }
    )
    assert found.names(Kind.AGENT) == ["Clerk"]
    assert ("Clerk", "uses-prompt", "CLERK_PROMPT") in found.links
    assert any(source == "Clerk" and kind == "has-tool" for source, kind, _ in found.links)


def test_a_function_named_for_a_model_returns_its_name(scan):
    found = scan(
        {
            "model.ts": "import { createOllama } from 'ollama-ai-provider'\n"
            "export function getSelectedModel(): string {\n"
            "  return localStorage.getItem('model') || 'gemma:2b'\n}\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gemma:2b"]


def test_a_text_joined_of_lines_is_a_prompt_and_a_parser_of_settings_names_its_default(scan):
    found = scan(
        {
            "src/prompt.ts": "export const writePrompt = (language: string, limit: number) =>\n"
            "  [\n    'Write a commit message in the present tense for the following change.',\n"
            "    `Language of the message: ${language}`,\n    extra(limit),\n  ].filter(Boolean).join('\\n')\n",
            "src/settings.ts": "const parsers = {\n  model(model?: string) {\n    if (!model) {\n"
            "      return 'gpt-4o-mini'\n    }\n    return model\n  },\n} as const\n",
            "src/ask.ts": "import OpenAI from 'openai'\nimport { writePrompt } from './prompt'\n"
            "export const ask = (model: string) => new OpenAI().chat.completions.create({ model,\n"
            "  messages: [{ role: 'system', content: writePrompt('en', 72) }] })\n",
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.names(Kind.PROMPT) == ["writePrompt"]


def test_data_is_added_to_the_store_that_the_settings_name(scan):
    reader = (
        "package x;\n"
        "import org.springframework.ai.reader.pdf.PagePdfDocumentReader;\n"
        "import org.springframework.ai.transformer.splitter.TokenTextSplitter;\n"
        "import org.springframework.ai.vectorstore.VectorStore;\n"
        "public class Archive {\n"
        "  public void fill(VectorStore vectorStore) {\n"
        '    vectorStore.add(new TokenTextSplitter().split(new PagePdfDocumentReader("classpath:minutes.pdf").read()));\n'
        "  }\n"
        "}\n"
    )
    found = scan({"src/main/java/Archive.java": reader}, also=("src/main/resources/minutes.pdf",))
    assert ("src/main/resources/minutes.pdf", "stores-in", "store") in found.links


def test_the_model_that_dspy_is_told_to_take_is_told_the_signatures_of_its_predictors(scan):
    source = (
        "import dspy\n"
        "class SortLetter(dspy.Signature):\n"
        "    '''Sort a letter to the harbour master by subject.'''\n"
        "    letter = dspy.InputField()\n"
        "    subject = dspy.OutputField()\n"
        "%s"
        "sort = dspy.ChainOfThought(SortLetter)\n"
    )
    configured = "dspy.configure(lm=dspy.LM('openai/gpt-4o-mini'))\n"
    assert ("gpt-4o-mini", "uses-prompt", "SortLetter") in scan({"sort.py": source % configured}).links
    beside = "lm = dspy.LM('openai/gpt-4o-mini')\n"
    assert ("gpt-4o-mini", "uses-prompt", "SortLetter") not in scan({"sort.py": source % beside}).links
