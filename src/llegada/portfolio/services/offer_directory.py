"""What the rows of an offer name: organisations, thematic lines and units, known by their folded names or created."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from llegada.accounts.choices import OrganizationKind
from llegada.accounts.models import Organization, OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.text import fold
from llegada.core.validation import ensure_valid
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.portfolio.offer import BadCell, Note, OfferRow
from llegada.portfolio.services.lines import add_line


class _KnownServices:
    """The services that were there before the import. A row of the file is never compared with another of the same file."""

    def __init__(self) -> None:
        services = list(
            Service.objects.select_related("organization", "unit", "published_version__line").order_by("-pk")
        )
        by_id = {service.pk: service for service in services}
        names = ServiceVersion.objects.exclude(status=VersionStatus.SUPERSEDED).order_by("-service")
        self.by_public_id: dict[UUID | None, Service] = {one.public_id: one for one in services}
        self.by_external_id = {(one.organization_id, one.external_id): one for one in services if one.external_id}
        self.by_name = {
            (by_id[pk].organization_id, fold(name)): by_id[pk] for pk, name in names.values_list("service", "name")
        }


class OfferDirectory:
    """The names that an import knows so far. `copy` it before a row, to go back to it if the row is undone."""

    def __init__(self, *, actor: Actor, now: datetime, is_national: bool) -> None:
        self.actor, self.now, self.is_national = actor, now, is_national
        organizations = list(Organization.objects.order_by("pk"))
        self.by_name = {fold(one.name): one for one in organizations}
        self.by_acronym = {fold(one.acronym): one for one in organizations if one.acronym}
        self.lines = {fold(line.name): line for line in ThematicLine.objects.all()}
        self.organizations_created: list[str] = []
        self.lines_created: list[str] = []
        self._services = _KnownServices()
        self._first_rows: dict[tuple[int, str], int] = {}

    def service(self, row: OfferRow, organization: Organization) -> Service | None:
        """Return the service that the row says: by its identifier here or in the source, or by its name. Raises BadCell."""
        known, found = self._services, None
        if not row.identifier:
            found = known.by_name.get((organization.pk, fold(row.fields["name"])))
        else:
            if not self.is_national:
                found = known.by_public_id.get(_as_uuid(row.identifier))
            if found is not None and found.organization_id != organization.pk:
                raise BadCell("Identificador", row.identifier, _("Ese identificador es de otra organización."))
            found = found or known.by_external_id.get((organization.pk, row.identifier))
        return copy(found)  # a row that is undone leaves the one kept here as it was

    def copy(self) -> OfferDirectory:
        """Return the same names, in containers of their own."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list):
                setattr(twin, name, value.copy())
        return twin

    def refuse_repeated(self, row: OfferRow, organization: Organization) -> None:
        """Refuse a service that an earlier row already said. Raises BadCell."""
        column = "Id" if self.is_national else "Identificador" if row.identifier else "Nombre"
        value = row.identifier or row.fields["name"]
        first = self._first_rows.setdefault((organization.pk, fold(value)), row.number)
        if first != row.number:
            sentence = _("Está repetido: ya vino en la fila %(row)s, que es la que se conserva.")
            raise BadCell(column, value, str(sentence) % {"row": first})

    def organization(self, row: OfferRow) -> Organization:
        """Return the organisation by its name, or else by its acronym; create it if it is neither. Raises Invalid."""
        column = "NombreEntidad" if self.is_national else "Organización"
        known = self.by_name.get(fold(row.organization))
        if known is not None:
            return known
        known = self.by_acronym.get(fold(row.acronym)) if row.acronym else None
        if known is not None:
            sentence = str(_("Se reconoció por la sigla: es «%(name)s».")) % {"name": known.name}
            row.notes.append(Note(column, row.organization, sentence))
            return known
        kind = OrganizationKind.NATIONAL if self.is_national else OrganizationKind.OTHER
        created = ensure_valid(Organization(name=row.organization, acronym=row.acronym, kind=kind))
        created.save()
        history.record(actor=self.actor, verb="organization.create", target=created, now=self.now)
        self.by_name[fold(created.name)] = created
        if created.acronym:
            self.by_acronym.setdefault(fold(created.acronym), created)
        self.organizations_created.append(created.name)
        row.notes.append(Note(column, row.organization, _("La organización no estaba en Llegada: se crea.")))
        return created

    def line(self, row: OfferRow) -> ThematicLine:
        """Return the thematic line; create it if no other differs only in accents, case or blanks. Raises Invalid."""
        key = fold(row.line)
        if key not in self.lines:
            self.lines[key] = add_line(actor=self.actor, name=row.line, now=self.now)
            self.lines_created.append(row.line)
            row.notes.append(Note(row.line_column, row.line, _("La línea temática no estaba en Llegada: se crea.")))
        return self.lines[key]

    def unit(self, row: OfferRow, organization: Organization) -> OrgUnit | None:
        """Return the unit that the row names, or None, saying so, where the organisation has none by that name."""
        if not row.unit:
            return None
        units = OrgUnit.objects.filter(organization=organization, is_active=True)
        found = next((unit for unit in units if fold(unit.name) == fold(row.unit)), None)
        if found is None:
            sentence = _(
                "La organización no tiene esa dependencia: el servicio entra sin ella; la coordinación la asigna."
            )
            row.notes.append(Note("Dependencia", row.unit, sentence))
        return found


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
