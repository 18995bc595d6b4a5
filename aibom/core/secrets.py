"""Tells whether a setting holds a secret that is written out, and writes texts without it.

Nothing here stores, returns or prints a secret: the questions answer yes or no, and the writers return the text
with `***` in place of it. A value counts as a literal secret when it has the published form of a provider's
token, or when the name says that it is a secret and the value is neither a reference (`${VAR}`, `{{ x }}`,
`op://...`) nor a placeholder (`<your-key>`, `sk-xxxx`).
"""

from __future__ import annotations

import math
from collections import Counter

from aibom.core import re
from aibom.core.token_forms import TOKEN

MASK = "***"

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_SECRET_WORDS = frozenset(
    "token secret password passwd passphrase pwd credential credentials apikey auth authorization bearer pat"
    " cookie accesstoken authtoken secretkey accesskey privatekey".split()
)
# Run into another word: PGPASSWORD, authtoken.
_SECRET_ENDS = ("password", "passwd", "apikey", "secret", "token")
_PASSWORD_ENDS = ("password", "passwd", "passphrase", "pwd", "pass")
# `key` alone says little: a primary key is no secret, an API key is.
_PLAIN_KEYS = frozenset("public primary foreign sort partition cache row idempotency registry".split())
_NAME_OF_SETTINGS = "configKey"  # of MicroProfile's annotations: where the settings of a client stand
# A last word that makes the value something about a secret, not the secret.
_ABOUT = frozenset(
    "path file dir url uri endpoint name id type limit ttl expiry expires count env var header format host"
    " algorithm size length mode provider enabled method scheme issuer audience prefix alias ref required".split()
)

_REFERENCE = re.compile(
    r"\$\{|\$\(|\$[A-Za-z_]|\$env:|\{\{|\{(?:env|file|input|secret)s?:|%[A-Za-z_][A-Za-z0-9_]*+%"
    r"|(?:env|op|vault|keychain|keyring|secret|secrets|aws-sm|gcp-sm|bws|ssm|arn|file):"
    r"|process\.env\b|os\.environ|!secret\b|@[A-Za-z]+\("
)
_DEFAULT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*+:[-=]([^{}]*+)\}")
_SCHEME = re.compile(r"\A(?:bearer|basic|token|apikey|api-key)\s+", re.IGNORECASE)
_FILLER = re.compile(
    r"<[^<>]*>|\[[A-Za-z_ -]+\]|\.\.\.|…|\*\*\*|[xX]{3,}|0{8,}|(?:^|[^a-z])(?:your|example|placeholder|changeme|change"
    r"|replace|insert|enter|paste|todo|dummy|sample|redacted|fake|demo|test|my)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_NOTHING = frozenset(
    " none null nil false true empty no yes na n/a not-needed notneeded unused ollama lm-studio local anything".split(
        " "
    )
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)+")  # a name of the environment
_MIN_TOKEN, _MIN_ENTROPY = 8, 2.5
_USER = re.compile(r"[A-Za-z0-9_.@-]{1,60}[/:](?![/{$<])\S{3,200}")


def is_secret_name(name: str) -> bool:
    """Whether a setting, header, flag or variable of this name holds a secret: OPENAI_API_KEY, --token."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT or name == _NAME_OF_SETTINGS:
        return False
    if any(word in _SECRET_WORDS or word.endswith(_SECRET_ENDS) for word in words):
        return True
    if words[-1] in ("key", "keys"):
        return len(words) == 1 or words[-2] not in _PLAIN_KEYS
    return bool(words[-1] == "pass")


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for a secret: empty, a reference, or a text that asks to be replaced."""
    text = _SCHEME.sub("", value.strip(), count=1).strip()
    if text.lower() in _NOTHING:
        return True
    if _DEFAULT.search(text):
        return False
    return bool(_REFERENCE.search(text) or _FILLER.search(text))


def is_known_token(value: str) -> bool:
    """Whether the text contains a token of a provider's published form."""
    match = TOKEN.search(value)
    return match is not None and not _FILLER.search(match.group())


