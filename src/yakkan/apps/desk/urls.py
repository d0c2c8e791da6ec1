"""The operator's pages, under `/desk/`."""

from django.urls import path

from yakkan.apps.desk.views import start

app_name = "desk"
urlpatterns = [
    path("", start.start, name="start"),
]
