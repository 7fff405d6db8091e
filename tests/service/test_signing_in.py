"""Signing in: only by the right password, slower after each mistake, and never telling why not."""

from datetime import timedelta
from typing import Literal

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from audit.model.messages import GERMAN
from audit.service import passwords, throttle
from audit.service.actions import NotDone, SignedOut
from audit.service.sessions import caller_of
from audit.service.signing_in import (
    CODE_DAYS,
    SECOND_STEP,
    NotSignedIn,
    SecondStep,
    enter_code_of_app,
    redeem_code,
    sign_in,
)
from audit.service.tasks import tasks
from audit.service.throttle import FREE, LONGEST_WAIT, MOST_PER_ADDRESS, TooMany, pause
from tests.service.accounts import HERE, PASSWORD, caller, give_account, inside, real
from tests.service.town import ARNO, HEIDI, KARL, Town, in_threads

CODE = "ABCD-EFGH-JKLM-NPQR"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
A_SECOND = timedelta(seconds=1)


def with_code(town: Town) -> None:
    """Give Karl an account without a password, and a one-time code."""
    ends = town.clock.now + CODE_DAYS
    give_account(town, KARL, password=None, code=passwords.hashed_code(CODE), code_ends=ends)


def with_second_factor(town: Town) -> str:
    give_account(town, ARNO, second_factor=SECRET, second_factor_used=0)
    begun = sign_in(real(town), "arno", PASSWORD, HERE)
    assert isinstance(begun, SecondStep)
    return begun.ticket


def code_now(town: Town) -> str:
    return pyotp.TOTP(SECRET).at(town.clock.now)


def fail(town: Town, times: int, name: str = "karl") -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            sign_in(real(town), name, "falsch geraten!", HERE)


def test_who_knows_the_password_comes_in(town: Town) -> None:
    give_account(town, KARL)
    assert caller(town, inside(town, KARL)).person == "karl"
    assert tasks(real(town), caller(town, inside(town, KARL)))


@pytest.mark.parametrize("typed", [PASSWORD.lower(), PASSWORD[:-1], f"{PASSWORD} ", f" {PASSWORD}"])
def test_a_password_counts_as_it_was_typed(town_in_a_file: Town, typed: str) -> None:
    give_account(town_in_a_file, KARL)
    with pytest.raises(NotSignedIn):
        inside(town_in_a_file, KARL, typed)


def test_a_password_holds_as_long_as_nobody_changes_it(town: Town) -> None:
    give_account(town, KARL)
    town.clock.now += timedelta(days=10 * 365)
    assert inside(town, KARL)


@pytest.mark.parametrize("name", ["KARL", " karl ", "k a r l"])
def test_nobody_is_kept_out_by_capital_letters_or_blanks(town_in_a_file: Town, name: str) -> None:
    give_account(town_in_a_file, KARL)
    sign_in(real(town_in_a_file), name, PASSWORD, HERE)


