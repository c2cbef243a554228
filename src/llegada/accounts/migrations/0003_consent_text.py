"""The first text by which a person authorises the treatment of their data; later ones are added, this one is never edited."""

import datetime

from django.db import migrations

VERSION = "2026-1"
TEXT = """\
Autorización para el tratamiento de datos personales

Quién y para qué. La organización que da esta asistencia técnica usará su nombre, entidad, cargo y correo para cuatro cosas: \
dejar constancia de que usted asistió, hacer seguimiento a los compromisos de la sesión, pedirle su opinión sobre la asistencia \
y preparar cifras en las que nadie puede ser reconocido. No los usará para nada más ni los entregará a otros, salvo que una ley \
lo ordene.

Es voluntario. Puede asistir a la sesión aunque no autorice. Aquí no se piden datos sensibles ni datos de menores de edad, y \
usted no está obligado a darlos.

Sus derechos. Usted puede conocer, actualizar y corregir sus datos; pedir prueba de esta autorización; preguntar qué uso se les \
ha dado; retirar la autorización o pedir que se borren, si ninguna ley obliga a conservarlos; y quejarse, sin costo, ante la \
Superintendencia de Industria y Comercio. Para ejercerlos, escriba a la organización que da la asistencia por los canales de \
atención que publica.

Normas. Ley 1581 de 2012, artículos 8 y 9, y Decreto 1377 de 2013.
"""


def forwards(apps, schema_editor):
    apps.get_model("accounts", "ConsentText").objects.get_or_create(
        version=VERSION, defaults={"text": TEXT, "valid_from": datetime.date(2026, 1, 1)}
    )


class Migration(migrations.Migration):
    # Not undone: people may have authorised with this text, and their proof must stay.

    dependencies = [("accounts", "0002_roles")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
