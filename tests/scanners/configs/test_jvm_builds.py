"""Maven's and Gradle's builds whose starter makes the program an MCP server."""

from __future__ import annotations

from configured import configured, places

from aibom.model.kinds import Kind

POM = """<project>
  <parent><artifactId>shop-parent</artifactId></parent>
  <artifactId>orders</artifactId>
  <dependencies>
    <dependency>
      <groupId>org.springframework.ai</groupId>
      <artifactId>spring-ai-starter-mcp-server-webmvc</artifactId>
    </dependency>
  </dependencies>
</project>
"""
GRADLE = "dependencies {\n    // implementation 'a:spring-ai-starter-mcp-server:1'\n%s}\n"
STARTER = "    implementation 'org.springframework.ai:spring-ai-starter-mcp-server'\n"


def test_the_module_is_the_server_until_its_settings_name_it() -> None:
    named = "spring.ai.mcp.server.name=desk\n"
    files = {
        "orders/pom.xml": POM,
        "desk/build.gradle": GRADLE % STARTER,
        "desk/src/main/resources/application.properties": named,
        "web/build.gradle.kts": GRADLE % "",
    }
    assert places(configured(files), Kind.TOOL) == {("orders", 7), ("desk", 1)}


def test_versions_that_a_parent_manages_make_no_server() -> None:
    managed = POM.replace("<dependencies>", "<dependencyManagement><dependencies>", 1)
    managed = managed.replace("</dependencies>", "</dependencies></dependencyManagement>")
    assert places(configured({"pom.xml": managed}), Kind.TOOL) == set()


def test_a_document_that_settings_name_is_data() -> None:
    settings = "app.rag.content-path=classpath:terms-of-use.txt\napp.rag.message=classpath:hello\n"
    path = "desk/src/main/resources/application.properties"
    seen = configured({path: settings})
    assert places(seen, Kind.DATASET) == {("desk/src/main/resources/terms-of-use.txt", 1)}


def test_a_build_at_the_top_is_named_as_the_project() -> None:
    settings = 'rootProject.name = "hello-desk"\n'
    files = {"build.gradle.kts": GRADLE % STARTER, "settings.gradle.kts": settings}
    assert places(configured(files), Kind.TOOL) == {("hello-desk", 3)}
    assert places(configured({"settings.gradle.kts": settings}), Kind.TOOL) == set()
