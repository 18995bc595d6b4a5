"""Texts are written without their secrets, and keep what is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.secret_texts import mask_expression, mask_line, mask_text

TOKEN = "ghp_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1u"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Logs in as clerk and password hunter2 at the desk", "Logs in as clerk and password *** at the desk"),
        ("The API key is x9f3k2q8Lm22.", "The API key is ***."),
        ("Opens it with the passphrase 'Winter2031!'", "Opens it with the passphrase '***!'"),
        ("Sends the secret 8f14e45fceea167a5a36dedd4bea2543 along", "Sends the secret *** along"),
    ],
)
def test_what_a_sentence_says_after_the_word_for_a_secret_is_masked(said: str, shown: str) -> None:
    assert mask_text(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "Rotates the password daily",
        "Compares the password sha256 of a user",
        "Asks for a password 12-character long",
        "The token limit is 4096, the API key OPENAI_API_KEY",
        "Resets the password of user123 with token {reset1}",
        "Reads the secret my-secret1 of the cluster",
    ],
)
def test_sentences_about_passwords_stay_as_they_are(said: str) -> None:
    assert mask_text(said) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("--conn alice:Tr0ub4dor@db:5432/tickets", "--conn alice:***@db:5432/tickets"),
        ("//alice:Tr0ub4dor@db.corp.example/tickets", "//alice:***@db.corp.example/tickets"),
        ("acme/triage:1.2@sha256:00ff", "acme/triage:1.2@sha256:00ff"),
        ("git@github.com:acme/triage", "git@github.com:acme/triage"),
    ],
)
def test_addresses_without_a_scheme_hide_their_password(said: str, shown: str) -> None:
    assert mask_text(said) == shown


@pytest.mark.parametrize("form", ["npx docs {} --at https://h.io/x", "See https://h.io/x, then send {} along", "{}"])
def test_tokens_beside_an_address_are_masked(form: str) -> None:
    assert mask_text(form.format(TOKEN)) == form.format("***")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("run API_TOKEN=7f3c9a1e5b2d4f6a docs", "run API_TOKEN=*** docs"),
        ("Set api_key='7f3c9a1e5b2d4f6a' first", "Set api_key='***' first"),
        ("curl -u clerk:Harb0ur! https://h.io", "curl -u clerk:*** https://h.io"),
        ("docker run -u 1000:1000 acme/docs", "docker run -u 1000:1000 acme/docs"),
        ("curl -b 'sid=Zq8vN2xL; lang=german' x", "curl -b 'sid=***; lang=***' x"),
        ("Cookie: sid=Zq8vN2xL; id=${ID}", "Cookie: sid=***; id=${ID}"),
        ("send Authorization: Bearer a!b%cdef12345", "send Authorization: Bearer ***"),
        ('curl -H "Authorization: 7f3c9a1e5b2d4f6a8c0e" x', 'curl -H "Authorization: ***" x'),
        ("mcp --header x-api-key:7f3c9a1e5b2d4f6a8c0e", "mcp --header x-api-key:***"),
        ("$env:API_KEY = '7f3c9a1e5b2d4f6a8c0e'", "$env:API_KEY = '***'"),
        ("//h.io/:_authToken=7f3c9a1e5b2d4f6a8c0e", "//h.io/:_authToken=***"),
        ('"api_key" => "7f3c9a1e5b2d4f6a8c0e"', '"api_key" => "***"'),
        ("mysql -u clerk -p7f3c9a1e5b2d4f6a8c0e desk", "mysql -u clerk -p*** desk"),
        ("docker run -p 8080:8080 -p 127.0.0.1:80:80 x", "docker run -p 8080:8080 -p 127.0.0.1:80:80 x"),
        ("API_KEY=7f3c9a1e5b2d4f6a…", "API_KEY=***"),
        ("The key is 7f3c9a1e5b2d4f6a8c0e", "The key is ***"),
        ("the password is qT3x/8Lm2Qw9Zr4Yb6Nc1/Vk5Jh7Gf0Ds+Pa9Ew", "the password is ***"),
    ],
)
def test_what_lines_and_headers_hand_over_is_masked(said: str, shown: str) -> None:
    assert mask_text(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "Basic understanding of the harbour",
        "Basic gpt-4o-mini assistant",
        "Token classification, by bearer authentication",
        "Set the token generation to x=4",
        "The key is gpt-4o-2024-08-06 or the key user123",
        "Reads the password of /etc/Harbour2/desk",
    ],
)
def test_sentences_with_words_of_headers_stay_as_they_are(said: str) -> None:
    assert mask_text(said) == said


@pytest.mark.parametrize("left", range(9, len(TOKEN)))
def test_a_token_in_which_a_text_was_cut_is_masked(left: int) -> None:
    text = "Answers questions about berths; it is asked with "
    assert mask_text(text + TOKEN[:left]) == text + "***"
    assert mask_text(text + "hf_model") == text + "hf_model"


def test_expressions_hide_what_has_the_form_of_a_key() -> None:
    assert mask_expression('pick("9fGh2kL7Qw3Zx8Vb", "gpt-4o-2024-08-06")') == 'pick("***", "gpt-4o-2024-08-06")'
    assert (
        mask_expression("choose('berths/claude-3-5-sonnet-20241022')") == "choose('berths/claude-3-5-sonnet-20241022')"
    )


def test_command_lines_hide_words_drawn_by_chance() -> None:
    assert mask_line("npx docs 9fGh2kL7Qw3Zx8Vb6Nm4Rt1Y acme/docs:1") == "npx docs *** acme/docs:1"


@given(st.text(max_size=400))
def test_any_text_is_written_without_failing(text: str) -> None:
    mask_text(text, "API_KEY")
    mask_expression(text)
    mask_line("-u " + text)


@pytest.mark.parametrize(
    "piece",
    [
        "-u a:",
        "cookie: a=",
        "-----BEGIN PRIVATE KEY-----",
        "\\n",
        "sk-1",
        "basic ",
        "'",
        "a=",
        "- ",
        "eyJ.",
        "authorization: ",
    ],
)
def test_long_texts_cost_little(piece: str) -> None:
    started = time.process_time()
    mask_expression(piece * (100_000 // len(piece)) + " x")
    assert time.process_time() - started < 2  # hundredths of a second; quadratic work takes minutes
