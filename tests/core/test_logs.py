from __future__ import annotations

import json
import logging

from llegada.core.logs import json_formatter


class TestJsonFormatter:
    def test_writes_one_line_that_any_collector_reads(self):
        record = logging.LogRecord("llegada", logging.WARNING, "x.py", 1, "Se cortó\nla %s", ("luz",), None)
        line = json_formatter().format(record)
        assert "\n" not in line
        assert "cortó" in line
        entry = json.loads(line)
        assert (entry["event"], entry["level"], entry["logger"]) == ("Se cortó\nla luz", "warning", "llegada")
