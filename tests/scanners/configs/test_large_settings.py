"""Large settings: the cost grows with their size, and what a bound leaves out is told."""

from __future__ import annotations

import json
import time

import pytest
from configured import configured

_MANY = 25_000
_SECRET = "${OPENAI_API_KEY}"
FLAT = {
    "config.yaml": "model: gpt-4o\n" + "".join(f"key{n}: value{n}\n" for n in range(_MANY)),
    "config.toml": 'model = "gpt-4o"\n' + "".join(f'key{n} = "value{n}"\n' for n in range(_MANY)),
    "config.json": json.dumps({"model": "gpt-4o", **{f"k{n}": n for n in range(_MANY)}}),
    "accounts.yaml": "model: gpt-4o\n" + "".join(f"x{n}_provider: {{api_key: '{_SECRET}'}}\n" for n in range(8_000)),
}


@pytest.mark.parametrize("path", sorted(FLAT))
def test_settings_of_many_keys_cost_in_proportion(path: str) -> None:
    started = time.process_time()
    seen = configured({path: FLAT[path]})
    assert time.process_time() - started < 4
    assert "gpt-4o" in seen.named("model")
