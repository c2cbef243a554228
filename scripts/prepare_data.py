"""Bring one installation's data up to date: tables, reference data and, unless --empty, the demonstration year.

Every step does nothing when there is nothing to do, so `./llegada up` runs this at every start. Progress goes to
stderr; the demonstration accounts, if any, to stdout.
"""

from __future__ import annotations

import argparse
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Run the steps in order, in one process: starting Django is the slowest part of a start with no changes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--empty", action="store_true", help="leave the demonstration year out")
    options = parser.parse_args()
    django.setup()
    from django.db import Error

    from llegada.core.unavailable import refusal_of

    try:
        prepare(is_empty=options.empty)
    except Error as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        sys.exit(f"✗ {refusal.heading}. {refusal}\n  ({error})")


def prepare(*, is_empty: bool) -> None:
    """Do what is not done yet."""
    pending = count_pending_migrations()
    if pending:
        say(f"Actualizando la base de datos ({pending} cambios)…")
        call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    say("Datos de referencia: territorio y entidades…")
    call_command("load_reference", stdout=sys.stderr)
    call_command("rebuild_figures", if_empty=True, stdout=sys.stderr)
    if not is_empty:
        say("Año de demostración…")
        call_command("load_demo", if_empty=True, stdout=sys.stderr)
        call_command("list_demo_accounts")


def count_pending_migrations() -> int:
    """Return how many migrations the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def say(sentence: str) -> None:
    """Tell the person who is waiting what is being done."""
    print(f"→ {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
