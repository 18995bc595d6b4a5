"""JavaScript, TypeScript, TSX, Vue and Svelte as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, line_of, plain, read

AGENT = """
import OpenAI from "openai";
import { generateText, tool as defineTool, type CoreTool } from "ai";
import * as z from 'zod';
import type { Config } from "./config";
import "./polyfills";
const { ChatOpenAI, OpenAIEmbeddings: Embeddings } = require("@langchain/openai");
const pinecone = require("@pinecone-database/pinecone").Pinecone;

export const MODELS = { chat: "gpt-4o", "embed": 'text-embedding-3-small' } as const;
const client = new OpenAI({
  apiKey: process.env.OPENAI_API_KEY, baseURL: process.env["BASE_URL"] ?? "http://localhost",
});

/**
 * Answers a question.
 *
 * With more words below.
 * @param question what is asked
 */
export async function answer(question: string, model = MODELS.chat, { temperature = 0.2 }: Options = {}) {
  const { text } = await generateText({
    model: openai(`${PREFIX}-mini`),
    tools: {
      getWeather: defineTool({ description: "The weather", execute: async ({ city }) => fetchWeather(city) }),
    },
    ...defaults,
  });
  return text;
}

export const summarise = async (text: string) => client.chat.completions.create({ model: "gpt-4o-mini" });
export { answer as ask };
export default answer;
"""


def test_imports_of_both_module_systems() -> None:
    facts = read("src/agent.ts", AGENT)
    assert imported(facts) == [
        ("openai", "default", "OpenAI"),
        ("ai", "generateText", "generateText"),
        ("ai", "tool", "defineTool"),
        ("ai", "CoreTool", "CoreTool"),
        ("zod", None, "z"),
        ("./config", "Config", "Config"),
        ("./polyfills", None, ""),
        ("@langchain/openai", "ChatOpenAI", "ChatOpenAI"),
        ("@langchain/openai", "OpenAIEmbeddings", "Embeddings"),
        ("@pinecone-database/pinecone", "Pinecone", "pinecone"),
    ]
    assert [one.alias for one in facts.imports if one.typing_only] == ["CoreTool", "Config"]
    assert facts.language == "typescript"
    assert not facts.problems


def test_calls_carry_their_arguments() -> None:
    facts = read("src/agent.ts", AGENT)
    assert args(facts, "OpenAI") == [
        {
            "apiKey": "=process.env.OPENAI_API_KEY",
            "baseURL": ("either", ("item", "=process.env", "BASE_URL"), "http://localhost"),
        }
    ]
    assert call(facts, "OpenAI").form == "new"
    (options,) = args(facts, "generateText")
    assert options == {"model": "openai()", "tools": {"getWeather": "defineTool()"}, None: "=defaults"}
    assert args(facts, "openai") == [("template", "=PREFIX", "-mini")]
    assert args(facts, "defineTool") == [{"description": "The weather", "execute": "function answer.<lambda:25>"}]
    create = call(facts, "client.chat.completions.create")
    assert (create.scope, create.line) == ("summarise", line_of(AGENT, "export const summarise"))


def test_bindings_functions_and_exports() -> None:
    facts = read("src/agent.ts", AGENT)
    names = bound(facts)
    assert names[":MODELS"] == {"chat": "gpt-4o", "embed": "text-embedding-3-small"}
    assert names["answer:text"] == ("member", "generateText()", "text")
    assert names["answer:temperature"] == ("either", "=<param:2>.temperature", 0.2)
    assert names["answer.<lambda:25>:city"] == "=<param:0>.city"
    answer = next(one for one in facts.functions if one.name == "answer")
    assert [(p.name, plain(facts, p.default), p.annotation) for p in answer.params] == [
        ("question", None, "string"),
        ("model", "=MODELS.chat", ""),
        ("<param:2>", {}, "Options"),
    ]
    assert answer.doc == "Answers a question."
    assert (answer.line, answer.end_line) == (21, 30)
    assert [plain(facts, value) for value in answer.returns] == ["=text"]
    assert {name: plain(facts, value) for name, value in facts.exports} == {
        "MODELS": "=MODELS",
        "answer": "=answer",
        "summarise": "=summarise",
        "ask": "=answer",
        "default": "=answer",
    }


def test_reexports_are_imports_and_exports() -> None:
    facts = read(
        "index.mjs",
        'export * from "./models";\nexport * as tools from "./tools";\n'
        'export { a as b, default as Agent } from "./agent";',
    )
    assert imported(facts) == [
        ("./models", "*", "*"),
        ("./tools", None, "tools"),
        ("./agent", "a", "b"),
        ("./agent", "default", "Agent"),
    ]
    assert [(name, plain(facts, value)) for name, value in facts.exports] == [
        ("*", "./models"),
        ("tools", "=tools"),
        ("b", "=b"),
        ("Agent", "=Agent"),
    ]


def test_commonjs_exports() -> None:
    facts = read(
        "models.cjs", 'const chat = "gpt-4o";\nmodule.exports = { chat, embed: "e5" };\nexports.rerank = "bge";'
    )
    assert [(name, plain(facts, value)) for name, value in facts.exports] == [
        ("default", {"chat": "=chat", "embed": "e5"}),
        ("chat", "=chat"),
        ("embed", "e5"),
        ("rerank", "bge"),
    ]


def test_modules_loaded_inside_expressions() -> None:
    facts = read(
        "load.js", 'const vec = (await import("@qdrant/js-client-rest")).QdrantClient;\nrun(require("./agent").agent);'
    )
    assert imported(facts) == [
        ("@qdrant/js-client-rest", "QdrantClient", "vec"),
        ("./agent", None, "<import:2:4>"),
    ]
    assert args(facts, "run") == ["=<import:2:4>.agent"]


def test_classes_decorators_and_fields() -> None:
    facts = read(
        "service.ts",
        """
