"""What the sections of a design and of an operation say, in words: for pages, for two versions side by side, for a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import short_date
from llegada.indicators.choices import IndicatorLevel
from llegada.indicators.models import IndicatorSheet
from llegada.portfolio.choices import Modality
from llegada.portfolio.design_content import PARTS, SAID, Owner, SectionContent, content_of_section, sheet_of
from llegada.portfolio.design_rules import CONDITIONS, Row, write_amount
from llegada.portfolio.models import Milestone, ServiceVersion, UnitField

Facts = list[tuple[str, str]]
#: Fields that are told with another: each condition with how it is fulfilled.
_TOLD_ELSEWHERE: Final = frozenset(f"{one}_how" for one in CONDITIONS)


@dataclass(frozen=True)
class ReadRow:
    """One row: what names it, and the rest as (label, text); «» is «sin dato»."""

    key: str
    title: str
    facts: Facts

    @property
    def words(self) -> str:
        """Return the whole row as lines."""
        return "\n".join([self.title, *(f"{label}: {text}" for label, text in self.facts if text)])


@dataclass(frozen=True)
class ReadSection:
    """A section as it is read."""

    facts: Facts
    rows: list[ReadRow]


def read_section(owner: Owner, section: str) -> ReadSection:
    """Return what a section says, in words. Makes no query if its parts are loaded."""
    return in_words(owner, section, content_of_section(owner, section))


def in_words(owner: Owner, section: str, content: SectionContent) -> ReadSection:
    """Return a content of a section in words, whether it is saved or not."""
    if section == "fields" and isinstance(owner, ServiceVersion):
        asked = {str(one.field.public_id): one.field for one in owner.answers.all()}
        said = content.said.items()
        return ReadSection([(asked[key].name, _answer(asked[key], text)) for key, text in said if key in asked], [])
    sheet = type(sheet_of(owner))
    facts = [(_label(sheet, name), _value(sheet, name, content.said[name])) for name in SAID.get(section, ())]
    if "modalities" in content.said:
        modalities = ", ".join(str(Modality(one).label) for one in content.said["modalities"])
        facts.insert(0, (_("Modalidades"), modalities))
    named = {str(row["key"]): row["description"] for row in _gaps_of(owner)} if section == "objectives" else {}
    return ReadSection(facts, [_read_row(section, row, named) for row in content.rows])


def _gaps_of(owner: Owner) -> tuple[Row, ...]:
    return content_of_section(owner, "gaps").rows


def _read_row(section: str, row: Row, gaps: Mapping[str, str]) -> ReadRow:
    model: type[Model] = Milestone if section == "delivery" else PARTS[section].model
    first, *others = [name for name in row if name != "key" and name not in _TOLD_ELSEWHERE]
    facts = [(_label(model, name), _told(model, name, row, gaps)) for name in others]
    if section == "indicators":
        sheet: IndicatorSheet = row["sheet"]
        facts.insert(0, (_("Nivel"), str(IndicatorLevel(sheet.level).label)))
        facts.append((_("Unidad de medida"), sheet.measure_unit))
    if section == "delivery" and not row["wait_days"]:
        facts = [one for one in facts if one[0] != _label(model, "wait_days")]
    return ReadRow(str(row.get("key", "")), str(row[first]), facts)


def _told(model: type[Model], name: str, row: Row, gaps: Mapping[str, str]) -> str:
    value = row[name]
    if isinstance(value, bool):
        how = row.get(f"{name.removeprefix('is_')}_how", "")
        return f"{_('Sí') if value else _('No')}. {how}" if how else (_("Sí") if value else _("No"))
    if name == "gaps":
        return "; ".join(gaps[key] for key in value if key in gaps)
    if name == "amount" and value is not None:
        return f"$ {write_amount(value)}"
    if name == "starts_after" and value is None:
        return _("el anterior")
    return _value(model, name, value)


def _value(model: type[Model], name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    field: Any = model._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return write_amount(value)
    return short_date(value) if isinstance(value, date) else str(value)


def _answer(field: UnitField, text: str) -> str:
    if field.kind == "date":
        return short_date(date.fromisoformat(text))
    return write_amount(Decimal(text.replace(",", "."))) if field.kind == "number" else text


def _label(model: type[Model], name: str) -> str:
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    words: str | Promise = field.verbose_name
    return str(words)[:1].upper() + str(words)[1:]
