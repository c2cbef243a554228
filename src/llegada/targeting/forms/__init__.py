"""Forms of focalisation."""

from llegada.targeting.forms.groups import GroupForm, GroupsOfIndexForm
from llegada.targeting.forms.lists import AnswerForm, ChangeForm, ListForm
from llegada.targeting.forms.rule_rows import criteria_formset, filters_formset, offered
from llegada.targeting.forms.rules import RuleForm, rule_initial

__all__ = [
    "AnswerForm",
    "ChangeForm",
    "GroupForm",
    "GroupsOfIndexForm",
    "ListForm",
    "RuleForm",
    "criteria_formset",
    "filters_formset",
    "offered",
    "rule_initial",
]
