# Everything is installed in a first stage, so that the image holds neither pip's cache nor a compiler.
FROM python:3.12-slim-bookworm AS build
COPY requirements.lock /build/
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: -r /build/requirements.lock
COPY bot /app/bot
COPY cascade /app/cascade
COPY llm /app/llm
COPY playground /app/playground
RUN python -m compileall -q /app

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="Cascadarr" org.opencontainers.image.licenses="MIT"
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PUID=1000 PGID=1000 DATABASE_URL=sqlite+aiosqlite:////config/cascadarr.db
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY container/entrypoint.sh /usr/local/bin/cascadarr
VOLUME /config
WORKDIR /config
# The entrypoint gives up root before anything else runs; the health check goes through it too.
ENTRYPOINT ["/usr/local/bin/cascadarr"]
CMD ["run"]
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s \
    CMD ["/usr/local/bin/cascadarr", "pulse"]
