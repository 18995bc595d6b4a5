"""Writes texts without their secrets: sentences, command lines, headers, expressions of code.

What a secret is, and what has the form of one, says `aibom.core.secrets`.
"""

from __future__ import annotations

from aibom.core import re
from aibom.core.secrets import (
    MASK,
    entropy,
    is_encoded,
    is_literal_secret,
    is_mixed,
    is_placeholder,
    is_random,
    mask_addresses,
    mask_tokens,
    may_be_key,
)
from aibom.core.token_forms import BEGUN

_SHORTEST = 20  # of the published forms, characters
_CUT = 40  # what is cut is longer
_MIN_ENTROPY = 2.5
_LONG = 24  # of words in a command line, where names and versions stand as well

# What a shell line or a header says before a secret: `--token X`, `-e KEY=X`, `KEY=X cmd`, `Bearer X`, `Password=X;`.
# Only of a flag a space is enough. Of a longer name its end is looked at, from one of its dots on.
# Short flags are none (`-H "X-Key: ..."`), and what a flag is given may be a header itself.
_ASSIGNED = re.compile(
    r"(?<![\w-])(-{1,2}[A-Za-z][\w.-]{1,80}+(?=[\"']?\s)(?![\"']?\s+[\"']?[\w.-]{1,80}+:\s)"
    r"|(?:\$env:)?-{0,2}[A-Za-z_][\w.-]{0,80}+(?=[\"']?\s*[=:]))"
    r"([\"']?\s*(?:=>|:=|[=:])\s*|\s+)([\"']?)([^\s\"';&|]{3,}+)"
)
_SHORT_FLAG = re.compile(r"(?<!\S)(-[pk]\s*)([^\s\"']{8,}+)")
_SCHEMED = re.compile(
    r"(?i)(\bauthorization[\"']?\s*[=:]\s*[\"']?)?\b(bearer|basic|token|apikey)(\s+)([^\s\"'`,;()<>]{8,}+)"
)
_LOGIN = re.compile(r"(?<!\S)((?:-u|--user|--proxy-user)(?:\s+|=)[\"']?)([^\s\"']{3,}+)")
_COOKIES = re.compile(
    r"(?i)((?<![\w-])(?:set-)?cookie[\"']?\s*:\s*[\"']?|(?<!\S)(?:-b|--cookie)(?:\s+|=)[\"']?)"
    r"([\w.-]{1,80}=[^\"'\n]{3,}+)"
)
# An element of XML that says secret: `<apiKey>X</apiKey>`; a space or a tag in it ends it.
_ELEMENT = re.compile(r"(<([A-Za-z_][\w.:-]{1,80}+)(?:\s[^<>]{0,200})?>)([^<>\s]{3,}+)(?=</)")
_COOKIE = re.compile(r"([\w.-]++=)([^;\s]{6,}+)")


def mask_text(text: str, name: str = "") -> str:
    """Any text with its secrets replaced by `***`: tokens, passwords and secret parameters of addresses, values
    that a shell line or header gives to a secret name; the whole text when `name` says that it is a secret."""
    if len(text) < 3 or (text.isalnum() and not name):
        # Keys of Amazon and Google may be letters and digits alone.
        return text if len(text) < _SHORTEST else mask_tokens(text)
    if name and is_literal_secret(name, text):
        return MASK
    # Texts have tokens beside their addresses as well.
    masked = mask_addresses(mask_tokens(text))
    if "=" in masked or ":" in masked or " " in masked:
        masked = _COOKIES.sub(_mask_cookies, masked) if "=" in masked else masked
        masked = _SCHEMED.sub(_mask_scheme, masked)
        masked = _ASSIGNED.sub(_mask_assigned, masked)
        masked = _SHORT_FLAG.sub(_mask_short, masked) if " " in masked else masked
    masked = _ELEMENT.sub(_mask_element, masked) if "</" in masked else masked
    if " " not in masked:
        return masked
    masked = _LOGIN.sub(_mask_login, masked) if ":" in masked else masked
    return _without_begun(_SPOKEN.sub(_mask_spoken, masked))


def _without_begun(text: str) -> str:
    """The text without the beginning of a token that it was cut in."""
    if len(text) < _CUT:
        return text
    last = text.rsplit(None, 1)[-1]
    return text[: len(text) - len(last)] + BEGUN.sub(MASK, last)


