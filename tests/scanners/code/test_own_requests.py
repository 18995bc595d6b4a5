"""Requests to AI APIs over plain HTTP, without an SDK: the model, the prompt, the service, and what joins them."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind

CHAT = "https://api.openai.com/v1/chat/completions"
SAID = "You describe products of a bicycle shop for its printed catalogue."

GO = f"""package main
import ("bytes"; "encoding/json"; "net/http")
const endpoint = "{CHAT}"
type Message struct {{ Role string `json:"role"`; Content string `json:"content"` }}
type Request struct {{ Model string `json:"model"`; Messages []Message `json:"messages"` }}
func describe(product string) (*http.Response, error) {{
	body := Request{{
		Model: "gpt-4o-mini",
		Messages: []Message{{
			{{Role: "system", Content: "{SAID}"}},
			{{Role: "user", Content: product}},
		}},
	}}
	data, _ := json.Marshal(body)
	return http.Post(endpoint, "application/json", bytes.NewReader(data))
}}
"""
JAVA = f"""package shop;
import java.net.http.*;
public class Describer {{
  String describe(String product) throws Exception {{
    String body = \"\"\"
      {{
        "model": "gpt-4o-mini",
        "messages": [{{"role": "system", "content": "{SAID}"}}, {{"role": "user", "content": "%s"}}]
      }}
      \"\"\".formatted(product);
    HttpRequest request = HttpRequest.newBuilder().uri(java.net.URI.create("{CHAT}"))
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }}
}}
"""
KOTLIN = f"""package shop
import io.ktor.client.*
@Serializable data class Message(val role: String, val content: String)
@Serializable data class ChatRequest(val model: String, val messages: List<Message>)
class Describer(val client: HttpClient) {{
  suspend fun describe(product: String) = client.post("{CHAT}") {{
    setBody(ChatRequest(model = "gpt-4o-mini", messages = listOf(Message("system", "{SAID}"), Message("user", product))))
  }}
}}
"""
CSHARP = f"""using System.Net.Http;
namespace Shop;
public class Describer {{
  private readonly HttpClient http = new();
  public Task Describe(string product) {{
    var payload = new {{
      model = "gpt-4o-mini",
      messages = new[] {{ new {{ role = "system", content = "{SAID}" }}, new {{ role = "user", content = product }} }}
    }};
    return http.PostAsJsonAsync("{CHAT}", payload);
  }}
}}
"""
RUST = f"""use serde::Serialize;
const URL: &str = "{CHAT}";
async fn describe(product: &str) -> reqwest::Response {{
    let request = ChatRequest {{
        model: "gpt-4o-mini".to_string(),
        messages: vec![
            Message {{ role: "system".to_string(), content: "{SAID}".to_string() }},
            Message {{ role: "user".into(), content: product.into() }},
        ],
    }};
    reqwest::Client::new().post(URL).json(&request).send().await.unwrap()
}}
"""
RUBY = f"""require "net/http"
class Describer
  URL = URI("{CHAT}")
  def describe(product)
    body = {{
      model: "gpt-4o-mini",
      messages: [{{ role: "system", content: "{SAID}" }}, {{ role: "user", content: product }}]
    }}
    Net::HTTP.post(URL, body.to_json)
  end
end
"""
PHP = f"""<?php
class Describer {{
  const URL = '{CHAT}';
  public function describe($product) {{
    $ch = curl_init(self::URL);
    curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode([
      'model' => 'gpt-4o-mini',
      'messages' => [['role' => 'system', 'content' => '{SAID}'], ['role' => 'user', 'content' => $product]],
    ]));
    return curl_exec($ch);
  }}
}}
"""
PYTHON = f"""import httpx
RULES = "{SAID}"
class Client:
    def __init__(self, model="gpt-4o-mini"):
        self.model = model
    def ask(self, text, system):
        body = {{"model": self.model, "system": system, "messages": [{{"role": "user", "content": text}}]}}
        return httpx.post("{CHAT}", json=body).json()
def describe(product):
    return Client().ask(product, RULES)
