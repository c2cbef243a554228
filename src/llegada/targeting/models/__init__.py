"""Tables of focalisation, by noun."""

from llegada.targeting.models.groups import EntityGroup
from llegada.targeting.models.indices import ExternalIndex, IndexCategory, IndexEdition, IndexValue

__all__ = ["EntityGroup", "ExternalIndex", "IndexCategory", "IndexEdition", "IndexValue"]
