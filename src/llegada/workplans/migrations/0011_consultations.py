"""Consultations to central experts. What was asked and what was answered stays as it was written."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from llegada.core.migrations._frozen import freeze

FROZEN = "Lo que se preguntó y lo que se respondió no se cambia ni se borra."
ASKED, ANSWER, FILE = (
    "workplans_consultation",
    "workplans_consultationanswer",
    "workplans_consultationfile",
)


def _conditions(differs):
    said = ("plan_id", "subject", "question", "asked_by_id", "asked_at")
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in said)
    return [
        (ASKED, "update", f"{changed} OR (OLD.answered_at IS NOT NULL AND NEW.answered_at {differs} OLD.answered_at)"),
        (ASKED, "delete", "OLD.id IS NOT NULL"),
        (ANSWER, "update", "OLD.id IS NOT NULL"),
        (ANSWER, "delete", "OLD.id IS NOT NULL"),
        (FILE, "update", "OLD.id IS NOT NULL"),
        (FILE, "delete", "OLD.id IS NOT NULL"),
    ]



class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('portfolio', '0015_service_notes'),
        ('records', '0001_initial'),
        ('workplans', '0010_joint_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(max_length=200, verbose_name='asunto')),
                ('question', models.TextField(verbose_name='pregunta')),
                ('status', models.CharField(choices=[('open', 'Abierta'), ('assigned', 'Asignada'), ('answered', 'Respondida'), ('closed', 'Cerrada')], default='open', max_length=10, verbose_name='estado')),
                ('due_on', models.DateField(verbose_name='para cuándo')),
                ('asked_at', models.DateTimeField(verbose_name='preguntada')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='respondida')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='cerrada')),
                ('reopened_at', models.DateTimeField(blank=True, null=True, verbose_name='reabierta')),
                ('reopen_reason', models.TextField(blank=True, verbose_name='por qué se reabrió')),
                ('is_shared', models.BooleanField(default=False, verbose_name='útil para otros equipos')),
                ('search_text', models.TextField(default='', editable=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='experto')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.thematicline', verbose_name='tema')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='workplans.workplan', verbose_name='plan de trabajo')),
            ],
            options={
                'verbose_name': 'consulta a expertos',
                'verbose_name_plural': 'consultas a expertos',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='respuesta')),
                ('written_at', models.DateTimeField(verbose_name='escrita')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='workplans.consultation')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'respuesta a una consulta',
                'verbose_name_plural': 'respuestas a consultas',
                'ordering': ['consultation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='nombre del archivo')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='workplans.consultationanswer')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='workplans.consultation')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile', verbose_name='archivo')),
            ],
            options={
                'verbose_name': 'archivo de una consulta',
                'verbose_name_plural': 'archivos de consultas',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='días hábiles para responder')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consultation_term', to='accounts.organization', verbose_name='organización')),
            ],
            options={
                'verbose_name': 'plazo de las consultas',
                'verbose_name_plural': 'plazos de las consultas',
            },
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['status', 'due_on'], name='consultation_status_due_idx'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'assigned', 'answered', 'closed'])), name='consultation_status_known'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('question', ''), _negated=True)), name='consultation_asks'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('open', 'closed')), ('expert__isnull', False), _connector='OR'), name='consultation_expert_said', violation_error_message='Una consulta asignada dice a quién.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'answered'), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='consultation_answered_says_when'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='consultation_closed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reopen_reason', ''), ('reopened_at__isnull', True)), models.Q(('reopened_at__isnull', False), models.Q(('reopen_reason', ''), _negated=True)), _connector='OR'), name='consultation_reopened_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('is_shared', False), ('answered_at__isnull', False), _connector='OR'), name='consultation_shared_is_answered', violation_error_message='Solo se comparte lo que ya tiene respuesta.'),
        ),
        migrations.AddConstraint(
            model_name='consultationanswer',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='consultationanswer_says_something'),
        ),
        migrations.AddConstraint(
            model_name='consultationterm',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 30)), name='consultationterm_within', violation_error_message='Escriba un plazo de 1 a 30 días hábiles.'),
        ),
        freeze(_conditions, FROZEN),
    ]
