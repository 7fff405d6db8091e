"""What people type is kept as they wrote it, without what nobody can see."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model.messages import GERMAN
from audit.model.written import MOST_CHARACTERS, cleaned, too_long

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](http://127.0.0.1:9/t.png)",
    r"$\def\a{\a\a}\a$",
    ":red[x] :material/lock:",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%(x)s",
    "%n",
    "'; DROP TABLE answers;--",
    '" OR 1=1 --',
    r"\'",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\uff1d1+1",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
    ";=1+1",
    "]]>",
    "<w:p/>",
    "&e;",
    "gut\n2026-05-15 12:00 ERROR fake log line",
    "../../x",
    r"..\..\x",
    r"C:\x",
    "CON.pdf",
    "a.pdf:s.exe",
    "n" * 300,
]
WRITINGS = [
    "Straße, Öffnung, ẞ",
    "İstanbul ılık",
    "مرحبا بالعالم",
    "שלום",
    "می‌خواهم",  # Persian needs the joiner that nobody sees
    "👩‍👩‍👧‍👦 und 🏳️‍🌈 und 🇩🇪",
    "🫨 gibt es seit 2022",  # newer than the character table of some Pythons
    "Tiếng Việt",
    "中文，日本語、한국어",
    "Zeile 1\n\nZeile 2\tmit Tabulator",
    "１２ ½ ﬁ ²",  # no compatibility forms: what was typed stays
    "Z" + "\u0335" * 200,
]
UNSEEN = {
    "a\x00b": "ab",
    "a\x0bb\x1f\x7f\x85c": "abc",
    "a\r\nb\rc": "a\nb\nc",
    "a\u2028b\u2029c": "a\nb\nc",
    "a\u202egnp.exe": "agnp.exe",
    "\u2066a\u2069\u200e\u200f\u061c": "a",
    "a\ud800b\udfff": "ab",
    "a\ufffe\uffff\U0001fffe\ufdd0b": "ab",
    "T\u200bü\ufeff\u2060r": "Tür",
    " \t\n\u00a0\u2003a\u00a0 ": "a",
    "Cafe\u0301": "Café",
    "e\x00\u0301": "é",
    "": "",
    "\u202e\x00": "",
}

any_text = st.one_of(
    st.text(st.characters()),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Cn", "Mn", "Zs", "Zl", "Zp"])),
    st.text(st.sampled_from("e\u0301\u0327\u202e\r\n \x00\u1100\u1161\u11a8")),
)


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_are_text_like_any_other(text: str) -> None:
    assert cleaned(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", WRITINGS)
def test_every_writing_is_kept_as_it_was_written(text: str) -> None:
    assert cleaned(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("text", "expected"), UNSEEN.items())
def test_what_nobody_can_see_goes(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(any_text)
def test_what_is_kept_is_in_one_form_and_can_be_written_anywhere(text: str) -> None:
    kept = cleaned(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    kept.encode()
    assert kept.splitlines() == kept.split("\n") or not kept
    kinds = {unicodedata.category(sign) for sign in kept if sign not in "\n\t"}
    assert not kinds & {"Cc", "Cs"}


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_nothing_that_can_be_read_is_lost(text: str) -> None:
    assert cleaned(text) == unicodedata.normalize("NFC", text).strip()


def test_a_text_may_have_ten_thousand_characters() -> None:
    assert too_long("ä" * MOST_CHARACTERS) is None
    problem = too_long("ä" * (MOST_CHARACTERS + 1))
    assert problem is not None
    assert GERMAN.say(problem) == (
        "Der Text hat 10001 Zeichen. Bitte kürzen Sie ihn auf höchstens 10000."
    )
    assert too_long("abc", most=2) is not None
