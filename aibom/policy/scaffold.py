"""The beginning of a rule (`aibom policy new`)."""

from __future__ import annotations

from aibom.core.errors import UsageError
from aibom.policy.rule import ID, NAME

_TEMPLATE = """\
id: {id}
name: {name}
severity: medium                # info | low | medium | high | critical
confidence: high                # low | medium | high: how sure the finding is
audience: developer             # developer | auditor
tags: [model]
params:
  allowed:
    type: globs
    description: Licences that models may have.
    default: [Apache-2.0, MIT]
select: {{kind: model}}
when:
  not: {{licences: {{licence_allowed: $allowed}}}}
unknown: ignore                 # ignore | review | finding
message: "Model '${{name}}' has the licence ${{licences|that nobody states}}."
why: Say what may happen.
fix: Say what to do.
refs: []
tests:
- {{name: another licence, component: {{kind: model, name: m, licences: [GPL-3.0-only]}}, expect: finding}}
- {{name: an allowed licence, component: {{kind: model, name: m, licences: [MIT]}}, expect: pass}}
- {{name: no licence stated, component: {{kind: model, name: m}}, expect: unknown}}
"""


def new_rule(rule_id: str, name: str) -> str:
    """The text of a rule that loads and whose tests pass. Raises UsageError for an id or name of another form."""
    if not ID.match(rule_id):
        raise UsageError(f"A rule's id is capitals then digits, such as ACME001, not {rule_id!r}.")
    if not NAME.match(name):
        raise UsageError(f"A rule's name is lower-case words joined by hyphens, not {name!r}.")
    return _TEMPLATE.format(id=rule_id, name=name)
