"""What the log of the pages says when somebody mistypes, and when a page breaks off."""

import logging
from collections.abc import Iterator

import pytest

NUMBER = "05099990001"


@pytest.fixture
def as_served() -> Iterator[None]:
    """The loggers as they are while pages are served, and afterwards as they were."""
    from yakkan.project import serving

    touched = [logging.getLogger(name) for name in ("axes", "django.security.csrf", "django.request")]
    before = [(logger, logger.level, list(logger.filters)) for logger in touched]
    serving.discreet()
    yield
    for logger, level, filters in before:
        logger.setLevel(level)
        logger.filters[:] = filters


def test_no_address_and_nothing_that_was_typed_is_in_the_log(as_served: None, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/desk/customers/K1/")
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no cookie", "/desk/customers/K1/")
    logging.getLogger("axes.handlers.database").warning("AXES: New login failure by %s", "taro@mail.example")
    assert caplog.text == ""


def test_a_page_that_broke_off_says_where_and_quotes_nothing(as_served: None, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(NUMBER)
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error: %s", "/my/bills/A1-2026-09/", exc_info=True)
    assert "a page broke off: ValueError" in caplog.text and "test_serving.py" in caplog.text
    assert NUMBER not in caplog.text
    assert "A1-2026-09" not in caplog.text
