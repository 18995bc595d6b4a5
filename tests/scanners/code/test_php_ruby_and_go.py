"""PHP, Ruby and Go: namespaces of the tree, enums of models, views as prompts, formatted prompts."""

from __future__ import annotations

from aibom.model.kinds import Kind

ENUM = "<?php\nnamespace App\\Enums;\nenum ModelName: string {\n    case Large = 'gpt-4o';\n    case Small = 'gpt-4o-mini';\n}\n"
CONTROLLER = """<?php
namespace App\\Http\\Controllers;
use App\\Enums\\ModelName;
use Illuminate\\Http\\Request;
use Prism\\Prism\\Prism;
class AskController {
    public function ask(Request $request) {
        $model = $request->enum('model', ModelName::class, ModelName::Small);
        return Prism::text()->withSystemPrompt(view('prompts.guide'))->using('openai', $model->value)->asText();
    }
}
"""


def test_a_model_of_a_request_defaults_to_a_case_of_an_enum_of_the_tree(scan):
    found = scan({"app/Http/Controllers/AskController.php": CONTROLLER, "app/Enums/ModelName.php": ENUM})
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]
    assert "app/Enums/ModelName.php:5" in found.places(Kind.MODEL, "gpt-4o-mini")


def test_a_long_enum_of_models_is_a_catalogue(scan):
    cases = "".join(f"    case M{i} = 'gpt-4-{i:04}';\n" for i in range(8))
    found = scan({"app/Models.php": f"<?php\nnamespace App;\nenum ModelName: string {{\n{cases}}}\n"})
    assert found.names(Kind.MODEL) == []


def test_a_view_that_is_a_system_prompt_is_its_file(scan):
    view = "resources/views/prompts/guide.blade.php"
    found = scan({"app/Http/Controllers/AskController.php": CONTROLLER, "app/Enums/ModelName.php": ENUM}, also=(view,))
    assert found.names(Kind.PROMPT) == [view]


def test_a_configuration_file_of_php_names_its_default_model(scan):
    found = scan({"config/ai.php": "<?php\nreturn ['openai' => ['model' => env('OPENAI_MODEL', 'gpt-4o')]];\n"})
    assert found.names(Kind.MODEL) == ["gpt-4o"]


def test_a_format_that_is_a_constant_is_the_prompt(scan):
    found = scan(
        {
            "main.go": "package main\n"
            'import ("context"; "fmt"; "github.com/google/generative-ai-go/genai")\n'
            'const ragTemplate = "Answer the question from the minutes of the council.\\nQuestion: %s\\nMinutes: %s"\n'
            "func ask(ctx context.Context, question string, minutes string) {\n"
            "    client, _ := genai.NewClient(ctx)\n"
            '    model := client.GenerativeModel("gemini-1.5-flash")\n'
            "    query := fmt.Sprintf(ragTemplate, question, minutes)\n"
            "    model.GenerateContent(ctx, genai.Text(query))\n"
            "}\n"
        }
    )
    assert found.places(Kind.PROMPT, "ragTemplate") == {"main.go:3", "main.go:8"}
    assert ("gemini-1.5-flash", "uses-prompt", "ragTemplate") in found.links


def test_functions_that_a_ruby_class_defines_for_a_model_are_its_tools(scan):
    found = scan(
        {
            "tools/refunds.rb": "class Refunds\n  extend Langchain::ToolDefinition\n"
            "  define_function :issue_refund, description: 'Refunds an order' do\n"
            "    property :order, type: 'string'\n  end\nend\n",
            "app.rb": "class Desk\n  def run\n    clerk = Langchain::Assistant.new(llm: llm, tools: [Refunds.new])\n  end\n"
            "  def llm\n    Langchain::LLM::OpenAI.new(api_key: ENV['OPENAI_API_KEY'], "
            "default_options: { chat_model: 'gpt-4o-mini' })\n  end\nend\n",
        }
    )
    assert ("clerk", "has-tool", "issue_refund") in found.links
    assert ("clerk", "uses-model", "gpt-4o-mini") in found.links


def test_a_tag_that_lays_out_a_text_leaves_it_a_prompt(scan):
    found = scan(
        {
            "chat.ts": "import OpenAI from 'openai'\nimport { codeBlock } from 'common-tags'\nconst openai = new OpenAI()\n"
            "export const ask = (question: string) => openai.chat.completions.create({ model: 'gpt-4o-mini',\n"
            "  messages: [{ role: 'system', content: codeBlock`\n    You answer questions about the parish archive.\n` }] })\n"
        }
    )
    assert len(found.names(Kind.PROMPT)) == 1


def test_a_resource_handed_to_a_reader_by_an_annotation_is_data(scan):
    root = "src/main/java/desk/Loading.java"
    found = scan(
        {
            root: "package desk;\nimport org.springframework.ai.reader.TextReader;\n"
            "import org.springframework.beans.factory.annotation.Value;\nclass Loading {\n"
            '    Runnable load(@Value("classpath:rag/terms.txt") Resource terms) {\n'
            "        return () -> new TextReader(terms).read();\n    }\n}\n"
        },
        also=("src/main/resources/rag/terms.txt",),
    )
    assert found.names(Kind.DATASET) == ["src/main/resources/rag/terms.txt"]


def test_constants_of_symfony_name_models(scan):
    source = (
        "<?php\nuse Symfony\\AI\\Platform\\Bridge\\OpenAi\\Embeddings;\n"
        "class Query {\n  public function ask($platform, $text) {\n"
        "    return $platform->invoke(new Embeddings(Embeddings::TEXT_3_SMALL), $text);\n  }\n}\n"
    )
    assert scan({"src/Query.php": source}).names(Kind.MODEL) == ["text-embedding-3-small"]
    assert not scan({"src/Query.php": source.replace("TEXT_3_SMALL", "TEXT_OF_OURS")}).names(Kind.MODEL)
