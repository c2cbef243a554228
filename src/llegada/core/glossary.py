"""The words of the work, explained in one sentence each, for the glossary and for help in place (`#anchor`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    """One term: its anchor in the page, its name and what it means."""

    anchor: str
    name: str | Promise
    meaning: str | Promise


TERMS: Final = (
    Term("acta", _("Acta"), _("Registro formal de una sesión: quiénes estuvieron, qué se hizo y qué se acordó.")),
    Term(
        "activacion",
        _("Activación"),
        _("Eventos, entrenamientos y demás acciones con que un servicio empieza a operar en territorio."),
    ),
    Term(
        "alineacion-estrategica",
        _("Alineación estratégica"),
        _(
            "Relación de un servicio con lo que la entidad se propuso: su estrategia, su línea temática y su plan de acción."
        ),
    ),
    Term(
        "analisis-anual",
        _("Análisis anual"),
        _("Lo que cada dependencia mira antes de planear, y los escenarios y las prioridades que propone."),
    ),
    Term(
        "antecedentes",
        _("Antecedentes"),
        _("Lo que ya se hizo sobre el problema, quién lo hizo y qué resultó."),
    ),
    Term(
        "arbol-de-problemas",
        _("Árbol de problemas"),
        _("Dibujo de un problema central con sus causas, directas e indirectas, debajo, y sus efectos encima."),
    ),
    Term(
        "area-no-municipalizada",
        _("Área no municipalizada"),
        _("Territorio de Amazonas, Guainía o Vaupés que tiene código DANE pero no es municipio ni tiene alcaldía."),
    ),
    Term("asesor", _("Asesor"), _("Profesional que acompaña a la entidad, registra las sesiones y reporta los hitos.")),
    Term(
        "asistencia-tecnica",
        _("Asistencia técnica territorial"),
        _(
            "Apoyo planeado y documentado que fortalece las capacidades de un municipio, un departamento u otra entidad."
        ),
    ),
    Term(
        "autorizacion-de-datos",
        _("Autorización de datos"),
        _(
            "Permiso de una persona para tratar sus datos personales, con la fecha y el texto que aceptó (Ley 1581 de 2012)."
        ),
    ),
    Term(
        "brecha-de-capacidad",
        _("Brecha de capacidad"),
        _("Distancia entre la capacidad que una entidad tiene y la que necesita para cumplir sus funciones."),
    ),
    Term(
        "cadena-de-valor",
        _("Cadena de valor"),
        _(
            "Camino por el que los insumos, con un proceso, se vuelven un producto que logra resultados y, al final, un impacto."
        ),
    ),
    Term(
        "campo-propio",
        _("Campo propio"),
        _("Dato que una dependencia pide en el diseño de sus servicios, además de los comunes."),
    ),
    Term(
        "ciclo-de-valor-publico",
        _("Ciclo de generación de valor público"),
        _(
            "Momentos de la gestión de un territorio, de la planeación a la rendición de cuentas, en los que un servicio aporta."
        ),
    ),
    Term(
        "cierre-de-un-servicio",
        _("Cierre de un servicio"),
        _(
            "Etapa en que un servicio deja de ofrecerse: se revisa qué dejó y qué lo reemplaza, y su historia se conserva."
        ),
    ),
    Term(
        "clase-de-capacidad",
        _("Clase de capacidad"),
        _(
            "Lo que una estrategia deja: capacidad administrativa, de los equipos y sus procesos, o política, de "
            "relaciones y acuerdos."
        ),
    ),
    Term(
        "compromiso",
        _("Compromiso"),
        _(
            "Tarea que resultó de una sesión, con responsable, fecha límite y entregable, de quien asiste o de la entidad."
        ),
    ),
    Term(
        "concertado",
        _("Concertado"),
        _("Estado de un plan de trabajo cuando la entidad está de acuerdo con él y aún no lo ha firmado."),
    ),
    Term("contraparte", _("Contraparte"), _("Persona de la entidad con quien se coordina el plan de trabajo.")),
    Term("corte", _("Corte"), _("Fecha y hora hasta la que llegan los datos de una cifra.")),
    Term(
        "criterio-de-conducta",
        _("Criterio de conducta"),
        _(
            "Cada una de las tres maneras de obrar de una estrategia: abrir soluciones y actores nuevos, ser "
            "modulable, y propagarse."
        ),
    ),
    Term(
        "criterio-de-orientacion",
        _("Criterio de orientación"),
        _(
            "Cada una de las siete cualidades que una estrategia justifica: integrada, focalizada, innovadora, "
            "alineada y las demás."
        ),
    ),
    Term(
        "definiciones-estrategicas",
        _("Definiciones estratégicas"),
        _(
            "Misión, visión, objetivo y enfoque con que una organización llega a los territorios. Tienen "
            "versiones y una está en vigor."
        ),
    ),
    Term(
        "dependencia",
        _("Dependencia"),
        _("Dirección, oficina o grupo de una organización que presta servicios de asistencia técnica."),
    ),
    Term(
        "detonador",
        _("Detonador"),
        _(
            "Lo que impulsa una estrategia y la hace avanzar: cambiar un proceso, intercambiar valor, reunir un "
            "ecosistema de soluciones."
        ),
    ),
    Term(
        "divipola",
        _("DIVIPOLA"),
        _("División político-administrativa de Colombia: la lista de códigos y nombres oficiales, a cargo del DANE."),
    ),
    Term(
        "ecosistema-de-trabajo",
        _("Ecosistema de trabajo"),
        _("Organizaciones y roles, internos y externos, con los que se opera un servicio: alianzas y asocios."),
    ),
    Term(
        "entidad", _("Entidad"), _("Alcaldía, gobernación u otro organismo público que recibe la asistencia técnica.")
    ),
    Term(
        "escenario-de-intervencion",
        _("Escenario de intervención"),
        _("Una de las maneras en que una dependencia podría llegar al territorio, y las entidades con que lo haría."),
    ),
    Term(
        "esquema-de-gobernanza",
        _("Esquema de gobernanza"),
        _("Papel de los equipos nacionales y territoriales en un servicio, e instancias en que se coordinan."),
    ),
    Term(
        "estrategia",
        _("Estrategia"),
        _("Objetivo, medios y metas de una o varias dependencias para una vigencia. La aprueba el Comité Directivo."),
    ),
    Term(
        "evidencia",
        _("Evidencia"),
        _(
            "Archivo que prueba una sesión o un hito. Se guarda una vez, con una huella que muestra si alguien lo cambió."
        ),
    ),
    Term(
        "fuente-de-financiacion",
        _("Fuente de financiación"),
        _("De dónde sale el dinero de un costo: inversión, funcionamiento, regalías, cooperación u otra."),
    ),
    Term(
        "furag",
        _("FURAG"),
        _(
            "Formulario Único de Reporte de Avances de la Gestión: con él las entidades públicas dicen cada año cómo va su "
            "gestión, y de sus respuestas sale el índice de desempeño institucional."
        ),
    ),
    Term(
        "hito",
        _("Hito"),
        _("Punto de control de un servicio, con un peso en porcentaje. Los pesos de un servicio suman 100."),
    ),
    Term(
        "hito-validado",
        _("Hito validado"),
        _("Hito reportado con evidencia y aceptado por alguien distinto de quien lo reportó. Solo estos suman avance."),
    ),
    Term(
        "indicador",
        _("Indicador"),
        _("Medida con la que se sabe si se logró lo esperado: de impacto, de resultado, de producto o de gestión."),
    ),
    Term(
        "insumos-del-objetivo",
        _("Insumos del objetivo"),
        _(
            "Con qué se fija el objetivo de una estrategia: el impacto esperado, la experiencia de la "
            "dependencia y los resultados anteriores."
        ),
    ),
    Term(
        "interruptor",
        _("Interruptor"),
        _(
            "Lo que activa una estrategia por momentos, y no siempre: una alianza, una coincidencia de agendas, una innovación."
        ),
    ),
    Term(
        "justificacion",
        _("Justificación"),
        _("Por qué hace falta este servicio, por qué ahora y por qué lo da esta entidad."),
    ),
    Term(
        "lider-tecnico",
        _("Líder técnico"),
        _(
            "Persona que responde por el contenido de una estrategia o de un servicio: lo diseña, y nunca aprueba lo que diseñó."
        ),
    ),
    Term("linea-tematica", _("Línea temática"), _("Familia de temas que agrupa los servicios del portafolio.")),
    Term(
        "matriz-de-vester",
        _("Matriz de Vester"),
        _(
            "Tabla que dice cuánto influye cada problema en los demás, de 0 a 3: distingue los que causan de los que son efecto."
        ),
    ),
    Term(
        "meta-de-la-estrategia",
        _("Meta de la estrategia"),
        _(
            "Lo que una estrategia alcanza, con su unidad de medida, su valor y su año. Es de la estrategia y no de la dependencia."
        ),
    ),
    Term(
        "modalidad",
        _("Modalidad"),
        _(
            "Forma de prestar un servicio: capacitación, asesoría, asistencia en sitio o remota, intercambio de experiencias."
        ),
    ),
    Term(
        "objetivo-de-capacidad",
        _("Objetivo de capacidad"),
        _("Capacidad que un servicio genera en las entidades. Es realista, eficaz, coherente y cuantificable."),
    ),
    Term("organizacion", _("Organización"), _("Organismo que ofrece y presta la asistencia técnica.")),
    Term(
        "plan-de-trabajo",
        _("Plan de trabajo"),
        _("Acuerdo entre una dependencia y una entidad: qué servicios, con qué objetivos, en qué fechas y con quién."),
    ),
    Term("portafolio", _("Portafolio"), _("Lista pública de los servicios de asistencia técnica que se pueden pedir.")),
    Term(
        "pre-diseno",
        _("Pre-diseño"),
        _("Primera etapa de un servicio: qué problema atiende, a qué aporta y con qué lógica, antes de diseñarlo."),
    ),
    Term(
        "problema",
        _("Problema o necesidad"),
        _("Situación negativa que existe hoy y afecta la gestión de las entidades. No es la ausencia de una solución."),
    ),
    Term(
        "protocolo",
        _("Protocolo"),
        _("Documento con todo el diseño de un servicio. La coordinación lo valida antes de que opere."),
    ),
    Term(
        "representante-legal",
        _("Representante legal"),
        _("Quien firma el plan de trabajo por la entidad: el alcalde, la gobernadora o quien haga sus veces."),
    ),
    Term(
        "servicio",
        _("Servicio"),
        _("Lo que se ofrece: objetivo, entregable, modalidad e hitos. Se publica por versiones."),
    ),
    Term(
        "sesion",
        _("Sesión"),
        _(
            "Encuentro con la entidad en el marco de un plan de trabajo: taller, asesoría, mesa de trabajo, capacitación."
        ),
    ),
    Term(
        "sin-dato",
        _("Sin dato"),
        _("No está registrado. No es lo mismo que cero: cero quiere decir que se contó y no había."),
    ),
    Term("socializado", _("Socializado"), _("Estado de un plan de trabajo que ya se mostró a la entidad.")),
    Term(
        "soporte-de-la-estrategia",
        _("Soporte de la estrategia"),
        _("Archivo o enlace con el dato o el lineamiento que una estrategia cita."),
    ),
    Term("vigencia", _("Vigencia"), _("Año al que pertenece una sesión, un plan o un presupuesto.")),
)
BY_ANCHOR: Final = {term.anchor: term for term in TERMS}
