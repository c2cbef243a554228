"""Pages of the indices: what everybody reads, and how a file is loaded, described, confirmed and withdrawn."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llegada.core.roles import Role
from llegada.core.tabular import read_table
from llegada.targeting.models import ExternalIndex, IndexEdition, SavedLayout
from llegada.territory.models import Municipality
from tests.factories import assign, make_municipality, make_organization, make_person, make_unit
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db
LOAD = "/focalizacion/indices/cargar/"
MDM = "cod_mpio,MDM,Gestión,Resultados\n05001,80,70,60\n05002,40.5,,20\n"


@pytest.fixture
def mdm():
    """Return the index MDM and its two components, in a country of two municipalities."""
    make_municipality("05001", "Medellín")
    make_municipality("05002", "Abejorral")
    return [make_index(code, short_name=code.upper()) for code in ("mdm", "mdm-gestion", "mdm-resultados")]


@pytest.fixture
def keeper(login):
    """Return the browser of somebody of the planning office."""
    person = make_person()
    assign(person, Role.PLANNING_OFFICE, organization=make_organization())
    return login(person)


def upload(client, text: str, name: str = "mdm.csv", **said):
    return client.post(LOAD, {"file": SimpleUploadedFile(name, text.encode()), **said}, follow=True)


class TestReading:
    def test_everybody_sees_the_catalogue_with_data_and_without(self, client, mdm):
        make_edition(mdm[0], {"05001": 80.0, "05002": 40.5}, year=2021)
        text = client.get("/indices/").content.decode()
        assert "Familia de prueba" in text
        ExternalIndex.objects.filter(code="mdm-gestion").update(parent=mdm[0])
        parts = client.get("/indices/").content.decode().split("Con sus componentes:")
        assert "/indices/mdm-gestion/" in parts[1]
        assert "/indices/mdm-gestion/" not in parts[0]
        assert client.get("/indices/mdm-gestion/").content.decode().count("Todavía no tiene datos") == 1

    def test_a_measure_shows_its_years_its_bands_and_its_editions(self, client, mdm):
        make_edition(mdm[0], {"05001": 80.0, "05002": 40.5}, year=2021)
        make_edition(mdm[0], {"05001": 82.0}, year=2022)
        page = client.get("/indices/mdm/?anio=2021").content.decode()
        assert "Cómo se distribuye en 2021" in page
        assert "60,3" in page  # the median of 80 and 40.5
        assert page.count('class="chart-bar"') == 20
        assert page.count('class="chart-box"') == 2

    def test_categories_are_counted(self, client):
        index = make_index("grupo", categories=("C", "G1"))
        make_edition(index, {"05001": 0.0, "05002": 1.0, "05003": 1.0})
        page = client.get("/indices/grupo/").content.decode()
        assert "66,7" in page
        assert "Sus años" not in page

    @pytest.mark.parametrize("numbers", [{"05001": 5.0}, {"05001": 1.0, "05002": 1.5, "05003": 900.0}])
    def test_bands_bear_one_value_and_a_long_tail(self, client, numbers):
        index = make_index("x", minimum=0.0, maximum=None)
        make_edition(index, numbers)
        assert client.get("/indices/x/").status_code == 200

    def test_an_edition_names_who_has_no_data_and_why_it_was_withdrawn(self, client, mdm):
        edition = make_edition(
            mdm[0], {"05001": 80.0}, status="withdrawn", withdrawn_reason="La fuente se equivocó.", expected_count=2
        )
        page = client.get(edition.get_absolute_url()).content.decode()
        assert "05002 Abejorral" in page
        assert "La fuente se equivocó." in page
        assert edition.file.sha256 in page

    def test_values_are_downloaded_with_blanks_for_what_has_no_data(self, client, mdm):
        edition = make_edition(mdm[0], {"05001": 80.25}, year=2021)
        address = edition.get_absolute_url()
        csv = b"".join(client.get(f"{address}valores.csv").streaming_content).decode()
        assert csv.splitlines()[1:] == ["05001,Medellín,Antioquia,2021,80.25", "05002,Abejorral,Antioquia,2021,"]
        document = json.loads(client.get(f"{address}valores.json").content)
        assert (document["values"], document["sha256"]) == ({"05001": 80.25}, edition.file.sha256)
        assert client.get(f"{address}valores.xlsx").status_code == 200
        assert client.get(f"{address}valores.pdf").status_code == 404


class TestLoading:
    def test_tries_first_and_carries_out_what_was_tried(self, keeper, mdm):
        tried = upload(keeper, MDM, year="2021")
        assert "3 ediciones en el archivo" in tried.content.decode()
        assert not IndexEdition.objects.exists()

        token = tried.context["held"].token
        done = keeper.post(LOAD, {"token": token, "year": "2021"})
        assert "Importación terminada." in done.content.decode()
        assert sorted(IndexEdition.objects.values_list("index__code", "year", "value_count")) == [
            ("mdm", 2021, 2),
            ("mdm-gestion", 2021, 1),
            ("mdm-resultados", 2021, 2),
        ]

    def test_asks_for_the_year_and_keeps_the_file(self, keeper, mdm):
        asked = upload(keeper, MDM)
        assert asked.status_code == 422
        assert "¿De qué año es «mdm.csv»?" in asked.content.decode()
        tried = keeper.get(LOAD, {"archivo": asked.context["held"].token, "anio": "2021"})
        assert tried.context["report"].created == 2

    def test_says_its_doubts_and_asks_why(self, keeper, mdm):
        tried = upload(keeper, MDM, "mdm_2020.csv", year="2021")
        assert "El nombre «mdm_2020.csv» dice 2020 y se cargaría como 2021." in tried.content.decode()
        said = {"token": tried.context["held"].token, "year": "2021"}
        refused = keeper.post(LOAD, said)
        assert refused.status_code == 409
        assert refused.context["report"].created == 2
        keeper.post(LOAD, {**said, "reason": "Así lo nombró la fuente."})
        assert IndexEdition.objects.count() == 3

    def test_downloads_the_report(self, keeper, mdm):
        tried = upload(keeper, MDM + "5.02,1,1,1\n", year="2021")
        answer = keeper.post(LOAD, {"token": tried.context["held"].token, "year": "2021", "download": "1"})
        (finding,) = [row for row in read_table(BytesIO(answer.getvalue()), name="x") if row.get("Valor")]
        assert finding.get("Motivo").startswith("«5.02» no es un código DANE")

    def test_refuses_what_is_no_table_and_a_file_that_is_gone(self, keeper, mdm):
        assert upload(keeper, "", year="2021").status_code == 422
        assert keeper.get(LOAD, {"archivo": "nada"}).status_code == 409
        assert keeper.post(LOAD, {"token": "nada"}).status_code == 409
        assert keeper.post(LOAD, {}).status_code == 422

    def test_of_indices_of_another_is_refused(self, login, mdm):
        person = make_person()
        assign(person, Role.UNIT_HEAD, unit=make_unit())
        answer = upload(login(person), MDM, year="2021")
        assert answer.status_code == 403
        assert "índices que su rol no carga: MDM, MDM-GESTION, MDM-RESULTADOS" in answer.content.decode()


class TestDescribing:
    WIDE = "Cosas\n;;;\nDIVIPOLA;Municipio;Puntaje 2021;Nota\n05001;Medellín;55,5;x\n05002;Abejorral;44;y\n"

    def describe(self, client, text, name="propio.csv", **said):
        page = upload(client, text, name)
        form = page.context["form"]
        initial = {key: form[key].initial for key in form.fields if form[key].initial is not None}
        address = f"{reverse('targeting:index_map')}?archivo={page.context['held'].token}"
        return form, client.post(address, {**initial, **said}, follow=True)

    def test_suggests_keeps_and_reads_the_next_one_by_itself(self, keeper, mdm):
        own = make_index("puntaje", name="Puntaje", short_name="Puntaje")
        form, tried = self.describe(keeper, self.WIDE)
        suggested = [form[f"role_{place}"].initial for place in range(4)]
        assert suggested == ["code", "municipality", "i:puntaje", ""]
        assert form["year_2"].initial == 2021
        assert tried.context["report"].created == 2
        assert SavedLayout.objects.get().content["measures"][0]["index"] == own.code

        again = upload(keeper, self.WIDE.replace("44", "45"), "otro.csv")
        assert again.context["report"].created == 2

    def test_reads_one_indicator_a_row(self, keeper, mdm):
        text = "codigo,vigencia,variable,dato\n05001,2020,MDM,50\n05001,2021,MDM,60\n05001,2021,Otra,1\n"
        _form, tried = self.describe(keeper, text)
        assert [(draft.index.code, draft.year) for draft in tried.context["drafts"]] == [("mdm", 2020), ("mdm", 2021)]

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            ({"role_2": ""}, "Diga qué índice es al menos una columna"),
            ({"role_0": "", "role_1": ""}, "Diga qué columna trae el código"),
            ({"role_1": "code"}, "Dos columnas dicen ser"),
            ({"role_3": "indicator"}, "un indicador por fila tiene dos columnas"),
            ({"role_3": "i:departamental"}, "medirse todos de lo mismo"),
            ({"year_2": "21"}, "mayor"),
        ],
    )
    def test_refuses_in_words_what_could_not_be_read(self, keeper, mdm, said, reason):
        make_index("puntaje", name="Puntaje", short_name="Puntaje")
        make_index("departamental", level="department")
        _form, answer = self.describe(keeper, self.WIDE, **said)
        assert answer.status_code == 422
        assert reason in answer.content.decode()

    def test_reads_from_the_row_that_is_asked_for(self, keeper, mdm):
        page = upload(keeper, self.WIDE, "x.csv")
        address = reverse("targeting:index_map")
        asked = keeper.get(address, {"archivo": page.context["held"].token, "fila": "4", "hoja": "1"})
        assert asked.context["form"].columns[0].heading == "05001"
        assert keeper.get(address, {"archivo": "nada"}).status_code == 302


class TestDefining:
    CONTENT = {
        "name": "Madurez del archivo", "short_name": "Madurez", "family": "Propios", "level": "municipality",
        "kind": "category", "direction": "better", "decimals": "1", "description": "Qué tan madura es.",
        "source": "La dependencia", "categories": "Baja\nMedia\nAlta\n",
    }  # fmt: skip

    @pytest.fixture
    def unit(self):
        return make_unit()

    @pytest.fixture
    def head(self, login, unit):
        person = make_person()
        assign(person, Role.UNIT_HEAD, unit=unit)
        return login(person)

    def test_keeps_what_it_measures_with_its_categories(self, head, unit):
        answer = head.post(reverse("targeting:index_create"), {**self.CONTENT, "unit": unit.public_id})
        index = ExternalIndex.objects.get()
        assert (answer.status_code, index.code, index.unit) == (302, "madurez-del-archivo", unit)
        assert [one.label for one in index.categories.order_by("position")] == ["Baja", "Media", "Alta"]
        head.post(reverse("targeting:index_create"), {**self.CONTENT, "unit": unit.public_id})
        assert ExternalIndex.objects.filter(code="madurez-del-archivo-2").exists()

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            ({"categories": "Una"}, "al menos dos categorías"),
            ({"kind": "continuous", "minimum": "5", "maximum": "5"}, "mayor que el mínimo"),
        ],
    )
    def test_refuses_in_words(self, head, unit, said, reason):
        answer = head.post(reverse("targeting:index_create"), {**self.CONTENT, "unit": unit.public_id, **said})
        assert answer.status_code == 422
        assert reason in answer.content.decode()

    def test_changes_all_until_it_has_data_and_then_its_words(self, head, unit):
        index = make_index("propio", unit=unit)
        address = reverse("targeting:index_edit", kwargs={"code": "propio"})
        assert head.get(address).status_code == 200
        head.post(address, {**self.CONTENT, "kind": "flag"})
        index.refresh_from_db()
        assert (index.kind, [one.code for one in index.categories.order_by("position")]) == ("flag", ["no", "si"])

        make_edition(index, {"05001": 1.0})
        head.post(address, {**self.CONTENT, "name": "Otro nombre", "kind": "continuous"})
        index.refresh_from_db()
        assert (index.name, index.kind) == ("Otro nombre", "flag")

    def test_of_the_country_is_nobodys_to_edit(self, head):
        make_index("pais")
        assert head.get(reverse("targeting:index_edit", kwargs={"code": "pais"})).status_code == 403


class TestWithdrawing:
    def test_takes_a_reason_and_shows_it(self, keeper, mdm):
        edition = make_edition(mdm[0])
        address = reverse("targeting:edition_withdraw", kwargs={"public_id": edition.public_id})
        assert address in keeper.get(edition.get_absolute_url()).content.decode()
        assert keeper.post(address, {"reason": " "}).status_code == 409
        page = keeper.post(address, {"reason": "La fuente se equivocó."}, follow=True)
        assert "La fuente se equivocó." in page.content.decode()
        refused = keeper.post(address, {"reason": "Otra vez."})
        assert (refused.status_code, "Otra vez." in refused.content.decode()) == (409, True)


class TestApi:
    def test_gives_the_catalogue_and_the_values_of_an_edition(self, client, mdm):
        edition = make_edition(mdm[0], {"05001": 80.25}, year=2021)
        listed = client.get("/api/v1/indices/").json()["results"]
        assert {one["code"]: len(one["editions"]) for one in listed} == {
            "mdm": 1,
            "mdm-gestion": 0,
            "mdm-resultados": 0,
        }
        found = client.get(f"/api/v1/index-editions/{edition.public_id}/").json()
        assert (found["values"], found["index"], found["year"]) == ({"05001": 80.25}, "mdm", 2021)
        assert client.get("/api/v1/indices/mdm/").json()["editions"][0]["id"] == str(edition.public_id)
        assert client.get("/api/v1/indices/no-hay/").status_code == 404
        assert Municipality.objects.count() == 2
