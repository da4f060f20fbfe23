"""What browsers are told about answers."""

import base64
import hashlib
import re

import requests

from tests.accounts import Account, Site


def test_answers_are_neither_kept_nor_sniffed_nor_framed(jane: Account) -> None:
    for answer in (jane.call("GET", "/v2/batches"), jane.call("GET", "/v2/no/such/path")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in answer.headers
        assert "Server" not in answer.headers


def test_the_documentation_page_allows_what_it_loads_and_nothing_else(jane: Account) -> None:
    page = requests.get(f"{jane.site.url}/api/docs", timeout=60)

    policy = dict(part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; "))
    assert "'unsafe-inline'" not in policy["script-src"]
    (inline,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy["script-src"]
    origins = set(re.findall(r'(?:src|href)="(https://[^/"]+)', page.text))
    assert origins == {"https://cdn.jsdelivr.net"}
    assert all(origin in policy["script-src"] and origin in policy["style-src"] for origin in origins)
    assert policy["frame-ancestors"] == "'none'"


def test_https_stays_https(proxied: Site) -> None:
    answer = requests.get(f"{proxied.url}/healthz", headers={"X-Forwarded-Proto": "https"}, timeout=60)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
