"""Comments to aibom from the file to the reports."""

from __future__ import annotations

import json
from pathlib import Path

from runner import aibom

CODE = """\
import openai

client = openai.OpenAI()
client.chat.completions.create(
    model="gpt-4o",  # aibom: ignore[AIB105] evaluated on every release
)
client.chat.completions.create(model=pick())  # aibom: name=gpt-4.1-mini
client.chat.completions.create(model="gpt-4.1")  # aibom: name=unused-by-nobody
"""


def test_from_the_file_to_the_reports(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "chat.py").write_text(CODE)
    for _ in range(2):  # the second run takes everything from the cache
        out, record, findings = tmp_path / "out", tmp_path / "record.sarif", tmp_path / "findings.json"
        result = aibom(
            "audit", tree, "--policy", "production-gate", "--out", out, "--sarif-record", record, "--json", findings
        )
        assert "1 excepted (1 by comments in the source)" in result.out
        (excepted,) = json.loads(findings.read_bytes())["excepted"]
        assert (excepted["rule"], excepted["component"]) == ("AIB105", "gpt-4o")
        assert excepted["exception"]["id"] == "chat.py:5"
        (kept,) = [one for one in json.loads(record.read_bytes())["runs"][0]["results"] if "suppressions" in one]
        assert kept["suppressions"][0]["kind"] == "inSource"
        assert kept["suppressions"][0]["justification"] == "evaluated on every release."
        uploaded = (out / "findings.sarif").read_text()
        assert "suppressions" not in uploaded
        bom = json.loads((out / "bom.cdx.json").read_bytes())
        remarks = [p["value"] for p in bom["metadata"]["properties"] if p["name"] == "aibom:remark"]
        assert len(remarks) == 3
        names = {one["name"] for one in bom["components"] if one["type"] == "machine-learning-model"}
        assert "gpt-4.1-mini" in names
