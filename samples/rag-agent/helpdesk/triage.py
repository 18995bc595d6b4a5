"""Sorts incoming mail with a small classifier, and drafts a subject line."""

import pickle
from pathlib import Path

from openai import OpenAI
from transformers import AutoModelForSequenceClassification, AutoTokenizer

client = OpenAI()

LANGUAGE_MODEL = "acme/mail-language"

with Path("models/priority.pkl").open("rb") as stream:
    priority_model = pickle.load(stream)

tokenizer = AutoTokenizer.from_pretrained(LANGUAGE_MODEL)
language_model = AutoModelForSequenceClassification.from_pretrained(LANGUAGE_MODEL, trust_remote_code=True)


def subject_line(mail):
    reply = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "Write a subject line of at most eight words for this mail."},
            {"role": "user", "content": mail},
        ],
    )
    return reply.choices[0].message.content
