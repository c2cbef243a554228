"""Everything invented that the demonstration is made of. Nobody and nothing here exists."""

from llegada.demo.catalogue.field import COMMITMENTS, GIVEN_NAMES, PLACES, POSTS, SURNAMES, TOPICS
from llegada.demo.catalogue.offer import LINES, PURPOSES, SERVICES, DemoService
from llegada.demo.catalogue.people import MAIL_DOMAIN, ORGANIZATIONS, PASSWORD, PEOPLE, DemoPerson
from llegada.demo.catalogue.strategies import (
    CONTRIBUTIONS,
    JUSTIFICATIONS,
    PROPOSAL,
    STATEMENTS,
    STRATEGIES,
    DemoStrategy,
)

__all__ = [
    "COMMITMENTS",
    "CONTRIBUTIONS",
    "GIVEN_NAMES",
    "JUSTIFICATIONS",
    "LINES",
    "MAIL_DOMAIN",
    "ORGANIZATIONS",
    "PASSWORD",
    "PEOPLE",
    "PLACES",
    "POSTS",
    "PROPOSAL",
    "PURPOSES",
    "SERVICES",
    "STATEMENTS",
    "STRATEGIES",
    "SURNAMES",
    "TOPICS",
    "DemoPerson",
    "DemoService",
    "DemoStrategy",
]
