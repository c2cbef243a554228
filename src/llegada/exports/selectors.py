"""Questions about files that were made, whether they still stand, and keys for programs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from llegada.accounts.models import Person
from llegada.accounts.selectors import build_actor, list_current_assignments
from llegada.core.actors import Actor
from llegada.core.csv_streams import Separator
from llegada.core.errors import NotFound
from llegada.core.models import Event
from llegada.exports import rules
from llegada.exports.choices import FileStatus
from llegada.exports.datasets import DATASETS, Dataset, open_datasets
from llegada.exports.errors import UnknownDataset
from llegada.exports.models import DataKey, ExportFile
from llegada.exports.package import PACKAGE_CODE

#: Imports write many rows with one decision about themselves.
_ANY_IMPORT = "imports."
#: Decisions among which the last one about a dataset is looked for before all are.
_LATEST = 10_000
IN_COURSE = (FileStatus.QUEUED, FileStatus.RUNNING)


def get_dataset(*, code: str, file_format: str | None = None) -> Dataset:
    """Return a dataset by its code, if it is written in that format. Raises UnknownDataset."""
    found = DATASETS.get(code)
    if found is None or (file_format is not None and file_format not in found.formats):
        raise UnknownDataset(dataset=code)
    return found


def list_datasets_for(*, actor: Actor) -> list[Dataset]:
    """Return the datasets that an actor may read: those of anybody, and those of their roles."""
    return [one for one in DATASETS.values() if one.open_rows or may_read_own(actor=actor, dataset=one)]


def may_read_own(*, actor: Actor, dataset: Dataset) -> bool:
    """Return whether there are rows of a dataset that the actor's roles may read beyond what is public."""
    return actor.is_authenticated and dataset.own_rows is not None and dataset.may_ever(actor)


# --- files ------------------------------------------------------------------------------------------------------------
def last_event() -> int:
    """Return the key of the last decision of the installation; 0 where there is none."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def kinds_of(dataset_code: str) -> set[str]:
    """Return the objects whose decisions change a dataset, or any of a package."""
    chosen = open_datasets() if dataset_code == PACKAGE_CODE else [DATASETS[dataset_code]]
    return {kind for dataset in chosen for kind in dataset.kinds}


def is_changed(file: ExportFile) -> bool:
    """Return whether something was decided, since the file began to be made, about what it holds. Reads only later decisions."""
    about = Q(target_kind__in=kinds_of(file.dataset)) | Q(target_kind__startswith=_ANY_IMPORT)
    return Event.objects.filter(about, pk__gt=file.event_mark or 0).exists()


def find_serving(*, identity: str, now: datetime) -> ExportFile | None:
    """Return the file that was made of what is asked, if it may still be given."""
    made = ExportFile.objects.filter(identity=identity, status=FileStatus.READY).first()
    if made is None or made.made_at is None:
        return None
    is_small = (made.rows or 0) <= rules.SMALL_ROWS
    serves = rules.still_serves(made_at=made.made_at, now=now, is_changed=is_changed(made), is_small=is_small)
    return made if serves else None


def find_in_course(*, identity: str) -> ExportFile | None:
    """Return the file of what is asked that somebody is making."""
    return ExportFile.objects.filter(identity=identity, status__in=IN_COURSE).first()


def get_file(*, actor: Actor, public_id: UUID) -> ExportFile:
    """Return a file that anybody may have, or that the actor asked for. Raises NotFound."""
    seen = Q(is_public=True) | Q(asked_by_id=actor.person_id or 0)
    found = ExportFile.objects.filter(seen, public_id=public_id).first()
    if found is None:
        raise NotFound(file=str(public_id))
    return found


def list_open_files() -> dict[tuple[str, str], ExportFile]:
    """Return the last file of each public dataset and format over all years, as its plain address gives it, for catalogues."""
    made = ExportFile.objects.filter(
        is_public=True, status=FileStatus.READY, year=None, separator=Separator.COMMA
    ).order_by("made_at", "pk")
    return {(one.dataset, one.file_format): one for one in made}


def find_last_change(dataset: Dataset) -> datetime | None:
    """Return when something was last decided about what a dataset holds; None if nothing was.

    Among the latest decisions first: of what changes often there are millions, which a database may put in order to find one.
    """
    latest = Event.objects.order_by("-pk").values("pk")[:_LATEST]
    for events in (Event.objects.filter(pk__in=latest), Event.objects.all()):
        about = events.filter(target_kind__in=list(dataset.kinds)).order_by("-pk")
        if found := about.values_list("at", flat=True).first():
            return found
    return None


# --- keys -------------------------------------------------------------------------------------------------------------
def list_keys(*, actor: Actor) -> QuerySet[DataKey]:
    """Return the actor's own keys, those that serve and those that no longer do, newest first."""
    return DataKey.objects.filter(person_id=actor.person_id or 0)


def find_key(*, text: str, dataset: str, today: date) -> DataKey | None:
    """Return the key with this text if it serves for a dataset on a day and its person may still enter."""
    return (
        DataKey.objects.filter(Q(dataset="") | Q(dataset=dataset), digest=rules.digest_of(text), revoked_at=None)
        .filter(expires_on__gte=today, person__is_active=True)
        .select_related("person")
        .first()
    )


def actor_of_person(*, person: Person, today: date) -> Actor:
    """Return a person with all the roles that they hold on a day, as a program acts for them."""
    return build_actor(person=person, assignments=list_current_assignments(person=person, today=today))