"""
JAVASCRIPT = f"""const axios = require('axios');
async function describe(product) {{
  return axios.post('{CHAT}', {{
    model: 'gpt-4o-mini',
    messages: [{{ role: 'system', content: '{SAID}' }}, {{ role: 'user', content: product }}],
  }});
}}
"""


@pytest.mark.parametrize(
    ("path", "source", "prompt"),
    [
        ("describe.go", GO, "describe prompt"),
        ("src/Describer.java", JAVA, "describe prompt"),
        ("src/Describer.kt", KOTLIN, None),
        ("Describer.cs", CSHARP, "Describe prompt"),
        ("src/describe.rs", RUST, "describe prompt"),
        ("describer.rb", RUBY, "describe prompt"),
        ("describer.php", PHP, "describe prompt"),
        ("describe.py", PYTHON, "RULES"),
        ("describe.js", JAVASCRIPT, "describe prompt"),
    ],
)
def test_a_request_written_by_hand_names_its_model_prompt_and_service(scan, path, source, prompt):
    found = scan({path: source})
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.names(Kind.SERVICE) == ["OpenAI"]
    (named,) = found.names(Kind.PROMPT)
    assert named == (prompt or named)
    assert ("gpt-4o-mini", "uses-prompt", named) in found.links
    assert ("gpt-4o-mini", "served-by", "OpenAI") in found.links
    line = next(n for n, row in enumerate(source.splitlines(), 1) if "gpt-4o-mini" in row)
    near = {f"{path}:{line}", f"{path}:{line - 1}"}  # lines of Java's text blocks count from their opening
    assert near & found.places(Kind.MODEL, "gpt-4o-mini")


def test_a_model_of_no_known_form_counts_where_the_file_speaks_to_an_api(scan):
    request = "fetch('{url}', {{ body: JSON.stringify({{ model: 'house-model-7', messages: history }}) }});\n"
    assert scan({"ask.js": request.format(url="https://openrouter.ai/api/v1/chat/completions")}).names(
        Kind.MODEL, "openrouter"
    ) == ["house-model-7"]
    assert scan({"ask.js": request.format(url="https://cars.example.org/orders")}).names(Kind.MODEL) == []


def test_a_car_is_no_model(scan):
    order = (
        "import requests\nrequests.post('https://api.cars.example.org/orders', json={'model': 'golf-8', 'input': 3})\n"
    )
    assert scan({"order.py": order}).names(Kind.MODEL) == []


def test_a_json_object_that_is_filled_key_by_key_names_its_model(scan):
    source = (
        "import okhttp3.*;\nclass Embedder {\n  void embed(String text) {\n"
        '    JSONObject body = new JSONObject();\n    body.put("model", "text-embedding-3-small");\n'
        f'    body.put("input", text);\n    new Request.Builder().url("{CHAT}");\n  }}\n}}\n'
    )
    assert scan({"Embedder.java": source}).places(Kind.MODEL, "text-embedding-3-small") == {"Embedder.java:5"}


def test_a_prompt_builder_in_a_file_that_calls_the_client_is_told(scan):
    client = f"export async function ask(text) {{\n  return fetch('{CHAT}', {{ body: text }});\n}}\n"
    caller = (
        "import { ask } from './client';\n"
        "const menuPrompt = `Write the menu of a school kitchen for five days, without pork and without nuts, "
        "and say for each dish what it costs.`;\nexport const menu = () => ask(menuPrompt);\n"
    )
    assert "menuPrompt" in scan({"client.js": client, "menu.js": caller}).names(Kind.PROMPT)
    assert scan({"menu.js": caller.replace("./client", "left-pad")}).names(Kind.PROMPT) == []


KOOG = """package desk
import ai.koog.agents.core.agent.AIAgent
import ai.koog.agents.core.agent.config.AIAgentConfig
import ai.koog.agents.core.tools.*
import ai.koog.prompt.dsl.prompt
import ai.koog.prompt.executor.clients.openai.OpenAIModels
object RoomTool : Tool<RoomTool.Args, RoomTool.Result>() {
    override suspend fun execute(args: Args): Result = Result(args.floor)
}
fun desk(token: String): AIAgent {
    val registry = ToolRegistry { tool(RoomTool) }
    val config = AIAgentConfig(
        prompt = prompt("desk") {
            system("You find free rooms for the meetings of a small office.")
        },
        model = OpenAIModels.Chat.GPT4o,
        maxAgentIterations = 10
    )
    return AIAgent(promptExecutor = simpleOpenAIExecutor(token), agentConfig = config, toolRegistry = registry)
}
"""


def test_a_koog_agent_has_the_model_and_tool_of_its_configuration(scan):
    found = scan({"src/Desk.kt": KOOG})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert "src/Desk.kt:16" in found.places(Kind.MODEL, "gpt-4o")
    assert found.names(Kind.TOOL) == ["RoomTool"]
    assert "src/Desk.kt:14" in found.places(Kind.PROMPT, found.names(Kind.PROMPT)[0])
    assert len(found.names(Kind.PROMPT)) == 1
    assert ("desk", "uses-model", "gpt-4o") in found.links


def test_addresses_of_files_on_the_hub_name_what_they_load(scan):
    found = scan(
        {
            "shards.py": 'BASE = "https://huggingface.co/datasets/acme/web-shards/resolve/main"\n',
            "weights.py": "import urllib.request\n"
            'urllib.request.urlretrieve("https://models.acme.example/ocr/rec-v2.onnx", "rec.onnx")\n'
            'PAGE = "https://huggingface.co/acme/only-a-page"\n',
            "hub.py": "import requests\n"
            "def load(repo, subset='default', split='train'):\n"
            '    return requests.get(f"https://huggingface.co/api/datasets/{repo}/parquet/{subset}/{split}").json()\n',
            "tasks.py": "from hub import load\nload('acme/sums', split='test')\nload('acme/trivia')\n",
        }
    )
    assert found.names(Kind.DATASET) == ["acme/sums", "acme/trivia", "acme/web-shards"]
    assert found.names(Kind.MODEL) == ["rec-v2.onnx"]
    assert found.places(Kind.DATASET, "acme/sums") == {"hub.py:3", "tasks.py:2"}


def test_a_table_of_weights_to_choose_from_is_a_catalogue(scan):
    rows = "".join(f"    'size-{n}': 'https://models.acme.example/size-{n}.pth',\n" for n in range(6))
    assert scan({"zoo.py": f"import torch\nURLS = {{\n{rows}}}\n"}).names(Kind.MODEL) == []


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("'http://localhost:11434/api/generate'", {"Ollama"}),
        ("'http://gpu-box:8000/v1/chat/completions'", {"gpu-box:8000"}),
        ("f'{BASE}/chat/completions'", {"gpu-box:8000"}),
    ],
)
def test_servers_of_ones_own_are_told_by_the_path_of_their_api(scan, address, service):
    found = scan(
        {
            "ask.py": "import requests\n"
            "BASE = 'http://gpu-box:8000/v1'\n"
            "def ask(question):\n"
            "    body = {'model': 'my-tuned-3', 'messages': [{'role': 'system', 'content': 'You guide visitors of Rome.'}]}\n"
            f"    return requests.post({address}, json=body)\n"
        }
    )
    assert {o.subject.name for o in found.observations if o.subject.kind == Kind.SERVICE} == service
    assert {o.subject.name for o in found.observations if o.subject.kind == Kind.MODEL} == {"my-tuned-3"}
    assert any(RelationKind.SERVED_BY in link for link in found.links)


def test_an_address_to_be_filled_in_is_no_server(scan):
    source = (
        "import requests\n"
        "def ask(question):\n"
        "    body = {'model': 'my-tuned-3', 'messages': [{'role': 'user', 'content': question}]}\n"
        "    return requests.post('http://<NODE-IP>:30081/v1/chat/completions', json=body)\n"
    )
    assert not scan({"load.py": source}).names(Kind.SERVICE)
    assert scan({"load.py": source.replace("<NODE-IP>", "gpu-box")}).names(Kind.SERVICE) == ["gpu-box:30081"]


def test_what_a_request_by_hand_leaves_open_is_unknown(scan):
    found = scan(
        {
            "ask.py": "import os, requests\n"
            "def ask(question):\n"
            "    body = {'model': os.environ['LLM_NAME'], 'messages': question}\n"
            "    return requests.post(os.environ['LLM_BASE'] + '/chat/completions', json=body)\n"
        }
    )
    assert {(u.topic, u.line) for u in found.unknowns} == {("model", 3), ("endpoint", 4)}


def test_constants_named_as_models_that_go_into_a_body_are_used_by_the_tool_that_sends_it(scan):
    found = scan(
        {
            "studio/const.py": "DEFAULT_SPEECH_MODEL = 'speech-2.6-hd'\nDEFAULT_CAR = 'tesla-3'\n",
            "studio/server.py": "from mcp.server.fastmcp import FastMCP\n"
            "from studio.const import *\n"
            "from studio.client import post\n"
            "mcp = FastMCP('Studio')\n"
            "@mcp.tool(description='Reads a text aloud in the voice of a guide.')\n"
            "def read_aloud(text: str, model: str = DEFAULT_SPEECH_MODEL):\n"
            "    return post('/v1/t2a', {'model': model, 'text': text, 'voice': 'guide'})\n"
            "def rent(days):\n"
            "    return post('/v1/cars', {'model': DEFAULT_CAR, 'days': days})\n",
        }
    )
    assert {o.subject.name for o in found.observations if o.subject.kind == Kind.MODEL} == {"speech-2.6-hd"}
    assert ("read_aloud", RelationKind.USES_MODEL, "speech-2.6-hd") in found.links


def test_an_address_that_leaves_its_host_to_the_reader_names_no_service(scan):
    source = (
        "package main\n"
        'const apiURL = "%s/v1/chat/completions"\n'
        'type ChatRequest struct {\n\tModel string `json:"model"`\n\tMessages []Message `json:"messages"`\n}\n'
        "func ask() {\n"
        '\tbody := ChatRequest{Model: "qwen/qwen3-32B", Messages: []Message{{Role: "user", Content: "Hello there"}}}\n'
        "\tdata, _ := json.Marshal(body)\n"
        '\thttp.Post(apiURL, "application/json", bytes.NewBuffer(data))\n'
        "}\n"
    )
    told = scan({"load.go": source % "http://models.harbour.example:30081"})
    assert told.names(Kind.SERVICE) == ["models.harbour.example:30081"]
    assert scan({"load.go": source % "http://<NODE-IP>:30081"}).names(Kind.SERVICE) == []


CHOICES = 'DEFAULT_MODEL = "openai/gpt-4o-mini"\nURL = "https://openrouter.ai/api/v1/chat/completions"\n'
ASKED = """import requests
from choices import DEFAULT_MODEL, URL
class Scorer:
    def __init__(self, model=None):
        self.model = model or DEFAULT_MODEL
    def score(self, messages):
        return requests.post(URL, json={"model": self.model, "messages": messages})
