"""The pages of progress: what they show, as of which day, to whom, and what is downloaded."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
import python_calamine
from django.urls import reverse
from django.utils import timezone

from llegada.core.roles import Role
from llegada.insights.progress_words import GROUPINGS
from llegada.portfolio.models import Service, VersionStrategy
from tests import factories as make
from tests.insights.test_progress_booking import follow
from tests.insights.test_progress_selectors import validate
from tests.workplans.makers import make_obstacle

pytestmark = pytest.mark.django_db
PAGE = reverse("insights:progress")
LATE = reverse("insights:late")
COST = reverse("insights:cost")


@pytest.fixture
def unit():
    return make.make_unit(name="Dirección de Fortalecimiento")


@pytest.fixture
def client(unit, login):
    """Return a browser of a unit's head, with two plans: of one, a milestone was validated in May."""
    version = make.make_service(unit, weights=(40, 60), name="Gestión por resultados")
    first, second = (make.make_plan(unit=unit, versions=[version]) for _one in range(2))
    for plan in (first, second):
        follow(plan)
    validate(first, on=date(2026, 5, 10))
    make_obstacle(second, by=second.advisor)
    person = make.make_person()
    make.assign(person, Role.UNIT_HEAD, unit=unit)
    return login(person)


class TestShowProgress:
    def test_says_progress_lateness_and_reason_of_each_group(self, client):
        page = client.get(PAGE).content.decode().replace("\xa0", " ")
        for said in (
            "Dirección de Fortalecimiento",
            "20 %",
            "Rezagado",
            "en ejecución: 2",
            "Información que no llega",
        ):
            assert said in page
        assert "<svg" in page

    def test_offers_services_by_the_name_of_their_published_version(self, client):
        version = Service.objects.get().versions.get()
        Service.objects.update(published_version=version)

        form = client.get(PAGE).context["form"]

        assert list(form["servicio"].field.choices) == [("", "Todos"), (str(version.service.public_id), version.name)]
        chosen = client.get(PAGE, {"servicio": str(version.service.public_id), "por": "dependencia"})
        assert (
            f'<option value="{version.service.public_id}" selected>{version.name}</option>' in chosen.content.decode()
        )

    def test_says_what_was_known_on_a_past_day(self, client):
        page = client.get(PAGE, {"corte": "2026-05-09"}).content.decode().replace("\xa0", " ")
        assert ">0 %" in page
        assert "20 %" not in page
        assert "Es lo que se sabía ese día" in page

    @pytest.mark.parametrize("name", GROUPINGS)
    def test_asks_few_questions_whatever_is_added_up(self, client, name, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            assert client.get(PAGE, {"por": name, "orden": "vencidos"}).status_code == 200

    def test_names_strategies_to_who_reads_them_only(self, unit, login):
        entity = make.make_entity()
        strategy = make.make_strategy(unit, name="Estrategia reservada")
        version = make.make_service(unit, is_published=False, weights=(100,))
        VersionStrategy.objects.create(version=version, strategy=strategy)
        make.put_in_stage(version, "published")
        Service.objects.filter(pk=version.service_id).update(status="published", published_version=version)
        follow(make.make_plan(unit=unit, entity=entity, versions=[version]))
        head, contact, advisor = (make.make_person() for _one in range(3))
        make.assign(head, Role.UNIT_HEAD, unit=unit)
        make.assign(contact, Role.ENTITY_CONTACT, entity=entity)
        make.assign(advisor, Role.ADVISOR, unit=unit)
        asked = {"por": "estrategia"}

        assert "Estrategia reservada" in login(head).get(PAGE, asked).content.decode()
        for other in (contact, advisor):
            browser = login(other)
            for filters in (asked, {"estrategia": str(strategy.public_id)}):
                page = browser.get(PAGE, filters).content.decode()
                assert "Estrategia reservada" not in page
                assert ">Estrategia</" not in page
            assert browser.get("/api/v1/progress/", asked).status_code == 403

    def test_refuses_a_day_still_to_come_and_says_why(self, client):
        response = client.get(PAGE, {"corte": "2999-01-01"})
        assert response.status_code == 422
        assert "Ese día no ha llegado" in response.content.decode()

    @pytest.mark.parametrize("name", ["entidad", "asesor", "dependencia", "servicio"])
    def test_says_of_a_wrong_key_what_a_person_understands(self, client, name):
        response = client.get(PAGE, {name: "zz"})
        assert response.status_code == 422
        assert "no está en la lista, o no lo puede ver" in response.content.decode()
        assert "UUID" not in response.content.decode()

    def test_says_field_reason_and_way_out_of_each_filter_that_it_cannot_read(self, client):
        page = client.get(PAGE, {"corte": "hoy", "vigencia": "1999", "zona": "zz", "por": "zz"}).content.decode()
        assert "Quitamos unos filtros." in page
        for said in (
            "A corte de: No es una fecha. Escríbala con año, mes y día",
            "Vigencia: No hay planes de esa vigencia, o no es un año. Elija una de la lista.",
            "Zona: Esa zona no está cargada",
            "Sumar por: «zz» no es algo que esta página sepa mostrar.",
            "Lo que ve es el resto de su consulta: Vigencia 2026.",
        ):
            assert said in page

    def test_stands_and_keeps_what_was_typed(self, client):
        asked = {"corte": "hoy", "vigencia": "1999", "dependencia": "zz", "zona": "nada"}
        page = client.get(PAGE, asked).content.decode()
        assert '<input type="text" name="corte" value="hoy"' in page
        assert '<option value="1999" selected>«1999»</option>' in page
        assert '<option value="zz" selected>«zz»</option>' in page
        assert 'value="nada"' not in page  # hidden: nobody could mend it
        assert "en ejecución: 2" in page  # of this year, as if it had not been asked

    def test_shows_a_day_written_as_people_write_it(self, client):
        page = client.get(PAGE, {"corte": "09/05/2026"}).content.decode()
        assert "a corte del 9\xa0may\xa02026" in page
        assert 'name="corte" value="2026-05-09"' in page

    def test_offers_files_of_what_it_shows(self, client):
        page = client.get(PAGE, {"corte": "hoy", "por": "servicio"}).content.decode()
        (address,) = re.findall(r'href="(/avance/avance\.csv[^"]*)"', page)
        assert client.get(html.unescape(address)).status_code == 200
        assert "por=servicio" in address

    def test_says_in_its_files_only_the_filters_in_force(self, client):
        asked = {"por": "servicio", "utm_source": "correo", "page": "2", "vigencia": "todas"}
        for file in ("/avance/avance.json", "/avance/vencidos/hitos.json"):
            assert client.get(file, asked).json()["filtros"].keys() == {"por", "vigencia", "corte"}, file

    @pytest.mark.parametrize("asked", [{"year": "2025"}, {"department": "05"}, {"corte": "ayer"}])
    def test_refuses_in_the_api_the_filters_that_it_does_not_have(self, client, asked):
        answer = client.get("/api/v1/progress/", asked)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, list(asked))

    def test_names_the_filters_that_it_does_not_have(self, client):
        for page in (PAGE, LATE, COST):
            assert "Esta página no tiene el filtro «year»." in client.get(page, {"year": "2025"}).content.decode()
        assert "«corte»" in client.get(COST, {"corte": "2026-01-01"}).content.decode()

    def test_says_that_there_is_no_data(self, client):
        assert "Sin dato: con esos filtros" in client.get(PAGE, {"corte": "2026-01-15"}).content.decode()


