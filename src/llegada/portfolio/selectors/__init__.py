"""Questions about the portfolio. Inside, each sees what their roles reach; the public sees published versions only."""

from llegada.portfolio.selectors.choices import (
    list_active_lines,
    list_assignable_units,
    list_editable_units,
    list_visible_organizations,
)
from llegada.portfolio.selectors.committee import find_open_round, list_committee_members, list_rounds
from llegada.portfolio.selectors.comparing import compare_versions, list_comparable
from llegada.portfolio.selectors.inside import (
    current_version,
    find_draft,
    get_service,
    is_designer,
    keep_pending,
    keep_saying,
    list_current_versions,
    list_services,
    list_services_for_api,
    list_versions,
    search_services,
    summarize_services,
)
from llegada.portfolio.selectors.lines import get_line, list_lines, list_versions_of_line
from llegada.portfolio.selectors.public import (
    get_public_version,
    list_offered_lines,
    list_offering_organizations,
    list_published_versions,
    search_versions,
    summarize_portfolio,
)
from llegada.portfolio.selectors.similar import find_similar
from llegada.portfolio.selectors.statements import (
    find_statement_in_force,
    find_writing_organization,
    get_statement,
    list_statements,
)
from llegada.portfolio.selectors.strategies import (
    get_strategy,
    keep_of_unit,
    list_earlier_strategies,
    list_partner_units,
    list_proposing_units,
    list_strategies,
    list_strategy_years,
    list_technical_leads,
    list_units_of_strategies,
    search_strategies,
    summarize_strategies,
    with_parts,
)
from llegada.portfolio.selectors.strategy_evidence import get_proof, list_proofs
from llegada.portfolio.selectors.waiting import (
    list_waiting_for,
)

__all__ = [
    "compare_versions",
    "current_version",
    "find_draft",
    "find_open_round",
    "find_similar",
    "find_statement_in_force",
    "find_writing_organization",
    "get_line",
    "get_proof",
    "get_public_version",
    "get_service",
    "get_statement",
    "get_strategy",
    "is_designer",
    "keep_of_unit",
    "keep_pending",
    "keep_saying",
    "list_active_lines",
    "list_assignable_units",
    "list_committee_members",
    "list_comparable",
    "list_current_versions",
    "list_earlier_strategies",
    "list_editable_units",
    "list_lines",
    "list_offered_lines",
    "list_offering_organizations",
    "list_partner_units",
    "list_proofs",
    "list_proposing_units",
    "list_published_versions",
    "list_rounds",
    "list_services",
    "list_services_for_api",
    "list_statements",
    "list_strategies",
    "list_strategy_years",
    "list_technical_leads",
    "list_units_of_strategies",
    "list_versions",
    "list_versions_of_line",
    "list_visible_organizations",
    "list_waiting_for",
    "search_services",
    "search_strategies",
    "search_versions",
    "summarize_portfolio",
    "summarize_services",
    "summarize_strategies",
    "with_parts",
]
