from llegada.core import reference
from llegada.core.actors import SYSTEM
from llegada.core.reference import ReferenceData, ReferenceReport, load_all, register_reference
from tests.factories import NOW


class TestLoadAll:
    def test_loads_what_each_app_ships_in_its_order(self, monkeypatch):
        monkeypatch.setattr(reference, "_shipped", {})
        called = []

        def shipping(name):
            return lambda actor, now: called.append((name, actor, now)) or ReferenceReport(created=1)

        register_reference(ReferenceData("después", 20, shipping("después")))
        register_reference(ReferenceData("antes", 10, shipping("antes")))

        assert load_all(actor=SYSTEM, now=NOW) == {"antes": ReferenceReport(1), "después": ReferenceReport(1)}
        assert called == [("antes", SYSTEM, NOW), ("después", SYSTEM, NOW)]
