"""Dates in three parts and clock times."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from common.forms import AppForm, NorwegianDateField, NorwegianTimeField


class Form(AppForm):
    born = NorwegianDateField(label="Født", example="24 3 1996", earliest=date(1950, 1, 1), latest=date(2012, 12, 31))
    at = NorwegianTimeField(label="Klokkeslett")


def bound(day: str, month: str, year: str, at: str = "10.30") -> Form:
    return Form({"born_0": day, "born_1": month, "born_2": year, "at": at})


def test_a_date_in_three_parts() -> None:
    form = bound(" 24", "3", "1996")
    assert form.is_valid()
    assert form.cleaned_data == {"born": date(1996, 3, 24), "at": time(10, 30)}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("", "", ""), "required"),
        (("24", "", "1996"), "incomplete"),
        (("31", "2", "1996"), "invalid"),
        (("x", "2", "1996"), "invalid"),
        (("1", "2", "99999999999999999999"), "invalid"),
        (("24", "3", "96"), "century"),
        (("24", "3", "1949"), "min_value"),
        (("1", "1", "2013"), "max_value"),
    ],
)
def test_each_wrong_date_has_its_own_message(parts: tuple[str, str, str], code: str) -> None:
    form = bound(*parts)
    assert [error.code for error in form.errors.as_data()["born"]] == [code]


def test_the_limits_themselves_are_allowed() -> None:
    assert bound("1", "1", "1950").is_valid()
    assert bound("31", "12", "2012").is_valid()


def test_an_optional_date_may_be_left_out() -> None:
    assert NorwegianDateField(required=False).clean(["", "", ""]) is None
    assert NorwegianDateField(required=False).clean(None) is None


def test_what_was_typed_stays() -> None:
    assert bound("31", "2", "1996")["born"].value() == ["31", "2", "1996"]


def test_an_initial_date_is_split() -> None:
    widget = NorwegianDateField().widget
    assert widget.decompress(date(1996, 3, 24)) == ["24", "3", "1996"]
    assert widget.decompress(None) == ["", "", ""]


def test_the_example_becomes_the_help_text_unless_there_is_one() -> None:
    with translation.override("nb"):
        assert str(NorwegianDateField(example="24 3 1996").help_text) == "For eksempel 24 3 1996"
    assert NorwegianDateField(example="24 3 1996", help_text="Egen").help_text == "Egen"


@pytest.mark.parametrize("text", ["10.30", "10:30", "1030"])
def test_times_as_people_write_them(text: str) -> None:
    assert NorwegianTimeField().clean(text) == time(10, 30)


@pytest.mark.parametrize(("text", "hour"), [("9", 9), ("10", 10), ("23", 23), ("00", 0)])
def test_whole_hours(text: str, hour: int) -> None:
    assert NorwegianTimeField().clean(text) == time(hour)


def test_a_wrong_time_says_how_to_write_it() -> None:
    with translation.override("nb"), pytest.raises(ValidationError, match="Skriv klokkeslettet slik"):
        NorwegianTimeField().clean("halv elleve")


def test_a_time_is_shown_with_a_full_stop() -> None:
    assert 'value="10.30"' in str(Form(initial={"at": time(10, 30)})["at"])


class Weeks(AppForm):
    weeks = forms.IntegerField(min_value=1, max_value=12)
    revision = forms.IntegerField(min_value=0)


@pytest.mark.parametrize("written", ["0", "13", "to"])
def test_a_number_outside_its_limits_is_told_both(written: str) -> None:
    with translation.override("nb"):
        errors = Weeks({"weeks": written, "revision": "0"}).errors
        assert errors == {"weeks": ["Skriv et helt tall fra 1 til 12"]}
