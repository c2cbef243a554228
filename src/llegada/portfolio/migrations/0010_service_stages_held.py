"""The database holds the stages: what each state needs, and that who designs neither validates, parametrises nor publishes."""

from django.db import migrations, models

from llegada.portfolio.migrations import _frozen


class Migration(migrations.Migration):

    dependencies = [("portfolio", "0009_service_stages_data")]

    operations = [
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['in_design', 'published', 'in_operation', 'suspended', 'in_closure', 'retired'])), name='service_status_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('published', 'in_operation', 'suspended', 'in_closure')), _negated=True), ('published_version__isnull', False), _connector='OR'), name='service_published_has_version'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('idea', 'predesign', 'in_feedback', 'returned', 'design', 'protocol_in_review', 'protocol_returned', 'protocol_validated', 'parametrized'))), fields=('service',), name='serviceversion_one_draft', violation_error_message='El servicio ya tiene una versión en edición.'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['idea', 'predesign', 'in_feedback', 'returned', 'design', 'protocol_in_review', 'protocol_returned', 'protocol_validated', 'parametrized', 'published', 'superseded'])), name='serviceversion_status_known'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('published', 'superseded')), _negated=True), models.Q(('published_at__isnull', False), models.Q(('objective', ''), _negated=True), models.Q(('deliverable', ''), _negated=True), ('kind__in', ['guidance', 'advisory', 'technical_assistance', 'training'])), _connector='OR'), name='serviceversion_published_complete', violation_error_message='Para publicar hacen falta tipo, objetivo y entregable.'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('protocol_validated', 'parametrized', 'published', 'superseded')), _negated=True), models.Q(('validated_at__isnull', False), ('validated_by__isnull', False)), _connector='OR'), name='serviceversion_validated_by_somebody', violation_error_message='El protocolo lo valida la coordinación antes de seguir.'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('parametrized', 'published', 'superseded')), _negated=True), models.Q(('parametrized_at__isnull', False), ('parametrized_by__isnull', False)), _connector='OR'), name='serviceversion_parametrized_by_somebody', violation_error_message='El equipo de monitoreo parametriza los hitos antes de publicar.'),
        ),
        migrations.AddConstraint(
            model_name='serviceversion',
            constraint=models.CheckConstraint(condition=models.Q(('validated_by__isnull', True), ('edited_by__isnull', True), models.Q(('validated_by', models.F('edited_by')), _negated=True), _connector='OR'), name='serviceversion_designer_is_not_validator', violation_error_message='Quien diseña no aprueba: valida el protocolo otra persona.'),
        ),
        migrations.RunPython(_frozen.hold_versions, _frozen.release_versions),
        *(
            _frozen.freeze_part(table)
            for table in ("portfolio_milestone", "portfolio_versionmodality", "portfolio_versioneditor")
        ),
    ]
