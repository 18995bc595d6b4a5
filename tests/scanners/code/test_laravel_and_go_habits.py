"""Habits of PHP and Go projects: namespaces of the tree, enums of models, views as prompts, formatted prompts."""

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
