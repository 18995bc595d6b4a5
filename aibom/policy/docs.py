"""The rule reference (docs/rules.md), generated from the rules themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.core.json import Json
from aibom.policy.load import PackInfo, Policy, shipped_packs
from aibom.policy.pack import as_written
from aibom.policy.rule import Rule

_HEAD = """# Rules

Every rule that ships with aibom, by topic. `aibom policy explain RULE COMPONENT --bom FILE` shows why a rule holds
of a component; [policy-language.md](policy-language.md) tells how rules are written. This page is generated from
`policies/`; do not edit it.
"""


def render(policy: Policy) -> str:
    """The reference of all rules of a policy (for docs/rules.md: one that selects every rule), as Markdown."""
    packs = [pack for pack in shipped_packs() if set(pack.rules) & {rule.info.id for rule in policy.rules}]
    topics: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in policy.rules:
        topics[_topic(rule)].append(rule)
    parts = [_HEAD, *_pack_table(packs)]
    for topic in sorted(topics, key=lambda topic: topics[topic][0].info.id):
        parts += [f"## {topic.capitalize()}\n", *_rule_table(topics[topic])]
        parts += [_rule(rule, packs, policy) for rule in topics[topic]]
    return "\n".join(parts).rstrip("\n") + "\n"


def _topic(rule: Rule) -> str:
    parts = rule.path.split("/")
    return parts[-2].replace("-", " ") if len(parts) > 1 else "rules"


def _pack_table(packs: Iterable[PackInfo]) -> Iterator[str]:
    yield "## Packs\n"
    yield "| pack | version | rules | what it is for |\n|---|---|---|---|"
    for pack in packs:
        yield f"| `{pack.id}` | {pack.version} | {len(pack.rules)} | {_cell(pack.description or pack.title)} |"
    yield ""


def _rule_table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| id | name | severity |\n|---|---|---|"
    for rule in rules:
        yield f"| [{rule.info.id}](#{rule.info.id.lower()}) | {rule.info.name} | {rule.info.severity} |"
    yield ""


def _rule(rule: Rule, packs: Iterable[PackInfo], policy: Policy) -> str:
    info = rule.info
    source = policy.sources[info.id]
    written = as_written(source)
    where = ", ".join(f"`{pack.id}`" for pack in packs if info.id in pack.rules) or "none"
    lines = [
        f'### <a id="{info.id.lower()}"></a>{info.id} {info.name}\n',
        f"Severity {written.severity}, confidence {info.confidence}, for {info.audience}s. "
        f"When it cannot be told: {written.unknown}. Packs: {where}.\n",
        f"{_text(info.why)}\n",
        f"**Fix.** {_text(info.fix)}\n",
        *_params({name: (param.type, param.default, param.description) for name, param in source.params.items()}),
        f"Tags: {', '.join(f'`{tag}`' for tag in info.tags)}\n",
    ]
    if info.refs:
        lines += ["References: " + ", ".join(f"<{ref}>" for ref in info.refs) + "\n"]
    return "\n".join(lines)


def _params(params: Mapping[str, tuple[str, Json, str]]) -> Iterator[str]:
    if not params:
        return
    yield "| parameter | type | default | meaning |\n|---|---|---|---|"
    for name, (kind, default, description) in params.items():
        yield f"| `{name}` | {kind} | {_default(default)} | {_cell(description)} |"
    yield ""


def _default(value: Json) -> str:
    if isinstance(value, list | tuple):
        shown = ", ".join(f"`{_cell(str(item))}`" for item in value[:6])
        return (shown + f", ... ({len(value)} in all)" if len(value) > 6 else shown) or "(empty)"
    return f"`{_cell(str(value).lower() if isinstance(value, bool) else str(value))}`"


def _text(text: str) -> str:
    """Text of a rule as Markdown text: what would open a link, an HTML tag or emphasis is escaped."""
    return "".join(f"\\{char}" if char in "<>*_[]`" else char for char in text)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