"""
ASKED_BY_SDK = """from openai import OpenAI
from choices import DEFAULT_MODEL
client = OpenAI(base_url="https://openrouter.ai/api/v1")
class Scorer:
    def __init__(self, model=None):
        self.model = model or DEFAULT_MODEL
    def score(self, messages):
        return client.chat.completions.create(model=self.model, messages=messages)
"""


@pytest.mark.parametrize("program", [ASKED, ASKED_BY_SDK])
def test_a_constant_that_a_request_hands_to_a_gateway_is_no_model_of_its_maker_as_well(scan, program):
    found = scan({"choices.py": CHOICES, "client.py": program})
    models = {
        (o.subject.origin, o.subject.name.rpartition("/")[2])
        for o in found.observations
        if o.subject.kind == Kind.MODEL
    }
    origins = {origin for origin, _ in models}
    assert {name for _, name in models} == {"gpt-4o-mini"}
    assert "openrouter" in origins
    assert not [o for o in found.observations if o.evidence.path == "client.py" and o.subject.origin == "openai"]


def test_an_address_makes_a_hosted_name_of_the_hub_surer_than_its_key(scan):
    program = (
        "import httpx\n"
        "OPENROUTER_MODEL = 'meta-llama/llama-3.1-8b-instruct'\n"
        "def ask(messages):\n"
        "    return httpx.post('https://openrouter.ai/api/v1/chat/completions',\n"
        "                      json={'model': OPENROUTER_MODEL, 'messages': messages})\n"
    )
    asked = [o for o in scan({"ask.py": program}).observations if o.subject.origin == "openrouter"]
    assert max(one.evidence.confidence for one in asked if one.subject.kind == Kind.MODEL) > 0.6


SPEECH = """export async function say(text) {
  const voice = await fetch("https://api.cartesia.ai/tts/bytes", {
    method: "POST",
    body: JSON.stringify({ model_id: "sonic-english", transcript: text, voice: { mode: "id" } }),
  });
  return voice.arrayBuffer();
}
"""


def test_a_request_for_speech_names_its_model_by_an_id(scan):
    assert scan({"src/voice.js": SPEECH}).names(Kind.MODEL) == ["sonic-english"]
    assert not scan({"src/cars.js": SPEECH.replace("api.cartesia.ai/tts", "cars.example.com/ads")}).names(Kind.MODEL)


GEMINI = """<?php
namespace App;

use Illuminate\\Support\\Facades\\Http;

class Gemini
{
    private string $model = 'gemini-2.5-flash';

    public function generate($text)
    {
        $url = "https://generativelanguage.googleapis.com/v1beta/models/".$this->model.":generateContent";
        return Http::timeout(60)->post($url, ['contents' => [['parts' => [['text' => $text]]]]])->json();
    }

    public function describe(string $product)
    {
        return $this->generate("You are a copywriter of a shop. Describe the product {$product} in three sentences.");
    }
}
"""


def test_a_request_of_gemini_is_joined_to_the_model_of_its_address_in_any_language(scan):
    found = scan({"app/Gemini.php": GEMINI})
    (prompt,) = found.names(Kind.PROMPT)
    assert ("gemini-2.5-flash", "uses-prompt", prompt) in found.links


def test_contents_of_something_else_are_no_request(scan):
    found = scan({"app/Gemini.php": GEMINI.replace("[['parts' => [['text' => $text]]]]", "[['rows' => $text]]")})
    assert not {one for one in found.links if one[1] == "uses-prompt"}
