"""What somebody asks of a view of «quién hace qué y dónde», read from the address alike for its page and for every file of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llegada.core.actors import Actor
from llegada.insights.filters import OF_PROGRESS, Problems, name_foreign, name_repeated
from llegada.insights.scope import Scope, asked_department, read_scope
from llegada.insights.selectors.explore_options import Options, read_options


@dataclass(frozen=True)
class ViewAsked:
    """What can be chosen, what was, and a sentence for each filter that could not be read and was left out."""

    options: Options
    scope: Scope
    problems: Problems


def read_view(query: Mapping[str, str], *, actor: Actor, is_all_years: bool = False) -> ViewAsked:
    """Read the filters of an address; without a period, the latest year with something registered, or every year."""
    options = read_options(actor=actor, department_id=asked_department(query))
    years = options.catalogue.years
    usual = None if is_all_years or not years else years[0]
    scope, problems = read_scope(query, options, default_year=usual)
    return ViewAsked(options, scope, problems | name_foreign(query, OF_PROGRESS) | name_repeated(query))
