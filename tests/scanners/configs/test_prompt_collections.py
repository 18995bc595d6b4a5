"""Files whose name says that they hold prompts: every text in them is one."""

from __future__ import annotations

from configured import configured, names, places

PROMPTS = """description: Texts of the refund desk, kept apart from the code
intent_classification: |
  You classify the wish of a customer.
  User: "{user_message}"
response_assembly: |
  You write for a shop of children's shoes.
  {context}
"""


def test_each_text_is_a_prompt_under_its_key() -> None:
    seen = configured({"config/prompts.yaml": PROMPTS})
    assert names(seen, "prompt") == {"intent_classification", "response_assembly"}
    assert ("response_assembly", 5) in places(seen, "prompt")


def test_the_same_texts_under_another_name_are_not() -> None:
    assert names(configured({"config/texts.yaml": PROMPTS}), "prompt") == set()


def test_prompts_in_files_without_an_ending() -> None:
    text = "You write code and you test what you have written.\n"
    seen = configured({"prompts/default/system_message": text, "prompts/Makefile": text, "src/system_message": text})
    assert names(seen, "prompt") == {"prompts/default/system_message"}
