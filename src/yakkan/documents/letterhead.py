"""The head of a document: whom it is for, with the word of respect that is due, and whom it is from."""

from yakkan.documents.content import Addressee, Text
from yakkan.documents.wording import Wording
from yakkan.terms import Carrier

_OF_COMPANIES = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "法人", "協同組合", "㈱", "㈲", "(株)", "（株）",
    "(有)", "（有）",
)  # fmt: skip
"""What the name of a company holds, which is addressed by another word than a person."""


def addressee(name: str, postal_code: str, address: str, wording: Wording) -> Addressee:
    """Whom it is for, with his postal code and the lines of his address."""
    code = [f"〒{postal_code}" if wording.language == "ja" else postal_code] if postal_code else []
    return Addressee(honoured(name, wording), tuple(map(wording.proper, [*code, *address.splitlines()])))


def honoured(name: str, wording: Wording) -> Text:
    """The name with 様 or, for a company, 御中; English readers are addressed without."""
    if wording.language == "en":
        return wording.proper(name)
    company = any(mark in name for mark in _OF_COMPANIES)
    return wording.text("to_company" if company else "to_person", name=wording.proper(name))


def issuer(carrier: Carrier, wording: Wording, *, qualified: bool) -> tuple[Text, ...]:
    """Whom it is from; a `qualified` (return) invoice names the registration number."""
    said = [wording.name(carrier.name)]
    if carrier.address:
        said.append(wording.name(carrier.address))
    if qualified:
        said.append(wording.text("registration_number", number=carrier.registration_number))
    return tuple(said)
