"""Addresses of the `insights` app."""

from django.urls import path

from llegada.insights import views

app_name = "insights"
urlpatterns = [path("mi-trabajo/", views.my_work, name="my_work")]