@Injectable({ scope: "request" })
export class ChatService extends BaseService<Chat> implements OnInit {
  private readonly model: string = "claude-3-5-sonnet-latest";
  history: Message[];
  constructor(private readonly llm: ChatOpenAI, @Inject("MODEL") name?: string) { super(); }
  /** Looks up an order. */
  @Tool({ name: "order" })
  async order(id: string) { return this.llm?.invoke(id)!.content; }
  handler = async (req) => this.model;
}
enum Model { Chat = "gpt-4o", Embed = "e5" }
""",
    )
    (service, model) = facts.classes
    assert [plain(facts, base) for base in service.bases] == ["=BaseService", "=OnInit"]
    assert [plain(facts, one) for one in service.decorators] == ["Injectable()"]
    assert call(facts, "Injectable").form == "decorator"
    names = bound(facts)
    assert names["ChatService:model"] == "claude-3-5-sonnet-latest"
    assert names["ChatService:history"] == "?"
    assert names["ChatService.constructor:this.llm"] == "=llm"
    assert names["Model:Chat"] == "gpt-4o"
    assert model.name == "Model"
    order = next(one for one in facts.functions if one.name == "order")
    assert order.doc == "Looks up an order."
    assert [plain(facts, one) for one in order.decorators] == ["Tool()"]
    assert [plain(facts, value) for value in order.returns] == [("member", "this.llm.invoke()", "content")]
    assert [one.name for one in facts.functions if one.scope == "ChatService"] == ["constructor", "order", "handler"]


def test_jsx_elements_are_calls() -> None:
    facts = read(
        "Chat.tsx",
        """
