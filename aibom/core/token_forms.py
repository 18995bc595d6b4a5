"""The forms of tokens and keys that providers publish: whole, and cut off at the end of a text."""

from __future__ import annotations

from aibom.core import re

# Published or documented forms of tokens. The bodies are bounded below only, and possessive.
_TOKEN_FORMS = (
    r"sk-(?:ant-|proj-|or-v1-|svcacct-|admin-|lf-)?[A-Za-z0-9_-]{20,}+",  # OpenAI, Anthropic, OpenRouter, Langfuse
    r"(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}+",
    r"github_pat_[A-Za-z0-9_]{30,}+",
    r"gl(?:pat|ptt|rt|dt|cbt|soat|agent)-[A-Za-z0-9_.-]{20,}+",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}+",
    r"xapp-[A-Za-z0-9-]{20,}+",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"GOCSPX-[A-Za-z0-9_-]{20,}+",
    r"ya29\.[A-Za-z0-9_-]{20,}+",
    r"hf_[A-Za-z0-9]{30,}+",
    r"gsk_[A-Za-z0-9]{40,}+",  # Groq
    r"r8_[A-Za-z0-9]{30,}+",  # Replicate
    r"pplx-[A-Za-z0-9]{40,}+",
    r"tvly-(?:dev-)?[A-Za-z0-9]{20,}+",
    r"fc-[0-9a-f]{32}",  # Firecrawl
    r"xai-[A-Za-z0-9]{60,}+",
    r"fw_[A-Za-z0-9]{22,}+",  # Fireworks
    r"csk-[a-z0-9]{40,}+",  # Cerebras
    r"jina_[A-Za-z0-9]{40,}+",
    r"pa-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])",  # Voyage
    r"sk_[0-9a-f]{48}(?![A-Za-z0-9])",  # ElevenLabs
    r"sk_car_[A-Za-z0-9]{20,}+",  # Cartesia
    r"e2b_[0-9a-f]{40}",
    r"dapi[0-9a-f]{32}",  # Databricks
    r"tgp_v1_[A-Za-z0-9_-]{30,}+",  # Together
    r"rpa_[A-Z0-9]{30,}+",  # RunPod
    r"ABSK[A-Za-z0-9+/]{80,}+={0,2}",  # Amazon Bedrock
    r"SK[0-9a-f]{32}(?![A-Za-z0-9])",  # Twilio
    r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",  # Postman
    r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}+",  # Discord
    r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",  # Grafana
    r"nvapi-[A-Za-z0-9_-]{40,}+",
    r"pcsk_[A-Za-z0-9_]{40,}+",
    r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]+",
    r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}+",
    r"ntn_[A-Za-z0-9]{40,}+|secret_[A-Za-z0-9]{43}",  # Notion
    r"fig[dou]_[A-Za-z0-9_-]{30,}+",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[A-Za-z0-9_-]{50,}+",
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{20,}+",
    r"whsec_[A-Za-z0-9+/=]{24,}+",
    r"SG\.[A-Za-z0-9_-]{16,}+\.[A-Za-z0-9_-]{16,}+",
    r"sbp_[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,}+",
    r"dop_v1_[0-9a-f]{64}",
    r"dckr_pat_[A-Za-z0-9_-]{20,}+",
    r"ATATT3[A-Za-z0-9_=-]{50,}+",
    r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",  # Airtable
    r"apify_api_[A-Za-z0-9]{30,}+",
    r"hvs\.[A-Za-z0-9_-]{20,}+",
    r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}",  # Telegram
    r"eyJ[A-Za-z0-9_-]{10,}+\.eyJ[A-Za-z0-9_-]{10,}+\.[A-Za-z0-9_-]{10,}+",  # JSON web token
)
# Of a written-out key the lines below its first as well, also where a text of JSON or a shell has them in one line.
_PRIVATE_KEY = (
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?:\\[nr]|\s)*+[A-Za-z0-9+/=]{16,}+)*+"
    r"(?:(?:\\[nr]|\s)*+[A-Za-z0-9+/=]*+(?:\\[nr]|\s)*+-----END [A-Z0-9 ]{0,40}-----)?"
)
TOKEN = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(_TOKEN_FORMS) + ")|" + _PRIVATE_KEY)

# Texts are shown cut, some in the middle of a token: what no other word begins with, and no word of letters follows.
BEGUN = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-(?:ant|proj|or-v1|svcacct|admin|lf)-|sk-(?=[A-Za-z]*[0-9])|gh[pousr]_|github_pat_|glpat-"
    r"|xox[abeoprs]-|xapp-|(?:AKIA|ASIA)(?=[A-Z0-9])|AIza|GOCSPX-|ya29\.|hf_|gsk_|r8_|pplx-|tvly-|fc-(?=[0-9a-f]+…?\Z)|xai-"
    r"|fw_|csk-|jina_|e2b_|nvapi-|pcsk_|lsv2_[ps][tk]_|lin_api_|ntn_|fig[dou]_|npm_|pypi-|[srp]k_(?:live|test)_|whsec_|SG\."
    r"|dckr_pat_|ATATT3|apify_api_|hvs\.|eyJ)(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_.+/=-]{4,}+…?\Z"
)
