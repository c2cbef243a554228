"""Changes of focalisation. Each verb is one transaction."""

from llegada.targeting.services.groups import GroupContent, create_group, edit_group
from llegada.targeting.services.list_changes import Answer, ask_change, decide_change, record_answer
from llegada.targeting.services.list_life import move_list
from llegada.targeting.services.lists import ListContent, create_list, draft_list, edit_list, open_version

__all__ = [
    "Answer",
    "GroupContent",
    "ListContent",
    "ask_change",
    "create_group",
    "create_list",
    "decide_change",
    "draft_list",
    "edit_group",
    "edit_list",
    "move_list",
    "open_version",
    "record_answer",
]
