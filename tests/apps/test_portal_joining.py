"""Joining by billing number and access key, and what somebody who guesses gets."""

import re
from pathlib import Path

import pytest

from tests.apps.portal_ground import JIRO, PASSWORD, TARO, client, member, two_months

NEW = "hana@mail.example"
NOT_OPENED = "請求番号とアクセスキーの組み合わせが正しくありません"
LOCKED = "受け付けを1時間止めています"


@pytest.fixture(autouse=True)
def ground(data: Path) -> None:
    from django.core.cache import cache

    cache.clear()
    two_months()


def key(account: str) -> str:
    from yakkan.apps.customers.queries import access_key

    return access_key(account)


def join(account: str, access_key: str, email: str = NEW, language: str = "ja"):
    form = {"account": account, "access_key": access_key, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client(language=language).post("/account/signup/", form)


def mails(to: str) -> list:
    from django.core import mail

    return [sent for sent in mail.outbox if sent.to == [to]]


@pytest.fixture(autouse=True)
def outbox():
    from django.core import mail
    from django.test import override_settings

    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


def test_number_key_and_a_mailed_link_make_a_member(data: Path) -> None:
    from yakkan.apps.portal.models import Member
    from yakkan.apps.records.queries import events_of

    joined = join("Ａ２ ", key("A2").lower().replace("-", " "))
    assert joined.url == "/account/confirm-email/"
    browser = client()
    form = {"login": NEW, "password": PASSWORD}
    assert browser.post("/account/login/", form).url == "/account/confirm-email/"  # not before the address is confirmed
    link = re.search(r"http\S+", mails(NEW)[0].body)[0]
    assert mails(NEW)[0].subject == "メールアドレスの確認"
    browser.post(link)
    assert browser.post("/account/login/", form).url == "/"
    assert "1,158円" in browser.get("/my/").content.decode()
    assert list(Member.objects.values_list("user__email", "customer")) == [(NEW, "K2")]
    assert list(events_of("A2").values_list("who", "what")) == [("hana", "join")]


def test_a_wrong_number_gets_the_answer_of_a_wrong_key() -> None:
    def told(answer) -> str:
        page = answer.content.decode()
        return re.sub(r'value="[^"]*"', "", page)  # but for what was typed, and the token

    wrong_key, wrong_number = join("A2", "AAAA-BBBB-CCCC"), join("A7", key("A2"))
    assert NOT_OPENED in told(wrong_key)
    assert told(wrong_key) == told(wrong_number)
    assert "do not belong together" in join("A2", key("A9"), language="en").content.decode()


def test_five_wrong_keys_lock_a_number_for_everybody_and_no_other_number() -> None:
    from django.contrib.auth import get_user_model

    for _ in range(5):
        assert NOT_OPENED in join("A2", "AAAA-BBBB-CCCC").content.decode()
    assert LOCKED in join("A2", key("A2")).content.decode()
    elsewhere = client()
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.7"
    form = {"account": "A2", "access_key": key("A2"), "email": NEW, "password1": PASSWORD, "password2": PASSWORD}
    assert LOCKED in elsewhere.post("/account/signup/", form).content.decode()
    assert not get_user_model().objects.filter(email=NEW).exists()
    assert join("A9", key("A9")).status_code == 302


def test_an_address_that_tries_many_numbers_is_stopped(settings_of_rate) -> None:
    for number in range(3):
        assert NOT_OPENED in join(f"A{100 + number}", "AAAA-BBBB-CCCC").content.decode()
    assert "しばらくお待ちください" in join("A2", key("A2")).content.decode()


def test_tries_of_many_others_do_not_make_an_address_forgotten(settings_of_rate) -> None:
    from django.core.cache import cache

    for number in range(3):
        join(f"A{100 + number}", "AAAA-BBBB-CCCC")
    for number in range(1000):
        cache.set(f"of-another-{number}", 1)
    assert "しばらくお待ちください" in join("A2", key("A2")).content.decode()


def test_behind_the_proxy_each_address_is_counted_by_itself(settings_of_rate, data: Path) -> None:
    """The proxy is 127.0.0.1 to us, and appends who asks; what he says before that is his own word."""
    from urllib.parse import urlsplit

    from django.test import override_settings

    from yakkan.project.site import Site, pages

    def tries(account: str, forwarded: str) -> str:
        form = {"account": account, "access_key": "AAAA-BBBB-CCCC", "email": NEW}
        return client().post("/account/signup/", form, HTTP_X_FORWARDED_FOR=forwarded).content.decode()

    count = pages(Site(urlsplit("https://my.example.jp"), ""), data)["ALLAUTH_TRUSTED_PROXY_COUNT"]
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=count):
        for number in range(3):
            assert NOT_OPENED in tries(f"A{100 + number}", f"198.51.100.{number}, 192.0.2.7")
        assert "しばらくお待ちください" in tries("A103", "198.51.100.9, 192.0.2.7")
        assert NOT_OPENED in tries("A103", "192.0.2.8")


@pytest.fixture
def settings_of_rate():
    from django.test import override_settings

    with override_settings(ACCOUNT_RATE_LIMITS={"open_account": "3/h/ip"}):
        yield


