"""The announcements, for everybody, under `/announcements/`."""

from django.urls import path

from yakkan.apps.incidents import views

app_name = "incidents"
urlpatterns = [
    path("<slug:name>/", views.page, name="announcement"),
    path("<slug:name>.pdf", views.pdf, name="announcement_pdf"),
]
