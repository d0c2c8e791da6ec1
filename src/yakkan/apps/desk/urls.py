"""The operator's pages, under `/desk/`."""

from django.urls import path

from yakkan.apps.desk.views import bills, book, customers, jobs, quarantine, runs, start, trail, usage

app_name = "desk"
urlpatterns = [
    path("", start.start, name="start"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/progress/", jobs.progress, name="progress"),
    path("usage/", usage.usage, name="usage"),
    path("usage/upload/", usage.upload, name="upload"),
    path("usage/uploads/<str:upload>/", usage.preview, name="preview"),
    path("usage/uploads/<str:upload>/load/", usage.load, name="load"),
    path("quarantine/", quarantine.reasons, name="quarantine"),
    path("quarantine/again/", quarantine.again, name="again"),
    path("quarantine/<str:reason>/", quarantine.records, name="quarantined"),
    path("runs/", runs.runs, name="runs"),
    path("runs/make/", runs.make, name="make_run"),
    path("runs/<str:name>/", runs.run, name="run"),
    path("runs/<str:name>/confirm/", runs.confirm, name="confirm"),
    path("runs/<str:name>/bills/", runs.bills, name="run_bills"),
    path("runs/<str:name>/bills/<str:bill>/", bills.of_run, name="run_bill"),
    path("bills/", bills.find, name="bills"),
    path("bills/<str:bill>/", bills.issued, name="bill"),
    path("bills/<str:bill>/pdf/", bills.pdf, name="bill_pdf"),
    path("customers/<str:name>/", customers.customer, name="customer"),
    path("accounts/<str:name>/", customers.account, name="account"),
    path("book/", book.book, name="book"),
    path("book/services/<str:name>/", book.service, name="service"),
    path("book/sources/", book.sources, name="sources"),
    path("book/formats/", book.formats, name="formats"),
    path("cases/", book.cases, name="cases"),
    path("cases/check/", book.check, name="check"),
    path("trail/", trail.trail, name="trail"),
    path("trail/changes/", trail.changes, name="changes"),
]
