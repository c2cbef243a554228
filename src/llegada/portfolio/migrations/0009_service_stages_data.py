"""Gives each service and version that there is its place among the stages.

A draft beside something published is in `design`, as new versions open; one of a service never published is an `idea`, because
nobody accepted a pre-design of it. What is published goes to `in_operation`: it was being given, with plans under way, before
an activation existed to ask for, and to leave it waiting for one would say that nothing had begun. Who published a version
answers for its validation and for its milestones, as was then the rule. Backwards, every stage of edition is a draft and every
public state is published.
"""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce

IN_EDITION = (
    "idea", "predesign", "in_feedback", "returned", "design", "protocol_in_review", "protocol_returned",
    "protocol_validated", "parametrized",
)  # fmt: skip
PUBLIC = ("published", "in_operation", "suspended", "in_closure")


def forwards(apps, schema_editor):
    Service, Version = apps.get_model("portfolio", "Service"), apps.get_model("portfolio", "ServiceVersion")
    drafts = Version.objects.filter(status="draft")
    drafts.filter(service__published_version__isnull=False).update(status="design")
    drafts.filter(service__published_version__isnull=True).update(status="idea")
    Service.objects.filter(status="draft").update(status="in_design")
    Service.objects.filter(status="published").update(status="in_operation")
    somebody = Coalesce(F("published_by"), F("edited_by"))
    Version.objects.exclude(status__in=IN_EDITION).update(
        validated_at=F("published_at"),
        validated_by=somebody,
        parametrized_at=F("published_at"),
        parametrized_by=somebody,
    )
    _keep_editors(apps)


def _keep_editors(apps):
    """Write who edited each version, from its history and from its last edition; never who published it."""
    Version, Editor = apps.get_model("portfolio", "ServiceVersion"), apps.get_model("portfolio", "VersionEditor")
    known = dict(Version.objects.values_list("pk", "published_by"))
    people = set(apps.get_model("accounts", "Person").objects.values_list("pk", flat=True))
    history = apps.get_model("portfolio", "HistoricalServiceVersion").objects.values_list("id", "edited_by")
    found = {*history.distinct(), *Version.objects.values_list("pk", "edited_by")}
    Editor.objects.bulk_create(
        Editor(version_id=version, person_id=person)
        for version, person in sorted(pair for pair in found if None not in pair)
        if version in known and person in people and person != known[version]
    )


def backwards(apps, schema_editor):
    Service, Version = apps.get_model("portfolio", "Service"), apps.get_model("portfolio", "ServiceVersion")
    Version.objects.filter(status__in=IN_EDITION).update(status="draft")
    Service.objects.filter(status="in_design").update(status="draft")
    Service.objects.filter(status__in=PUBLIC).update(status="published")
    apps.get_model("portfolio", "VersionEditor").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0008_service_stages")]
    operations = [migrations.RunPython(forwards, backwards)]
