"""Where logs go and how they look: stderr, for people or as one JSON object per line."""

import logging
import sys

import structlog
from structlog.typing import Processor


def configure_logs(log_format: str, *, level: int) -> None:
    """Send our events at ``level`` and above, and the warnings of libraries, to stderr.

    ``log_format`` is ``console`` or ``json``. Tracebacks are printed without local variables, which
    may hold document content.
    """
    stamps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending = _ending(log_format)
    structlog.configure(
        processors=[*stamps, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*stamps, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _ending(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
