"""Tables of focalisation, by noun."""

from llegada.targeting.models.indices import ExternalIndex, IndexCategory, IndexEdition, IndexValue

__all__ = ["ExternalIndex", "IndexCategory", "IndexEdition", "IndexValue"]
