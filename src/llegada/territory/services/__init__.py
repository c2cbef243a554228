"""What changes the catalogue: the reference data, the import of entities and the import of boundaries."""

from llegada.territory.services.reference import ReferenceReport, load_reference

__all__ = ["ReferenceReport", "load_reference"]
