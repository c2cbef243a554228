"""Forms of focalisation."""

from llegada.targeting.forms.groups import GroupForm
from llegada.targeting.forms.lists import AnswerForm, ChangeForm, ListForm

__all__ = ["AnswerForm", "ChangeForm", "GroupForm", "ListForm"]
