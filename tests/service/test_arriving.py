"""Coming in by a real directory: who is let in, and as what."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from audit.model.organisation import Office, Role
from audit.service.actions import Caller, Denied, NotDone, SignedOut
from audit.service.arriving import (
    TIME_TO_ARRIVE,
    Arrived,
    arrive,
    came_by_directory,
    set_out,
    way_out,
)
from audit.service.figures import begun_waves
from audit.service.house import House
from audit.service.people import change_offices, deactivate, everybody
from audit.service.sessions import caller_of, sign_out
from audit.service.tasks import tasks
from tests.service.accounts import give_account, inside
from tests.service.directories import (
    AT_THE_COUNTER,
    BACK,
    CLIENT,
    SECRET,
    STEERING,
    Between,
    answer_of_the_provider,
    between,
    come,
    provider,
    with_directory,
)
from tests.service.town import ARNO, COUNTER, SOCIAL, Town, in_threads


@pytest.fixture(scope="module")
def directory() -> Iterator[str]:
    with provider() as url:
        yield url


@pytest.fixture
def middle(directory: str) -> Iterator[Between]:
    with between(directory) as standing:
        yield standing


def who(house: House, arrived: Arrived) -> Caller:
    found = caller_of(house, arrived.token)
    assert found is not None
    return found


def admin(town: Town) -> Caller:
    if not town.rows("SELECT person FROM accounts WHERE person = 'arno'"):
        give_account(town, ARNO)
    found = caller_of(town.house, inside(town, ARNO))
    assert found is not None
    return found


def told(house: House, sub: str) -> str:
    with pytest.raises(NotDone) as refusal:
        come(house, sub)
    return str(refusal.value)


def test_who_is_in_a_group_comes_in_with_its_office_and_nothing_else(
    town: Town, middle: Between
) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", email="ute@stadt.example", groups=[STEERING, "Kantine"])
    arrived = come(house, "s-1")
    ute = who(house, arrived)
    assert arrived.wanted == "/start"
    assert (ute.person, ute.name, ute.offices) == ("ute-ast", "Ute Ast", (Office(Role.STEERING),))
    assert begun_waves(house, ute)
    with pytest.raises(Denied):
        everybody(house, ute)
    assert town.rows("SELECT name, password, code FROM accounts") == [(None, None, None)]
    stored = str([town.rows(f"SELECT * FROM {table}") for table in ("people", "accounts", "log")])
    assert "ute@stadt.example" not in stored  # neither asked for nor kept
    assert town.rows("SELECT count(*) FROM begun_sign_ins") == [(0,)]


def test_a_group_can_give_a_unit_and_one_person_can_be_in_several(
    town: Town, middle: Between
) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[AT_THE_COUNTER, STEERING])
    ute = who(house, come(house, "s-1"))
    assert set(ute.offices) == {Office(Role.STEERING), Office(Role.HEAD, COUNTER)}
    assert {task.unit.id for task in tasks(house, ute)} == {COUNTER}


def test_offices_are_given_anew_at_each_sign_in_and_those_given_here_stay(
    town: Town, middle: Between
) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    come(house, "s-1")
    change_offices(house, admin(town), "ute-ast", [Office(Role.DELEGATE, SOCIAL)])
    middle.person("s-1", name="Ute Ast", groups=[AT_THE_COUNTER])
    ute = who(house, come(house, "s-1"))
    assert set(ute.offices) == {Office(Role.DELEGATE, SOCIAL), Office(Role.HEAD, COUNTER)}
    assert town.rows("SELECT person, old, new FROM log WHERE action = 'arriving.arrive'") == [
        (None, "", '[["steering", null]]'),
        (None, '[["steering", null]]', '[["head", "counter"]]'),
    ]


def test_who_has_left_all_groups_is_out_at_once_in_all_windows(town: Town, middle: Between) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    ute = who(house, come(house, "s-1"))
    middle.person("s-1", name="Ute Ast", groups=["Kantine"])
    assert "zu keiner Gruppe" in told(house, "s-1")
    with pytest.raises(SignedOut):
        begun_waves(house, ute)
    assert not town.rows("SELECT role FROM offices WHERE person = 'ute-ast'")


@pytest.mark.parametrize(
    "claims",
    [{}, {"groups": []}, {"groups": ["Kantine"]}, {"groups": STEERING[:-1]}, {"groups": {"a": 1}},
     {"groups": [[STEERING], None, 7]}, {"roles": [STEERING]}],
)  # fmt: skip
def test_who_is_in_no_group_of_ours_is_not_let_in_and_leaves_no_trace(
    town_in_a_file: Town, middle: Between, claims: dict[str, object]
) -> None:
    town = town_in_a_file
    before = town.rows("SELECT count(*) FROM people")
    middle.person("s-1", name="Ute Ast", **claims)
    assert "zu keiner Gruppe" in told(with_directory(town, middle.url), "s-1")
    assert town.rows("SELECT count(*) FROM people") == before
    assert not town.rows("SELECT * FROM accounts")
    assert not town.rows("SELECT * FROM sessions")


def test_a_single_group_may_come_as_a_text_and_under_another_name(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url, claim="roles")
    middle.person("s-1", name="Ute Ast", roles=STEERING, groups=[AT_THE_COUNTER])
    assert who(house, come(house, "s-1")).offices == (Office(Role.STEERING),)


def test_a_unit_that_does_not_exist_gives_no_office(
    town_in_a_file: Town, middle: Between, caplog: pytest.LogCaptureFixture
) -> None:
    gone = (("Amt 51", Office(Role.HEAD, SOCIAL)),)
    house = with_directory(town_in_a_file, middle.url, groups=gone)
    middle.person("s-1", name="Ute Ast", groups=["Amt 51"])
    assert who(house, come(house, "s-1")).offices == (Office(Role.HEAD, SOCIAL),)
    nowhere = (("Amt 51", Office(Role.HEAD, type(SOCIAL)("nowhere"))),)
    house = with_directory(town_in_a_file, middle.url, groups=nowhere)
    assert "zu keiner Gruppe" in told(house, "s-1")
    assert "a unit that there is not, or no more" in caplog.text
    town_in_a_file.change("UPDATE units SET closed_on = '2026-05-01' WHERE id = 'social'")
    house = with_directory(town_in_a_file, middle.url, groups=gone)
    assert "zu keiner Gruppe" in told(house, "s-1")


def test_entra_sends_a_note_instead_of_very_many_groups(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", _claim_names={"groups": "src1"}, _claim_sources={})
    assert "so vielen Gruppen" in told(house, "s-1")


def test_who_was_deactivated_stays_out(town: Town, middle: Between) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    ute = who(house, come(house, "s-1"))
    deactivate(house, admin(town), "ute-ast")
    with pytest.raises(SignedOut):
        begun_waves(house, ute)
    assert "gesperrt" in told(house, "s-1")
    assert [row[0] for row in town.rows("SELECT person FROM sessions")] == ["arno"]


def test_somebody_is_who_they_are_by_the_directorys_name_for_them_not_by_an_address(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    give_account(town_in_a_file, ARNO, name="arno@stadt.example")
    for sub in ("s-1", "s-2"):
        middle.person(
            sub, name="Arno Amt", groups=[STEERING], email="arno@stadt.example",
            preferred_username="arno@stadt.example",
        )  # fmt: skip
    first, second = who(house, come(house, "s-1")), who(house, come(house, "s-2"))
    assert len({"arno", first.person, second.person}) == 3
    assert who(house, come(house, "s-1")).person == first.person
    assert Role.ADMIN not in {office.role for office in (*first.offices, *second.offices)}


def test_a_new_name_comes_with_the_next_sign_in_and_is_not_in_the_log(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    come(house, "s-1")
    middle.person("s-1", name="  Ute\u202e  Zweig-Ast\x00 ", groups=[STEERING])
    assert who(house, come(house, "s-1")).name == "Ute Zweig-Ast"
    middle.person("s-1", name="x" * 500, groups=[STEERING])
    assert len(who(house, come(house, "s-1")).name) == 120
    middle.person("s-1", groups=[STEERING])
    assert who(house, come(house, "s-1")).name == "Ohne Namen"
    assert "Zweig" not in str(town_in_a_file.rows("SELECT * FROM log"))


def test_two_first_sign_ins_at_the_same_moment_make_one_person(town: Town, middle: Between) -> None:
    house = with_directory(town, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    begun = [set_out(house, "/") for _ in range(2)]
    answers = [answer_of_the_provider(one, "s-1") for one in begun]
    arrived = in_threads(
        *(
            lambda one=one, answer=answer: arrive(house, one.ticket, answer)
            for one, answer in zip(begun, answers, strict=True)
        )
    )
    assert {who(house, one).person for one in arrived} == {"ute-ast"}


def test_what_is_asked_can_be_redeemed_only_by_who_asked(
    town_in_a_file: Town, middle: Between
) -> None:
    """PKCE: the code alone is worth nothing; and only what is needed is asked for."""
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    begun = set_out(house, "/")
    asked = dict(parse_qsl(urlsplit(begun.address).query))
    assert asked["scope"] == "openid profile"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{BACK}/anmelden/zurueck"
    assert asked["code_challenge_method"] == "S256"
    arrive(house, begun.ticket, answer_of_the_provider(begun, "s-1"))
    [sent] = middle.asked_at("/oauth2/token")
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    assert sent["code_verifier"] not in begun.address
    assert SECRET not in str(sent)


@pytest.mark.parametrize("way", ["client_secret_post", "client_secret_basic"])
def test_the_secret_is_shown_as_the_directory_wants_it(
    town_in_a_file: Town, middle: Between, way: str
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    middle.pages = lambda found: found | {"token_endpoint_auth_methods_supported": [way]}
    come(house, "s-1")
    [(sent, heads)] = [(sent, heads) for path, sent, heads in middle.asked if "token" in path]
    if way == "client_secret_post":
        assert (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
    else:
        basic = base64.b64decode(heads["Authorization"].removeprefix("Basic ")).decode()
        assert basic == "audit:to%3Abe%3Fkept"


def test_a_new_key_of_the_directory_is_asked_for_once(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    for _ in range(2):
        come(house, "s-1")
    assert len(middle.asked_at("/jwks")) == 1
    middle.claims = lambda claims: claims  # from now on signed with another key
    for _ in range(2):
        come(house, "s-1")
    assert len(middle.asked_at("/jwks")) == 2
    middle.published = []
    middle.key = type(middle.key).generate_key(2048, {"kid": "never seen"})
    assert "nicht bestätigen" in told(house, "s-1")
    assert len(middle.asked_at("/jwks")) == 3


def test_a_directory_that_does_not_answer_is_told(town_in_a_file: Town, middle: Between) -> None:
    nobody = with_directory(town_in_a_file, "http://127.0.0.1:9")
    with pytest.raises(NotDone, match="antwortet gerade nicht richtig"):
        set_out(nobody, "/")
    for changed in (
        {"issuer": "https://login.example"}, {"authorization_endpoint": "http://login.example"},
        {"authorization_endpoint": None}, {"jwks_uri": 7},
    ):  # fmt: skip
        with between(middle.provider) as standing:
            standing.pages = lambda found, changed=changed: found | changed
            with pytest.raises(NotDone, match="antwortet gerade nicht richtig"):
                come(with_directory(town_in_a_file, standing.url), "s-1")
    assert not town_in_a_file.rows("SELECT * FROM accounts")


def test_who_says_no_at_the_directory_is_not_signed_in(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    begun = set_out(house, "/")
    sent = httpx.post(begun.address, data={"action": "deny"})
    answer = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
    assert answer["error"] == "access_denied"
    state = dict(parse_qsl(urlsplit(begun.address).query))["state"]
    with pytest.raises(NotDone, match="abgebrochen"):
        arrive(house, begun.ticket, {**answer, "state": state})


def test_who_takes_too_long_begins_anew(town_in_a_file: Town, middle: Between) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    begun = set_out(house, "/")
    answer = answer_of_the_provider(begun, "s-1")
    town_in_a_file.clock.now += TIME_TO_ARRIVE
    with pytest.raises(NotDone, match="beginnen Sie noch einmal"):
        arrive(house, begun.ticket, answer)
    set_out(house, "/")
    assert len(town_in_a_file.rows("SELECT * FROM begun_sign_ins")) == 1  # the old one is gone


def test_signing_out_ends_the_stay_here_and_shows_the_way_out_there(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    arrived = come(house, "s-1")
    assert came_by_directory(house, arrived.token)
    give_account(town_in_a_file, ARNO)
    for token in (inside(town_in_a_file, ARNO), "of nobody", "", None):
        assert not came_by_directory(house, token)
    sign_out(house, arrived.token)
    assert caller_of(house, arrived.token) is None
    address = urlsplit(way_out(house))
    assert address.path == "/oauth2/end_session"
    assert dict(parse_qsl(address.query)) == {
        "client_id": CLIENT, "post_logout_redirect_uri": f"{BACK}/anmelden",
    }  # fmt: skip


def test_a_stay_by_the_directory_idles_out_as_everybodys_does(
    town_in_a_file: Town, middle: Between
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-1", name="Ute Ast", groups=[STEERING])
    arrived = come(house, "s-1")
    town_in_a_file.clock.now += timedelta(hours=2, minutes=1)
    assert caller_of(house, arrived.token) is None


def test_without_a_directory_nobody_comes_this_way(town_in_a_file: Town) -> None:
    with pytest.raises(Denied):
        set_out(town_in_a_file.house, "/")
    with pytest.raises(Denied):
        arrive(town_in_a_file.house, "", {})


def test_a_refusal_is_logged_without_saying_who_it_was(
    town_in_a_file: Town, middle: Between, caplog: pytest.LogCaptureFixture
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    middle.person("s-secret", name="Ute Ast", groups=["Kantine"])
    middle.person("s-other", name="Ute Ast", groups=[STEERING])
    with caplog.at_level(logging.INFO, "audit"):
        told(house, "s-secret")
        middle.claims = lambda claims: claims | {"aud": "another"}
        told(house, "s-other")
    logged = "\n".join(one.message for one in caplog.records if one.name.startswith("audit"))
    assert logged.splitlines() == [
        "Nobody came in by the directory: no group that gives an office here",
        "Nobody came in by the directory: aud",
    ]
