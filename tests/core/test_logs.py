from __future__ import annotations

import json
import logging
import sys

from llegada.core.logs import json_formatter


class TestJsonFormatter:
    def test_writes_one_line_that_any_collector_reads(self):
        record = logging.LogRecord("llegada", logging.WARNING, "x.py", 1, "Se cortó\nla %s", ("luz",), None)
        line = json_formatter().format(record)
        assert "\n" not in line
        assert "cortó" in line
        entry = json.loads(line)
        assert (entry["event"], entry["level"], entry["logger"]) == ("Se cortó\nla luz", "warning", "llegada")

    def test_leaves_out_the_values_that_the_database_adds_to_an_error(self):
        said = 'violates unique constraint "person_email"\nDETAIL:  Key (email)=(ana@example.org) already exists.'
        copied = 'value too long\nCONTEXT:  COPY accounts_person, line 3, column full_name: "Ana\n\nRuiz"'
        try:
            try:
                raise ValueError(said)
            except ValueError as error:
                raise RuntimeError(copied) from error
        except RuntimeError:
            record = logging.LogRecord("llegada", logging.ERROR, "x.py", 1, "import.failed", (), sys.exc_info())
        text = json.loads(json_formatter().format(record))["exception"]
        assert "Ana" not in text
        assert "ana@example.org" not in text
        assert "person_email" in text
        assert "The above exception was the direct cause" in text
        assert "RuntimeError: value too long" in text
