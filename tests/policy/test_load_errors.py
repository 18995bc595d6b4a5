"""Whatever is wrong with a rule is said at its file, line and column, with a suggestion where one is near."""

from __future__ import annotations

import pytest
from policy_samples import rule_text

from aibom.core.errors import DocumentError
from aibom.policy.rule import bind, read_rule

WHEN = "message: m\nwhen: "


def error_of(text: str) -> str:
    try:
        source = read_rule(text.encode(), "r.yaml")
        bind(source)
        source.examples()
    except DocumentError as error:
        return str(error)
    return "no error"


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("{formt: pickle}", "r.yaml:8:8: unknown field 'formt' of component (did you mean 'format'?)"),
        ("{format: {eqq: pickle}}", "r.yaml:8:17: unknown operator 'eqq' of format (did you mean 'eq'?)"),
        ("{kind: modle}", "r.yaml:8:14: kind is never 'modle' (did you mean 'model'?)"),
        ("{scan.verdict: {in: [clean, malicous]}}", "scan.verdict is never 'malicous' (did you mean 'malicious'?)"),
        ("{version: 2.6}", "version eq must be a text in quotes, not a number"),
        ("{source: null}", "ask for a missing value with `absent: true`"),
        ("{format: [pickle, joblib]}", "write format: {in: [...]} to compare with several values"),
        ("{format: {in: pickle}}", "format in must be a list, not a text"),
        ("{hosted: yes}", "hosted eq must be true or false, not a text"),
        ("{hosted: {glob: x}}", "glob does not apply to hosted, which is a boolean"),
        ("{licences: MIT}", "licences is a list; write any, every, none, count or exists"),
        ("{licences: {anny: MIT}}", "unknown operator 'anny' of licences (did you mean 'any'?)"),
        ("{format: {any: x}}", "any is for lists, and format is a text"),
        ("{format: {lt: 3}}", "lt does not apply to format, which is a text"),
        ("{size: {lt: '3'}}", "size lt must be a number, not a text"),
        ("{version: {lt: newest}}", "'newest' is not a version"),
        ("{format: {matches: '('}}", "RE2 refuses this regular expression: missing ): ("),
        ("{format: {matches: '(?=a)'}}", "RE2 refuses"),
        ("{approval.reviewed: {older_than: 3m}}", "must be a duration such as 90d, 12w, 2y"),
        ("{approval.reviewed: {before: 2026-13-01}}", "must be a date such as 2026-12-01"),
        ("{uses: {any: {symbl: x}}}", "unknown field 'symbl' of item of uses (did you mean 'symbol'?)"),
        ("{uses: {any: x}}", "any of uses must be a mapping, not a text"),
        ("{uses: {count: {of: {symbol: x}}}}", "count needs a bound"),
        ("{uses: {count: {gte: x}}}", "count gte must be a number"),
        ("{source: {glob: $trusted}}", "no parameter 'trusted'"),
        ("{is: pickled}", "no predicate 'pickled' in let"),
        (
            "{reaches: {via: [uses-modle], target: {kind: model}}}",
            "no relation 'uses-modle' (did you mean 'uses-model'?)",
        ),
        ("{reaches: {via: [uses-model]}}", "reaches needs the key 'target'"),
        ("{reaches: {max_depth: 0, target: {kind: model}}}", "max_depth must be a whole number from 1 to 100"),
        ("{count: {of: {kind: model}}}", "count needs a bound"),
        ("{count: {of: {kind: model}, lt: 0}}", "count is 0 or more, so that lt 0 tells nothing apart"),
        ("{share: {of: {kind: model}, gte: 5}}", "share is 0 to 1, so that gte 5 tells nothing apart"),
        ("{format: {in: []}}", "format in lists nothing, so that it tells nothing apart"),
        ("{source: {glob: []}}", "source glob lists nothing"),
        ("{all: []}", "all needs at least one predicate"),
        ("{}", "when is empty; it would be true of everything"),
        ("[]", "when must be a mapping, not a list"),
        ("{not: {}}", "not is empty"),
        ("{format: {}}", "format needs an operator"),
        ("{format: {absent: 1}}", "format absent must be true or false"),
    ],
)
def test_predicates(predicate: str, expected: str) -> None:
    assert expected in error_of(rule_text(WHEN + predicate))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            rule_text("message: m\nwhen: {kind: model}", severity="hihg"),
            "r.yaml:3:11: severity cannot be 'hihg' (did you mean 'high'?)",
        ),
        (
            rule_text("message: m\nwhne: {kind: model}"),
            "r.yaml:8:1: unknown key 'whne' in a rule (did you mean 'when'?)",
        ),
        (rule_text("message: m"), "r.yaml:1:1: a rule needs the key 'when'"),
        (rule_text("when: {kind: model}"), "a rule needs the key 'message'"),
        (
            rule_text("message: ${nam}\nwhen: {kind: model}"),
            "message: unknown field 'nam' of component (did you mean 'name'?)",
        ),
        (rule_text("message: ${uses.symbl}\nwhen: {kind: model}"), "message: uses has no member 'symbl'"),
        (rule_text("message: ${uses}\nwhen: {kind: model}"), "uses is a list of objects; write ${uses.<member>}"),
        (rule_text("message: 'x ${name'\nwhen: {kind: model}"), "message has a ${ without its }"),
        (rule_text("message: m\nwhen: {kind: model}", rule_id="aib1"), "id 'aib1' must be capitals then digits"),
        (rule_text("message: m\nwhen: {kind: model}\nsubject: componnt"), "subject cannot be 'componnt'"),
        (
            rule_text("message: m\nwhen: {kind: model}\nunknown: findings"),
            "unknown cannot be 'findings' (did you mean 'finding'?)",
        ),
        (rule_text("message: m\nwhen: {kind: model}\nrefs: ['http://x.example']"), "must be an https:// address"),
        (
            rule_text("message: m\nwhen: {kind: model}\ndiscriminator: vulnerabilities.idd"),
            "no field 'vulnerabilities.idd'",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\nparams: {a: {type: glob, default: []}}"),
            "type cannot be 'glob' (did you mean 'globs'?)",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\nparams: {a: {type: globs, default: x}}"),
            "parameter 'a' must be a list of globs",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\nparams: {a: {type: globs}}"),
            "parameter 'a' needs the key 'default'",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\nparams: {a: {type: text, default: x}}"),
            "params 'a' is never used",
        ),
        (rule_text("message: m\nwhen: {kind: model}\nlet: {a: {kind: model}}"), "let 'a' is never used"),
        (rule_text("message: m\nwhen: {is: a}\nlet: {a: {is: b}, b: {is: a}}"), "let 'a' names itself: a -> b -> a"),
        (
            rule_text("message: m\nwhen: {kind: model}\nselect: {spec_version: '1.6'}"),
            "unknown field 'spec_version' of component",
        ),
        (rule_text("message: m\nsubject: bom\nwhen: {format: pickle}"), "unknown field 'format' of bom"),
        (
            rule_text("message: m\nsubject: bom\nwhen: {reaches: {target: {kind: model}}}"),
            "unknown field 'reaches' of bom",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\ntests: [{name: a, component: {formt: x}, expect: pass}]"),
            "unknown field 'formt' of component",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\ntests: [{name: a, component: {licences: MIT}, expect: pass}]"),
            "licences must be a list of licence expressions",
        ),
        (
            rule_text("message: m\nwhen: {kind: model}\ntests: [{name: a, component: {kind: model}, expect: fail}]"),
            "expect cannot be 'fail'",
        ),
        (
            rule_text(
                "message: m\nwhen: {kind: model}\ntests: [{name: a, component: {uses: [{sym: x}]}, expect: pass}]"
            ),
            "unknown member 'sym' of item of uses",
        ),
        ("- a\n- b\n", "r.yaml:1:1: a rule must be a mapping, not a list"),
        ("", "r.yaml:1:1: is empty"),
    ],
)
def test_rules(text: str, expected: str) -> None:
    assert expected in error_of(text)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id: A\n\tname: b\n", "r.yaml:2:1: a tab is used for indentation; YAML wants spaces"),
        (b"id: AIB101\nname: x\nid: AIB102\n", "r.yaml:3:1: duplicate key 'id' (first on line 1)"),
        (b"a: &x [1]\nb: *x\n", "r.yaml:1:4: anchors (&x) are not supported"),
        (b"a: *nowhere\n", "r.yaml:1:4: aliases (*nowhere) are not supported"),
        (b"a: !!python/object:os.system x\n", "r.yaml:1:4: tags ("),
        (b"a: 1\n---\nb: 2\n", "only one YAML document per file"),
        (b"a: [1, 2\nb: 3\n", "not valid YAML"),
        (b"? [1]\n: 2\n", "a key must be a plain text"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"a: \x00\n", "r.yaml:1:1: holds characters that YAML does not allow"),
        (b"[" * 100_000, "nested deeper than 60 levels"),
        (b"- " * 100_000, "nested deeper than 60 levels"),
        (b"a: " + b"x" * 3_000_000, "larger than 2048 KiB"),
    ],
)
def test_documents(data: bytes, expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_rule(data, "r.yaml")
    assert expected in str(caught.value)


def test_a_chain_of_lets_cannot_grow_without_bound() -> None:
    lets = [f"  l{n}: {{all: [{', '.join([f'{{is: l{n + 1}}}'] * 10)}]}}" for n in range(8)]
    text = rule_text("message: m\nwhen: {is: l0}\nlet:\n" + "\n".join(lets) + "\n  l8: {kind: model}")
    assert "the rule has more than 5000 entries" in error_of(text)


def test_a_dollar_sign_that_is_no_parameter_is_doubled() -> None:
    rule = bind(read_rule(rule_text("message: m\nwhen: {command: {eq: $$HOME}}").encode(), "r.yaml"))
    assert getattr(rule.when, "operand", None) == "$HOME"
