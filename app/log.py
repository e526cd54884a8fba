"""How the processes log: a line an event to standard error, which the supervisor keeps."""

from __future__ import annotations

import sys

import structlog


def set_up() -> None:
    """Log `time level event key=value …`; tracebacks show no local variable, it may be personal."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
