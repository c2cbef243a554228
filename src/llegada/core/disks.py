"""What a disk answers when it has no room left."""

from __future__ import annotations

import errno


def is_full(error: BaseException) -> bool:
    """Return whether something could not be written because there is no room for it, on the disk or in its quota."""
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
