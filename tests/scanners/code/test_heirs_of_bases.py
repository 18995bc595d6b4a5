"""Files that nothing names: classes that a container or registry hands on as tools, by the base that they derive from."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

JAVA = {
    "src/main/java/post/Assistant.java": """package post;
import com.openai.client.OpenAIClient;
import post.tools.AssistantTool;
import java.util.*;
public class Assistant {
    private final List<AssistantTool> tools;
    public Assistant(List<AssistantTool> tools) { this.tools = tools; }
    public Map<String, Object> body(String question) {
        List<Map<String, Object>> told = new ArrayList<>();
        for (AssistantTool one : tools) told.add(Map.of("name", one.getName(), "description", one.getDescription()));
        return Map.of("model", "gpt-4o", "tools", told);
    }
}
""",
    "src/main/java/post/tools/AssistantTool.java": """package post.tools;
public interface AssistantTool {
    String getName();
    String getDescription();
    String getParameters();
    String execute(String arguments);
}
""",
    "src/main/java/post/parcels/ParcelTool.java": """package post.parcels;
import post.tools.AssistantTool;
public class ParcelTool implements AssistantTool {
    public String getName() { return "track_parcel"; }
    public String getDescription() { return "Tells where a parcel is"; }
    public String getParameters() { return "{}"; }
    public String execute(String arguments) { return "in Ghent"; }
}
""",
}
CSHARP = {
    "Harbour.cs": """using OpenAI.Chat;
using Bot.Tools;
public class Harbour(ChatClient client, IEnumerable<IBotTool> tools)
{
    public async Task<string> AskAsync(string question)
    {
        var options = new ChatCompletionOptions();
        foreach (var tool in tools) options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description));
        return (await client.CompleteChatAsync([new UserChatMessage(question)], options)).Value.Content[0].Text;
    }
}
""",
    "Tools/IBotTool.cs": """namespace Bot.Tools;
public interface IBotTool { string Name { get; } string Description { get; } string Schema(); Task<string> RunAsync(string json); }
""",
    "Tools/Sea/Tides.cs": """namespace Bot.Tools.Sea;
public sealed class Tides : IBotTool
{
    public string Name => "get_tide";
    public string Description => "Says when the tide is high at a port";
    public string Schema() => "{}";
    public Task<string> RunAsync(string json) => Task.FromResult("noon");
}
""",
}
RUST = {
    "src/main.rs": """mod tools;
#[tokio::main]
async fn main() {
    let registry = tools::ToolRegistry::new();
    let body = serde_json::json!({"model": "gpt-4o-mini", "tools": registry.schemas()});
    reqwest::Client::new().post("https://api.openai.com/v1/chat/completions").json(&body).send().await;
}
""",
    "src/tools/mod.rs": """pub mod shell;
pub trait Tool: Send + Sync {
    fn name(&self) -> &str;
    fn description(&self) -> &str;
    fn parameters(&self) -> String;
    fn execute(&self, args: String) -> String;
}
pub struct ToolRegistry { tools: Vec<Box<dyn Tool>> }
impl ToolRegistry { pub fn new() -> Self { Self { tools: vec![Box::new(shell::Shell)] } } }
""",
    "src/tools/shell.rs": """use super::Tool;
pub struct Shell;
impl Tool for Shell {
    fn name(&self) -> &str { "shell" }
    fn description(&self) -> &str { "Runs a command of the shell" }
    fn parameters(&self) -> String { "{}".into() }
    fn execute(&self, args: String) -> String { args }
}
""",
}


def _tools(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return sorted(one.name for one in scan_tree(root).components if one.kind is Kind.TOOL)


@pytest.mark.parametrize(
    ("files", "tool"), [(JAVA, "track_parcel"), (CSHARP, "get_tide"), (RUST, "shell")], ids=["java", "csharp", "rust"]
)
def test_what_derives_from_a_base_that_is_handed_on_is_read(tmp_path, files, tool):
    assert _tools(tmp_path, files) == [tool]


def test_a_class_that_does_something_leads_to_none_of_its_name(tmp_path):
    base = "src/main/java/post/tools/AssistantTool.java"
    working = (
        JAVA[base]
        .replace("interface", "class")
        .replace("();", '() { return "x"; }')
        .replace("ments);", "ments) { return arguments; }")
    )
    assert _tools(tmp_path, JAVA | {base: working}) == []


GO = """package tool
const GrepToolName = "grep"
type Info struct { Name, Description string }
type grepTool struct{}
func (g *grepTool) Info() Info {
	return Info{Name: GrepToolName, Description: "Searches the contents of files with a regular expression."}
}
func (g *grepTool) Run(params string) (string, error) { return params, nil }
type grepFilter struct{}
func (g *grepFilter) Info() Info { return Info{Name: "filter", Description: "Leaves out what nobody asked for."} }
"""
ASKS = """package agent
import "net/http"
func Ask(base string) { http.Post(base+"/chat/completions", "application/json", nil) }
"""


def test_a_tool_of_go_that_answers_all_of_it_with_one_record(scan):
    assert scan({"tool/grep.go": GO, "agent/ask.go": ASKS}).names(Kind.TOOL) == ["grep"]  # what nothing runs is none


def test_where_no_model_is_asked_there_is_no_tool(scan):
    assert scan({"tool/grep.go": GO}).names(Kind.TOOL) == []


def test_a_tool_as_langchaingo_calls_it_needs_no_import(scan):
    archive = """package tools
import "context"
type Archive struct{}
func (Archive) Name() string { return "archive" }
func (Archive) Description() string { return "Searches the archive of the parish." }
func (Archive) Call(ctx context.Context, input string) (string, error) { return input, nil }
type Plugin struct{}
func (Plugin) Name() string { return "plugin" }
func (Plugin) Description() string { return "Draws what the parish looks like." }
func (Plugin) Call(width int) error { return nil }
"""
    found = scan({"tools/archive.go": archive, "ask.go": ASKS})
    assert found.names(Kind.TOOL) == ["archive"]


ASKING = """use super::texts;
fn ask(question: &str) -> serde_json::Value {
    json!({"model": "gpt-4o", "messages": [{"role": "system", "content": texts::RULES}, {"role": "user", "content": question}]})
}
"""
TEXTS = """pub const RULES: &str = "Answer in one sentence and name the page of the manual.";
"""


def test_a_module_of_rust_that_a_use_names_is_read(tmp_path):
    files = {"src/llm/client.rs": ASKING, "src/llm/texts.rs": TEXTS}
    _tools(tmp_path, files)
    assert [one.name for one in scan_tree(tmp_path).components if one.kind is Kind.PROMPT] == ["RULES"]
    (tmp_path / "src/llm/client.rs").write_text(ASKING.replace("use super::texts;", "use other::texts;"))
    assert [one.name for one in scan_tree(tmp_path).components if one.kind is Kind.PROMPT] == []


def test_what_a_base_answers_names_none_of_its_heirs(scan):
    code = """from autogen_core.tools import BaseTool
class Base(BaseTool):
    def __init__(self, *, name):
        self._name = name
    @property
    def name(self):
        return self._name
class Recall(Base):
    def __init__(self):
        super().__init__(name="recall_note")
class Store(Base):
    def __init__(self):
        super().__init__(name="store_note")
kit = [Recall(), Store()]
"""
    assert scan({"kit.py": code}).names(Kind.TOOL) == ["recall_note", "store_note"]
