"""Minutes approved before there were numbers take theirs, by entity and service, in the order of their days; a number never changes."""

from collections import Counter

from django.db import migrations

TABLE = "delivery_minutesnumber"
WORDS = "El número de un acta no cambia ni se borra."


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
                params=None,
            )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        params=None,
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        params=None,
    )


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{event}", params=None)
        return
    schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}", params=None)
    schema_editor.execute(f"DROP FUNCTION {TABLE}_refuse()", params=None)


def number(apps, schema_editor):
    session, numbers = (apps.get_model("delivery", name) for name in ("Session", "MinutesNumber"))
    approved = session.objects.filter(status="minutes_approved").order_by("held_on", "starts_at", "pk")
    taken = Counter()
    made = []
    for key, entity, service in approved.values_list("pk", "plan__entity", "service_version__service"):
        taken[entity, service] += 1
        made.append(
            numbers(session_id=key, entity_id=entity, service_id=service, number=taken[entity, service])
        )
    numbers.objects.bulk_create(made, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_session_minutes")]

    operations = [
        migrations.RunPython(freeze, thaw),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