def is_literal_secret(name: str, value: str) -> bool:
    """Whether `value`, written for the setting `name`, is a secret itself."""
    if is_known_token(value) or url_password(value):
        return True
    defaults = _DEFAULT.findall(value)
    if defaults:
        return any(is_literal_secret(name, default) for default in defaults)
    if _signs_in(name, value):
        return True
    if not is_secret_name(name) or is_placeholder(value):
        return False
    text = _SCHEME.sub("", value.strip(), count=1).strip()
    if _VARIABLE.fullmatch(text) and is_secret_name(text):
        return False  # `API_KEY_VARIABLE = "OPENAI_API_KEY"` names where the secret stands
    if any(word.lower().endswith(_PASSWORD_ENDS) for word in _WORD.findall(name)):
        return len(text) >= 3
    return len(text) >= _MIN_TOKEN and entropy(text) >= _MIN_ENTROPY and " " not in text


def _signs_in(name: str, value: str) -> bool:
    """Whether a value is a user's name with the password: `NEO4J_AUTH=neo4j/Tr0ub4dor`, `HTTP_AUTH="admin:secret"`."""
    words = _WORD.findall(name)
    return len(words) > 1 and words[-1].lower() == "auth" and _USER.fullmatch(value.strip()) is not None


def entropy(text: str) -> float:
    """Shannon entropy in bits per character; 0 for an empty text."""
    length = len(text)
    return -sum(n / length * math.log2(n / length) for n in Counter(text).values()) if length else 0.0


