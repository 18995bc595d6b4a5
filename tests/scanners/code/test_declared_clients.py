"""Tools that ask others through interfaces of clients which a framework fills in."""

from __future__ import annotations

import pytest

GEO = """package x;
import dev.langchain4j.agent.tool.Tool;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
@RegisterRestClient(configKey = "geocoding")
public interface GeoService {
    @GET
    @Tool("Finds the place of a city")
    Object findCity(@RestQuery String name);
}
"""
TIDES = """package x;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
@%s
public interface TideService {
    @GET
    Object tide(@RestQuery String harbour);
}
"""
TOOLS = """package x;
import dev.langchain4j.agent.tool.Tool;
public class TideTools {
    @RestClient TideService tides;
    @Tool("Tells the tide") String tellTide(String harbour) { return tides.tide(harbour).toString(); }
}
"""
SETTINGS = "quarkus.rest-client.geocoding.url=https://geocoding-api.open-meteo.com\n"


def test_a_tool_that_is_a_method_of_a_client_asks_the_address_of_the_settings(scan):
    found = scan(
        {"src/main/java/x/GeoService.java": GEO}, documents={"src/main/resources/application.properties": SETTINGS}
    )
    assert ("findCity", "calls-service", "geocoding-api.open-meteo.com") in found.links


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ('RegisterRestClient(baseUri = "https://api.tides.org")', True),
        ('FeignClient(name = "tides", url = "https://api.tides.org")', True),
        ('Documented(url = "https://api.tides.org")', False),
    ],
)
def test_a_tool_asks_the_address_of_the_client_that_it_calls(scan, mark, told):
    found = scan({"src/main/java/x/TideService.java": TIDES % mark, "src/main/java/x/TideTools.java": TOOLS})
    assert (("tellTide", "calls-service", "api.tides.org") in found.links) is told
