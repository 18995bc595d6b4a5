"""Leaves of a script only what may matter, so that long scripts cost one cheap pass and not a full reading.

Kept are assignments, loops and lines that name a model server, a model, a data set or a container, each with its
continuation lines; here-documents and all else become blank lines, so that line numbers stay.
"""

from __future__ import annotations

import re

INTEREST = re.compile(
    r"ollama|vllm|text-generation|text-embeddings|llama|triton|sglang|lmdeploy|litellm|bentoml|openllm|mlflow|\bserve\b|hugging|\bhf\b|hf\.co"
    r"|model|dataset|--data|--train|lora|adapter|docker|podman|nerdctl|claude|codex|aider|gemini|\bllm\b|spacy|trtllm|xinference|torchserve"
    r"|mlc_llm|infinity_emb|tabby|\blms\b|local-ai|openai|anthropic|whisper|langgraph|langflow|letta|chroma\b|phoenix|open-webui|fastchat|gguf"
    r"|safetensors|from_pretrained|sentence_transformers|load_dataset|aphrodite|ovms|tensorflow_model_server|mlserver|https?://api\.|\.pt\b|yolo",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"[ \t]*(?:(?:export|declare|local|readonly|env|set)[ \t]+(?:-\w+[ \t]+)*)?[A-Za-z_]\w*\+?=|[ \t]*for[ \t]+\w+[ \t]+in\b"
)
_HERE = re.compile(r"<<-?[ \t]*['\"]?([A-Za-z_][\w.-]*)['\"]?")
_ARRAY = re.compile(r"[ \t]*(?:(?:export|declare|local|readonly)[ \t]+(?:-\w+[ \t]+)*)?[A-Za-z_]\w*\+?=\([^)]*\Z")


def focus(text: str) -> str:
    """The text with uninteresting lines blanked; "" when nothing in it is of interest."""
    if not INTEREST.search(text):
        return ""
    return "\n".join(_Rows(text.split("\n")).kept())


class _Rows:
    """One pass over the lines."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows
        self.out = [""] * len(rows)
        self.index = 0

    def kept(self) -> list[str]:
        while self.index < len(self.rows):
            first, last = self.index, self._logical_end(self.index)
            block = self.rows[first : last + 1]
            self.index = last + 1
            if self._matters(block):
                self.out[first : last + 1] = block
            self._skip_here(block)
        return self.out

    def _matters(self, block: list[str]) -> bool:
        row = block[0]
        if row.lstrip().startswith("#"):
            return False
        return bool(_KEPT.match(row)) or any(INTEREST.search(row) for row in block)

    def _logical_end(self, index: int) -> int:
        """The last line of the command or array that begins here."""
        row = self.rows[index]
        if _ARRAY.match(row):
            while index + 1 < len(self.rows) and ")" not in self.rows[index]:
                index += 1
            return index
        while index + 1 < len(self.rows) and self.rows[index].rstrip().endswith("\\"):
            index += 1
        return index

    def _skip_here(self, block: list[str]) -> None:
        """Lines of a here-document are text; its mark was kept with the command or is of no interest."""
        for row in block:
            for mark in _HERE.findall(row) if "<<" in row else ():
                while self.index < len(self.rows):
                    body = self.rows[self.index].strip()
                    self.index += 1
                    if body == mark:
                        self.out[self.index - 1] = mark
                        break
