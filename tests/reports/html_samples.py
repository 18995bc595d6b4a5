"""BOMs for the HTML report: hostile names, and one of thousands of components. Made, seeded by nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import report_samples as samples

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.model.finding import Judgement, Location

PWNED = "window.pwned=1"
HOSTILE = (
    f"<script>{PWNED}</script>",
    f"</script><script>{PWNED}</script>",
    f"<img src=x onerror={PWNED}>",
    f"<svg/onload={PWNED}>",
    f'" onmouseover="{PWNED}" autofocus onfocus="{PWNED}',
    f"javascript:{PWNED}",
    f"<a href='javascript:{PWNED}'>x</a>",
    f"<iframe srcdoc='<script>parent.pwned=1</script>'>",  # noqa: F541
    "{{policy}} {{data}} ${" + PWNED + "} {{constructor.constructor('" + PWNED + "')()}}",
    "<!--<script>",
    "]]><![CDATA[",
    "&lt;b&gt; &#60;script&#62;",
    "\u2028\u2029\u202egnp.exe",
    "__proto__",
    "constructor",
)


def facts(
    components: list[dict[str, Any]],
    dependencies: list[dict[str, Any]],
    vulnerabilities: list[dict[str, Any]] | None = None,
    **metadata: Any,
) -> BomFacts:
    """The facts of a document of these parts."""
    root = {"type": "application", "name": "helpdesk", "version": "2.1.0", "bom-ref": "root"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"timestamp": "2026-11-26T09:00:00Z", "component": root, **metadata},
        "components": components,
        "dependencies": dependencies,
        "vulnerabilities": vulnerabilities or [],
    }
    return facts_of(load_document(orjson.dumps(document), name="bom.cdx.json"))


def hostile() -> tuple[Judgement, BomFacts]:
    """Every hostile text in every place that a scanned tree can fill."""
    components = [_hostile(text, number) for number, text in enumerate(HOSTILE)]
    refs = [one["bom-ref"] for one in components]
    unknown = [{"topic": text, "path": text, "line": 3, "reason": text, "expression": text} for text in HOSTILE]
    properties = [{"name": "aibom:unknown", "value": orjson.dumps(one).decode()} for one in unknown]
    found = facts(components, [{"ref": "root", "dependsOn": refs}], properties=properties)
    findings = tuple(
        replace(
            samples.FINDINGS[0],
            message=text,
            component=text,
            ref=ref,
            locations=(Location(path=text, line=number + 1),),
        )
        for number, (text, ref) in enumerate(zip(HOSTILE, refs, strict=True))
    )
    rule = replace(samples.UNSAFE_LOADING, why=HOSTILE[0], fix=HOSTILE[1], refs=HOSTILE, name=HOSTILE[2])
    return replace(samples.JUDGEMENT, findings=findings, rules=(rule,), warnings=HOSTILE), found


def _hostile(text: str, number: int) -> dict[str, Any]:
    kind = ("model", "tool", "agent")[number % 3]
    facts_ = {"kind": kind, "description": text, "source": text, "trust_zone": "third-party", "provider": text}
    return {
        "type": "machine-learning-model" if kind == "model" else "application",
        "name": text,
        "version": text,
        "bom-ref": f"ref {text}",
        "properties": [{"name": f"aibom:{name}", "value": value} for name, value in facts_.items()],
        "evidence": {"occurrences": [{"location": text, "line": 1, "symbol": text}]},
    }


def large(size: int = 5_000) -> tuple[Judgement, BomFacts]:
    """`size` components in a graph of agents, models, tools and libraries, and a finding for every fifth."""
    components = [_made(number) for number in range(size)]
    refs = [one["bom-ref"] for one in components]
    edges = [{"ref": "root", "dependsOn": refs[: size // 10]}]
    edges += [{"ref": refs[n], "dependsOn": refs[n * 9 : n * 9 + 9]} for n in range(1, size // 10)]
    found = facts(components, edges)
    findings = tuple(
        replace(
            samples.FINDINGS[number % 3],
            message=f"'{refs[number]}' is not pinned to reviewed content.",
            component=components[number]["name"],
            ref=refs[number],
            fingerprint=f"{number:064x}",
            locations=(Location(path=f"services/s{number % 70}/app.py", line=number % 900 + 1),),
        )
        for number in range(0, size, 5)
    )
    return replace(samples.JUDGEMENT, findings=findings), found


def _made(number: int) -> dict[str, Any]:
    kind = ("library", "library", "library", "model", "tool", "library", "agent", "prompt")[number % 8]
    name = f"acme/{kind}-{number:05}"
    facts_ = {"kind": kind, "source": f"hf:{name}", "provider": f"team-{number % 40}", "usage": "used"}
    card = {"modelCard": {"modelParameters": {"task": "text-generation"}}} if kind == "model" else {}
    return {
        "type": {"model": "machine-learning-model", "library": "library", "prompt": "data"}.get(kind, "application"),
        "name": name,
        "version": f"1.{number % 30}.{number % 7}",
        "bom-ref": f"{kind}:{name}",
        "licenses": [{"license": {"id": ("MIT", "Apache-2.0", "BSD-3-Clause")[number % 3]}}],
        "properties": [{"name": f"aibom:{name_}", "value": value} for name_, value in facts_.items()],
        "evidence": {
            "occurrences": [
                {"location": f"services/s{number % 70}/app{place}.py", "line": number % 900 + 1} for place in range(3)
            ]
        },
        **card,
    }
