"""PHP as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, plain, read

SERVICE = r"""<?php
namespace App\Services;

use OpenAI\Client;
use OpenAI\Laravel\Facades\OpenAI as AI;
use Acme\{Tools, Agents as Known};
require_once __DIR__ . '/../vendor/autoload.php';

define('EMBED', "text-embedding-3-small");

/**
 * Talks to a model.
 */
#[AsAgent('chat', description: 'Answers')]
final class ChatService extends Base implements \Acme\Contracts\Agent {
    use Retries;
    const DEFAULT = 'gpt-4o';
    public const SMALL = self::DEFAULT . '-mini';
    private ?Client $client;
    public static array $models = ['chat' => 'gpt-4o', 'embed' => EMBED];
    public function __construct(private readonly Store $store, protected string $model = self::DEFAULT, string ...$rest) {
        parent::__construct($store);
        $this->client = \OpenAI::client(getenv('KEY') ?: 'none');
    }

    /** Asks the model. */
    #[Tool]
    public function ask(string $question, ?int $n = null): string {
        $response = $this->client->chat()->create([
            'model' => $this->model,
            'messages' => [['role' => 'user', 'content' => "Hi {$question} and $n->x"]],
        ]);
        $other = AI::chat()->create(model: 'gpt-4o', temperature: -1, ...$options);
        [$a, 'k' => $b] = pair();
        foreach (self::$models as $name => $model) { register($name, $model); }
        $run = fn($x) => sprintf('%s!', $x);
        $prompt = <<<EOT
            You are $name.
              Be kind.
            EOT;
        $this->last = $fast ? 'a' : ($slow ?? 'b');
        $picked = match($kind) { 'x' => 'a', default => 'b' };
        return $response->choices[0]->message->content;
    }
    public static function make(): self { return new self(store: new Store()); }
}
enum Model: string { case Fast = 'gpt-4o-mini'; case Smart = 'gpt-4o'; }
"""


def test_uses_and_requires() -> None:
    facts = read("app/Services/ChatService.php", SERVICE)
    assert facts.package == "App.Services"
    assert imported(facts) == [
        ("OpenAI", "Client", "Client"),
        ("OpenAI.Laravel.Facades", "OpenAI", "AI"),
        ("Acme", "Tools", "Tools"),
        ("Acme", "Agents", "Known"),
        ("./../vendor/autoload.php", None, ""),
    ]


def test_classes_and_fields() -> None:
    facts = read("ChatService.php", SERVICE)
    chat = facts.classes[0]
    assert [plain(facts, base) for base in chat.bases] == ["=Base", "=Acme.Contracts.Agent", "=Retries"]
    assert ([plain(facts, one) for one in chat.decorators], chat.doc) == (["AsAgent()"], "Talks to a model.")
    names = bound(facts)
    assert names[":EMBED"] == "text-embedding-3-small"
    assert names["ChatService:DEFAULT"] == "gpt-4o"
    assert names["ChatService:SMALL"] == ("template", "=self.DEFAULT", "-mini")
    assert names["ChatService:client"] == "?"
    assert names["ChatService:models"] == {"chat": "gpt-4o", "embed": "=EMBED"}
    assert names["ChatService.constructor:this.model"] == "=model"
    assert names["ChatService.constructor:this.client"] == "OpenAI.client()"
    assert names["Model:Smart"] == "gpt-4o"


def test_functions_and_calls() -> None:
    facts = read("ChatService.php", SERVICE)
    names = bound(facts)
    ask = next(one for one in facts.functions if one.name == "ask")
    assert (ask.doc, [plain(facts, one) for one in ask.decorators]) == ("Asks the model.", ["=Tool"])
    assert [(p.name, plain(facts, p.default), p.annotation) for p in ask.params] == [
        ("question", None, "string"),
        ("n", None, "?int"),
    ]
    create = [one for one in facts.calls if one.callee == "create"]
    assert [plain(facts, one.receiver) for one in create] == ["this.client.chat()", "AI.chat()"]
    assert plain(facts, create[0].args[0]) == {
        "model": "=this.model",
        "messages": [{"role": "user", "content": ("template", "Hi ", "=question", " and ", "=n.x")}],
    }
    assert ({key: plain(facts, value) for key, value in create[1].kwargs}, create[1].spread) == (
        {"model": "gpt-4o", "temperature": -1},
        True,
    )
    assert args(facts, "super") == ["=store"]
    assert kwargs(facts, "ChatService") == {"store": "Store()"}
    assert call(facts, "ChatService").form == "new"
    assert names["ChatService.ask:b"] == ("item", "pair()", "k")
    assert names["ChatService.ask:model"] == ("member", "=self.models", "*values")
    assert names["ChatService.ask:prompt"] == ("template", "You are ", "=name", ".\nBe kind.")
    assert names["ChatService.ask:this.last"] == ("either", "a", ("either", "=slow", "b"))
    assert names["ChatService.ask:picked"] == ("either", "a", "b")
