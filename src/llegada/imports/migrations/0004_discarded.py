from django.db import migrations, models
from django.db.models import OuterRef, Subquery

STATES = ["draft", "trying", "tried", "queued", "running", "done", "failed", "cancelled", "undone"]
WORDS = [
    ("draft", "En preparación"), ("trying", "En prueba"), ("tried", "Probada"), ("queued", "En espera"),
    ("running", "En curso"), ("done", "Terminada"), ("failed", "No se pudo"), ("cancelled", "Cancelada"),
    ("undone", "Deshecha"), ("discarded", "Descartada"),
]  # fmt: skip


def keep_prints(apps, schema_editor):
    """Keep with each import the print of its file, which stays when the file goes."""
    runs, files = apps.get_model("imports", "ImportRun"), apps.get_model("records", "StoredFile")
    found = files.objects.filter(pk=OuterRef("file"))
    runs.objects.update(sha256=Subquery(found.values("sha256")[:1]))


def constraint(states):
    return models.CheckConstraint(name="importrun_status_known", condition=models.Q(("status__in", states)))


class Migration(migrations.Migration):
    """An import may be discarded with its file; going back is refused by the base where one was."""

    dependencies = [("imports", "0003_people"), ("records", "0002_forgotten_files")]

    operations = [
        migrations.AddField(
            "importrun", "sha256",
            models.CharField("huella SHA-256", default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(keep_prints, migrations.RunPython.noop),
        migrations.AlterField(
            "importrun", "file",
            models.ForeignKey(
                blank=True, null=True, on_delete=models.deletion.PROTECT, related_name="+", to="records.storedfile",
                verbose_name="archivo",
            ),
        ),
        migrations.AlterField(
            "importrun", "status",
            models.CharField(choices=WORDS, default="draft", max_length=10, verbose_name="estado"),
        ),
        migrations.RemoveConstraint("importrun", "importrun_status_known"),
        migrations.AddConstraint("importrun", constraint([*STATES, "discarded"])),
    ]  # fmt: skip
