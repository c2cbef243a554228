"""The invented words of the field: who comes to a session, where it is, what it is about and what is promised there."""

from __future__ import annotations

from typing import Final

GIVEN_NAMES: Final = (
    "Amparo",
    "Bernardo",
    "Cecilia",
    "Darío",
    "Edilma",
    "Fermín",
    "Graciela",
    "Hugo",
    "Inés",
    "Jacinto",
    "Lucrecia",
    "Manuel",
    "Nubia",
    "Orlando",
    "Priscila",
    "Rafael",
    "Susana",
    "Tulio",
    "Úrsula",
    "Wilson",
    "Ximena",
    "Yesid",
    "Zoraida",
    "Anselmo",
    "Blanca",
    "Cirilo",
    "Deyanira",
    "Efraín",
    "Fanny",
    "Gildardo",
)
SURNAMES: Final = (
    "Acuñal",
    "Brisa",
    "Cortal",
    "Delvalle",
    "Espinal",
    "Farallón",
    "Guadual",
    "Hinojal",
    "Islero",
    "Jaral",
    "Lomas",
    "Manglar",
    "Naranjal",
    "Olivar",
    "Páramo",
    "Quebradas",
    "Roblal",
    "Sabanal",
    "Trigal",
    "Urapán",
    "Vegal",
    "Yarumal",
    "Zarzal",
    "Arrayán",
    "Bambual",
    "Caucal",
    "Dorado",
    "Esteral",
    "Frailejón",
    "Guaduas",
)
POSTS: Final = (
    "Secretaria de planeación", "Secretario de gobierno", "Profesional de hacienda", "Jefe de control interno",
    "Enlace de víctimas", "Técnica de catastro", "Comisaria de familia", "Secretaria ejecutiva", "Profesional de contratación",
)  # fmt: skip
COMMITMENTS: Final = (
    ("Enviar el acto administrativo de la planta", "entity", "Copia del acto"),
    ("Remitir la base predial actualizada", "entity", "Archivo con la base"),
    ("Compartir el formato de diagnóstico", "provider", "Formato diligenciable"),
    ("Convocar al comité directivo", "entity", "Citación y lista"),
    ("Devolver observaciones al documento", "provider", "Documento comentado"),
    ("Designar los funcionarios que acompañan", "entity", "Oficio de designación"),
    ("Enviar la grabación y los materiales", "provider", "Enlace a los materiales"),
)
TOPICS: Final = (
    "Taller de arranque", "Mesa de trabajo con el equipo", "Revisión del diagnóstico", "Sesión de asesoría", "Revisión de avances",
    "Capacitación al equipo", "Validación con la comunidad", "Entrega y cierre de productos", "Ajustes al documento",
)  # fmt: skip
PLACES: Final = (
    "Casa de la Cultura",
    "Salón del concejo",
    "Sala de juntas",
    "Biblioteca municipal",
    "Reunión por videollamada",
)
