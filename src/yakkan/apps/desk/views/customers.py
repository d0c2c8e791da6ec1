"""A customer on one page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan import clock
from yakkan.apps.billing.models import Bill
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries.bills import accounts_of, contracts_of_customer, looks_at
from yakkan.apps.desk.queries.changes import changes
from yakkan.apps.desk.roles import BILLS, CUSTOMERS, TRAIL
from yakkan.apps.pages.book import the_book
from yakkan.apps.records.actions import record

_MOST = 50


@needs(CUSTOMERS, BILLS)
def customer(request: HttpRequest, name: str) -> HttpResponse:
    """Who he is, his accounts and what they owe, contracts, bills; for those with the right, who looked and changed."""
    found = Customer.objects.filter(pk=name).first()
    if found is None:
        raise Http404
    record(request.user.get_username(), "look at customer", found.pk)
    sees_trail = request.user.has_perm(TRAIL)
    accounts = accounts_of(found)
    values = {
        "customer": found,
        "accounts": accounts,
        "owes": sum(one.owes for one in accounts),
        "contracts": contracts_of_customer(found),
        "services": the_book().services,
        "today": clock.today(),
        "bills": Bill.objects.filter(customer=found).order_by("-month", "account")[:_MOST],
        "sees_trail": sees_trail,
        "looks": looks_at(found)[:_MOST] if sees_trail else (),
        "changes": changes(found.pk, _MOST) if sees_trail else (),
    }
    return render(request, "desk/customer.html", values)


@needs(CUSTOMERS, BILLS)
def account(request: HttpRequest, name: str) -> HttpResponse:
    """Whose billing account it is: his page."""
    found = BillingAccount.objects.filter(pk=name).first()
    if found is None:
        raise Http404
    answer = redirect("desk:customer", name=found.customer_id)
    answer["Location"] += f"#account-{found.pk}"
    return answer