class TestExportProgress:
    def test_gives_numerators_and_denominators(self, client):
        answer = client.get(reverse("insights:export_progress", args=["csv"]), {"por": "servicio"})
        text = b"".join(answer).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["Servicio"], row["Planes en ejecución"], row["Hitos vencidos"]) == (
            "Gestión por resultados",
            "2",
            "3",
        )
        assert (row["Peso validado"], row["Peso total"], row["Avance (%)"]) == ("40", "200", "20.00")

    def test_gives_amounts_as_numbers_in_json(self, client):
        (row,) = client.get(reverse("insights:export_progress", args=["json"]), {"por": "servicio"}).json()["rows"]
        assert (row["Peso validado"], row["Peso total"], row["Avance (%)"]) == (40, 200, 20)

    @pytest.mark.parametrize("name", ["progress", "late", "cost"])
    def test_says_in_json_of_which_day_and_year_it_is(self, client, name):
        asked = {"por": "dependencia"} if name == "cost" else {"vigencia": "2026"}
        said = client.get(reverse(f"insights:export_{name}", args=["json"]), asked).json()
        assert said["corte"]
        assert said["filtros"].items() >= asked.items()
        assert said["alcance"] == f"Vigencia {said['filtros']['vigencia']}"

    @pytest.mark.parametrize("name", ["progress", "late", "cost"])
    def test_says_inside_of_csv_and_xlsx_too(self, client, name):
        asked = {"por": "dependencia"} if name == "cost" else {"vigencia": "2026", "corte": "2026-07-31"}
        said = client.get(reverse(f"insights:export_{name}", args=["json"]), asked).json()
        text = b"".join(client.get(reverse(f"insights:export_{name}", args=["csv"]), asked)).decode("utf-8-sig")
        content = b"".join(client.get(reverse(f"insights:export_{name}", args=["xlsx"]), asked))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        about = dict(book.get_sheet_by_name("Acerca de").to_python())
        titles, *rows = csv.reader(io.StringIO(text, newline=""))
        # Of an instant, the day is that of Bogotá, where it is still that of before for five hours.
        cut = datetime.fromisoformat(said["corte"])
        day = (timezone.localdate(cut) if cut.tzinfo else cut.date()).isoformat()
        assert titles[-2:] == ["Fecha de corte", "Filtros"]
        assert [row[-2:] for row in rows] == [[day, said["alcance"]]] * len(said["rows"])
        assert (about["Filtros"], about["Fecha de corte"][:10]) == (said["alcance"], day)
        assert any(one.startswith("Qué cuenta: ") for one in about)
        assert urlencode(asked) in about["Dirección"]

    @pytest.mark.usefixtures("at_now")
    @pytest.mark.parametrize("name", ["progress", "late"])
    def test_says_where_the_same_is_seen_any_other_day(self, client, name):
        """An address without day and year is of today and of this year: of others, when the file is opened."""
        said = client.get(reverse(f"insights:export_{name}", args=["json"])).json()
        content = b"".join(client.get(reverse(f"insights:export_{name}", args=["xlsx"]), {"separador": ";"}))
        about = dict(
            python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            .get_sheet_by_name("Acerca de")
            .to_python()
        )
        asked = {"corte": said["corte"], "vigencia": "2026"}
        assert said["filtros"] == asked
        assert about["Dirección"].endswith(f"{reverse(f'insights:{name}')}?{urlencode(asked)}")

    def test_gives_json_too(self, client):
        (row,) = client.get(reverse("insights:export_progress", args=["json"])).json()["rows"]
        assert row["Ritmo"] == "Rezagado"

    @pytest.mark.parametrize(
        ("name", "asked"),
        [
            ("progress", {"por": "zz"}),
            ("progress", {"orden": "zz"}),
            ("progress", {"year": "2025"}),
            ("late", {"corte": "hoy"}),
            ("cost", {"vigencia": "1999"}),
            ("cost", {"por": "zz"}),
            ("cost", {"corte": "2026-01-01"}),
        ],
    )
    def test_refuses_what_it_cannot_read(self, client, name, asked):
        (key,) = asked
        answer = client.get(reverse(f"insights:export_{name}", args=["json"]), asked, headers={"accept": "text/html"})
        assert answer.status_code == 422
        assert asked[key] in answer.content.decode() or key in answer.content.decode()

    def test_knows_no_other_format(self, client):
        assert client.get(reverse("insights:export_progress", args=["exe"])).status_code == 404


