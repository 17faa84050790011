"""Where log lines go and what stands in them: one JSON object a line on stderr, never the values of local variables."""

import sys

import structlog


def configure_logs() -> None:
    """For a process that serves. A traceback names lines only: locals may hold passwords and citizens' data."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
