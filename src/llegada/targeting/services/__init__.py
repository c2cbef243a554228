"""Changes of focalisation. Each verb is one transaction."""

from llegada.targeting.services.groups import GroupContent, create_group, edit_group, make_groups_of_index
from llegada.targeting.services.list_changes import Answer, ask_change, decide_change, record_answer
from llegada.targeting.services.list_life import move_list
from llegada.targeting.services.lists import ListContent, create_list, draft_list, edit_list, open_version
from llegada.targeting.services.rules import create_rule, edit_rule, move_rule, save_weights
from llegada.targeting.services.runs import run_rule

__all__ = [
    "Answer",
    "GroupContent",
    "ListContent",
    "ask_change",
    "create_group",
    "create_list",
    "create_rule",
    "decide_change",
    "draft_list",
    "edit_group",
    "edit_list",
    "edit_rule",
    "make_groups_of_index",
    "move_list",
    "move_rule",
    "open_version",
    "record_answer",
    "run_rule",
    "save_weights",
]
