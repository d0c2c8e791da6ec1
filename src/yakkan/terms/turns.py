"""In which turn each discount is taken: in a service in the order of its file, and one that is pooled over services
in the same turn in all of them, so that every discount knows what those before it have left."""

from yakkan.terms.incoming_seconds import IncomingSeconds
from yakkan.terms.schema import Book, Discount


def turns(book: Book) -> dict[tuple[str, str], int]:
    """The turn (from 1) of each (service, discount); those that no order satisfies are left out."""
    waiting = {service.service: list(service.discounts) for service in book.services.values()}
    found: dict[tuple[str, str], int] = {}
    turn = 0
    while ready := [(service, left[0]) for service, left in waiting.items() if left and _ready(left[0], waiting)]:
        turn += 1
        for service, discount in ready:
            waiting[service].pop(0)
            found[service, discount.id] = turn
    return found


def _ready(discount: Discount, waiting: dict[str, list[Discount]]) -> bool:
    """Whether the discount comes next in every service that still has to take it."""
    if not isinstance(discount, IncomingSeconds):
        return True
    taking = [left for left in waiting.values() if any(_same(discount, other) for other in left)]
    return all(_same(discount, left[0]) for left in taking)


def _same(one: IncomingSeconds, other: Discount) -> bool:
    return isinstance(other, IncomingSeconds) and other.parameters == one.parameters