class TestShowLate:
    def test_says_what_is_counted(self, client):
        assert "Días desde la fecha límite de cada hito vencido" in client.get(LATE).content.decode()

    def test_lists_the_milestones_with_their_reasons(self, client):
        page = client.get(LATE).content.decode()
        assert page.count("Hito 2") == 2
        assert "No llega la nómina." in page
        assert "Sin razón registrada" in page

    def test_is_downloaded(self, client):
        rows = client.get(reverse("insights:export_late", args=["json"])).json()["rows"]
        assert [row["Fecha límite"] for row in rows] == ["2026-04-30", "2026-06-29", "2026-06-29"]


class TestApi:
    def test_gives_the_same_rows_as_of_a_day(self, client):
        address = reverse("api:progress-list")
        (row,) = client.get(address, {"por": "servicio", "corte": "2026-05-09"}).json()["results"]
        assert (row["validated_weight"], row["weight"], row["in_execution"], row["late"]) == ("0.00", "200.00", 2, 2)
        assert (row["most_days_late"], row["reasons"]) == (9, [{"reason": "no_reason", "milestones": 2}])

    @pytest.mark.parametrize("asked", [{"corte": "ayer"}, {"por": "zz"}])
    def test_names_the_filter_that_cannot_be_read(self, client, asked):
        answer = client.get(reverse("api:progress-list"), asked)
        assert answer.status_code == 422
        assert next(iter(asked)) in str(answer.json())
