"""Migrations say all that the models say, and leave their triggers in place."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db
#: Tables whose rows the database itself refuses to change.
GUARDED = {
    "core_event",
    "indicators_indicatorsheet",
    "indicators_indicatortarget",
    "indicators_cremasanswer",
    "planning_analysisfinding",
    "planning_analysispriority",
    "planning_analysissource",
    "planning_annualanalysis",
    "planning_annualplanline",
    "planning_interventionscenario",
    "planning_linebudget",
    "planning_linemonth",
    "planning_linemonth_team",
    "planning_monthstep",
    "portfolio_serviceversion",
    "portfolio_strategicstatement",
    "portfolio_milestone",
    "reports_documentformat",
    "reports_issueddocument",
    "portfolio_designsheet",
    "portfolio_capacitygap",
    "portfolio_capacityobjective",
    "portfolio_capacityobjective_gaps",
    "portfolio_designindicator",
    "portfolio_designcost",
    "portfolio_fieldanswer",
    "portfolio_operationsheet",
    "portfolio_serviceactor",
    "portfolio_governancebody",
    "portfolio_activationstep",
    "targeting_concertationmatrix",
    "targeting_concertationrow",
    "targeting_listchange",
    "targeting_prioritizedentity",
    "targeting_prioritizedlist",
    "targeting_runedition",
    "targeting_runplace",
    "targeting_targetingrun",
    "workplans_deliveryact",
    "workplans_planlesson",
    "workplans_planobstacle",
    "workplans_plansignature",
    "workplans_socialisationround",
    "workplans_workplanamendment",
    "workplans_workplanversion",
}


class TestMigrations:
    def test_say_all_that_the_models_say(self):
        output = StringIO()
        try:
            call_command("makemigrations", "--check", "--dry-run", stdout=output)
        except SystemExit:
            pytest.fail(output.getvalue())


class TestTriggers:
    def test_are_there_after_all_the_migrations(self):
        query = (
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_schema = current_schema()"
            if connection.vendor == "postgresql"
            else "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            guarded = {row[0] for row in cursor.fetchall()}
        assert guarded >= GUARDED


class TestForeignKeys:
    def test_are_enforced(self):
        """SQLite forgets them unless asked on every connection."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA foreign_keys")
                assert cursor.fetchone() == (1,)
        connection.check_constraints()
