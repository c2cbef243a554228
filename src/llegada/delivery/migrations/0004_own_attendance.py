"""People register themselves with a code, beforehand or on the day; what is sensitive is kept apart; evidence says what it proves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('delivery', '0003_complete_acts'),
        ('records', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AttendanceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='código')),
                ('opened_at', models.DateTimeField(verbose_name='abierto')),
                ('shut_at', models.DateTimeField(blank=True, null=True, verbose_name='cerrado')),
            ],
            options={
                'verbose_name': 'código de asistencia',
                'verbose_name_plural': 'códigos de asistencia',
            },
        ),
        migrations.CreateModel(
            name='PreRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nombre')),
                ('entity_name', models.CharField(max_length=200, verbose_name='entidad')),
                ('post', models.CharField(blank=True, max_length=120, verbose_name='cargo')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='correo electrónico')),
                ('consented_at', models.DateTimeField(verbose_name='autorizó')),
                ('person_key', models.BigIntegerField(editable=False)),
            ],
            options={
                'verbose_name': 'preinscripción',
                'verbose_name_plural': 'preinscripciones',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SensitiveAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sex', models.CharField(blank=True, choices=[('female', 'Mujer'), ('male', 'Hombre'), ('intersex', 'Intersexual')], max_length=10, null=True, verbose_name='sexo')),
                ('age_range', models.CharField(blank=True, choices=[('18-28', '18 a 28 años'), ('29-40', '29 a 40 años'), ('41-59', '41 a 59 años'), ('60+', '60 años o más')], max_length=10, null=True, verbose_name='rango de edad')),
                ('ethnic_group', models.CharField(blank=True, choices=[('indigenous', 'Indígena'), ('afro', 'Negro, afrocolombiano o afrodescendiente'), ('raizal', 'Raizal'), ('palenquero', 'Palenquero'), ('rrom', 'Rrom o gitano'), ('none', 'Ninguno')], max_length=12, null=True, verbose_name='grupo étnico')),
                ('disability', models.CharField(blank=True, choices=[('yes', 'Sí'), ('no', 'No')], max_length=3, null=True, verbose_name='discapacidad')),
                ('victim', models.CharField(blank=True, choices=[('yes', 'Sí'), ('no', 'No')], max_length=3, null=True, verbose_name='víctima del conflicto')),
                ('consent_version', models.CharField(max_length=20, verbose_name='versión de la autorización')),
                ('consented_at', models.DateTimeField(verbose_name='autorizó')),
            ],
            options={
                'verbose_name': 'datos sensibles de un asistente',
                'verbose_name_plural': 'datos sensibles de asistentes',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='attendanceentry',
            name='channel',
            field=models.CharField(blank=True, choices=[('by_hand', 'A mano'), ('self', 'Con el código'), ('table', 'De una tabla')], max_length=8, null=True, verbose_name='cómo se registró'),
        ),
        migrations.AddField(
            model_name='attendanceentry',
            name='recorded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='registrado'),
        ),
        migrations.AddField(
            model_name='sessionevidence',
            name='kind',
            field=models.CharField(blank=True, choices=[('attendance_list', 'Lista de asistencia en papel'), ('signed_minutes', 'Acta firmada'), ('photo', 'Registro fotográfico'), ('material', 'Material o presentación'), ('deliverable', 'Producto o entregable'), ('other', 'Otra prueba')], max_length=16, null=True, verbose_name='qué prueba'),
        ),
        migrations.AddField(
            model_name='sessionevidence',
            name='transcribed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='transcrita'),
        ),
        migrations.AddField(
            model_name='sessionevidence',
            name='transcribed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='attendanceentry',
            constraint=models.CheckConstraint(condition=models.Q(('channel__isnull', True), ('channel__in', ['by_hand', 'self', 'table']), _connector='OR'), name='attendance_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='sessionevidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__isnull', True), ('kind__in', ['attendance_list', 'signed_minutes', 'photo', 'material', 'deliverable', 'other']), _connector='OR'), name='sessionevidence_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='sessionevidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('transcribed_at__isnull', True), ('transcribed_by__isnull', True)), models.Q(('kind', 'attendance_list'), ('transcribed_at__isnull', False), ('transcribed_by__isnull', False)), _connector='OR'), name='sessionevidence_transcribed_list', violation_error_message='Solo se transcribe una lista de asistencia, y se dice quién y cuándo.'),
        ),
        migrations.AddField(
            model_name='attendancecode',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attendancecode',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_code', to='delivery.session'),
        ),
        migrations.AddField(
            model_name='preregistration',
            name='consent_text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.consenttext', verbose_name='autorización de datos'),
        ),
        migrations.AddField(
            model_name='preregistration',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preregistrations', to='delivery.session'),
        ),
        migrations.AddField(
            model_name='sensitiveanswers',
            name='entry',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sensitive', to='delivery.attendanceentry'),
        ),
        migrations.AddConstraint(
            model_name='preregistration',
            constraint=models.UniqueConstraint(fields=('session', 'person_key'), name='preregistration_person_once', violation_error_message='Esa persona ya está preinscrita.'),
        ),
        migrations.AddConstraint(
            model_name='sensitiveanswers',
            constraint=models.CheckConstraint(condition=models.Q(('sex__isnull', False), ('age_range__isnull', False), ('ethnic_group__isnull', False), ('disability__isnull', False), ('victim__isnull', False), _connector='OR'), name='sensitive_says_something'),
        ),
        migrations.AddConstraint(
            model_name='sensitiveanswers',
            constraint=models.CheckConstraint(condition=models.Q(('consent_version', ''), _negated=True), name='sensitive_consent_said'),
        ),
    ]
