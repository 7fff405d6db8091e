"""What a password must be like."""

import pytest

from audit.model.accounts import LONGEST, SHORTEST, sign_in_name, weakness, written_password
from audit.model.common_passwords import COMMON_PASSWORDS

GOOD = "Vier Hasen im Regen"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x7-Q.ölkjh§$%",
        "vierhasenimregen",  # no capital letter, no digit, no sign is demanded
        "четыре зайца под дождём",
        "🐇🌧️🐇🌧️🐇🌂🐇🌧️🚲🐇🌧️🎈",
        "ab cd ef gh " * 10,
    ],
)
def test_a_long_password_will_do_whatever_it_is_made_of(password: str) -> None:
    assert weakness(password, ["Karl Kamm", "kamm"]) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Kurz-1234!x", "mindestens 12"),
        ("", "mindestens 12"),
        ("x" * 129, "höchstens 128"),
        ("Passwort1234", "leicht zu erraten"),
        ("123456789012", "leicht zu erraten"),
        ("Stadtverwaltung 2026", "leicht zu erraten"),
        ("München1234567", "leicht zu erraten"),
        ("aaaaaaaaaaaaaaaa", "leicht zu erraten"),
        ("abababababab", "leicht zu erraten"),
        ("Karl und die Hasen", "Ihr Name"),
        ("hasen KAMM regen", "Ihr Name"),
    ],
)
def test_what_is_guessed_first_is_refused_with_a_reason(password: str, reason: str) -> None:
    assert reason in str(weakness(password, ["Karl Kamm", "karl.kamm@stadt.example"]))


def test_a_short_name_may_stand_in_a_longer_word() -> None:
    assert weakness("Baustelle am Fluss", ["Bernd Bau"]) is None


def test_each_common_password_is_written_as_it_is_looked_up() -> None:
    assert sum(len(one) >= SHORTEST for one in COMMON_PASSWORDS) >= 3_000
    assert all(
        one == "".join(one.casefold().split()) for one in COMMON_PASSWORDS - {"1234567890ß´"}
    )


def test_the_length_is_that_of_the_signs_and_not_of_their_bytes() -> None:
    assert weakness("äöüßéèàçñøåł"[:SHORTEST], []) is None
    assert weakness("".join(chr(0x4E00 + at) for at in range(LONGEST)), []) is None


def test_two_keyboards_give_the_same_password() -> None:
    assert written_password("Mu\u0308ller") == written_password("M\u00fcller")


def test_a_sign_in_name_is_the_same_in_large_letters_and_with_blanks() -> None:
    assert sign_in_name(" Karl.Kamm@Stadt.example ") == "karl.kamm@stadt.example"
