"""The customer's pages, under `/my/`."""

from django.urls import path

from yakkan.apps.portal.views import months

app_name = "portal"
urlpatterns = [
    path("", months.months, name="months"),
]
