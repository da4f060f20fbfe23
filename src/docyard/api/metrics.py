"""Figures for Prometheus: requests of this process, and how busy the installation is."""

import ipaddress
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from docyard.api.backend import Reading, WithBackend, now
from docyard.api.refusals import NO_OPERATION
from docyard.errors import NotFound
from docyard.services.load import measure_load

router = APIRouter(include_in_schema=False)

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class RequestFigures:
    """Counts requests and their times by route template, never by path or person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "docyard_requests", "Answered requests.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "docyard_request_seconds",
            "Time until the whole answer was out.",
            ("method", "route"),
            buckets=_BOUNDS_S,
            registry=self.registry,
        )

    def observe(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; status 0 means that the client was gone before there was one."""
        shown = method if method in _METHODS else "other"
        self._requests.labels(shown, route, str(status)).inc()
        self._seconds.labels(shown, route).observe(seconds)


@router.get("/metrics")
def read_metrics(request: Request, backend: WithBackend, session: Reading) -> Response:
    """Answer in Prometheus' text format; to this machine alone unless the settings open it."""
    if not _may_read(request, backend.metrics):
        raise NotFound(NO_OPERATION)
    load = measure_load(session, now=now())
    registry = CollectorRegistry()
    _show(registry, "docyard_runs", "Runs by status.", load.runs)
    _show(registry, "docyard_deliveries", "Deliveries by status.", load.deliveries)
    for name, meaning, value in (
        ("docyard_open_files", "Files of running runs without a result.", load.open_files),
        ("docyard_queue_age_seconds", "Age of the first running run with such files.", load.oldest_s),
        ("docyard_workers", "Workers that are alive.", load.workers),
    ):
        Gauge(name, meaning, registry=registry).set(value)
    figures: RequestFigures = request.app.state.figures
    text = generate_latest(figures.registry) + generate_latest(registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _show(registry: CollectorRegistry, name: str, meaning: str, counts: Mapping[str, int]) -> None:
    gauge = Gauge(name, meaning, ("status",), registry=registry)
    for status, count in counts.items():
        gauge.labels(str(status)).set(count)


def _may_read(request: Request, openness: str) -> bool:
    """Tell by where the request came from; what a proxy passed on did not come from here."""
    if openness == "local":
        return (
            request.client is not None
            and ipaddress.ip_address(request.client.host).is_loopback
            and "x-forwarded-for" not in request.headers
        )
    return openness == "public"
