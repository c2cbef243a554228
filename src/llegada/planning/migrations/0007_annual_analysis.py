"""Creates the annual analysis of each unit: what it found with its sources, its scenarios and its priorities."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('planning', '0006_analysis_in_calendar'),
        ('portfolio', '0015_service_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnualAnalysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Borrador'), ('sent', 'Enviado'), ('returned', 'Devuelto'), ('accepted', 'Acogido')], default='draft', max_length=10, verbose_name='estado')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revisión')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='enviado')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='acogido')),
                ('created_at', models.DateTimeField(verbose_name='creado')),
                ('updated_at', models.DateTimeField(verbose_name='actualizado')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='analyses', to='planning.planningcycle', verbose_name='ciclo de planeación')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='última persona que lo editó')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annual_analyses', to='accounts.orgunit', verbose_name='dependencia')),
            ],
            options={
                'verbose_name': 'análisis anual',
                'verbose_name_plural': 'análisis anuales',
                'ordering': ['cycle', 'unit', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AnalysisPriority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(max_length=200, verbose_name='prioridad')),
                ('reason', models.TextField(verbose_name='por qué')),
                ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.thematicline', verbose_name='línea temática')),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='priorities', to='planning.annualanalysis', verbose_name='análisis anual')),
            ],
            options={
                'verbose_name': 'prioridad del análisis',
                'verbose_name_plural': 'prioridades del análisis',
                'ordering': ['analysis', 'position'],
            },
        ),
        migrations.CreateModel(
            name='AnalysisFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(choices=[('previous_results', 'Resultados anteriores'), ('performance', 'FURAG y desempeño institucional'), ('citizen_requests', 'PQRS'), ('national_plan', 'Plan Nacional de Desarrollo'), ('entity_requests', 'Requerimientos de las entidades'), ('judicial_actions', 'Acciones judiciales')], max_length=20, verbose_name='sección')),
                ('applies', models.BooleanField(default=True, verbose_name='aplica')),
                ('text', models.TextField(blank=True, verbose_name='qué se encontró')),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='planning.annualanalysis', verbose_name='análisis anual')),
            ],
            options={
                'verbose_name': 'hallazgo del análisis',
                'verbose_name_plural': 'hallazgos del análisis',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InterventionScenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(max_length=200, verbose_name='escenario')),
                ('description', models.TextField(verbose_name='en qué consiste')),
                ('scope', models.TextField(verbose_name='entidades o alcance')),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scenarios', to='planning.annualanalysis', verbose_name='análisis anual')),
            ],
            options={
                'verbose_name': 'escenario de intervención',
                'verbose_name_plural': 'escenarios de intervención',
                'ordering': ['analysis', 'position'],
            },
        ),
        migrations.CreateModel(
            name='AnalysisSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(max_length=200, verbose_name='qué es')),
                ('url', models.CharField(max_length=500, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='dirección')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='año de los datos')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='planning.analysisfinding', verbose_name='hallazgo')),
            ],
            options={
                'verbose_name': 'fuente del análisis',
                'verbose_name_plural': 'fuentes del análisis',
                'ordering': ['finding', 'position'],
                'constraints': [models.UniqueConstraint(fields=('finding', 'position'), name='analysissource_position_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='analysissource_has_name'), models.CheckConstraint(condition=models.Q(('url__istartswith', 'https://')), name='analysissource_is_safe', violation_error_message='La dirección de una fuente empieza por https://.'), models.CheckConstraint(condition=models.Q(('year__isnull', True), models.Q(('year__gte', 2000), ('year__lte', 2100)), _connector='OR'), name='analysissource_year_sane')],
            },
        ),
        migrations.AddConstraint(
            model_name='annualanalysis',
            constraint=models.UniqueConstraint(fields=('cycle', 'unit'), name='annualanalysis_once', violation_error_message='La dependencia ya tiene su análisis de esa vigencia.'),
        ),
        migrations.AddConstraint(
            model_name='annualanalysis',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'sent', 'returned', 'accepted'])), name='annualanalysis_status_known'),
        ),
        migrations.AddConstraint(
            model_name='annualanalysis',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='annualanalysis_delivered_says_who'),
        ),
        migrations.AddConstraint(
            model_name='annualanalysis',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('status', 'accepted')), models.Q(models.Q(('status', 'accepted'), _negated=True), ('accepted_at__isnull', True), ('accepted_by__isnull', True)), _connector='OR'), name='annualanalysis_accepted_whole'),
        ),
        migrations.AddConstraint(
            model_name='annualanalysis',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_by__isnull', True), models.Q(models.Q(('accepted_by', models.F('edited_by')), _negated=True), models.Q(('accepted_by', models.F('sent_by')), _negated=True)), _connector='OR'), name='annualanalysis_author_not_acceptor', violation_error_message='Quien escribe o envía un análisis no lo acoge.'),
        ),
        migrations.AddConstraint(
            model_name='analysispriority',
            constraint=models.UniqueConstraint(fields=('analysis', 'position'), name='analysispriority_position_once'),
        ),
        migrations.AddConstraint(
            model_name='analysispriority',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='analysispriority_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='analysisfinding',
            constraint=models.UniqueConstraint(fields=('analysis', 'section'), name='analysisfinding_once'),
        ),
        migrations.AddConstraint(
            model_name='analysisfinding',
            constraint=models.CheckConstraint(condition=models.Q(('section__in', ['previous_results', 'performance', 'citizen_requests', 'national_plan', 'entity_requests', 'judicial_actions'])), name='analysisfinding_section_known'),
        ),
        migrations.AddConstraint(
            model_name='interventionscenario',
            constraint=models.UniqueConstraint(fields=('analysis', 'position'), name='interventionscenario_position_once'),
        ),
        migrations.AddConstraint(
            model_name='interventionscenario',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('description', ''), _negated=True), models.Q(('scope', ''), _negated=True)), name='interventionscenario_is_whole'),
        ),
    ]
