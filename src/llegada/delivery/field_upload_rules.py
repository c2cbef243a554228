"""How a file that travels in pieces is put together: pure rules. No Django here (OPE-15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

#: Largest piece that is taken, in bytes; the app sends smaller ones.
MOST_PIECE_BYTES: Final = 1024 * 1024
#: What the unfinished files of one device may take up together, in bytes; a larger one stands alone.
MOST_WAITING_BYTES: Final = 64 * 1024 * 1024
#: Pieces of a file that nobody went on with for so long are dropped: the device still has it whole.
FORGOTTEN_AFTER: Final = timedelta(days=7)


def fresh_part(*, received: int, offset: int, length: int) -> int | None:
    """Return from which of its bytes on a piece adds to the `received` ones; None where it adds nothing.

    A piece that came before adds nothing, and neither does one that is ahead of its turn: the answer says from where to go on.
    """
    if offset > received or offset + length <= received:
        return None
    return received - offset


def to_drop(waiting: Sequence[tuple[int, int]], *, coming: int) -> list[int]:
    """Return the keys of what to drop so that `coming` bytes have room: `waiting` is (key, bytes), the longest untouched first."""
    left, dropped = sum(size for _, size in waiting) + coming, []
    for key, size in waiting:
        if left <= MOST_WAITING_BYTES:
            break
        dropped.append(key)
        left -= size
    return dropped