# A password before the host may hold what ends an authority (`//alice:Tr0/x#y@host`); no port and no variable does.
_URL = re.compile(
    r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*+://)"
    r"([^/?#\s:@[]++:(?![0-9]+(?:[/?#\s]|\Z)|[${%<])[^\s@\"'<>]*+@[^/?#\s]*+|[^/?#\s]*+)([^?#\s]*+)(\?[^#\s]*+)?(#\S*+)?"
)
_QUERY_PART = re.compile(r"([?&;])([^=&;]*+)=([^&;]*+)")
_SEGMENT = re.compile(
    r"[A-Za-z0-9_=%-]{24,}+(?!\.(?:pth?|bin|onnx|h5|hdf5|zip|tar|tgz|gz|csv|jsonl?|safetensors|ckpt|pb|tflite|caffemodel|dat"
    r"|pkl|parquet|gguf|npz|whl)\b)"  # a file's name, long and numbered as it may be
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UUID_PART = re.compile(r"(?<=/)" + _UUID.pattern + r"(?=/|\Z)")
_RANDOM_ENTROPY = 3.5
_HEX, _HEX_ENTROPY = re.compile(r"[0-9a-f]{32,}"), 2.8  # of sixteen characters, 32 drawn by chance have 3 and more
_SIGNATURES = ("sig", "signature")  # of an address that is its own credential: shared access, pre-signed
_RANDOM_WORD = re.compile(r"[A-Za-z0-9]{24,}+")
_RANDOM_DIGITS = 4
_NAME_PARTS, _NAME_PART = 3, 12
_WORD_PART = re.compile(r"[A-Z]?[a-z]{2,20}\d{0,4}|\d{1,4}")


def url_password(text: str) -> bool:
    """Whether the text has a URL with a password (or token) before the host that is no placeholder."""
    for match in _URL.finditer(text):
        user, at, _host = match[2].rpartition("@")
        secret = user.partition(":")[2] if ":" in user else user
        if at and secret and (":" in user or is_known_token(secret)) and not is_placeholder(secret):
            return True
    return False


def clean_url(url: str) -> str:
    """The URL without user and password, fragment, and values of the query that are secrets.

    Segments of the path that look random (capability URLs) are masked as well; references are kept.
    """
    # Tokens first: of one with dots or slashes the parts of the path would be looked at one by one.
    url = mask_tokens(url.strip())
    match = _URL.match(url)
    if match is None:
        return url
    scheme, authority, path, query = match[1], match[2], match[3], match[4] or ""
    host = authority.rpartition("@")[2]
    path = _clean_path(host, path)
    query = _QUERY_PART.sub(_clean_query_part, query)
    return f"{scheme}{host}{path}{query}"


# Addresses that others post to are known by a word, and whoever knows the rest may post: hooks.slack.com/services/...,
# discord.com/api/webhooks/<id>/<token>, api.telegram.org/bot<id>:<token>.
_AT_REVISION = re.compile(r"/(?:resolve|blob|tree|raw|commits?)/\Z")
_HOOK = re.compile(r"(?i)(?<![a-z])(?:web)?hook(?:s|b2)?(?![a-z])")
_HOOK_PART = re.compile(r"(?<=/)[A-Za-z0-9_@.%=-]{5,}+")
_BOT_PART = re.compile(r"(?<=/bot)[0-9]{6,}+:[A-Za-z0-9_-]{8,}+")
_CHANGES = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")


def _clean_path(host: str, path: str) -> str:
    """The path without segments that look random; below a hook short ones and numbers of chance (UUID) as well."""
    path = _BOT_PART.sub(MASK, _SEGMENT.sub(lambda part: _shown(path, part), path))
    hook = _HOOK.search(path)
    start = 0 if _HOOK.search(host) else hook.end() if hook is not None else len(path)
    return path[:start] + _HOOK_PART.sub(lambda part: MASK if _opens_hook(part[0]) else part[0], path[start:])


def _shown(path: str, part: re.Match[str]) -> str:
    """A part of a path, masked where it looks random and does not stand where a revision does: `resolve/0a1b2c.../`."""
    revision = _AT_REVISION.search(path[: part.start()]) is not None and _HEX.fullmatch(part[0]) is not None
    return MASK if not revision and _is_random(part[0]) else part[0]


def _opens_hook(part: str) -> bool:
    if _UUID.search(part) or (
        is_mixed(part) and not all(_COINED_PART.fullmatch(one) for one in re.split("[._-]", part))
    ):
        return True
    return len(_CHANGES.findall(part)) > 2  # letters alone, their case changing as in no name


def clean_endpoint(text: str) -> str:
    """A text with the addresses of services in it as `clean_url` writes them, and without what may be a key whatever it
    is called: `?profile=<UUID>` or `/<UUID>/mcp` is all that some servers ask for."""
    return _URL.sub(lambda match: clean_url(_clean_parts(match)), text) if "://" in text else text


def _clean_parts(match: re.Match[str]) -> str:
    scheme, authority, path, query = match[1], match[2], match[3], match[4] or ""
    return f"{scheme}{authority}{_UUID_PART.sub(MASK, path)}{_QUERY_PART.sub(_clean_value, query)}"


def query_secrets(url: str) -> list[str]:
    """Names of the query's parameters whose value is a literal secret, `url` for a password or secret path."""
    match = _URL.match(url.strip())
    if match is None:
        return []
    names = [part[2] for part in _QUERY_PART.finditer(match[4] or "") if is_literal_secret(part[2], part[3])]
    in_path = _clean_path(match[2].rpartition("@")[2], match[3]) != match[3]
    return names + ["url"] * (in_path or url_password(url) or is_known_token(match[3]))


def _clean_query_part(match: re.Match[str]) -> str:
    sign, name, value = match.groups()
    signs = name.lower().rpartition("-")[2] in _SIGNATURES
    hidden = not is_placeholder(value) and (signs or is_secret_name(name) or is_known_token(value))
    return f"{sign}{name}={MASK if hidden else value}"


def _clean_value(match: re.Match[str]) -> str:
    sign, name, value = match.groups()
    return f"{sign}{name}={MASK}" if may_be_key(value) or is_random(value) else match[0]


def is_random(word: str) -> bool:
    """Whether a word without a name looks drawn by chance, as keys do: long, letters and digits mixed, no dashes."""
    digits = sum(c.isdigit() for c in word)
    return bool(_RANDOM_WORD.fullmatch(word)) and digits >= _RANDOM_DIGITS and _is_random(word)


_BARE = re.compile(r"[A-Za-z0-9_!#%^&*~+/=@.-]{6,}+")
_ADDRESSED = re.compile(r"@?[\w.-]+@[\w.^~-]+")  # a package with its version, a mail address
_BETWEEN = re.compile(r"[_~+=.@-]")
_RUNS = re.compile(r"[A-Za-z]++|[0-9]++")
_COINED = re.compile(r"[a-z]+[0-9]{1,4}|[0-9]{1,4}[a-z]+|v[0-9]+|[A-Z][a-z]+[0-9]{1,4}")  # server2024, 32bit, Python3
_COINED_PART = re.compile(r"[A-Za-z]*|[0-9]{1,4}|" + _COINED.pattern)
_ENCODED = re.compile(r"(?=[^/]*[0-9+=])[A-Za-z0-9+/]{16,}+={1,2}")
_ENCODED_WHOLE = re.compile(r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=[^0-9]*[0-9])[A-Za-z0-9+/]{24,}={0,2}")
_ENCODED_ENTROPY = 4.0
_SHORTEST_RUNS, _MANY_RUNS, _LONG_PART = 6, 4, 10


def may_be_key(word: str) -> bool:
    """Whether a word that stands alone may be a key or password, though shorter than `is_random` asks: letters and
    digits that change often, many of both, punctuation of passwords, an identifier of chance (UUID)."""
    if _UUID.fullmatch(word) or _ENCODED.fullmatch(word) or is_encoded(word):
        return True
    if not _BARE.fullmatch(word) or is_placeholder(word) or "/" in word or _ADDRESSED.fullmatch(word):
        return False
    if any(sign in word for sign in "!#%^&*") and is_mixed(word):
        return True
    return any(_is_drawn(part) for part in _BETWEEN.split(word))


def is_mixed(text: str) -> bool:
    """Whether a word has letters and digits."""
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def is_encoded(word: str) -> bool:
    """Whether a word is many characters of base64 drawn by chance, though slashes stand in it: no path, no address."""
    return bool(_ENCODED_WHOLE.fullmatch(word)) and entropy(word) >= _ENCODED_ENTROPY


def _is_drawn(part: str) -> bool:
    if not is_mixed(part) or _COINED.fullmatch(part):
        return False
    runs = len(_RUNS.findall(part))
    return (len(part) >= _SHORTEST_RUNS and runs >= _MANY_RUNS) or len(part) >= _LONG_PART


def _is_random(segment: str) -> bool:
    parts = re.split(r"[-_]", segment)
    mixed = [len(part) for part in parts if not (part.isalpha() and part.islower())]
    if len(parts) > _NAME_PARTS and max(mixed, default=0) <= _NAME_PART and any(part.isalpha() for part in parts):
        return False  # words with dashes: the name of a model or data set, the title of a page
    if len(parts) > 1 and all(_WORD_PART.fullmatch(part) for part in parts):
        return False  # words with a year or version at their ends: `annotations_trainval2017`
    if not is_mixed(segment) or _UUID.fullmatch(segment):
        return False
    return entropy(segment) >= (_HEX_ENTROPY if _HEX.fullmatch(segment) else _RANDOM_ENTROPY)


def mask_tokens(text: str) -> str:
    """The text with every token of a published form, and every password in a URL, replaced by `***`."""
    masked = TOKEN.sub(MASK, text)
    return _BARE_INFO.sub(_mask_user, _USER_INFO.sub(_mask_user, masked)) if "@" in masked else masked


def mask_addresses(text: str) -> str:
    """The text with its addresses as `clean_url` writes them."""
    return _URL.sub(lambda match: clean_url(match[0]), text) if "://" in text else text


_USER_INFO = re.compile(r"(?<=://)([^/?#\s@]++)@")
# The same without a scheme, before a port or path: `alice:...@db:5432/x`, `//alice:...@host/x`.
_BARE_INFO = re.compile(
    r"(?<![^\s=,;\"'(/\\])([A-Za-z][\w.-]*+:(?!//)[^/?#\s@:]++)@(?=(?!sha[0-9])(?:[A-Za-z][A-Za-z0-9.-]*+|[0-9.]{7,15})[:/])"
)


def _mask_user(match: re.Match[str]) -> str:
    user, colon, password = match[1].partition(":")
    return match[0] if not colon or is_placeholder(password) else f"{user}:{MASK}@"
