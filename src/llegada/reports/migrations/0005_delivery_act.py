"""The act of delivery is a kind of document. SQLite makes the tables again and loses their triggers: they are put back."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

append_only = import_module("llegada.reports.migrations.0002_append_only_documents")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('records', '0001_initial'),
        ('reports', '0004_session_minutes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(append_only.backwards, append_only.forwards),
        migrations.RemoveConstraint(
            model_name='documentformat',
            name='documentformat_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='documentorder',
            name='documentorder_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='issueddocument',
            name='issueddocument_kind_known',
        ),
        migrations.AlterField(
            model_name='documentformat',
            name='kind',
            field=models.CharField(choices=[('committee_act', 'Acta del Comité Directivo'), ('predesign_sheet', 'Ficha de pre-diseño'), ('protocol', 'Protocolo de asistencia técnica'), ('annual_plan', 'Plan anual de asistencia técnica'), ('session_minutes', 'Acta y lista de asistencia de una sesión'), ('delivery_act', 'Acta de entrega de un plan de trabajo')], max_length=24, verbose_name='documento'),
        ),
        migrations.AlterField(
            model_name='documentorder',
            name='kind',
            field=models.CharField(choices=[('committee_act', 'Acta del Comité Directivo'), ('predesign_sheet', 'Ficha de pre-diseño'), ('protocol', 'Protocolo de asistencia técnica'), ('annual_plan', 'Plan anual de asistencia técnica'), ('session_minutes', 'Acta y lista de asistencia de una sesión'), ('delivery_act', 'Acta de entrega de un plan de trabajo')], max_length=24, verbose_name='documento'),
        ),
        migrations.AlterField(
            model_name='issueddocument',
            name='kind',
            field=models.CharField(choices=[('committee_act', 'Acta del Comité Directivo'), ('predesign_sheet', 'Ficha de pre-diseño'), ('protocol', 'Protocolo de asistencia técnica'), ('annual_plan', 'Plan anual de asistencia técnica'), ('session_minutes', 'Acta y lista de asistencia de una sesión'), ('delivery_act', 'Acta de entrega de un plan de trabajo')], max_length=24, verbose_name='documento'),
        ),
        migrations.AddConstraint(
            model_name='documentformat',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['committee_act', 'predesign_sheet', 'protocol', 'annual_plan', 'session_minutes', 'delivery_act'])), name='documentformat_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='documentorder',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['committee_act', 'predesign_sheet', 'protocol', 'annual_plan', 'session_minutes', 'delivery_act'])), name='documentorder_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='issueddocument',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['committee_act', 'predesign_sheet', 'protocol', 'annual_plan', 'session_minutes', 'delivery_act'])), name='issueddocument_kind_known'),
        ),
        migrations.RunPython(append_only.forwards, append_only.backwards),
    ]
