"""People are searched without accents: their name, address and post are kept folded."""

import re
import unicodedata

from django.db import migrations, models


def fold(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^0-9a-z]+", " ", "".join(ch for ch in plain if not unicodedata.combining(ch))).strip()


def fill(apps, schema_editor):
    for person in apps.get_model("accounts", "Person").objects.all():
        person.search_text = fold(f"{person.full_name} {person.email} {person.post}")[:600]
        person.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_unique_sentences")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="search_text",
            field=models.CharField(blank=True, default="", editable=False, max_length=600),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