export function Picker({ model = "gemini-2.0-flash", ...rest }: Props) {
  const [chosen, setChosen] = useState<string>("gemini-2.0-flash");
  return (
    <Select.Root value={chosen} {...rest} disabled>
      <SelectItem value="gemini-2.5-pro">Pro model</SelectItem>
      {open && <SelectItem value={`gemini-${tier}`} />}
    </Select.Root>
  );
}
""",
    )
    root = call(facts, "Select.Root")
    assert (root.form, root.spread) == ("jsx", True)
    assert kwargs(facts, "Select.Root") == {"value": "=chosen", "**": "=rest", "disabled": True}
    items = [one for one in facts.calls if one.callee == "SelectItem"]
    assert [[plain(facts, value) for _, value in one.kwargs] for one in items] == [
        ["gemini-2.5-pro"],
        [("template", "gemini-", "=tier")],
    ]
    assert [plain(facts, value) for value in items[0].args] == ["Pro model"]
    names = bound(facts)
    assert names["Picker:chosen"] == ("item", "useState()", 0)
    assert names["Picker:model"] == ("either", "=<param:0>.model", "gemini-2.0-flash")
    assert call(facts, "useState").types == ("string",)


def test_builder_chains_and_awaited_values() -> None:
    facts = read(
        "chain.js",
        'const app = new StateGraph(State).addNode("call", run).compile();\n'
        "for (const m of models) use(m);\nsql`a ${b}`;",
    )
    node, compiled = call(facts, "addNode"), call(facts, "compile")
    assert plain(facts, node.receiver) == "StateGraph()"
    assert plain(facts, compiled.receiver) == "StateGraph().addNode()"
    assert bound(facts)[":m"] == "=models"
    assert call(facts, "sql").form == "template-tag"


def test_a_chained_call_stands_on_the_line_of_its_name() -> None:
    facts = read("chain.ts", "const bot = build()\n  .model('gpt-4o')\n  .tool(\n    weather,\n  );\n")
    assert [(one.callee, one.line, one.end_line) for one in facts.calls] == [
        ("build", 1, 1),
        ("model", 2, 2),
        ("tool", 3, 5),
    ]


def test_strings_of_known_parts_are_one_literal() -> None:
    facts = read(
        "text.js",
        r"""const a = "You are " + 'a "bot".\n' + `Be \u{1F600}.`; const b = x ? "p" : y || "q"; """
        'let c; c ??= "r"; c += "s";',
    )
    names = bound(facts)
    assert names[":a"] == 'You are a "bot".\nBe \U0001f600.'
    assert names[":b"] == ("either", "p", ("either", "=y", "q"))
    assert names[":c"] == "r"
    assert args(facts, "c.__iadd__") == ["s"]


def test_scripts_of_components_keep_their_lines() -> None:
    facts = read(
        "App.vue",
        '<template>\n  <p>{{ x }}</p>\n</template>\n<script setup lang="ts">\nimport { useChat } from "@ai-sdk/vue";\n'
        'const chat: Chat = useChat({ api: "/api" });\n</script>\n',
    )
    assert facts.language == "typescript"
    assert imported(facts) == [("@ai-sdk/vue", "useChat", "useChat")]
    assert call(facts, "useChat").line == 6
    assert not facts.problems


def test_directives_in_comments() -> None:
    facts = read("a.ts", 'const m = "gpt-4o"; // aibom: ignore[AIB101] legacy\n/* aibom: name=router */\n')
    assert [(one.text, one.line) for one in facts.directives] == [("ignore[AIB101] legacy", 1), ("name=router", 2)]


def test_secrets_are_masked() -> None:
    token = "sk-proj-" + "a1B2" * 8
    facts = read(
        "key.js",
        f'const c = new OpenAI({{ apiKey: "q8Zt4Lw0pXv7Rk2m" }}); use(`Bearer {token}`); const password = "hunter2x";\n'
        f'x = !{{"k": "{token}"}};',
    )
    text = repr(facts)
    assert token not in text
    assert "q8Zt4Lw0pXv7Rk2m" not in text
    assert "hunter2x" not in text
    assert args(facts, "OpenAI") == [{"apiKey": "***"}]
    facts = read(
        "pick.js",
        'list({ key: "gpt-4o-mini", token: "${TOKEN}" }); c.setApiKey("q8Zt4Lw0pXv7Rk2m"); f.getSecret("openai");',
    )
    assert [[plain(facts, value) for value in one.args] for one in facts.calls] == [
        [{"key": "gpt-4o-mini", "token": "${TOKEN}"}],
        ["***"],
        ["openai"],
    ]
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----"
    facts = read("pem.ts", f"const pem = `{pem}`;\nuse(pem);")
    assert "MIIEow" not in repr(facts)
    assert facts.calls[0].line == 5


def test_broken_syntax_is_a_problem_and_the_rest_is_read() -> None:
    facts = read(
        "broken.ts",
        'import OpenAI from "openai";\nconst a = new OpenAI(;\n} }\nfunction ok() { return go("gpt-4o"); }\n',
    )
    assert [(one.reason, one.line) for one in facts.problems] == [("syntax error", 2)]
    assert imported(facts) == [("openai", "default", "OpenAI")]
    assert args(facts, "go") == ["gpt-4o"]
