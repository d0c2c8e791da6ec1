"""The customer's pages, under `/my/`."""

from django.urls import path

from yakkan.apps.portal.views import accounts, bill, claims, months

app_name = "portal"
urlpatterns = [
    path("", months.months, name="months"),
    path("months.csv", months.months_sheet, name="months_sheet"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<slug:incident>/", claims.claim, name="claim"),
    path("bills/<str:bill>/", bill.bill, name="bill"),
    path("bills/<str:bill>/bill.pdf", bill.bill_pdf, name="bill_pdf"),
    path("bills/<str:bill>/lines.csv", bill.bill_sheet, name="bill_sheet"),
    path("bills/<str:bill>/lines/<str:line>/", bill.line, name="line"),
]
