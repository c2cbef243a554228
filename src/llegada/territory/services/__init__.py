"""What changes the catalogue: the reference data, and the imports of entities, boundaries and neighbours."""

from llegada.territory.services.adjacency import AdjacencyReport, import_neighbours
from llegada.territory.services.boundaries import SUPERSEDED, BoundaryReport, import_boundaries
from llegada.territory.services.entity_import import import_entities
from llegada.territory.services.entity_tables import EntityRow, entities_table, read_entities, template_table
from llegada.territory.services.reference import load_reference

__all__ = [
    "SUPERSEDED",
    "AdjacencyReport",
    "BoundaryReport",
    "EntityRow",
    "entities_table",
    "import_boundaries",
    "import_entities",
    "import_neighbours",
    "load_reference",
    "read_entities",
    "template_table",
]
