"""Figures for Prometheus."""

import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.accounts import Account, Site, assert_refused
from tests.waiting import wait_until


def read_figures(url: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = requests.get(f"{url}/metrics", timeout=60)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_template(jane: Account) -> None:
    labels = {"method": "GET", "route": "/api/v2/batches/{batch_id}"}
    key = ("docyard_requests_total", frozenset((labels | {"status": "404"}).items()))
    before = read_figures(jane.site.url).get(key, 0)

    for number in (71, 72, 73):
        jane.call("GET", f"/v2/batches/{number}000")

    # A request is counted after its answer.
    wait_until(lambda: read_figures(jane.site.url).get(key, 0) == before + 3, "three more requests")
    figures = read_figures(jane.site.url)
    assert figures["docyard_request_seconds_count", frozenset(labels.items())] >= 3
    told = {value for _, labels in figures for _, value in labels}
    for secret in ("71000", jane.user_id, jane.organization_id):
        assert not any(secret in value for value in told)


def test_work_is_counted_from_the_database(jane: Account) -> None:
    figures = read_figures(jane.site.url)

    assert figures["docyard_workers", frozenset()] == 1
    assert figures["docyard_open_files", frozenset()] >= 0
    assert figures["docyard_queue_age_seconds", frozenset()] >= 0
    for status in ("RUNNING", "COMPLETE", "FAILED", "CANCELLED"):
        assert ("docyard_runs", frozenset({("status", status)})) in figures
    assert ("docyard_deliveries", frozenset({("status", "FAILED")})) in figures


def test_what_a_proxy_passed_on_gets_no_figures(jane: Account) -> None:
    answer = requests.get(f"{jane.site.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}, timeout=60)

    assert_refused(answer, 404)


def test_the_figures_can_be_opened(proxied: Site) -> None:
    answer = requests.get(f"{proxied.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}, timeout=60)

    assert answer.status_code == 200
