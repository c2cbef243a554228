"""What is done with files and keys. Each verb is one transaction, but for the writing of a file, which is none."""

from llegada.exports.services.files import (
    drop_old_files,
    give_file_up,
    give_up_left,
    let_file_go,
    make_file,
    obtain_file,
)
from llegada.exports.services.keys import issue_key, note_use, revoke_key

__all__ = [
    "drop_old_files",
    "give_file_up",
    "give_up_left",
    "issue_key",
    "let_file_go",
    "make_file",
    "note_use",
    "obtain_file",
    "revoke_key",
]
