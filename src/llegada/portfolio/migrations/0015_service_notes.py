"""The notes of the feedback on a service, which are added to and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "portfolio_servicenote"
MESSAGE = "Las notas no se modifican ni se borran: escriba otra."
SQLITE_UP = [
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
]
POSTGRES_UP = [
    "CREATE FUNCTION portfolio_keep_note() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION portfolio_keep_note()",
]
SQLITE_DOWN = [f"DROP TRIGGER {TABLE}_no_update", f"DROP TRIGGER {TABLE}_no_delete"]
POSTGRES_DOWN = [f"DROP TRIGGER {TABLE}_append_only ON {TABLE}", "DROP FUNCTION portfolio_keep_note()"]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0014_predesign'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version_number', models.PositiveIntegerField(verbose_name='versión')),
                ('section', models.CharField(choices=[('general', 'Todo el pre-diseño'), ('name', 'Nombre'), ('problem', 'Problema o necesidad'), ('tree', 'Árbol de problemas'), ('matrix', 'Matriz de Vester'), ('alignment', 'Alineación estratégica'), ('chain', 'Cadena de valor'), ('moments', 'Momentos del ciclo de valor público'), ('context', 'Antecedentes y justificación')], max_length=12, verbose_name='sección')),
                ('text', models.TextField(verbose_name='nota')),
                ('is_of_coordination', models.BooleanField(verbose_name='de la coordinación')),
                ('created_at', models.DateTimeField(verbose_name='escrita')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién la escribió')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='portfolio.service', verbose_name='servicio')),
            ],
            options={
                'verbose_name': 'nota de retroalimentación',
                'verbose_name_plural': 'notas de retroalimentación',
                'ordering': ['created_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('section__in', ['general', 'name', 'problem', 'tree', 'matrix', 'alignment', 'chain', 'moments', 'context'])), name='servicenote_section_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='servicenote_says_something')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
