"""What a command line fetches, runs and may reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.scanners.mcp_configs.launch import Launch, analyse
from aibom.scanners.mcp_configs.packages import parse_package
from aibom.scanners.mcp_configs.words import command_words, hide_home, show, split_line

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "sha256:" + "ab" * 32


def launch(line: str) -> Launch:
    return analyse(command_words(line, []))


@pytest.mark.parametrize(
    ("line", "launcher", "purl", "pinned"),
    [
        ("npx -y @acme/docs@1.2.3 --stdio", "npx", "pkg:npm/%40acme/docs@1.2.3", True),
        ("npx --yes docs@latest", "npx", "pkg:npm/docs", False),
        ("npx docs@^1.2", "npx", "pkg:npm/docs", False),
        ("npx -y --package=@acme/docs@1.2.3 docs-bin", "npx", "pkg:npm/%40acme/docs@1.2.3", True),
        ("npx -y github:acme/docs#" + COMMIT, "npx", f"pkg:github/acme/docs@{COMMIT}", True),
        ("npx -y acme/docs", "npx", "pkg:github/acme/docs", False),
        ("npm exec -y -- docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("pnpm dlx docs@1.0.0", "pnpx", "pkg:npm/docs@1.0.0", True),
        ("bunx docs@1.0.0", "bunx", "pkg:npm/docs@1.0.0", True),
        ("yarn dlx docs", "yarn", "pkg:npm/docs", False),
        ("C:\\node\\npx.cmd -y docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("uvx mcp_server.git==2025.1.1", "uvx", "pkg:pypi/mcp-server-git@2025.1.1", True),
        ("uvx mcp-server-git@2025.1.1", "uvx", "pkg:pypi/mcp-server-git@2025.1.1", True),
        ("uvx mcp-server-git@latest", "uvx", "pkg:pypi/mcp-server-git", False),
        ("uvx 'docs[http]>=1,<2'", "uvx", "pkg:pypi/docs", False),
        ("uvx --python 3.12 --from docs==1.0 docs-server", "uvx", "pkg:pypi/docs@1.0", True),
        (
            f"uvx --from git+https://github.com/Acme/Docs.git@{COMMIT} docs",
            "uvx",
            f"pkg:github/acme/docs@{COMMIT}",
            True,
        ),
        ("uvx --from git+https://github.com/acme/docs@main docs", "uvx", "pkg:github/acme/docs@main", False),
        ("uv tool run docs==1.0", "uvx", "pkg:pypi/docs@1.0", True),
        ("pipx run --spec docs==1.0 docs-server", "pipx", "pkg:pypi/docs@1.0", True),
        ("uv run --with docs-server==1.0 docs-server", "uv", "pkg:pypi/docs-server@1.0", True),
        ("uvx --with httpx docs==1.0", "uvx", "pkg:pypi/docs@1.0", False),
        (
            f"docker run -i --rm ghcr.io/acme/docs@{DIGEST}",
            "docker",
            f"pkg:docker/acme/docs@{DIGEST}?repository_url=ghcr.io/acme/docs",
            True,
        ),
        ("docker run -i --rm mcp/fetch:1.0", "docker", "pkg:docker/mcp/fetch@1.0", False),
        ("docker run --login ada:Tr0ub4dor mcp/fetch:1.0", "docker", "pkg:docker/mcp/fetch@1.0", False),
        ("docker run --publish-all --quiet mcp/fetch:1.0", "docker", "pkg:docker/mcp/fetch@1.0", False),
        ("podman run -it postgres", "docker", "pkg:docker/postgres", False),
        ("dnx Acme.Docs@1.0.0 --yes", "dnx", "pkg:nuget/Acme.Docs@1.0.0", True),
        ("dnx Acme.Docs --version 1.0.0 --yes", "dnx", "pkg:nuget/Acme.Docs@1.0.0", True),
        ("deno run -A npm:@acme/docs@1.0.0", "deno", "pkg:npm/%40acme/docs@1.0.0", True),
        ("go run github.com/acme/docs/cmd@v1.2.0", "go", "pkg:golang/github.com/acme/docs/cmd@v1.2.0", True),
        ("cmd /c npx -y docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("sh -c 'npx -y docs@1.0.0'", "npx", "pkg:npm/docs@1.0.0", True),
        ("env A=b C=d npx -y docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("wsl -d Ubuntu -- npx -y docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("op run --env-file=.env -- npx -y docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
        ("mise exec node@22 -- npx docs@1.0.0", "npx", "pkg:npm/docs@1.0.0", True),
    ],
)
def test_packages(line: str, launcher: str, purl: str, pinned: bool) -> None:
    found = launch(line)
    assert found.package is not None
    assert (found.launcher, found.package.purl, found.pinned) == (launcher, purl, pinned)


@pytest.mark.parametrize(
    ("line", "launcher", "script", "module", "directory"),
    [
        ("python -m docs.server --port 1", "python", "", "docs.server", ""),
        ("python3.12 -u server.py", "python", "server.py", "", ""),
        ("node --enable-source-maps dist/index.js", "node", "dist/index.js", "", ""),
        ("uv run --directory services/docs server.py", "uv", "server.py", "", "services/docs"),
        ("uv --directory /srv/docs run -m docs", "uv", "", "", "/srv/docs"),
        ("uv run python -m docs", "uv", "", "docs", ""),
        ("uv run --with mcp[cli] mcp run server.py", "uv", "server.py", "", ""),
        ("poetry -C docs run python server.py", "poetry", "server.py", "", "docs"),
        ("npx tsx src/index.ts", "npx", "src/index.ts", "", ""),
        ("npx -y tsx@4.19.0 src/index.ts", "npx", "src/index.ts", "", ""),
        ("uvx fastmcp run server.py", "uvx", "server.py", "", ""),
        ("uvx --from mcp==1.2 mcp run server.py", "uvx", "server.py", "", ""),
        ("bun run src/index.ts", "bun", "src/index.ts", "", ""),
        ("java -Xmx1g -jar target/docs.jar", "java", "target/docs.jar", "", ""),
        ("dotnet run --project src/Docs.csproj", "dotnet", "src/Docs.csproj", "", ""),
        ("./bin/docs --stdio", "", "./bin/docs", "", ""),
        ("docs-server", "", "", "", ""),
        ("npx .", "npx", ".", "", ""),
        ("python -c 'import sys; from docs.server import main; main()'", "python", "", "docs.server", ""),
        ("python -c 'import docs.server'", "python", "", "docs.server", ""),
    ],
)
def test_code_on_the_machine(line: str, launcher: str, script: str, module: str, directory: str) -> None:
    found = launch(line)
    assert (found.launcher, found.script, found.module, found.directory) == (launcher, script, module, directory)


def test_a_server_run_from_a_script_is_not_its_dependency() -> None:
    found = launch("uv run --with mcp==1.2.0 mcp run server.py")
    assert found.package is None
    assert [one.purl for one in found.packages] == ["pkg:pypi/mcp@1.2.0"]


def test_what_a_container_is_given() -> None:
    found = launch(
        "docker run -i --rm -e TOKEN -eMODE=ro --env A=b -v /Users/ada/docs:/docs:ro -v cache:/cache "
        "--mount type=bind,src=/home/ada/notes,dst=/n --mount type=volume,src=x,dst=/y "
        "--network host --gpus all acme/docs"
    )
    assert found.env_names == ("A", "MODE", "TOKEN")
    assert found.mounts == ("~/docs", "~/notes")
    assert found.permissions == ("docker:--gpus=all", "docker:--network=host")
    assert not found.privileged


@pytest.mark.parametrize(
    "line",
    [
        "docker run --privileged acme/docs",
        "docker run --cap-add SYS_ADMIN acme/docs",
        "docker run --pid=host acme/docs",
        "docker run -v /var/run/docker.sock:/var/run/docker.sock acme/docs",
        "docker run -v /:/host acme/docs",
        "sudo npx -y docs",
    ],
)
def test_raised_rights(line: str) -> None:
    assert launch(line).privileged


def test_paths_that_a_file_server_may_reach() -> None:
    found = launch("npx -y @modelcontextprotocol/server-filesystem /Users/ada/Desktop ./data /tmp")
    assert found.mounts == ("~/Desktop", "./data", "/tmp")
    assert launch("uvx mcp-server-git --repository /home/ada/app").mounts == ("~/app",)


def test_a_bridge_tells_what_it_connects_to() -> None:
    found = launch("npx -y mcp-remote@0.1.0 https://mcp.acme.dev/sse --header 'Authorization: Bearer ${TOKEN}'")
    assert found.urls == ("https://mcp.acme.dev/sse",)
    assert launch("npx -y docs https://acme.dev").urls == ()


@pytest.mark.parametrize(
    ("words", "text", "secrets"),
    [
        (["npx", "-y", "docs", "--api-key", "Zq8vN2xL4mK7pR1t"], "npx -y docs --api-key ***", ("api-key",)),
        (["docs", "--token=Zq8vN2xL4mK7pR1t"], "docs --token=***", ("token",)),
        (["docs", "API_KEY=Zq8vN2xL4mK7pR1t"], "docs API_KEY=***", ("API_KEY",)),
        (["docs", "--token", "${TOKEN}"], "docs --token ${TOKEN}", ()),
        (["docs", "sk-proj-Zq8vN2xL4mK7pR1tW9yB3cD5"], "docs ***", ("args",)),
        (["docs", "postgresql://app:s3cr3t@db/app"], "docs postgresql://db/app", ("url",)),
        (
            ["mcp-remote", "--header", "X-Auth-Token: Zq8vN2xL4mK7pR1t"],
            'mcp-remote --header "X-Auth-Token: ***"',
            ("X-Auth-Token",),
        ),
        (["mcp-remote", "--header=X-Api-Key:Zq8vN2xL4mK7pR1t"], "mcp-remote --header=X-Api-Key:***", ("X-Api-Key",)),
        (
            ["docker", "run", "-e", "MODE=blue", "--env=PIN=4711", "-eX=1", "img"],
            "docker run -e MODE=*** --env=PIN=*** -eX=*** img",
            (),
        ),
        (["docker", "run", "-e", "MODE", "-u", "1000:1000", "img"], "docker run -e MODE -u 1000:1000 img", ()),
        (["curl", "-u", "ada:hunter2"], "curl -u ada:***", ("user",)),
        (["docs", '{"apiKey": "Zq8vN2xL4mK7pR1t"}'], 'docs "{"apiKey": "***"}"', ()),
        (["docs", "--token Zq8vN2xL4mK7pR1t"], 'docs "--token ***"', ()),
        (["docs", "Zq8vN2xL4mK7pR1tW9yB3cD5"], "docs ***", ("args",)),
        (["docs", "https://h.io/f?sv=1&sig=Zq8vN2"], "docs https://h.io/f?sv=1&sig=***", ()),
        (["docs", "/Users/ada/my notes"], 'docs "~/my notes"', ()),
        (["docs", "--password", "-x"], "docs --password -x", ()),
        (["npx", "-y", "docs", "q7f3k9d2m5w1", "-p", "horsebattery"], "npx -y docs *** -p ***", ()),
        (["npx", "-p", "typescript", "tsc", "-p", "horsebattery"], "npx -p typescript tsc -p ***", ()),
        (["docker", "run", "-p", "8080:80", "img", "-pC0rr3ctH0rse"], "docker run -p 8080:80 img -p***", ()),
        (["docs", "--flag", "C0rr3ctH0rse!", "--model", "gpt4o2024x1y2"], "docs --flag *** --model gpt4o2024x1y2", ()),
        (["docs", "us-east-1", "claude-3-5-sonnet-20241022"], "docs us-east-1 claude-3-5-sonnet-20241022", ()),
    ],
)
def test_command_lines_are_shown_without_secrets(words: list[str], text: str, secrets: tuple[str, ...]) -> None:
    shown = show(words)
    assert (shown.text, shown.secrets) == (text, secrets)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("/Users/ada/x", "~/x"),
        ("/home/ada", "~"),
        ("C:\\Users\\ada\\x", "~\\x"),
        ("${HOME}/x $HOME", "~/x ~"),
        ("/var/home", "/var/home"),
        ("/rooted/x", "/rooted/x"),
        ("/home/ada/x", "~/x"),
    ],
)
def test_home_folders_are_hidden(text: str, hidden: str) -> None:
    assert hide_home(text) == hidden


@pytest.mark.parametrize(
    "spec", ["", ".", "./local", "/abs/x", "~/x", "${PKG}", "-x", "a b", "http://[", "@", "@/x", "x@@y"]
)
@pytest.mark.parametrize("ecosystem", ["npm", "pypi", "docker", "nuget", "golang", "unheard-of"])
def test_what_is_no_package_is_none_or_has_a_name(spec: str, ecosystem: str) -> None:
    found = parse_package(spec, ecosystem)
    assert found is None or (found.name and found.purl.startswith("pkg:"))


_WORDS = "npx -y docker run -e A=b uv --with x==1 sh -c -- python -m env sudo cmd /c = - uvx --from".split()


@given(st.lists(st.sampled_from(["", *_WORDS]) | st.text(max_size=12), max_size=12))
def test_no_command_line_fails(words: list[str]) -> None:
    analyse(tuple(words))
    analyse(command_words(" ".join(words), words))
    show(words)


def test_long_command_lines_are_bounded() -> None:
    assert len(split_line("a " * 100_000)) <= 10_001
    analyse(command_words("env " * 10_000 + "npx x", []))
    analyse(command_words("uv", ["run"] * 5_000))
