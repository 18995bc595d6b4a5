"""Any small CycloneDX document, for properties of conversions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
HASHES = st.sampled_from(["a", "0f"]).flatmap(
    lambda unit: st.sampled_from([("MD5", 32), ("SHA-1", 40), ("SHA-256", 64), ("SHA-512", 128), ("BLAKE3", 64)]).map(
        lambda form: {"alg": form[0], "content": (unit * form[1])[: form[1]]}
    )
)
LICENCES = st.one_of(
    st.sampled_from(["MIT", "Apache-2.0", "GPL-2.0-only"]).map(lambda text: {"license": {"id": text}}),
    st.sampled_from(["MIT OR Apache-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"]).map(
        lambda text: {"expression": text}
    ),
    NAMES.map(lambda text: {"license": {"name": text}}),
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 6))
    refs = draw(st.lists(NAMES, min_size=count, max_size=count, unique=True))
    components = []
    for number, ref in enumerate(refs):
        component: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": draw(NAMES), "version": draw(NAMES)}
        component["purl"] = f"pkg:npm/thing-{number}@{draw(st.integers(0, 99))}"
        component["hashes"] = draw(st.lists(HASHES, max_size=3, unique_by=str))
        licence = draw(st.one_of(st.none(), LICENCES))
        component["licenses"] = [licence] if licence else []
        components.append(component)
    edges = [{"ref": ref, "dependsOn": sorted(draw(st.sets(st.sampled_from(refs))) - {ref})} for ref in refs]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": components,
        "dependencies": edges,
    }
