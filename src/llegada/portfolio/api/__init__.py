"""The portfolio in the API."""

from llegada.portfolio.api.services import ServiceViewSet
from llegada.portfolio.api.strategies import StrategyViewSet

__all__ = ["ServiceViewSet", "StrategyViewSet"]
