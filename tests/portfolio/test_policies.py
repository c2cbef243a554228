import pytest

from llegada.core.actors import ANONYMOUS
from llegada.portfolio.models import Service
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION, SERVICE_POLICY, Permission
from llegada.portfolio.rules import SERVICE_TRANSITIONS, VERSION_TRANSITIONS
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
P = Permission


cast = made_once(make_cast)


def held(actor, version):
    service = Service.objects.get(pk=version.service_id)
    permissions = SERVICE_POLICY.permissions_on(actor, service)
    for permission in P:  # the two readings of the table agree
        scoped = SERVICE_POLICY.scope(actor, permission, Service.objects.all())
        assert scoped.filter(pk=service.pk).exists() == (permission in permissions)
    return set(permissions)


class TestServicePolicy:
    @pytest.mark.parametrize(
        ("who", "permissions"),
        [
            ("lead", {P.VIEW, P.VIEW_DRAFT, P.EDIT}),
            ("head", {P.VIEW, P.VIEW_DRAFT, P.EDIT, P.OPERATE, P.RETIRE}),
            ("coordinator", {P.VIEW, P.VIEW_DRAFT, P.REVIEW, P.PUBLISH, P.OPERATE, P.RETIRE, P.ASSIGN_UNIT}),
            ("reader", {P.VIEW, P.VIEW_DRAFT}),
            ("monitor", {P.VIEW, P.VIEW_DRAFT, P.PARAMETRIZE, P.IMPORT}),
            ("importer", {P.VIEW, P.VIEW_DRAFT, P.PARAMETRIZE, P.IMPORT}),
            ("stranger", set()),
        ],
    )
    def test_says_who_may_what_to_a_draft(self, cast, who, permissions):
        assert held(getattr(cast, who), make.make_service(cast.unit, is_published=False)) == permissions

    def test_lets_everybody_see_what_was_published(self, cast):
        version = make.make_service(cast.unit)
        assert held(ANONYMOUS, version) == held(cast.stranger, version) == {P.VIEW}

    def test_hides_a_draft_and_what_was_retired_before_publishing(self, cast):
        version = make.make_service(cast.unit, is_published=False)
        assert held(ANONYMOUS, version) == set()
        Service.objects.update(status="retired")
        assert held(ANONYMOUS, version) == set()

    def test_lets_nobody_edit_what_has_no_unit(self, cast):
        version = make.make_service(cast.unit, is_published=False)
        Service.objects.update(unit=None)
        assert P.EDIT not in held(cast.lead, version) | held(cast.head, version)
        assert P.ASSIGN_UNIT in held(cast.coordinator, version)

    def test_asks_a_permission_for_every_action(self):
        assert {action for _, action in VERSION_TRANSITIONS} - {"supersede"} == set(FOR_VERSION_ACTION)
        assert {action for _, action in SERVICE_TRANSITIONS} - {"publish"} == set(FOR_SERVICE_ACTION)
