"""One JSON line a log entry, so that any collector reads it."""

from __future__ import annotations

import re
from typing import Any, Final

import structlog

#: What PostgreSQL adds to an error: the values of the row, which may name people. Its first line says which rule or column it was.
_VALUES: Final = re.compile(r"^(?:DETAIL|CONTEXT): .*?(?=\n\n(?:The above|During)|\Z)", re.DOTALL | re.MULTILINE)


def _without_values(_logger: Any, _name: str, entry: structlog.types.EventDict) -> structlog.types.EventDict:
    if "exception" in entry:
        entry["exception"] = _VALUES.sub("(…)", entry["exception"])
    return entry


_BEFORE: list[structlog.types.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _without_values,
]


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter that `LOGGING` uses."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_BEFORE,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