_QUOTED = re.compile(r"([\"'`])([^\s\"'`]{12,200})\1")


def mask_expression(text: str) -> str:
    """An expression of code without its secrets, also where nothing but their form tells them: `pick("9fGh2...")`."""
    return _QUOTED.sub(_mask_quoted, mask_text(text))


def _mask_quoted(match: re.Match[str]) -> str:
    quote, value = match.groups()
    return f"{quote}{MASK}{quote}" if is_random(value) or may_be_key(value) else match[0]


def mask_line(text: str) -> str:
    """A command line in one text, as `sh -c` is given it, without its secrets and without words drawn by chance."""
    return " ".join(MASK if len(word) >= _LONG and may_be_key(word) else word for word in mask_text(text).split(" "))


def _mask_element(match: re.Match[str]) -> str:
    return match[1] + MASK if is_literal_secret(match[2].rpartition(":")[2], match[3]) else match[0]


def _mask_cookies(match: re.Match[str]) -> str:
    return match[1] + _COOKIE.sub(lambda one: one[0] if is_placeholder(one[2]) else one[1] + MASK, match[2])


def _mask_scheme(match: re.Match[str]) -> str:
    """What stands behind a header's name is a secret; of a sentence (`basic information`) only what looks like one."""
    header, scheme, between, secret = match[1] or "", match[2], match[3], match[4]
    bare = secret.rstrip(".!?:")
    alike = is_mixed(bare) if scheme.lower() == "bearer" else may_be_key(bare) or is_encoded(bare)
    if is_placeholder(bare) or entropy(bare) < _MIN_ENTROPY or not (header or alike):
        return match[0]
    return f"{header}{scheme}{between}{MASK}{secret[len(bare) :]}"


def _mask_assigned(match: re.Match[str]) -> str:
    name, sign, quote, value = match.groups()
    value = value.rstrip("…")  # where a text is cut
    if is_literal_secret(name.lstrip("-"), value):
        return f"{name}{sign}{quote}{MASK}"
    given = next((one for one in value if one in "=:"), None)  # `--env=API_TOKEN=...`, `--header=x-api-key:...`
    inner, _, rest = value.partition(given) if given else ("", "", "")
    return f"{name}{sign}{quote}{inner}{given}{MASK}" if is_literal_secret(inner, rest) else match[0]


def _mask_short(match: re.Match[str]) -> str:
    return match[1] + MASK if may_be_key(match[2]) else match[0]


def _mask_login(match: re.Match[str]) -> str:
    return match[1] + (mask_login(match[2]) or match[2])


def mask_login(word: str) -> str:
    """`name:password` without the password; "" for what is none, as `1000:1000` and `node:node` of containers."""
    user, colon, password = word.partition(":")
    if not colon or not password or password.isdigit() or password == user or is_placeholder(password):
        return ""
    return f"{user}:{MASK}"


# What a sentence says before a secret: `with password hunter2`, `the API key is x9f3k2q8`.
_SPOKEN = re.compile(
    r"(?i)(?<![A-Za-z0-9])(pass(?:word|wd|phrase)|pwd|secret|token|credentials|(?:api[ _-]?)?key)"
    r"(:?\s+(?:(?:is|of|was)\s+)?[\"'`(]?)([^\s\"'`(),;]{5,100})"
)
# Words with digits that sentences about passwords have: `password sha256`, `token OAuth2`, `password 12-character`.
_TERM = re.compile(
    r"(?i)(?:oauth|sha|md|base|bcrypt|scrypt|argon|pbkdf|utf|ldap|aes|rsa|ed|http|tls|ipv|step|part|level|version|v|x|id"
    r"|page|line|option|field|user|param|arg|type)-?\d{1,4}(?:[.-]\d{1,4})*\Z|\d{1,4}[+-]?[a-z]{1,9}(?:-[a-z]+)*\Z"
    r"|.*[(){}\[\]<>=/]"
)


def _mask_spoken(match: re.Match[str]) -> str:
    word, between, value = match.groups()
    bare = value.rstrip(".!?:")
    if is_placeholder(bare) or (_TERM.match(bare) and not is_encoded(bare)):
        return match[0]
    passes = word.lower().startswith("p") and is_mixed(bare)
    hidden = passes or is_encoded(bare) or may_be_key(bare)
    return f"{word}{between}{MASK}{value[len(bare) :]}" if hidden else match[0]
