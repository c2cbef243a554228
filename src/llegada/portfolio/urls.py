"""Addresses of the `portfolio` app."""

from django.urls import URLPattern

app_name = "portfolio"
urlpatterns: list[URLPattern] = []
