"""Which files of a project are its tests or texts for people: what stands there is mentioned, not used."""

from __future__ import annotations

from functools import lru_cache

from aibom.core import re

_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|testing|testdata|test_data|fixtures?|specs?|e2e|mocks?|__mocks__|\w*cassettes|test-utils"
    r"|Tests?|Testing|Fixtures?|Specs?|Mocks?"
    r"|[^/]*[a-z.]Tests?|[^/]*[-_]tests)/"
    r"|(?:^|/)test_[^/]*\.(?!(?:go|java|kt|cs)$)[a-z]+$"  # languages whose tests have another form of name
    r"|(?:^|/)(?:[^/]*_tests?|conftest|[^/]*\.test(?:-d)?|[^/]*\.spec|[^/]*\.mock|[^/]*\.stories|[^/]*Tests?|[^/]*_spec)\.[a-z]+$"
)
_PACKAGES = re.compile(r"\bsrc/main/(?:java|kotlin|groovy|scala)/(?:[\w.-]{1,100}/){1,40}")
_TRANSLATED = re.compile(r"(?:^|/)(?:i18n|locales?|translations?)/(?!.*prompt)")


@lru_cache(maxsize=65536)
def usage_of(path: str) -> str:
    """What stands in a file is "used", or "mentioned" in tests and in what a page says in a language."""
    return "mentioned" if is_test(path) or _TRANSLATED.search(path) else "used"


@lru_cache(maxsize=65536)
def is_test(path: str) -> bool:
    """Whether a file belongs to the tests of a project; a package called `com.acme.test` below `src/main` is none."""
    return bool(_TESTS.search(_PACKAGES.sub("src/main/", path)))
