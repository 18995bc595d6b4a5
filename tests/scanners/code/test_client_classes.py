"""Tools that ask others through a client which a class or the settings set up, not through an address beside the call."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

JAVA_TOOL = """package x;
import org.springframework.ai.tool.annotation.Tool;
public class TideTools {
    private final TideService tides;
    TideTools(TideService tides) { this.tides = tides; }
    @Tool(description = "The tide of a harbour") String tellTide(String harbour) { return tides.find(harbour); }
}
"""
PROMISE = "package x;\npublic interface TideService { String find(String harbour); String kept(String key); }\n"
DONE = """package x;
import org.springframework.web.client.RestClient;
public class TideServiceImpl implements TideService {
    private final RestClient client;
    private final Map<String, String> cache = new HashMap<>();
    TideServiceImpl(RestClient.Builder builder) { this.client = builder.baseUrl("https://api.tides.org").build(); }
    @Override public String find(String harbour) { return client.get().uri("/" + harbour).retrieve().body(String.class); }
    @Override public String kept(String key) { return cache.get(key); }
}
"""
TEMPLATE = """package x;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.client.RestTemplate;
public class TideTools {
    private final RestTemplate rest = new RestTemplate();
    @Value("${tides.url}") private String baseUrl;
    @Tool(description = "The tide of a harbour") String tellTide(String harbour) {
        return rest.getForObject(%s, String.class);
    }
}
"""
RUBY_TOOL = """class TellTide < RubyLLM::Tool
  description "The tide of a harbour"
  param :harbour, desc: "which"
  def execute(harbour:) = TideClient.new.find(harbour)
end
"""
RUBY_CLIENT = """class TideClient
  include HTTParty
  base_uri "https://api.tides.org"
  def find(harbour) = self.class.get("/tides", query: { harbour: harbour }).body
end
"""
PHP = """<?php
use PhpMcp\\Server\\Attributes\\McpTool;
use GuzzleHttp\\Client;
class TideTools {
    private Client $client;
    public function __construct() { $this->client = new Client(['base_uri' => 'https://api.tides.org']); }
    #[McpTool(name: 'tell_tide', description: 'The tide of a harbour')]
    public function tellTide(string $harbour): string { return (string) $this->client->get('/' . $harbour)->getBody(); }
    #[McpTool(name: 'greet', description: 'A greeting of the harbour')]
    public function greet(string $harbour): string { return "Welcome to $harbour"; }
}
"""
ASKS = "calls-service", "api.tides.org"


def test_a_client_that_a_constructor_sets_up_is_asked_by_the_methods_that_use_it(scan):
    files = {"src/x/TideTools.java": JAVA_TOOL, "src/x/TideService.java": PROMISE, "src/x/TideServiceImpl.java": DONE}
    assert ("tellTide", *ASKS) in scan(files).links
    kept = {**files, "src/x/TideTools.java": JAVA_TOOL.replace("tides.find", "tides.kept")}
    assert ("tellTide", *ASKS) not in scan(kept).links


@pytest.mark.parametrize("address", ['"https://api.tides.org/v1"', 'baseUrl + "/tides"'])
def test_a_template_of_spring_asks_the_address_that_it_or_the_settings_are_given(scan, address):
    settings = {"src/main/resources/application.yml": "tides:\n  url: https://api.tides.org\n"}
    found = scan({"src/main/java/x/TideTools.java": TEMPLATE % address}, documents=settings)
    assert ("tellTide", *ASKS) in found.links


def test_a_class_of_ruby_says_its_address_in_its_body(scan):
    found = scan({"app/tools/tell_tide.rb": RUBY_TOOL, "app/services/tide_client.rb": RUBY_CLIENT})
    assert [link for link in found.links if link[1:] == ASKS]


def test_what_asks_nothing_calls_no_service(scan):
    found = scan({"src/TideTools.php": PHP})
    assert ("tell_tide", *ASKS) in found.links
    assert ("greet", *ASKS) not in found.links
    assert found.names(Kind.SERVICE) == ["api.tides.org"]