def test_what_was_typed_is_not_kept_in_the_record_of_wrong_tries() -> None:
    from axes.models import AccessAttempt

    join("A2", "AAAA-BBBB-CCCC")
    kept = AccessAttempt.objects.get()
    assert kept.username == "billing number A2"
    assert not [typed for typed in (PASSWORD, "AAAA-BBBB-CCCC") if typed in kept.post_data]


def test_an_address_that_has_joined_is_told_by_mail_and_the_page_does_not_say() -> None:
    member(TARO, "K2")
    fresh, known = join("A2", key("A2")), join("A2", key("A2"), email=TARO)
    assert (known.status_code, known.url) == (fresh.status_code, fresh.url)
    assert [mail.subject for mail in mails(TARO)] == ["会員登録はお済みです"]


def test_the_customer_is_told_that_somebody_joined_by_his_bill() -> None:
    assert join("A9", key("A9")).status_code == 302
    (sent,) = mails("K9@mail.example")
    assert sent.subject == "Somebody has joined for billing number A9"  # in his language, not in that of the page
    assert join("A2", key("A2"), email="k2@mail.example").status_code == 302
    assert [mail.subject for mail in mails("k2@mail.example")] == ["メールアドレスの確認"]
    assert mails("K2@mail.example") == []  # it is himself


def test_a_member_adds_the_account_of_another_customer(data: Path) -> None:
    member(TARO, "K2")
    taro = client(TARO)
    assert NOT_OPENED in taro.post("/my/accounts/", {"account": "A9", "access_key": key("A2")}).content.decode()
    assert taro.get("/my/", {"account": "A9"}).status_code == 404
    assert taro.post("/my/accounts/", {"account": "A9", "access_key": key("A9")}).url == "/my/accounts/"
    assert taro.get("/my/", {"account": "A9"}).status_code == 200
    assert taro.get("/my/bills/A9-2026-10/").status_code == 200


def test_the_first_page_is_in_the_language_of_the_customer_unless_another_was_chosen() -> None:
    member(JIRO, "K9")
    member(TARO, "K2")
    form = {"login": JIRO, "password": PASSWORD}
    browser = client()
    del browser.cookies["django_language"]
    assert browser.post("/account/login/", form).cookies["django_language"].value == "en"
    assert 'lang="en"' in browser.get("/my/").content.decode()
    chosen = client(language="ja")
    chosen.post("/account/login/", form)
    assert '<html lang="ja">' in chosen.get("/my/").content.decode()


def test_every_page_of_a_login_is_ours_and_in_both_languages() -> None:
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model

    member(TARO, "K2")
    paths = {
        "signup",
        "login",
        "inactive",
        "confirm-email",
        "password/reset",
        "password/reset/done",
        "password/reset/key/done",
    }
    own = {"email", "password/change", "reauthenticate", "logout"}
    kana = re.compile(r"[\u3040-\u30ff]")
    for path in sorted(paths | own):
        who = TARO if path in own else None
        english = client(who, "en").get(f"/account/{path}/").content.decode()
        japanese = client(who, "ja").get(f"/account/{path}/").content.decode()
        for page in (english, japanese):
            assert 'class="top"' in page and "{%" not in page, path
        assert kana.findall(re.sub(r'<button[^>]* lang="ja">.*?</button>', "", english)) == [], path
        assert len(kana.findall(japanese)) > 20, path
    assert EmailAddress.objects.count() == get_user_model().objects.filter(email=TARO).count() == 1


def test_a_forgotten_password_is_set_anew_by_a_mailed_link() -> None:
    member(TARO, "K2")
    browser = client(language="en")
    assert browser.post("/account/password/reset/", {"email": TARO}).url == "/account/password/reset/done/"
    assert browser.post("/account/password/reset/", {"email": NEW}).url == "/account/password/reset/done/"
    (sent,) = mails(TARO)
    assert sent.subject == "Set a new password" and "From Example Telecom" in sent.body
    answer = browser.get(re.search(r"http\S+", sent.body)[0])
    new = {"password1": "another invented phrase", "password2": "another invented phrase"}
    assert browser.post(answer.url, new).url == "/account/password/reset/key/done/"
    assert browser.post("/account/login/", {"login": TARO, "password": new["password1"]}).status_code == 302
    assert "reset" in mails(TARO)[-1].body and "From address: 127.0.0.1" in mails(TARO)[-1].body


def test_a_link_that_has_run_out_says_so() -> None:
    for path in ("password/reset/key/1-set-password/", "confirm-email/none/"):
        assert "このリンクは使えません" in client().get(f"/account/{path}").content.decode()


def test_an_address_is_changed_only_by_who_knows_the_password() -> None:
    """Whoever finds a browser that is signed in would else send himself a link to set a password."""
    from allauth.account.models import EmailAddress

    member(TARO, "K2")
    browser = client(TARO)
    asked = browser.post("/account/email/", {"email": NEW, "action_add": ""})
    assert asked.url.startswith("/account/reauthenticate/")
    assert "パスワードをもう一度" in browser.get(asked.url).content.decode()
    assert browser.post(asked.url, {"password": "an invented mistake"}).status_code == 200
    assert mails(NEW) == [] and not EmailAddress.objects.filter(email=NEW).exists()
    answer = browser.post(asked.url, {"password": PASSWORD}, follow=True)
    assert f"{NEW} に確認のメールをお送りしました" in answer.content.decode()
    assert [sent.subject for sent in mails(NEW)] == ["メールアドレスの確認"]
