"""Asks a hub (Hugging Face, or a mirror that HF_ENDPOINT names) what it publishes of a model or data set.

Every answer is either what the hub says or a HubProblem: what could not be asked is unknown, never silently passed
over. Waits that the hub asks for (429, Retry-After) are kept within MAX_WAIT seconds in all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aibom.core.errors import UsageError
from aibom.core.guard import Crash, attempt
from aibom.core.json import Json
from aibom.core.text import decode, printable
from aibom.model.expectation import Expectation, ExpectedFile

DEFAULT_ENDPOINT = "https://huggingface.co"
TIMEOUT = 20.0
TRIES, MAX_WAIT = 3, 60.0
MAX_FILES = 50_000
MAX_README = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HubAnswer:
    """What a hub says of one repository at one commit.

    `renamed_from` is the name that was asked for when the hub moved it; `gated` is "", auto or manual; `security` is
    the hub's own scan: "" (not stated), safe, unsafe, suspicious, pending; `card` is the front matter of its README,
    `readme` the text below (None when it was not read).
    """

    repo: str
    kind: str
    commit: str
    files: Mapping[str, ExpectedFile]
    renamed_from: str = ""
    gated: str = ""
    disabled: bool = False
    security: str = ""
    flagged: tuple[str, ...] = ()
    task: str = ""
    library: str = ""
    card: Mapping[str, Json] = field(default_factory=dict)
    readme: str | None = None

    def expectation(self) -> Expectation:
        """The published files as what is expected of a copy; a copy need not hold all of them."""
        return Expectation(
            source="the hub", files=self.files, wants_all=False, names_all=True, name=self.repo, commit=self.commit
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HubProblem:
    """Why a hub gave no answer: not-found, no-revision, gated, rate-limited, unreachable, error; `message` is a
    clause."""

    state: str
    message: str


def hub_endpoint() -> str:
    """The hub to ask: HF_ENDPOINT, else huggingface.co. Raises UsageError for what is no http(s) URL."""
    endpoint = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or DEFAULT_ENDPOINT
    if not endpoint.startswith(("https://", "http://")):
        raise UsageError("HF_ENDPOINT is not an http or https URL.")
    return endpoint


def ask_hub(
    endpoint: str,
    repo: str,
    kind: str,
    revision: str | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> HubAnswer | HubProblem:
    """What the hub at `endpoint` publishes of a model or data set (`kind`) at a revision (None = default branch)."""
    waited = 0.0
    for number in range(TRIES):
        result = attempt(lambda: _info(endpoint, repo, kind, revision))
        if not isinstance(result, _Refused):
            return _crashed(result) if isinstance(result, Crash) else result
        if result.problem.state not in ("rate-limited", "unreachable") or number == TRIES - 1:
            return result.problem
        pause = result.retry_after if result.retry_after is not None else 1.0 + number
        if waited + pause > MAX_WAIT:
            return result.problem
        wait(pause)
        waited += pause
    raise AssertionError("the last try returns")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    problem: HubProblem
    retry_after: float | None = None


def _crashed(crash: Crash) -> HubProblem:
    message = printable(" ".join(crash.message.split()), 200)
    return HubProblem(state="error", message=f"its answer cannot be read ({crash.error}: {message})")


def _info(endpoint: str, repo: str, kind: str, revision: str | None) -> HubAnswer | _Refused:
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    api = HfApi(endpoint=endpoint, library_name="aibom")
    try:
        if kind == "dataset":
            info: Any = api.dataset_info(repo, revision=revision, timeout=TIMEOUT, files_metadata=True)
        else:
            info = api.model_info(repo, revision=revision, timeout=TIMEOUT, files_metadata=True, securityStatus=True)
    except HFValidationError:
        return _Refused(problem=HubProblem(state="not-found", message="the name is none that a hub has"))
    except HfHubHTTPError as error:
        return _refused(error)
    except (httpx2.HTTPError, OSError) as error:
        return _Refused(problem=HubProblem(state="unreachable", message=f"it cannot be reached ({_kind(error)})"))
    return replace(_answer(info, repo, kind), readme=_readme(api, info, kind))


def _readme(api: Any, info: Any, kind: str) -> str | None:
    """The text of the card; None when there is none, or it cannot be had."""
    if not any(one.rfilename == "README.md" and (one.size or 0) <= MAX_README for one in info.siblings or ()):
        return None
    from huggingface_hub.utils import get_session

    prefix = "datasets/" if kind == "dataset" else ""
    url = f"{api.endpoint}/{prefix}{info.id}/resolve/{info.sha or 'main'}/README.md"
    result = attempt(lambda: get_session().get(url, headers=api._build_hf_headers(), timeout=TIMEOUT))
    if isinstance(result, Crash) or result.status_code != 200:
        return None
    text = decode(result.content[:MAX_README])
    return text.split("\n---", 1)[-1] if text.startswith("---") else text


def _kind(error: Exception) -> str:
    return type(error).__name__


def _refused(error: Any) -> _Refused:
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", 0)
    headers = getattr(response, "headers", {})
    code = str(headers.get("X-Error-Code", ""))
    if status == 429:
        message = "it limits the rate of requests (429); ask later or with a token"
        return _Refused(
            problem=HubProblem(state="rate-limited", message=message), retry_after=_seconds(headers.get("Retry-After"))
        )
    if code == "GatedRepo" or status == 403:
        return _Refused(
            problem=HubProblem(state="gated", message="it is gated; ask with a token that has access (HF_TOKEN)")
        )
    if code == "RevisionNotFound":
        return _Refused(problem=HubProblem(state="no-revision", message="it has no such revision"))
    if code == "RepoNotFound" or status in (401, 404):
        return _Refused(problem=HubProblem(state="not-found", message="there is no such repository, or it is private"))
    if status >= 500:
        return _Refused(problem=HubProblem(state="unreachable", message=f"it fails at present ({status})"))
    return _Refused(problem=HubProblem(state="error", message=f"it refuses ({status})"))


def _seconds(value: Any) -> float | None:
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return None


def _answer(info: Any, asked: str, kind: str) -> HubAnswer:
    repo = str(info.id or asked)
    siblings = list(info.siblings or ())[:MAX_FILES]
    security, flagged = _security(getattr(info, "security_repo_status", None))
    return HubAnswer(
        repo=printable(repo, 200),
        kind=kind,
        commit=str(info.sha or ""),
        files={str(one.rfilename): _file(one) for one in siblings},
        renamed_from=asked if repo.lower() != asked.lower() else "",
        gated=str(info.gated) if info.gated else "",
        disabled=bool(getattr(info, "disabled", False)),
        security=security,
        flagged=flagged,
        task=str(getattr(info, "pipeline_tag", None) or ""),
        library=str(getattr(info, "library_name", None) or ""),
        card=_card(getattr(info, "card_data", None)),
    )


def _file(sibling: Any) -> ExpectedFile:
    lfs = sibling.lfs
    if lfs is not None:
        return ExpectedFile(hashes={"sha256": str(lfs.sha256)}, size=int(lfs.size))
    hashes = {"gitoid": str(sibling.blob_id)} if sibling.blob_id else {}
    return ExpectedFile(hashes=hashes, size=sibling.size if isinstance(sibling.size, int) else None)


def _security(status: Any) -> tuple[str, tuple[str, ...]]:
    """The worst level that the hub's own scan gives, and the files that it names."""
    if not isinstance(status, Mapping):
        return "", ()
    issues = status.get("filesWithIssues") or ()
    levels = {str(one.get("level")): str(one.get("path")) for one in issues if isinstance(one, Mapping)}
    names = tuple(sorted({str(one.get("path")) for one in issues if isinstance(one, Mapping)}))
    for level in ("unsafe", "suspicious", "caution"):
        if level in levels:
            return "suspicious" if level == "caution" else level, names
    return ("safe" if status.get("scansDone") else "pending"), names


def _card(card: Any) -> dict[str, Json]:
    table = card.to_dict() if hasattr(card, "to_dict") else {}
    return table if isinstance(table, dict) else {}
