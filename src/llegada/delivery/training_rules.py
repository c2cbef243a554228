"""Rules of the test before and after a training: what it asks, when it is open and what was gained. No Django here.

The same questions are asked twice and each person is compared with themselves. Three figures say what was gained:

- the mean difference of the paired results, with the number of pairs and its 95 % confidence interval (Student's t of n − 1
  degrees of freedom);
- the normalised gain, (post − pre) / (1 − pre) of the two means: what was learned of what was left. It is Hake's average normalised
  gain (R. R. Hake, «Interactive-engagement versus traditional methods», American Journal of Physics 66 (1), 1998, 64-74).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Final

#: Mechanisms that teach, and so may be measured before and after (OPE-02); the others agree, advise or try out.
TESTED_KINDS: Final = frozenset({"training", "workshop"})
FEWEST_QUESTIONS: Final = 5
MOST_QUESTIONS: Final = 20
FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 4
#: Below this many pairs nothing is told of the group: the mean of few says what each one got (k ≥ 5, as `checkin_rules`).
FEWEST_PAIRS: Final = 5

PRE: Final = "pre"
POST: Final = "post"
#: (stage, action) → stage. The test before never opens again once the one after was opened: it would no longer be before.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("ready", "open_pre"): "pre_open",
    ("pre_open", "close_pre"): "pre_closed",
    ("pre_closed", "open_pre"): "pre_open",
    ("pre_closed", "open_post"): "post_open",
    ("post_open", "close_post"): "post_closed",
    ("post_closed", "open_post"): "post_open",
}
#: Stage → which of the two is answered by phone meanwhile.
_ANSWERED: Final[Mapping[str, str]] = {"pre_open": PRE, "post_open": POST}
#: Results on paper are written down once the test was opened, for as long as the session admits anything.
_ON_PAPER: Final[Mapping[str, frozenset[str]]] = {
    "ready": frozenset(),
    "pre_open": frozenset({PRE}),
    "pre_closed": frozenset({PRE}),
    "post_open": frozenset({PRE, POST}),
    "post_closed": frozenset({PRE, POST}),
}
#: Two-sided 95 % quantiles of Student's t by degrees of freedom (any printed table); between two, the one of fewer is used, which
#: makes the interval a little wider, never narrower.
_T_95: Final[Mapping[int, float]] = {
    **dict(
        enumerate(
            (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131),
            start=1,
        )
    ),
    **dict(
        enumerate(
            (2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
            start=16,
        )
    ),
    40: 2.021,
    60: 2.000,
    120: 1.980,
    1000: 1.962,
}


def next_stage(current: str, action: str) -> str | None:
    """Return where `action` leads the test of a session from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a stage admits, in the table's order."""
    return [action for (stage, action) in TRANSITIONS if stage == current]


def answered_now(stage: str) -> str | None:
    """Return which test is answered by phone in `stage`, PRE or POST, or None."""
    return _ANSWERED.get(stage)


def is_on_paper(stage: str, wave: str) -> bool:
    """Return whether results of `wave` that came on paper may be written down in `stage`."""
    return wave in _ON_PAPER[stage]


@dataclass(frozen=True)
class Question:
    """One question with its options; `right` is the place of the right one, from 0."""

    text: str
    options: tuple[str, ...]
    right: int


def question_problem(question: Question) -> str | None:
    """Return what is wrong with a question (see `training_words.PROBLEMS`), or None."""
    said = [option.strip().casefold() for option in question.options]
    if not question.text.strip():
        return "no_text"
    if not FEWEST_OPTIONS <= len(said) <= MOST_OPTIONS or "" in said:
        return "options"
    if len(set(said)) < len(said):
        return "repeated"
    return None if 0 <= question.right < len(said) else "right"


def is_length_good(questions: int) -> bool:
    """Return whether a test has neither too few nor too many questions."""
    return FEWEST_QUESTIONS <= questions <= MOST_QUESTIONS


def count_right(rights: Sequence[int], given: Sequence[int | None]) -> int:
    """Return how many answers are right; a question left blank (None) is not right."""
    return sum(right == one for right, one in zip(rights, given, strict=True))


@dataclass(frozen=True)
class Gain:
    """What a group gained. Shares are of the questions, from 0 to 1; `low` and `high` bound the mean difference at 95 %.

    `normalized` is None where everybody knew everything before: nothing was left to learn.
    """

    pairs: int
    pre: float
    post: float
    difference: float
    low: float
    high: float
    normalized: float | None


def gain(pairs: Sequence[tuple[int, int]], questions: int) -> Gain | None:
    """Return what was gained by people with both results (right before, right after), or None for fewer than FEWEST_PAIRS.

    No data is never zero: whoever answered only once is in no pair. Sources: above.
    """
    n = len(pairs)
    if n < FEWEST_PAIRS or questions < 1:
        return None
    pre, post = (fmean(pair[side] for pair in pairs) / questions for side in (0, 1))
    differences = [(after - before) / questions for before, after in pairs]
    mean = fmean(differences)
    margin = _t_95(n - 1) * stdev(differences) / sqrt(n)
    return Gain(
        pairs=n,
        pre=pre,
        post=post,
        difference=mean,
        low=max(-1.0, mean - margin),
        high=min(1.0, mean + margin),
        normalized=(post - pre) / (1 - pre) if sum(before for before, _after in pairs) < n * questions else None,
    )


def _t_95(freedom: int) -> float:
    return _T_95[max(known for known in _T_95 if known <= freedom)]
