from django.db import migrations, models

WORDS = [
    ("draft", "En preparación"), ("trying", "En prueba"), ("tried", "Probada"), ("queued", "En espera"),
    ("running", "En curso"), ("done", "Terminada"), ("undoing", "Deshaciéndose"), ("failed", "No se pudo"),
    ("cancelled", "Cancelada"), ("undone", "Deshecha"), ("discarded", "Descartada"),
]  # fmt: skip


class Migration(migrations.Migration):
    """An import is undone by parts: while it is, no other of its organisation is at work."""

    dependencies = [("imports", "0004_discarded")]

    operations = [
        migrations.AlterField(
            "importrun", "status",
            models.CharField(choices=WORDS, default="draft", max_length=10, verbose_name="estado"),
        ),
        migrations.RemoveConstraint("importrun", "importrun_status_known"),
        migrations.AddConstraint(
            "importrun",
            models.CheckConstraint(
                name="importrun_status_known", condition=models.Q(("status__in", [state for state, _word in WORDS]))
            ),
        ),
        migrations.RemoveConstraint("importrun", "importrun_one_at_work"),
        migrations.AddConstraint(
            "importrun",
            models.UniqueConstraint(
                name="importrun_one_at_work",
                fields=["organization"],
                condition=models.Q(("status__in", ["queued", "running", "trying", "undoing"])),
                violation_error_message="Su organización ya tiene una importación en curso.",
            ),
        ),
    ]  # fmt: skip
