"""Room for calls: runs what goes deep on one piece of Python's own stack.

Python keeps the frames of its calls in pieces of 16 KiB, asks the system for another where one is full, and gives it back as soon
as the call that needed it ends. A loop that stands just at the end of a piece so asks and gives back at each turn, which took
fifteen times as long as the calls themselves; a page stands that deep wherever its templates take it. Versions 3.13 and 3.14
keep a piece at hand (CPython, issue 142183); 3.11, which Debian 12 has, does not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

#: Words that a call reserves, so that Python asks for a piece of 512 KiB: half of it is left for what it calls.
_WORDS: Final = 1 << 15


def with_room(call: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Return what calls `call` at the beginning of a large piece, in which all that it calls fits."""

    def roomy(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_WORDS)
    return roomy
