"""Replaces the keys of people who were erased: a plain hash of a document of ten figures is undone by trying them all."""

from typing import Any

from django.db import migrations
from django.utils.crypto import salted_hmac


def mark_the_erased(apps: Any, _schema_editor: Any) -> None:
    """Do with those erased before what `services.entity_people.forget_person` does from now on."""
    rows, people = apps.get_model("imports", "ImportedRow"), apps.get_model("accounts", "EntityPerson")
    erased = rows.objects.filter(kind="people", key__gte=0).exclude(object_id__in=people.objects.values("pk"))
    for key in set(erased.values_list("key", flat=True)):
        made = salted_hmac("llegada.imports.erased", str(key), algorithm="sha256").digest()
        erased.filter(key=key).update(key=-1 - (int.from_bytes(made[:8]) >> 1), before=None, digest=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_erased_person"), ("imports", "0006_service_kinds")]

    operations = [migrations.RunPython(mark_the_erased, migrations.RunPython.noop, elidable=True)]
