"""Constants that one file of a Rails application gives to all, scopes of its models, clients with several models."""

from __future__ import annotations

INITIALIZER = """LIBRARY_LLM = Langchain::LLM::GoogleGemini.new(
  api_key: ENV.fetch("GEMINI_API_KEY", ""),
  default_options: { chat_model: "gemini-2.5-flash", embedding_model: "gemini-embedding-001" }
)
"""
SHELF = """class Shelf < ApplicationRecord
  has_neighbors :embedding
  scope :near, ->(vector, limit: 4) { nearest_neighbors(:embedding, vector, distance: "cosine").limit(limit) }
end
"""
TOOL = """module Library
  class ShelfTool
    extend Langchain::ToolDefinition
    define_function :find_shelf, description: "Finds the shelf of a book" do
      property :query, type: "string", description: "What is looked for", required: true
    end
    def initialize(llm: LIBRARY_LLM)
      @llm = llm
    end
    def find_shelf(query:)
      Shelf.near(@llm.embed(text: query).embedding).map(&:name).join
    end
  end
end
"""
DESK = """class Desk
  def initialize
    @assistant = Langchain::Assistant.new(llm: LIBRARY_LLM, instructions: "You help readers.", tools: [Library::ShelfTool.new])
  end
end
"""
TREE = {
    "config/initializers/llm.rb": INITIALIZER,
    "app/models/shelf.rb": SHELF,
    "app/tools/shelf_tool.rb": TOOL,
    "app/services/desk.rb": DESK,
}


def test_a_tool_uses_the_client_of_an_initializer_and_the_store_behind_a_scope(scan):
    links = scan(TREE).links
    assert ("find_shelf", "uses-model", "gemini-embedding-001") in links
    assert ("find_shelf", "calls-service", "pgvector") in links


def test_an_assistant_has_the_chat_model_of_its_client_alone(scan):
    links = scan(TREE).links
    assert ("assistant", "uses-model", "gemini-2.5-flash") in links
    assert ("assistant", "uses-model", "gemini-embedding-001") not in links


def test_a_constant_that_two_files_give_is_nobodys(scan):
    other = INITIALIZER.replace("gemini-embedding-001", "text-embedding-004")
    links = scan({**TREE, "lib/other/llm.rb": other}).links
    assert ("find_shelf", "uses-model", "gemini-embedding-001") not in links
