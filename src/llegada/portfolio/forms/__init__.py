"""Forms of the portfolio. Services have the last word."""

from llegada.portfolio.forms.services import (
    BaseMilestoneFormSet,
    IdentityForm,
    LineForm,
    ServiceForm,
    UnitForm,
    initial_of,
    milestone_formset,
)
from llegada.portfolio.forms.statements import StatementForm
from llegada.portfolio.forms.strategies import (
    BaseGoalFormSet,
    ClosingForm,
    RoundForm,
    SheetForm,
    StrategyForm,
    goal_formset,
    strategy_initial,
)
from llegada.portfolio.forms.strategy_evidence import StrategyFileForm, StrategyLinkForm

__all__ = [
    "BaseGoalFormSet",
    "BaseMilestoneFormSet",
    "ClosingForm",
    "IdentityForm",
    "LineForm",
    "RoundForm",
    "ServiceForm",
    "SheetForm",
    "StatementForm",
    "StrategyFileForm",
    "StrategyForm",
    "StrategyLinkForm",
    "UnitForm",
    "goal_formset",
    "initial_of",
    "milestone_formset",
    "strategy_initial",
]
