"""Who may sign in to the demo's pages: staff in each role, and a member for each of whom the demo tells.

One password, made at random on the first start, is for all of them; `<data>/demo/sign-ins` keeps it.
"""

import os
import secrets
from pathlib import Path

from yakkan.cli.demo import people
from yakkan.cli.output import table, tell
from yakkan.messages import locale_language, say

FILE = "sign-ins"
STAFF = ("clerk", "supervisor", "auditor", "engineer")
MEMBERS = {
    "hanako": people.TOLD,
    "services": people.TWO_SERVICES,
    "plan": people.PLAN,
    "company": people.GROUP,
    "moved": people.MOVED_OUT,
    "joined": people.JOINED,
    "longname": people.LONG_NAME,
    "jane": people.ENGLISH,
    "abroad": people.ABROAD,
    "kanji": people.RARE_KANJI,
    "slip": people.BY_SLIP,
    "mobile": people.MOBILE,
    "line": people.LINE,
    "late": people.LATE,
}
"""Members by what is before the @, which says what they show; each may see the customer of an account."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another."""
_LENGTH = 12


def tell_all(folder: Path) -> None:
    """Makes whom there is not yet, then prints how to sign in."""
    password = _enrol(folder)
    tell("demo.sign_in", password=password, file=folder / FILE)
    text = locale_language()
    rows = [(f"  {_mail(role)}", say(text, f"demo.staff_{role}")) for role in STAFF]
    print(table(rows + [(f"  {_mail(name)}", say(text, f"demo.member_{name}")) for name in MEMBERS]))
    print()


def _mail(name: str) -> str:
    return f"{name}@demo.example"


def _enrol(folder: Path) -> str:
    """The password. Where it is new, it becomes that of all; else only those who are missing are made."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password

    from yakkan.apps.desk.actions import enrol

    file = folder / FILE
    known: set[str] = set()
    if file.exists():
        password = file.read_text(encoding="ascii").split()[0]
        known = set(get_user_model().objects.values_list("email", flat=True))
    else:
        password = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    for role in STAFF:
        if _mail(role) not in known:
            enrol(f"{role}-demo", role, _mail(role), password=password)
    missing = [name for name in MEMBERS if _mail(name) not in known]
    hashed = make_password(password) if missing else ""
    for name in missing:
        _make_member(_mail(name), hashed, MEMBERS[name])
    if not file.exists():
        _keep(file, password)
    return password


def _make_member(mail: str, hashed: str, account: str) -> None:
    """A login with a confirmed address that may see the customer of an account."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from yakkan.apps.portal.models import Member

    with transaction.atomic():
        values = {"email": mail, "password": hashed}
        user, _ = get_user_model().objects.update_or_create(username=mail, defaults=values)
        EmailAddress.objects.update_or_create(user=user, email=mail, defaults={"verified": True, "primary": True})
        Member.objects.get_or_create(user=user, customer_id=f"K{account[1:]}")


def _keep(file: Path, password: str) -> None:
    """For the owner only, and whole at once."""
    aside = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:
        new.write("\n".join([password, *(_mail(name) for name in (*STAFF, *MEMBERS))]) + "\n")
    aside.rename(file)
