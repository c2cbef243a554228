"""The roles of the field, shared by every policy (mission states and roles, section E)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who a person acts as. `PUBLIC` is nobody's assignment: every visitor has it."""

    EXECUTIVE = "executive", _("Alta dirección")
    COMMITTEE = "committee", _("Comité Directivo")
    COORDINATOR = "coordinator", _("Coordinación")
    UNIT_HEAD = "unit_head", _("Jefe de dependencia")
    TECHNICAL_LEAD = "technical_lead", _("Líder técnico")
    GROUP_COORDINATOR = "group_coordinator", _("Coordinación de grupo")
    LIAISON = "liaison", _("Enlace de planeación")
    ADVISOR = "advisor", _("Asesor")
    TERRITORIAL_MANAGER = "territorial_manager", _("Gestor territorial")
    EXPERT = "expert", _("Experto central")
    STUDENT = "student", _("Practicante")
    MONITORING_ADMIN = "monitoring_admin", _("Equipo de monitoreo")
    PLANNING_OFFICE = "planning_office", _("Oficina de planeación")
    INTERNAL_CONTROL = "internal_control", _("Control interno")
    IT_ADMIN = "it_admin", _("Administración de TI")
    RECORDS_MANAGER = "records_manager", _("Gestión documental")
    COMMUNICATIONS = "communications", _("Comunicaciones")
    EVALUATOR = "evaluator", _("Evaluador")
    ENTITY_CONTACT = "entity_contact", _("Enlace de la entidad territorial")
    LEGAL_REPRESENTATIVE = "legal_representative", _("Representante legal")
    PARTNER_USER = "partner_user", _("Aliado")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Oficial de datos personales")
    PUBLIC = "public", _("Público")


#: Roles whose scope is one territorial entity.
ENTITY_ROLES = frozenset({Role.ENTITY_CONTACT, Role.LEGAL_REPRESENTATIVE})
#: Roles whose scope is one or more departments or municipalities.
TERRITORY_ROLES = frozenset({Role.TERRITORIAL_MANAGER})
#: Roles that may be given for the whole installation, with no organisation.
INSTALLATION_ROLES = frozenset({Role.IT_ADMIN, Role.MONITORING_ADMIN, Role.DATA_PROTECTION_OFFICER})
ASSIGNABLE_ROLES = [choice for choice in Role.choices if choice[0] != Role.PUBLIC]
