# A small image that runs aibom as an unprivileged user:
#
#   docker build -t aibom .
#   docker run --rm --network none -v "$PWD:/src:ro" -v "$PWD/aibom-out:/out" --user "$(id -u):$(id -g)" aibom audit /src --out /out
#
# Without git in it the tree is walked and .gitignore is honoured; the BOM says so.
FROM python:3.12.8-slim-bookworm AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY aibom aibom
COPY policies policies
COPY schemas schemas
RUN python -m venv /opt/aibom \
 && /opt/aibom/bin/pip install --no-cache-dir --disable-pip-version-check . \
 && /opt/aibom/bin/pip uninstall --yes pip

FROM python:3.12.8-slim-bookworm
LABEL org.opencontainers.image.title="aibom" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/aibom /opt/aibom
ENV PATH="/opt/aibom/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 AIBOM_CACHE_DIR=/tmp/aibom-cache
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["aibom"]
CMD ["--help"]
