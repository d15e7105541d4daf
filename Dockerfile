# One image for web, worker and migrations. Built in stages: what builds it is not in it.

FROM node:22-bookworm-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY config/dev/vendor.mjs config/dev/
COPY common/icons.json common/
RUN node config/dev/vendor.mjs

FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --only-binary=:all: --require-hashes -r requirements.lock
WORKDIR /app
COPY . .
COPY --from=frontend /build/static/vendor static/vendor
RUN for catalogue in locale/*/LC_MESSAGES/*.po; do msgfmt --check-format -o "${catalogue%.po}.mo" "$catalogue"; done
RUN STATIC_ROOT=/app/collected SECRET_KEY=only-while-building /opt/venv/bin/python manage.py collectstatic --noinput -v0

FROM python:3.11-slim-bookworm
# Pango and HarfBuzz draw the career plan as PDF.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin trepart
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# The file system is read-only when it runs: nothing is compiled or cached beside the code.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp/cache \
    STATIC_ROOT=/app/collected BIND=0.0.0.0:8000 DB_ROLE=web
USER 10001
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn"]
