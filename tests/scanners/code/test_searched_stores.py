"""Stores that are searched by a stage of a pipeline, data that PHP reads beside embeddings, functions of old clients."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

FIND = """<?php
use Illuminate\\Support\\Facades\\DB;
use OpenAI\\Laravel\\Facades\\OpenAI;
class Finder {
    private function embed($text) { return OpenAI::embeddings()->create(['model' => 'text-embedding-ada-002', 'input' => $text]); }
    public function find($v) {
        return $c->aggregate([['$vectorSearch' => ['index' => 'places', 'path' => 'embedding', 'queryVector' => $v]]]);
    }
    public function seed() {
        $data = json_decode(file_get_contents(storage_path('app/places.json')), true);
        $data[0]['embedding'] = $this->embed($data[0]['text']);
    }
}
"""
JOB = """require "openai"
OpenAI::Client.new.chat(
  parameters: {
    model: "gpt-3.5-turbo",
    functions: [{ "name": "get_weather", "description": "Weather", "parameters": { type: :object, properties: {} } }]
  })
"""
SKILL = """using Microsoft.SemanticKernel.SkillDefinition;
public class Documents
{
    [SKFunction("Retrieve a document")]
    public string Retrieve(string url) => "";
}
"""


def test_a_stage_of_vector_search_is_a_store(scan):
    assert "MongoDB Atlas Vector Search" in scan({"app/Finder.php": FIND}).names(Kind.SERVICE)
    plain = FIND.replace("$vectorSearch", "$match")
    assert "MongoDB Atlas Vector Search" not in scan({"app/Finder.php": plain}).names(Kind.SERVICE)


def test_a_file_that_php_reads_beside_embeddings_is_data(tmp_path):
    (tmp_path / "storage" / "app").mkdir(parents=True)
    (tmp_path / "storage" / "app" / "places.json").write_text('[{"text": "a harbour"}]')
    (tmp_path / "Finder.php").write_text(FIND)
    assert _data(tmp_path) == ["storage/app/places.json"]
    (tmp_path / "Finder.php").write_text(FIND.replace("OpenAI::embeddings()", "OpenAI::chat()").replace("ada-002", "x"))
    assert _data(tmp_path) == []


def _data(root):
    return [one.name for one in scan_tree(root).components if one.kind is Kind.DATASET]


def test_functions_of_ruby_openai_are_tools_of_the_model(scan):
    assert ("gpt-3.5-turbo", "has-tool", "get_weather") in scan({"lib/job.rb": JOB}).links


def test_skills_of_the_first_semantic_kernel_are_tools(scan):
    assert scan({"Documents.cs": SKILL}).names(Kind.TOOL) == ["Retrieve"]
    assert scan({"Documents.cs": SKILL.replace("[SKFunction", "[Route")}).names(Kind.TOOL) == []


def test_a_tool_that_answers_from_documents_has_their_data_and_the_model_that_words_the_answer(scan):
    found = scan(
        {
            "tides.py": "from llama_index.core import SimpleDirectoryReader, VectorStoreIndex\n"
            "from llama_index.core.tools import QueryEngineTool\n"
            "from llama_index.llms.openai import OpenAI\n"
            "index = VectorStoreIndex.from_documents(SimpleDirectoryReader('./tables').load_data())\n"
            "engine = index.as_query_engine(llm=OpenAI(model='gpt-4.1-nano'))\n"
            "tool = QueryEngineTool.from_defaults(query_engine=engine, name='tides', description='Tables of tides.')\n"
            "bare = QueryEngineTool.from_defaults(query_engine=index.as_query_engine(), name='bare', description='All.')\n"
        }
    )
    told = {(source, kind, target) for source, kind, target in found.links if source in ("tides", "bare", "tables")}
    assert told == {
        ("tides", "reads-data", "tables"),
        ("tides", "uses-model", "gpt-4.1-nano"),
        ("bare", "reads-data", "tables"),
    }
