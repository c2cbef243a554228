"""The people whom entities name: told apart by document or by address within their entity, each with the ground to keep them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.accounts.choices import KeepingGround
from llegada.accounts.erasure import list_marks, marks_against
from llegada.accounts.models import EntityPerson
from llegada.core import bulk
from llegada.imports.choices import RowOutcome, TargetKind
from llegada.imports.models import ImportedRow
from llegada.imports.services.batches import Batch
from llegada.imports.services.discarding import drop_files_that_name
from llegada.imports.services.work import Fresh, Known, Work, number_of
from llegada.imports.services.writing import Writer, cell, column

_COLUMNS: Final = (
    "id", "public_id", "organization_id", "entity_id", "full_name", "document", "post", "email", "phone", "ground",
    "consented_on", "created_by_id", "created_at", "updated_at",
)  # fmt: skip
#: Field of the row → that of the object.
_SAID: Final = {
    "name": "full_name", "document": "document", "post": "post", "email": "email", "phone": "phone", "ground": "ground",
    "consented_on": "consented_on",
}  # fmt: skip


_ERASED: Final = gettext_lazy("Sus datos se borraron porque lo pidió o ya no hacían falta: no se traen otra vez.")


def mark_of(key: int) -> int:
    """Return what stays of the key of somebody who was erased: below zero, as no key is.

    It is worked out with the key of the installation: a plain hash of a document of ten figures is undone by trying them all.
    """
    made = salted_hmac("llegada.imports.erased", str(key), algorithm="sha256").digest()
    return -1 - (int.from_bytes(made[:8]) >> 1)


class EntityPersonWriter(Writer):
    """The people of entities that a file names. Blank cells leave what is known of somebody as it is."""

    target: ClassVar[TargetKind] = TargetKind.PEOPLE
    model = EntityPerson

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        #: Who is behind each (entity, document) and (entity, address), the new ones of this file among them.
        self._who: dict[tuple[Any, str, str], int] = {}
        #: Rows of this file that speak of each one.
        self._row_of: dict[int, int] = {}
        self._known: dict[int, EntityPerson] = {}
        self._marks = list_marks(organization_id=work.run.organization_id)
        for one in EntityPerson.objects.filter(organization=work.run.organization_id).iterator(chunk_size=5_000):
            self._known[one.pk] = one
            for pair in _pairs(one.entity_id, one.document, one.email):
                self._who[pair] = one.pk

    @cached_property
    def _erased(self) -> frozenset[int]:
        """Return the marks of those whom an import brought and who are no longer there: they asked to be erased."""
        known = self.work.known_of(self.target)
        return frozenset(
            key for key, one in known.items() if key < 0 and one.object_id > 0 and one.object_id not in self._known
        )

    def _was_erased(self, key: int) -> bool:
        return bool(self._erased) and mark_of(key) in self._erased

    def _is_marked(self, entity: Any, document: str, email: str) -> bool:
        """Return whether somebody told by that document or by that address was erased, however they had come."""
        organization_id = self.work.run.organization_id
        if not self._marks or entity.__class__ is not int:
            return False
        marks = marks_against(organization_id=organization_id, entity_id=entity, document=document, email=email)
        return not self._marks.isdisjoint(marks)

    def check(self, batch: Batch) -> None:
        """Write documents and addresses in one way, and refuse grounds that do not say all they must."""
        documents, emails = column(batch, "document"), column(batch, "email")
        batch.values["document"] = [
            "".join(one.split()).replace(".", "") if isinstance(one, str) else one for one in documents
        ]
        batch.values["email"] = [one.lower() if isinstance(one, str) else one for one in emails]
        grounds, days = column(batch, "ground"), column(batch, "consented_on")
        today = timezone.localdate(self.work.now).isoformat()
        for place, (ground, day) in enumerate(zip(grounds, days, strict=True)):
            if place in batch.issues:
                continue
            if ground == KeepingGround.CONSENT and day is None:
                batch.refuse(place, "ground", _("Dice que la persona autorizó y no dice cuándo. Escriba la fecha."))
            elif ground != KeepingGround.CONSENT and day is not None:
                batch.refuse(
                    place,
                    "consented_on",
                    _("Trae la fecha de una autorización y dice otra razón. Deje una de las dos."),
                )
            elif day is not None and day > today:
                batch.refuse(place, "consented_on", _("Es una fecha por venir. Revísela."), value=day)

    def identity(self, batch: Batch, place: int) -> str:
        """Return the entity and the document; the mail of who has none."""
        said = batch.values
        return f"person:{said['entity'][place]}:{said['document'][place] or said['email'][place]}"

    def _sorted(self, batch: Batch) -> tuple[list[Fresh], list[Fresh]]:
        """Tell new people, changed ones and those of whom nothing new is said."""
        fresh: list[Fresh] = []
        changed: list[Fresh] = []
        unchanged = 0
        columns = [batch.values["entity"], batch.values["document"], batch.values["email"]]
        for place, (entity, document, email) in enumerate(zip(*columns, strict=True)):
            if place in batch.issues:
                continue
            pairs = _pairs(entity, document or "", email or "")
            found = {self._who[pair] for pair in pairs if pair in self._who}
            key = number_of(self.identity(batch, place))
            digest = number_of(repr([batch.values[name][place] for name in _SAID if name in batch.values]))
            if len(found) > 1:
                sentence = _("El documento es de una persona de esa entidad y el correo de otra. Revise los dos.")
                batch.refuse(place, "document", sentence)
            elif not found and (self._was_erased(key) or self._is_marked(entity, document or "", email or "")):
                batch.refuse(place, "name", str(_ERASED))
            elif not found:
                fresh.append(Fresh(place, key, digest))
                self._note(pairs, -1 - len(self._row_of), batch.numbers[place])
            elif (pk := found.pop()) in self._row_of:
                words = {"row": self._row_of[pk]}
                batch.refuse(place, "name", _("Es la misma persona de la fila %(row)s. Deje una sola.") % words)
            else:
                self._note(pairs, pk, batch.numbers[place])
                if self._differs(batch, place, self._known[pk]):
                    changed.append(Fresh(place, key, digest))
                else:
                    unchanged += 1
        self.work.report.count(self.target, "unchanged", unchanged)
        return fresh, changed

    def _note(self, pairs: Sequence[tuple[Any, str, str]], pk: int, row: int) -> None:
        for pair in pairs:
            self._who[pair] = pk
        self._row_of[pk] = row

    @staticmethod
    def _differs(batch: Batch, place: int, person: EntityPerson) -> bool:
        return any(
            str(value) != str(getattr(person, attribute) or "")
            for name, attribute in _SAID.items()
            if (value := cell(batch, name, place)) is not None
        )

    def _write(self, batch: Batch, fresh: Sequence[Fresh], changed: Sequence[Fresh]) -> None:
        super()._write(batch, fresh, self._still_there(batch, changed))

    def _still_there(self, batch: Batch, changed: Sequence[Fresh]) -> list[Fresh]:
        """Return the rows of those who were not erased while the file was read, held until they are written."""
        if self.work.dry_run or not changed:
            return list(changed)
        keys = {one.place: self._key_of(batch, one.place) for one in changed}
        held = EntityPerson.objects.select_for_update().filter(pk__in=keys.values()).order_by("pk")
        there = set(held.values_list("pk", flat=True))
        for one in changed:
            if keys[one.place] not in there:
                batch.refuse(one.place, "name", str(_ERASED))
        return [one for one in changed if keys[one.place] in there]

    def _key_of(self, batch: Batch, place: int) -> int:
        """Return the key of the known person of whom a row speaks."""
        entity, document, email = (batch.values[name][place] for name in ("entity", "document", "email"))
        return next(self._who[pair] for pair in _pairs(entity, document or "", email or "") if pair in self._who)

    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write new people."""
        ids = self.work.new_ids(EntityPerson, len(fresh))
        if not self.work.dry_run:
            at, run = bulk.instant(self.work.now), self.work.run
            columns = {attribute: column(batch, name) for name, attribute in _SAID.items()}
            rows = []
            for key, one in zip(ids, fresh, strict=True):
                said = {attribute: values[one.place] or "" for attribute, values in columns.items()}
                said["consented_on"] = said["consented_on"] or None
                row = {
                    "id": key, "public_id": uuid.uuid4().hex, "organization_id": run.organization_id,
                    "entity_id": batch.values["entity"][one.place], **said, "created_by_id": self.work.actor.person_id,
                    "created_at": at, "updated_at": at,
                }  # fmt: skip
                rows.append(tuple(row[name] for name in _COLUMNS))
            bulk.insert_rows(EntityPerson, _COLUMNS, rows)
        return ids

    def change(self, batch: Batch, changed: Sequence[Fresh]) -> None:
        """Write over what is known of people with what the rows say now, keeping what stood before."""
        rows, objects = [], []
        for one in changed:
            pk = self._key_of(batch, one.place)
            person, before = self._known[pk], {}
            for name, attribute in _SAID.items():
                value, stood = cell(batch, name, one.place), getattr(person, attribute)
                if attribute == "consented_on" and cell(batch, "ground", one.place) != KeepingGround.CONSENT:
                    value = None
                elif value is None:
                    continue
                if str(stood or "") != str(value or ""):
                    before[attribute] = None if stood is None else str(stood)
                    setattr(person, attribute, value)
            person.updated_at = self.work.now
            objects.append(person)
            self.work.known_of(self.target)[one.key] = Known(pk, one.digest)
            said = json.dumps(before, ensure_ascii=False)
            rows.append(
                (self.target.value, batch.numbers[one.place], pk, one.key, one.digest, RowOutcome.CHANGED.value, said)
            )
        if objects and not self.work.dry_run:
            EntityPerson.objects.bulk_update(objects, [*_SAID.values(), "updated_at"], batch_size=500)
            self.work.keep_rows(rows)


def _pairs(entity: Any, document: str, email: str) -> list[tuple[Any, str, str]]:
    """Return what tells somebody of an entity apart."""
    said = [(entity, "document", document), (entity, "email", email.lower())]
    return [pair for pair in said if pair[2]]


def forget_person(before: int, after: None) -> None:
    """Take away what rows of imports still say of somebody who was erased, and the files that brought them. Raises ImportAtWork."""
    drop_files_that_name(before)
    rows = ImportedRow.objects.filter(kind=TargetKind.PEOPLE, object_id=before)
    for key in set(rows.filter(key__gte=0).values_list("key", flat=True)):
        rows.filter(key=key).update(key=mark_of(key))
    rows.update(before=None, digest=0)