def test_whoever_may_not_come_in_is_told_one_and_the_same(town: Town) -> None:
    give_account(town, KARL)
    give_account(town, HEIDI, active=False)
    give_account(town, ARNO, password=None)
    told = set()
    for name, password in (
        ("karl", "falsch geraten!"), ("karl", ""), ("karl", "x" * 100_000), ("karl", "\x00"),
        ("heidi", PASSWORD), ("arno", PASSWORD), ("dora", PASSWORD), ("gone", PASSWORD),
        ("", PASSWORD), ("\x00", PASSWORD), ("\ud800", "\ud800"), ("' OR 1=1 --", PASSWORD),
        ("x" * 100_000, PASSWORD),
    ):  # fmt: skip
        with pytest.raises(NotSignedIn) as refusal:
            sign_in(real(town), name, password, HERE)
        told.add(GERMAN.say(refusal.value.sentence))
    assert len(told) == 1
    assert town.rows("SELECT count(*) FROM sessions") == [(0,)]


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is what a stranger could measure; what takes the time is the check of one hash."""
    give_account(town, KARL)
    give_account(town, HEIDI, active=False)
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(str(hash))
            return super().verify(hash, password)

    passwords._nobodys()  # made once per process, before anybody can measure it
    monkeypatch.setattr(passwords, "HASHER", Counting())
    work = {}
    for name in ("karl", "heidi", "dora", "gone"):
        checked.clear()
        with pytest.raises(NotSignedIn):
            sign_in(real(town), name, "falsch geraten!", HERE)
        work[name] = [extract_parameters(kept) for kept in checked]
    assert work["karl"] == work["heidi"] == work["dora"] == work["gone"]
    assert [parameters.type for parameters in work["gone"]] == [Type.ID]


def test_only_the_hash_of_a_password_is_kept(town: Town) -> None:
    give_account(town, KARL)
    kept = str(town.rows("SELECT * FROM accounts"))
    assert PASSWORD not in kept
    assert "$argon2id$" in kept
    parameters = extract_parameters(town.rows("SELECT password FROM accounts")[0][0])
    assert parameters.memory_cost >= 19 * 1024  # OWASP's least, with two passes
    assert parameters.time_cost >= 2


def test_a_hash_of_earlier_settings_is_made_anew_at_the_next_sign_in(town: Town) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    give_account(town, KARL, password=weak)
    inside(town, KARL)
    [(kept,)] = town.rows("SELECT password FROM accounts")
    assert extract_parameters(kept).memory_cost > 8 * 1024
    inside(town, KARL)


def test_after_some_mistakes_even_the_right_password_must_wait(town: Town) -> None:
    give_account(town, KARL)
    fail(town, FREE)
    with pytest.raises(TooMany):
        sign_in(real(town), "karl", PASSWORD, HERE)
    town.clock.now += pause(FREE)
    inside(town, KARL)


def test_the_wait_grows_and_stays_bearable() -> None:
    waits = [pause(failed).total_seconds() for failed in range(FREE + 12)]
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE : FREE + 4] == [2, 4, 8, 16]
    assert waits[-1] == LONGEST_WAIT.total_seconds() == pause(10**9).total_seconds()


def test_a_name_that_does_not_exist_is_throttled_like_any_other(town: Town) -> None:
    fail(town, FREE, "gone")
    with pytest.raises(TooMany) as refusal:
        sign_in(real(town), "gone", PASSWORD, HERE)
    assert "warten Sie eine Minute" in GERMAN.say(refusal.value.sentence)


def test_the_mistakes_of_one_do_not_keep_out_the_others_behind_the_same_address(
    town: Town,
) -> None:
    give_account(town, KARL)
    give_account(town, HEIDI)
    fail(town, FREE)
    for name in ("a", "b", "c", "d", "e", "f"):
        fail(town, FREE, name)
    inside(town, HEIDI)


def test_a_success_wipes_out_the_mistakes(town: Town) -> None:
    give_account(town, KARL)
    for _ in range(3):
        fail(town, FREE - 1)
        inside(town, KARL)
    assert town.rows("SELECT failed FROM attempts") == [(3 * (FREE - 1),)]  # of the address


def test_an_address_that_tries_all_names_is_stopped_for_the_hour(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_PER_ADDRESS >= 1_000  # a whole town hall may sit behind it
    monkeypatch.setattr(throttle, "MOST_PER_ADDRESS", 20)
    give_account(town, KARL)
    for number in range(20):
        fail(town, 1, f"guess-{number}")
    with pytest.raises(TooMany) as refusal:
        sign_in(real(town), "karl", PASSWORD, HERE)
    assert "60 Minuten" in GERMAN.say(refusal.value.sentence)
    assert isinstance(sign_in(real(town), "karl", PASSWORD, "10.0.0.8"), object)
    town.clock.go_on(hours=1)
    inside(town, KARL)


def test_guesses_made_at_the_same_time_are_all_counted(town: Town) -> None:
    give_account(town, KARL)

    def guess() -> str:
        try:
            sign_in(real(town), "karl", "falsch geraten!", HERE)
        except NotDone as refusal:
            return type(refusal).__name__
        return "inside"

    told = in_threads(*[guess] * 12)
    assert sorted(told) == ["NotSignedIn"] * FREE + ["TooMany"] * (12 - FREE)


def test_names_and_addresses_are_kept_as_hashes_and_for_a_day_only(town: Town) -> None:
    fail(town, 1, "karl")
    kept = str(town.rows("SELECT * FROM attempts"))
    assert "karl" not in kept
    assert HERE not in kept
    town.clock.go_on(days=1, seconds=1)
    fail(town, 1, "heidi")
    assert town.rows("SELECT count(*) FROM attempts") == [(2,)]


def test_a_one_time_code_sets_the_password_once(town: Town) -> None:
    with_code(town)
    with pytest.raises(NotSignedIn):
        sign_in(real(town), "karl", CODE, HERE)
    redeem_code(real(town), CODE.lower().replace("-", " "), PASSWORD)
    inside(town, KARL)
    with pytest.raises(NotDone, match="schon benutzt"):
        redeem_code(real(town), CODE, "Fünf Hasen im Schnee")
    assert town.rows("SELECT action, person, about, new FROM log") == [
        ("signing_in.redeem_code", "karl", "person karl", "")
    ]


def test_only_the_hash_of_a_one_time_code_is_kept(town: Town) -> None:
    with_code(town)
    kept = str(town.rows("SELECT * FROM accounts"))
    assert CODE not in kept
    assert CODE.replace("-", "") not in kept


def test_a_one_time_code_has_eighty_bits() -> None:
    codes = [passwords.new_code().replace("-", "") for _ in range(200)]
    signs = set("".join(codes))
    assert len(signs) == 32
    assert {len(code) for code in codes} == {16}  # of 32 signs: 5 bits each
    assert len(set(codes)) == 200


def test_a_one_time_code_holds_for_seven_days(town: Town) -> None:
    with_code(town)
    town.clock.now += CODE_DAYS
    with pytest.raises(NotDone, match="abgelaufen"):
        redeem_code(real(town), CODE, PASSWORD)
    town.clock.now -= A_SECOND
    redeem_code(real(town), CODE, PASSWORD)


@pytest.mark.parametrize("code", ["", "-", "AAAA-AAAA-AAAA-AAAA", "\x00", "ä\ud800", "x" * 9999])
def test_a_code_that_nobody_got_sets_nothing(town: Town, code: str) -> None:
    with_code(town)
    with pytest.raises(NotDone, match="Einmalcode"):
        redeem_code(real(town), code, PASSWORD)


def test_a_weak_password_leaves_the_code_as_it_is(town: Town) -> None:
    with_code(town)
    with pytest.raises(NotDone, match="Name nicht vorkommt"):
        redeem_code(real(town), CODE, "Karl und die Hasen")
    redeem_code(real(town), CODE, PASSWORD)


def test_a_new_password_by_code_ends_all_stays_and_all_waiting(town: Town) -> None:
    give_account(town, KARL, code=passwords.hashed_code(CODE), code_ends=town.clock.now + CODE_DAYS)
    token = inside(town, KARL)
    karl = caller(town, token)
    fail(town, FREE)
    redeem_code(real(town), CODE, "Fünf Hasen im Schnee")
    with pytest.raises(SignedOut):
        tasks(real(town), karl)
    inside(town, KARL, "Fünf Hasen im Schnee")


def test_two_who_redeem_one_code_at_once_set_one_password(town: Town) -> None:
    with_code(town)

    def redeem(password: str) -> bool:
        try:
            redeem_code(real(town), CODE, password)
        except NotDone:
            return False
        return True

    chosen = ("Fünf Hasen im Schnee", "Sechs Rehe im Nebel")
    done = in_threads(*[lambda one=one: redeem(one) for one in chosen])
    assert sorted(done) == [False, True]
    inside(town, KARL, chosen[done.index(True)])


def test_who_has_a_second_factor_is_not_inside_by_the_password_alone(town: Town) -> None:
    ticket = with_second_factor(town)
    assert caller_of(real(town), ticket) is None
    assert town.rows("SELECT count(*) FROM sessions") == [(0,)]
    entered = enter_code_of_app(real(town), ticket, code_now(town), HERE)
    assert caller(town, entered.token).person == "arno"


def test_a_code_of_the_app_counts_only_once(town: Town) -> None:
    ticket = with_second_factor(town)
    enter_code_of_app(real(town), ticket, code_now(town), HERE)
    again = sign_in(real(town), "arno", PASSWORD, HERE)
    assert isinstance(again, SecondStep)
    with pytest.raises(NotDone, match="schon benutzt"):
        enter_code_of_app(real(town), again.ticket, code_now(town), HERE)
    town.clock.go_on(seconds=30)
    enter_code_of_app(real(town), again.ticket, code_now(town), HERE)


def test_one_code_at_two_doors_at_once_lets_one_in(town: Town) -> None:
    first, code = with_second_factor(town), code_now(town)
    second = sign_in(real(town), "arno", PASSWORD, HERE)
    assert isinstance(second, SecondStep)

    def enter(ticket: str) -> bool:
        try:
            enter_code_of_app(real(town), ticket, code, HERE)
        except NotDone:
            return False
        return True

    assert sorted(in_threads(lambda: enter(first), lambda: enter(second.ticket))) == [False, True]


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_clocks_may_differ_by_half_a_minute(town_in_a_file: Town, seconds: int) -> None:
    ticket = with_second_factor(town_in_a_file)
    code = pyotp.TOTP(SECRET).at(town_in_a_file.clock.now + timedelta(seconds=seconds))
    enter_code_of_app(real(town_in_a_file), ticket, f"{code[:3]} {code[3:]}", HERE)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_of_another_minute_lets_nobody_in(town_in_a_file: Town, seconds: int) -> None:
    ticket = with_second_factor(town_in_a_file)
    code = pyotp.TOTP(SECRET).at(town_in_a_file.clock.now + timedelta(seconds=seconds))
    with pytest.raises(NotDone, match="gilt nicht"):
        enter_code_of_app(real(town_in_a_file), ticket, code, HERE)


@pytest.mark.parametrize("code", ["", "000000", "12345", "١٢٣٤٥٦", "abcdef", "x" * 9999])
def test_a_wrong_code_of_the_app_lets_nobody_in(town_in_a_file: Town, code: str) -> None:
    ticket = with_second_factor(town_in_a_file)
    with pytest.raises(NotDone, match="gilt nicht"):
        enter_code_of_app(real(town_in_a_file), ticket, code, HERE)


def test_guessing_codes_of_the_app_is_slowed_down_like_passwords(town: Town) -> None:
    ticket = with_second_factor(town)  # which has counted once
    for _ in range(FREE - 1):
        with pytest.raises(NotDone, match="gilt nicht"):
            enter_code_of_app(real(town), ticket, "000000", HERE)
    with pytest.raises(TooMany):
        enter_code_of_app(real(town), ticket, code_now(town), HERE)
    with pytest.raises(TooMany):  # the right password does not start the counting anew
        sign_in(real(town), "arno", PASSWORD, HERE)


@pytest.mark.parametrize("ticket", ["", "guessed", "\x00", "x" * 9999])
def test_the_second_step_needs_the_first(town: Town, ticket: str) -> None:
    with_second_factor(town)
    with pytest.raises(NotDone, match="noch einmal mit Name"):
        enter_code_of_app(real(town), ticket, code_now(town), HERE)


def test_who_looks_for_the_app_too_long_begins_anew(town: Town) -> None:
    ticket = with_second_factor(town)
    town.clock.now += SECOND_STEP
    with pytest.raises(NotDone, match="zu lange gedauert"):
        enter_code_of_app(real(town), ticket, code_now(town), HERE)


def test_who_is_deactivated_between_the_two_steps_stays_outside(town: Town) -> None:
    ticket = with_second_factor(town)
    town.change("UPDATE accounts SET active = FALSE")
    with pytest.raises(NotDone):
        enter_code_of_app(real(town), ticket, code_now(town), HERE)


def test_who_is_deactivated_can_do_nothing_more_in_an_open_window(town: Town) -> None:
    give_account(town, KARL)
    token = inside(town, KARL)
    karl = caller(town, token)
    tasks(real(town), karl)
    town.change("UPDATE accounts SET active = FALSE")
    assert caller_of(real(town), token) is None
    with pytest.raises(SignedOut):
        tasks(real(town), karl)


def test_who_tries_in_vain_stands_in_the_log_of_the_server_without_what_was_typed(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Coming in leaves no line; only an account that is under attack is named."""
    ticket = with_second_factor(town)
    give_account(town, KARL)
    inside(town, KARL)
    assert caplog.messages == []
    fail(town, FREE)
    fail(town, FREE, "Mein Passwort\nin der falschen Zeile")
    for name in ("karl", "Mein Passwort\nin der falschen Zeile"):
        with pytest.raises(TooMany):
            sign_in(real(town), name, PASSWORD, HERE)
    with pytest.raises(NotDone):
        enter_code_of_app(real(town), ticket, "000000", HERE)
    with pytest.raises(NotDone):
        redeem_code(real(town), "AAAA", "Fünf Hasen im Schnee")
    assert caplog.messages == [
        *["Somebody did not come in: name and password do not fit"] * (2 * FREE),
        "Too many mistakes at signing in, by the name of karl",
        "Too many mistakes at signing in, by the name of nobody",
        "arno did not come in: the password fits, the code does not",
        "A one-time code was not accepted: there is none like it",
    ]
