"""What counts as a literal secret, and that no writer lets one through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.secret_texts import mask_text
from aibom.core.secrets import (
    clean_endpoint,
    clean_url,
    is_known_token,
    is_literal_secret,
    is_secret_name,
    mask_tokens,
    query_secrets,
    url_password,
)

# Made up: the form of each provider's token, with a body of no account.
TOKENS = [
    "sk-proj-Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0",
    "sk-ant-api03-Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQ",
    "ghp_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1u",
    "github_pat_11AAZq8vN2xL4mK7pR1tW9_yB3cD5fG6hJ0kQsT1u",
    "glpat-Zq8vN2xL4mK7pR1tW9yB",
    "xoxb-1234567890-abcdefghij",
    "AKIAZQ8VN2XL4MK7PR1T",
    "AIzaZq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1",
    "hf_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT",
    "gsk_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1uV2wX3yZ4",
    "tvly-Zq8vN2xL4mK7pR1tW9yB3cD5",
    "lin_api_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1uV2wX",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.Zq8vN2xL4mK7pR1tW9yB3cD5",
    "fw_Zq8vN2xL4mK7pR1tW9yB3c",
    "csk-8vn2xl4mk7pr1tw9yb3cd5fg6hj0kqst1uv2wx3yz48vn2xl",
    "e2b_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c",
    "sk_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978",
    "dapi0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7xYz0123456789abcdef\nQx7w==\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA7xYz0123456789abcdef\\nQx7w==",
]


@pytest.mark.parametrize("token", TOKENS)
def test_published_forms_are_secrets_under_any_name(token: str) -> None:
    assert is_known_token(token)
    assert is_literal_secret("COMMENT", f"use {token} here")
    assert is_literal_secret("Authorization", f"Bearer {token}")
    assert token not in mask_tokens(f"--x {token},")


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY", "openaiApiKey", "GITHUB_TOKEN", "--access-token", "Authorization", "X-API-Key", "DB_PASSWORD",
        "clientSecret", "PGPASSWORD", "api_key", "apikey", "AWS_SECRET_ACCESS_KEY", "x-auth-token", "Cookie",
        "GITLAB_PAT",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "MAX_TOKENS", "TOKEN_LIMIT", "AUTH_TYPE", "PRIMARY_KEY", "PUBLIC_KEY", "KEY_PATH", "TOKENIZER", "LOG_LEVEL",
        "PATH",
        "GOOGLE_APPLICATION_CREDENTIALS_FILE", "AUTHOR", "monkey", "KEYBOARD", "TOKEN_URL", "", "--", "API_KEY_HEADER",
    ],
)  # fmt: skip
def test_names_of_other_settings(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BRAVE_API_KEY", "BSAqwe9182hd8123hdK"),
        ("Authorization", "Bearer 7f3c9a1e5b2d4f6a8c0e"),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
        ("POSTGRES_PASSWORD", "postgres"),
        ("DATABASE_URL", "postgresql://app:s3cr3t@db:5432/app"),
        ("API_KEY", "${API_KEY:-7f3c9a1e5b2d4f6a8c0e}"),
    ],
)
def test_values_that_are_secrets(name: str, value: str) -> None:
    assert is_literal_secret(name, value)


@pytest.mark.parametrize(
    "value",
    [
        "", "${API_KEY}", "$API_KEY", "${env:API_KEY}", "${input:api-key}", "{env:API_KEY}", "{{ api_key }}",
        "%API_KEY%",
        "<your-api-key>", "YOUR_API_KEY", "your-api-key-here", "sk-xxxxxxxxxxxxxxxxxxxx", "sk-...", "***", "changeme",
        "op://vault/item/field", "REPLACE_ME", "[API_KEY]", "Bearer ${TOKEN}", "Bearer <token>", "none", "ollama",
        "MINIMAX_API_KEY", "sk-your-key-here-0123456789abcdef", "00000000000000000000", "${API_KEY:-}", "aaaaaaaa", "test-key-123456",
    ],
)  # fmt: skip
def test_values_that_only_stand_for_a_secret(value: str) -> None:
    assert not is_literal_secret("API_KEY", value)


def test_a_random_value_of_a_plain_name_is_no_secret() -> None:
    assert not is_literal_secret("COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8")


@pytest.mark.parametrize(
    ("url", "clean", "names"),
    [
        ("https://mcp.example.com/sse", "https://mcp.example.com/sse", []),
        ("https://bob:pw1@mcp.example.com/x#top", "https://mcp.example.com/x", ["url"]),
        ("https://h.io/mcp?api_key=7f3c9a1e5b2d4f6a&q=1", "https://h.io/mcp?api_key=***&q=1", ["api_key"]),
        ("https://h.io/mcp?token=${TOKEN}", "https://h.io/mcp?token=${TOKEN}", []),
        ("https://h.io/s/NTk4YzFhMmItMTIzNC00NTY3LWFi/mcp", "https://h.io/s/***/mcp", ["url"]),
        (f"https://h.io/{TOKENS[12]}/mcp", "https://h.io/***/mcp", ["url"]),
        ("https://h.io/123e4567-e89b-12d3-a456-426614174000", "https://h.io/123e4567-e89b-12d3-a456-426614174000", []),
        ("https://h.io/v1/e1b021fe7c0c7c7779ddf49d7d3edfb3", "https://h.io/v1/***", ["url"]),
        ("https://h.io/annotations_trainval2017.zip", "https://h.io/annotations_trainval2017.zip", []),
        ("http://localhost:8080/mcp", "http://localhost:8080/mcp", []),
        ("https://bob:p/w?1#x@mcp.example.com/x", "https://mcp.example.com/x", ["url"]),
        ("http://localhost:8080/@vite/client", "http://localhost:8080/@vite/client", []),
        ("http://h.io:${PORT}/x@y", "http://h.io:${PORT}/x@y", []),
        ("http://[::1]:80/a@b", "http://[::1]:80/a@b", []),
        ("http://[::1", "http://[::1", []),
        ("not a url", "not a url", []),
    ],
)
def test_urls_are_written_without_credentials(url: str, clean: str, names: list[str]) -> None:
    assert clean_url(url) == clean
    assert query_secrets(url) == names


def test_passwords_in_urls() -> None:
    assert url_password("redis://:hunter2@cache:6379")
    assert not url_password("postgres://${USER}:${PASSWORD}@db/app")
    assert not url_password("git@github.com:org/repo.git")
    assert mask_tokens("postgres://app:s3cr3t@db/app") == "postgres://app:***@db/app"


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_is_judged_without_failing(name: str, value: str) -> None:
    is_literal_secret(name, value)
    clean_url(value)
    clean_url("https://" + value)
    query_secrets("https://h/?" + value)


@pytest.mark.parametrize(
    "piece", ["a" * 50_000, "${" * 20_000, "://" * 20_000, "<" * 50_000, "x@" * 20_000, "eyJ" * 20_000]
)
def test_long_texts_cost_little(piece: str) -> None:
    started = time.process_time()
    is_literal_secret("API_KEY", piece)
    mask_tokens(piece)
    clean_url("https://h/" + piece)
    clean_endpoint("https://h/?" + piece)
    mask_text("password " * 5_000 + piece)
    assert time.process_time() - started < 2  # hundredths of a second; quadratic work takes minutes


@given(
    st.sampled_from(TOKENS), st.sampled_from(["https://h/{}/mcp", "https://h/?k={}", "https://{}@h/", "--header X: {}"])
)
def test_no_writer_lets_a_token_through(token: str, form: str) -> None:
    text = form.format(token)
    assert token not in clean_url(text)
    assert token not in mask_tokens(clean_url(text))


@pytest.mark.parametrize("key", ["AKIAQ7ZX3M9LKW2PTB6N", "AIzaSyD3kQmZx91Lw0PvTyR4nCe56UjHs3GfKqa"])
def test_keys_of_letters_and_digits_alone_are_masked_as_whole_texts(key: str) -> None:
    assert mask_text(key) == mask_text(f"openai/{key}").removeprefix("openai/") == "***"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://h.io/mcp?profile=123e4567-e89b-12d3-a456-426614174000", "https://h.io/mcp?profile=***"),
        ("npx mcp-remote https://h.io/mcp?p=calm-ape-4x8k2m --http", "npx mcp-remote https://h.io/mcp?p=*** --http"),
        ("https://h.io/s/123e4567-e89b-12d3-a456-426614174000/mcp", "https://h.io/s/***/mcp"),
        ("https://h.io/mcp?read_only=true&features=docs,db", "https://h.io/mcp?read_only=true&features=docs,db"),
        (
            "https://h.io/x?api-version=2024-12-01-preview&k=${KEY}",
            "https://h.io/x?api-version=2024-12-01-preview&k=${KEY}",
        ),
        (
            "wss://h.io/v1?model=gpt-4o-realtime-preview-2024-12-17",
            "wss://h.io/v1?model=gpt-4o-realtime-preview-2024-12-17",
        ),
    ],
)
def test_addresses_of_services_hide_what_may_be_a_key_under_any_name(address: str, shown: str) -> None:
    assert clean_endpoint(address) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://hooks.slack.com/services/T00AB12/B00CD34/xK9dLm2Qw8", "https://hooks.slack.com/services/***/***/***"),
        ("https://discord.com/api/webhooks/1234567890/abcDEF123xyz", "https://discord.com/api/webhooks/1234567890/***"),
        ("https://hooks.zapier.com/hooks/catch/1234567/b4x9zq/", "https://hooks.zapier.com/hooks/catch/1234567/***/"),
        (
            "https://flow.example.com/webhook/5f2b1c7e-1d2a-4b6e-9a77-3f0c1d2e3f4a",
            "https://flow.example.com/webhook/***",
        ),
        ("https://api.telegram.org/bot123456789:AAEdLmQw8/sendMessage", "https://api.telegram.org/bot***/sendMessage"),
        # no hooks, and hooks with names that everybody may know
        ("https://example.com/webhook/orders", "https://example.com/webhook/orders"),
        (
            "https://github.com/acme/webhook-server/releases/v1.2.3",
            "https://github.com/acme/webhook-server/releases/v1.2.3",
        ),
        ("https://huggingface.co/Qwen/Qwen2.5-7B-Instruct", "https://huggingface.co/Qwen/Qwen2.5-7B-Instruct"),
        ("https://example.com/hookah/catalogue2024/x9", "https://example.com/hookah/catalogue2024/x9"),
    ],
)
def test_short_secrets_of_hooks_are_masked(address: str, shown: str) -> None:
    assert clean_url(address) == shown


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("NEO4J_AUTH", "neo4j/Harbour2024", True),
        ("HTTP_AUTH", "admin:hunter2", True),
        ("NEO4J_AUTH", "none", False),
        ("NEO4J_AUTH", "neo4j/${NEO4J_PASSWORD}", False),
        ("auth", "https://login.example.com", False),
        ("require_auth", "true", False),
    ],
)
def test_a_user_with_the_password_is_a_secret(name: str, value: str, secret: bool) -> None:
    assert is_literal_secret(name, value) is secret


@pytest.mark.parametrize(
    "url",
    [
        "https://dev.to/nyxtom/introduction-to-crdts-for-realtime-collaboration-2eb1",
        "https://huggingface.co/acme/heron/resolve/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567/model.bin",
    ],
)
def test_titles_of_pages_and_revisions_are_shown(url):
    assert clean_url(url) == url


@pytest.mark.parametrize("part", ["3f2a9c1d8e7b4a6f9c1d8e7b4a6f9c1d", "Zq8vN2xL-mK7pR1tW9yB3cD5-fG6hJ0kQsT1u-x"])
def test_what_looks_random_elsewhere_is_masked(part):
    assert part not in clean_url(f"https://mcp.example.org/v1/{part}/sse")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<server><apiKey>Zq8vN2xL4mK7pR1t</apiKey></server>", "<server><apiKey>***</apiKey></server>"),
        ('<m:password type="plain">harbour-42-gate</m:password>', '<m:password type="plain">***</m:password>'),
        ("<title>Tides</title> <apiKey>${API_KEY}</apiKey>", "<title>Tides</title> <apiKey>${API_KEY}</apiKey>"),
        ("Wrap the answer in <answer>yes</answer>.", "Wrap the answer in <answer>yes</answer>."),
    ],
)
def test_elements_that_say_secret_are_masked(text, shown):
    assert mask_text(text) == shown
