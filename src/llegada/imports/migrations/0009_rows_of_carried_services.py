"""Rows of imports may be of the services that they gave to plans of earlier imports."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0008_rows_of_lines'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importedrow',
            name='kind',
            field=models.CharField(choices=[('services', 'Servicios'), ('entities', 'Entidades'), ('people', 'Personas de las entidades'), ('plans', 'Planes de trabajo'), ('milestones', 'Hitos de los planes'), ('sessions', 'Sesiones y asesorías'), ('attendances', 'Asistentes a las sesiones'), ('commitments', 'Compromisos'), ('lines', 'Líneas temáticas'), ('carried', 'Servicios de los planes')], max_length=12, verbose_name='qué es'),
        ),
    ]
