"""The test before and after a training. One that was opened stays as it is, and what came by phone is never changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from llegada.core.migrations._frozen import freeze

FROZEN = "Una prueba que ya se abrió no cambia, y lo que alguien respondió tampoco."
TEST, QUESTION, ANSWERS = (
    "delivery_trainingtest",
    "delivery_trainingquestion",
    "delivery_traininganswers",
)


def _opened(test):
    return f"EXISTS (SELECT 1 FROM delivery_sessiontest s WHERE s.test_id = {test} AND s.stage <> 'ready')"


def _conditions(differs):
    said = ("session_test_id", "entry_id", "wave", "given", "questions", "channel")
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in said)
    return [
        (TEST, "update", _opened("OLD.id")),
        (TEST, "delete", _opened("OLD.id")),
        (QUESTION, "insert", _opened("NEW.test_id")),
        (QUESTION, "update", _opened("OLD.test_id")),
        (QUESTION, "delete", _opened("OLD.test_id")),
        (ANSWERS, "update", f"OLD.channel = 'self' OR {changed}"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('delivery', '0011_mass_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=150, verbose_name='nombre de la prueba')),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(verbose_name='creada')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_tests', to='accounts.orgunit', verbose_name='dependencia')),
            ],
            options={
                'verbose_name': 'prueba de conocimientos',
                'verbose_name_plural': 'pruebas de conocimientos',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TrainingQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('text', models.CharField(max_length=400, verbose_name='pregunta')),
                ('option_a', models.CharField(max_length=200, verbose_name='opción A')),
                ('option_b', models.CharField(max_length=200, verbose_name='opción B')),
                ('option_c', models.CharField(blank=True, max_length=200, verbose_name='opción C')),
                ('option_d', models.CharField(blank=True, max_length=200, verbose_name='opción D')),
                ('right', models.PositiveSmallIntegerField(verbose_name='respuesta correcta')),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='delivery.trainingtest')),
            ],
            options={
                'verbose_name': 'pregunta de una prueba',
                'verbose_name_plural': 'preguntas de una prueba',
                'ordering': ['test', 'position'],
            },
        ),
        migrations.CreateModel(
            name='SessionTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('ready', 'Lista, sin abrir'), ('pre_open', 'Abierta la inicial'), ('pre_closed', 'Cerrada la inicial'), ('post_open', 'Abierta la final'), ('post_closed', 'Cerrada la final')], default='ready', max_length=12, verbose_name='estado')),
                ('chosen_at', models.DateTimeField(verbose_name='elegida')),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='training_test', to='delivery.session')),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_tests', to='delivery.trainingtest', verbose_name='prueba')),
            ],
            options={
                'verbose_name': 'prueba de una sesión',
                'verbose_name_plural': 'pruebas de sesiones',
            },
        ),
        migrations.CreateModel(
            name='TrainingAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wave', models.CharField(choices=[('pre', 'Inicial'), ('post', 'Final')], max_length=4, verbose_name='cuál')),
                ('given', models.CharField(blank=True, max_length=20, verbose_name='respuestas')),
                ('right', models.PositiveSmallIntegerField(verbose_name='correctas')),
                ('questions', models.PositiveSmallIntegerField(verbose_name='preguntas')),
                ('channel', models.CharField(choices=[('self', 'En su teléfono'), ('paper', 'En papel')], max_length=5, verbose_name='cómo llegó')),
                ('recorded_at', models.DateTimeField(verbose_name='registradas')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='training_answers', to='delivery.attendanceentry')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session_test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='delivery.sessiontest')),
            ],
            options={
                'verbose_name': 'respuestas de un asistente',
                'verbose_name_plural': 'respuestas de asistentes',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('session_test', 'entry', 'wave'), name='traininganswers_once', violation_error_message='Esa persona ya respondió esta prueba.'), models.CheckConstraint(condition=models.Q(('wave__in', ['pre', 'post'])), name='traininganswers_wave_known'), models.CheckConstraint(condition=models.Q(('questions__gt', 0), ('right__lte', models.F('questions'))), name='traininganswers_right_of_questions', violation_error_message='No puede haber más respuestas correctas que preguntas.'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'paper'), ('given', ''), ('recorded_by__isnull', False)), models.Q(('channel', 'self'), ('recorded_by__isnull', True), models.Q(('given', ''), _negated=True)), _connector='OR'), name='traininganswers_paper_by_somebody')],
            },
        ),
        migrations.AddConstraint(
            model_name='trainingtest',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='trainingtest_named'),
        ),
        migrations.AddConstraint(
            model_name='trainingquestion',
            constraint=models.UniqueConstraint(fields=('test', 'position'), name='trainingquestion_position'),
        ),
        migrations.AddConstraint(
            model_name='trainingquestion',
            constraint=models.CheckConstraint(condition=models.Q(('right__in', (0, 1)), models.Q(('right', 2), models.Q(('option_c', ''), _negated=True)), models.Q(('right', 3), models.Q(('option_c', ''), _negated=True), models.Q(('option_d', ''), _negated=True)), _connector='OR'), name='trainingquestion_right_is_said', violation_error_message='La respuesta correcta debe ser una de las opciones escritas.'),
        ),
        migrations.AddConstraint(
            model_name='trainingquestion',
            constraint=models.CheckConstraint(condition=models.Q(('option_d', ''), models.Q(('option_c', ''), _negated=True), _connector='OR'), name='trainingquestion_options_in_order'),
        ),
        migrations.AddConstraint(
            model_name='sessiontest',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['ready', 'pre_open', 'pre_closed', 'post_open', 'post_closed'])), name='sessiontest_stage_known'),
        ),
        freeze(_conditions, FROZEN),
    ]
