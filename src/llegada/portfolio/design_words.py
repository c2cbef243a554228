"""The words of the sections of a design and of an operation: titles, notes, examples, and what can be missing in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class SectionWords:
    """How a section is told: its part of the address, title, what it asks, the anchor of its concept in the glossary, an example.

    `row` names one of its rows and `add` adds one.
    """

    slug: str
    title: Words
    note: Words
    anchor: str
    example: tuple[tuple[Words, Words], ...]
    row: Words = ""
    add: Words = ""


SECTION_WORDS: Final[dict[str, SectionWords]] = {
    "gaps": SectionWords(
        slug="brechas",
        title=_("Brechas de capacidad"),
        note=_(
            "Qué capacidad les falta a las entidades para resolver el problema. Dígalo en palabras y, si se puede, en cifras: "
            "lo que hay y lo que debería haber. Si no hay cifra, deje el valor en blanco: sin dato no es cero."
        ),
        anchor="brecha-de-capacidad",
        example=(
            (_("Qué falta"), _("Las alcaldías actualizan su manual de funciones sin analizar las cargas de trabajo.")),
            (_("Nivel"), _("Métodos y metodologías")),
            (_("Lado de la capacidad"), _("Administrativa")),
            (_("Valor actual y deseado"), _("12 de cada 100 alcaldías usan la metodología; se busca llegar a 60.")),
            (_("Taller conjunto"), _("Taller del 12 de marzo con la coordinación y dos dependencias: acta 4.")),
        ),
        row=_("Brecha"),
        add=_("Agregar brecha"),
    ),
    "objectives": SectionWords(
        slug="objetivos",
        title=_("Objetivos de capacidad"),
        note=_(
            "Qué capacidad se genera y cuál brecha cierra. Cada objetivo es realista, eficaz, coherente y cuantificable: "
            "marque cada condición y diga cómo la cumple."
        ),
        anchor="objetivo-de-capacidad",
        example=(
            (_("Objetivo"), _("Que cada alcaldía asistida adopte su manual con análisis de cargas de trabajo.")),
            (_("Es realista"), _("Dos profesionales atienden veinte alcaldías al año, como en la vigencia anterior.")),
            (_("Es eficaz"), _("La alcaldía queda con la metodología y puede repetir el análisis sin ayuda.")),
            (_("Es coherente"), _("No compite con el objetivo de provisión de empleos: lo prepara.")),
            (_("Es cuantificable"), _("Se cuentan los manuales adoptados por acto administrativo cada año.")),
        ),
        row=_("Objetivo"),
        add=_("Agregar objetivo"),
    ),
    "delivery": SectionWords(
        slug="hitos",
        title=_("Modalidades, hitos y cierre"),
        note=_(
            "Cómo se da el servicio y con qué termina. Cada hito dice qué se controla, con qué evidencia y cuánto suele durar; "
            "de ahí sale el cronograma. El servicio se da por entregado solo cuando todos los hitos se cumplen."
        ),
        anchor="hito",
        example=(
            (_("Hito"), _("Diagnóstico de cargas de trabajo, peso 45")),
            (_("Punto de control"), _("El comité directivo de la alcaldía recibió el diagnóstico")),
            (_("Evidencia esperada"), _("Documento firmado y acta de la reunión")),
            (_("Duración típica"), _("40 días, después del hito 1")),
            (_("Termina en"), _("Informe")),
        ),
        row=_("Hito"),
        add=_("Agregar hito"),
    ),
    "indicators": SectionWords(
        slug="indicadores",
        title=_("Indicadores y metas"),
        note=_(
            "Con qué se sabrá si sirvió: al menos un indicador de impacto, uno de resultado y uno de producto, cada uno con su "
            "meta y su año. Las fichas se escriben en «Indicadores» y aquí se escogen."
        ),
        anchor="indicador",
        example=(
            (_("Producto"), _("Manuales adoptados: 40 en 2027")),
            (_("Resultado"), _("Cargos provistos por mérito: 30 % en 2027")),
            (_("Impacto"), _("Índice de capacidad institucional: 53 puntos en 2028")),
        ),
        row=_("Indicador"),
        add=_("Agregar indicador"),
    ),
    "costs": SectionWords(
        slug="costos",
        title=_("Costos y recursos"),
        note=_(
            "Qué cuesta, de qué fuente sale, en qué año, y quién lo opera y lo administra. Los valores van en pesos: "
            "punto para los miles."
        ),
        anchor="fuente-de-financiacion",
        example=(
            (_("Rubro"), _("Desplazamientos del equipo")),
            (_("Fuente"), _("Inversión")),
            (_("Año y valor"), _("2027: $ 48.000.000")),
            (_("Operación"), _("Directa, con el equipo de la dependencia")),
            (_("Administración"), _("Secretaría general, proyecto de inversión de la vigencia")),
        ),
        row=_("Costo"),
        add=_("Agregar costo"),
    ),
    "fields": SectionWords(
        slug="campos-propios",
        title=_("Campos propios de la dependencia"),
        note=_("Lo que su dependencia pide, además de lo común, a todos sus servicios. Los define la jefatura."),
        anchor="campo-propio",
        example=((_("Sector que valida"), _("Vivienda")), (_("Norma que lo exige"), _("Ley 388 de 1997, artículo 9"))),
    ),
    "actors": SectionWords(
        slug="actores",
        title=_("Mapa de actores"),
        note=_(
            "Las organizaciones y los roles con los que se opera: qué les interesa, cuánto influyen y qué aportan. "
            "Escriba organizaciones o cargos, nunca nombres de personas."
        ),
        anchor="ecosistema-de-trabajo",
        example=(
            (_("Organización o rol"), _("Federación de municipios")),
            (_("Interés e influencia"), _("Interés alto, influencia media, a favor")),
            (_("Qué aporta"), _("Convoca a las alcaldías y presta sus salas.")),
        ),
        row=_("Actor"),
        add=_("Agregar actor"),
    ),
    "governance": SectionWords(
        slug="gobernanza",
        title=_("Gobernanza"),
        note=_("Qué hace el equipo nacional, qué hacen los territoriales, y en qué instancias se ponen de acuerdo."),
        anchor="esquema-de-gobernanza",
        example=(
            (_("Equipo nacional"), _("Da la metodología y responde las consultas técnicas.")),
            (_("Equipos territoriales"), _("Conciertan con la alcaldía y acompañan las sesiones.")),
            (_("Instancia"), _("Mesa de seguimiento, conjunta, se reúne cada mes")),
        ),
        row=_("Instancia"),
        add=_("Agregar instancia"),
    ),
    "activation": SectionWords(
        slug="activacion",
        title=_("Activación"),
        note=_(
            "Los eventos, entrenamientos y demás acciones con que el servicio arranca en territorio. "
            "El servicio se activa cuando todos están hechos."
        ),
        anchor="activacion",
        example=(
            (_("Qué se hace"), _("Entrenamiento de los equipos territoriales en la metodología")),
            (_("Hecho el"), _("15 de febrero")),
            (_("Con qué se comprueba"), _("Lista de asistencia y material entregado")),
        ),
        row=_("Paso"),
        add=_("Agregar paso"),
    ),
    "closure": SectionWords(
        slug="cierre",
        title=_("Cierre"),
        note=_("Qué dejó el servicio y qué lo reemplaza. Hace falta para retirarlo; su historia se conserva."),
        anchor="cierre-de-un-servicio",
        example=(
            (_("Revisión de cierre"), _("Se entregó a 84 alcaldías; 61 siguen usando la metodología un año después.")),
            (_("Qué lo reemplaza"), _("La asesoría virtual en cargas de trabajo, desde enero.")),
        ),
    ),
}
BY_SLUG: Final = {words.slug: key for key, words in SECTION_WORDS.items()}
#: What a section lacks; with `%(row)s` where it is about one of its rows.
LACKS: Final[dict[str, Words]] = {
    "no_gaps": _("Falta al menos una brecha de capacidad."),
    "gap_class": _("Brecha %(row)s: falta su nivel, su lado o su tipo de capacidad."),
    "gap_words": _("Brecha %(row)s: falta decir qué falta."),
    "gap_wanted": _("Brecha %(row)s: tiene unidad de medida, y falta el valor deseado."),
    "no_objectives": _("Falta al menos un objetivo de capacidad."),
    "objective_words": _("Objetivo %(row)s: falta el texto."),
    "objective_gaps": _("Objetivo %(row)s: falta decir qué brecha cierra."),
    "not_realistic": _("Objetivo %(row)s: falta marcar que es realista y con qué recursos se alcanza."),
    "not_effective": _("Objetivo %(row)s: falta marcar que es eficaz y por qué sirve también en el futuro."),
    "not_coherent": _("Objetivo %(row)s: falta marcar que es coherente y por qué no impide otro."),
    "not_quantifiable": _("Objetivo %(row)s: falta marcar que es cuantificable y cómo se mide."),
    "no_kind": _("Falta el tipo de servicio: de él depende con qué termina."),
    "no_ending": _("Falta decir con qué termina el servicio."),
    "wrong_ending": _("Un servicio de este tipo no termina así: escoja otra forma de terminar."),
    "no_topics": _("Falta el tema del servicio."),
    "few_topics": _("Una asistencia técnica atiende varios temas: escriba al menos dos, uno por línea."),
    "no_modalities": _("Falta al menos una modalidad."),
    "weights": _("Los pesos de los hitos deben sumar exactamente 100."),
    "milestone_control": _("Hito %(row)s: falta el punto de control."),
    "milestone_evidence": _("Hito %(row)s: falta la evidencia esperada."),
    "milestone_days": _("Hito %(row)s: falta la duración típica."),
    "no_impact": _("Falta un indicador de impacto."),
    "no_outcome": _("Falta un indicador de resultado."),
    "no_output": _("Falta un indicador de producto."),
    "goal": _("Indicador %(row)s: falta la meta o su año."),
    "old_sheet": _("Indicador %(row)s: su ficha se reemplazó o se retiró. Escoja una vigente."),
    "sheet_problems": _("Indicador %(row)s: su ficha o su meta tienen algo por corregir."),
    "no_costs": _("Falta al menos un costo."),
    "cost": _("Costo %(row)s: falta el rubro, la fuente, el año o el valor."),
    "cost_forms": _("Costo %(row)s: falta la forma de operación o de administración."),
    "no_actors": _("Falta al menos un actor."),
    "actor": _("Actor %(row)s: falta su interés, su influencia o su posición."),
    "no_roles": _("Falta decir qué hace el equipo nacional y qué hacen los territoriales."),
    "no_bodies": _("Falta al menos una instancia."),
    "body": _("Instancia %(row)s: falta su nivel, qué hace o cada cuánto se reúne."),
    "no_steps": _("Falta al menos un paso de activación."),
    "step": _("Paso %(row)s: falta decir qué se hace."),
    "step_not_done": _("Paso %(row)s: todavía no está hecho."),
    "no_review": _("Falta la revisión de cierre."),
    "no_replacement": _("Falta decir qué lo reemplaza. Si nada lo reemplaza, dígalo así."),
}
UNANSWERED: Final = _("Falta responder «%(name)s».")
