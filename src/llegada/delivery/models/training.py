"""The test before and after a training: its questions, kept in the bank of a unit, and what each person answered."""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.delivery.choices import AnswerChannel, TrainingStage, TrainingWave
from llegada.delivery.models.attendance import AttendanceEntry
from llegada.delivery.models.sessions import Session

#: The fields of the options of a question, in their order.
OPTIONS: Final = ("option_a", "option_b", "option_c", "option_d")


class TrainingTest(models.Model):
    """A short test of one unit, that any of its trainings may use. Once somebody answered it, the database holds it as it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("dependencia"), on_delete=models.PROTECT, related_name="training_tests"
    )
    title = models.CharField(_("nombre de la prueba"), max_length=150)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("creada"))

    class Meta:
        verbose_name = _("prueba de conocimientos")
        verbose_name_plural = _("pruebas de conocimientos")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(name="trainingtest_named", condition=~Q(title=""))]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class TrainingQuestion(models.Model):
    """One question of a test with two to four options, of which `right` (from 0) is the right one."""

    test = models.ForeignKey(TrainingTest, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("orden"))
    text = models.CharField(_("pregunta"), max_length=400)
    option_a = models.CharField(_("opción A"), max_length=200)
    option_b = models.CharField(_("opción B"), max_length=200)
    option_c = models.CharField(_("opción C"), max_length=200, blank=True)
    option_d = models.CharField(_("opción D"), max_length=200, blank=True)
    right = models.PositiveSmallIntegerField(_("respuesta correcta"))

    class Meta:
        verbose_name = _("pregunta de una prueba")
        verbose_name_plural = _("preguntas de una prueba")
        ordering = ["test", "position"]
        constraints = [
            models.UniqueConstraint(name="trainingquestion_position", fields=["test", "position"]),
            models.CheckConstraint(
                name="trainingquestion_right_is_said",
                condition=Q(right__in=(0, 1))
                | (Q(right=2) & ~Q(option_c=""))
                | (Q(right=3) & ~Q(option_c="") & ~Q(option_d="")),
                violation_error_message=_("La respuesta correcta debe ser una de las opciones escritas."),
            ),
            models.CheckConstraint(
                name="trainingquestion_options_in_order", condition=Q(option_d="") | ~Q(option_c="")
            ),
        ]

    def __str__(self) -> str:
        """Return the question."""
        return self.text

    @property
    def options(self) -> list[str]:
        """Return the options that are written, in their order."""
        return [said for name in OPTIONS if (said := getattr(self, name))]


class SessionTest(models.Model):
    """The test that a session asks before and after, and how far it has gone."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="training_test")
    test = models.ForeignKey(
        TrainingTest, verbose_name=_("prueba"), on_delete=models.PROTECT, related_name="session_tests"
    )
    stage = models.CharField(_("estado"), max_length=12, choices=TrainingStage, default=TrainingStage.READY)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(_("elegida"))

    class Meta:
        verbose_name = _("prueba de una sesión")
        verbose_name_plural = _("pruebas de sesiones")
        constraints = [
            models.CheckConstraint(name="sessiontest_stage_known", condition=Q(stage__in=TrainingStage.values))
        ]

    def __str__(self) -> str:
        """Return the title of the test."""
        return str(self.test)


class TrainingAnswers(models.Model):
    """What one person answered before or after, once: the options chosen, where they came by phone, and how many are right.

    `given` has one letter a question («abd-»; a hyphen is a blank), or nothing where only the result came, on paper.
    """

    session_test = models.ForeignKey(SessionTest, on_delete=models.PROTECT, related_name="answers")
    entry = models.ForeignKey(AttendanceEntry, on_delete=models.CASCADE, related_name="training_answers")
    wave = models.CharField(_("cuál"), max_length=4, choices=TrainingWave)
    given = models.CharField(_("respuestas"), max_length=20, blank=True)
    right = models.PositiveSmallIntegerField(_("correctas"))
    questions = models.PositiveSmallIntegerField(_("preguntas"))
    channel = models.CharField(_("cómo llegó"), max_length=5, choices=AnswerChannel)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("registradas"))

    class Meta:
        verbose_name = _("respuestas de un asistente")
        verbose_name_plural = _("respuestas de asistentes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="traininganswers_once",
                fields=["session_test", "entry", "wave"],
                violation_error_message=_("Esa persona ya respondió esta prueba."),
            ),
            models.CheckConstraint(name="traininganswers_wave_known", condition=Q(wave__in=TrainingWave.values)),
            models.CheckConstraint(
                name="traininganswers_right_of_questions",
                condition=Q(questions__gt=0, right__lte=F("questions")),
                violation_error_message=_("No puede haber más respuestas correctas que preguntas."),
            ),
            models.CheckConstraint(
                name="traininganswers_paper_by_somebody",
                condition=Q(channel=AnswerChannel.PAPER, recorded_by__isnull=False, given="")
                | (Q(channel=AnswerChannel.SELF, recorded_by__isnull=True) & ~Q(given="")),
            ),
        ]

    def __str__(self) -> str:
        """Return the key: nothing of who answered what."""
        return str(self.pk)
