"""Rows of imports may be of the thematic lines that the services of a file made."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0007_marks_of_erased_people'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importedrow',
            name='kind',
            field=models.CharField(choices=[('services', 'Servicios'), ('entities', 'Entidades'), ('people', 'Personas de las entidades'), ('plans', 'Planes de trabajo'), ('milestones', 'Hitos de los planes'), ('sessions', 'Sesiones y asesorías'), ('attendances', 'Asistentes a las sesiones'), ('commitments', 'Compromisos'), ('lines', 'Líneas temáticas')], max_length=12, verbose_name='qué es'),
        ),
    ]
