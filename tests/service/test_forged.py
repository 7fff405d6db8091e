"""What somebody between the directory and us, or in another browser, could try."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt

from audit.service.actions import NotDone
from audit.service.arriving import arrive, set_out
from tests.service.directories import (
    CLIENT,
    STEERING,
    Between,
    Claims,
    answer_of_the_provider,
    between,
    claims_of,
    come,
    new_key,
    provider,
    unsigned,
    with_directory,
)
from tests.service.town import Town

SUB = "s-1"


@pytest.fixture(scope="module")
def directory() -> Iterator[str]:
    with provider() as url:
        yield url


@pytest.fixture
def middle(directory: str) -> Iterator[Between]:
    with between(directory) as standing:
        standing.person(SUB, name="Ute Ast", groups=[STEERING])
        yield standing


def nobody_came(town: Town) -> bool:
    return not town.rows("SELECT * FROM accounts") and not town.rows("SELECT * FROM sessions")


def test_what_is_merely_signed_anew_by_a_published_key_is_believed(
    town_in_a_file: Town, middle: Between
) -> None:
    """So that the refusals below are for what is forged, and not for standing in between."""
    middle.claims = lambda claims: claims
    assert come(with_directory(town_in_a_file, middle.url), SUB).token


FORGED: dict[str, Callable[[Claims], Claims]] = {
    "for somebody else": lambda claims: claims | {"aud": "another"},
    "for somebody else as well, who asked": lambda claims: (
        claims | {"aud": [CLIENT, "another"], "azp": "another"}
    ),
    "for several, and nobody says who asked": lambda claims: claims | {"aud": [CLIENT, "another"]},
    "asked by somebody else": lambda claims: claims | {"azp": "another"},
    "for nobody": lambda claims: claims | {"aud": []},
    "by somebody else": lambda claims: claims | {"iss": "https://login.example"},
    "by the same with a slash": lambda claims: claims | {"iss": claims["iss"] + "/"},
    "for another question": lambda claims: claims | {"nonce": "of yesterday"},
    "for no question": lambda claims: without(claims, "nonce"),
    "long ago": lambda claims: claims | {"exp": claims["iat"] - 61},
    "without an end": lambda claims: without(claims, "exp"),
    "with an end that is no time": lambda claims: claims | {"exp": "2099-01-01"},
    "in the future": lambda claims: claims | {"iat": claims["iat"] + 600},
    "not valid yet": lambda claims: claims | {"nbf": claims["iat"] + 600},
    "about nobody": lambda claims: without(claims, "sub"),
    "about an empty name": lambda claims: claims | {"sub": ""},
    "about a number": lambda claims: claims | {"sub": 7},
    "about a name that is too long": lambda claims: claims | {"sub": "s" * 256},
    "about a name with signs nobody sees": lambda claims: claims | {"sub": "s-1\x00"},
    "beside another access": lambda claims: claims | {"at_hash": "another"},
}


def without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize("forgery", FORGED)
def test_what_was_not_said_to_us_now_is_not_believed(
    town_in_a_file: Town, middle: Between, forgery: str
) -> None:
    middle.claims = FORGED[forgery]
    with pytest.raises(NotDone, match="nicht bestätigen"):
        come(with_directory(town_in_a_file, middle.url), SUB)
    assert nobody_came(town_in_a_file)


def with_the_public_key_as_secret(middle: Between, head: Claims, claims: Claims) -> str:
    before = unsigned(head | {"alg": "HS256", "kid": middle.key.kid}, claims)
    public = middle.key.as_pem(private=False)
    return f"{before}.{encoded(hmac.new(public, before.encode(), sha256).digest())}"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


Sign = Callable[[Between, Claims], str]
SIGNED: dict[str, Sign] = {
    "not at all": lambda _, claims: unsigned({"alg": "none"}, claims) + ".",
    "not at all, in capitals": lambda _, claims: unsigned({"alg": "NONE"}, claims) + ".",
    "not at all, with a known key": lambda middle, claims: (
        unsigned({"alg": "none", "kid": middle.key.kid}, claims) + "."
    ),
    "with what everybody knows": lambda middle, claims: with_the_public_key_as_secret(
        middle, {}, claims
    ),
    "by a key with the same name": lambda middle, claims: middle.signed(
        claims, new_key(str(middle.key.kid))
    ),
    "by a key that nobody knows": lambda middle, claims: middle.signed(claims, new_key("foreign")),
    "by a key that it brings along": lambda _, claims: brought_along(claims),
    "for other words": lambda middle, claims: other_words(middle.signed(claims), claims),
    "cut off": lambda middle, claims: middle.signed(claims)[:-20],
    "for another purpose": lambda middle, claims: as_kind(middle, claims, "at+jwt"),
    "for signing out": lambda middle, claims: as_kind(middle, claims, "logout+jwt"),
    "in two parts": lambda middle, claims: middle.signed(claims).rpartition(".")[0],
    "as nothing": lambda _, __: "",
    "as nonsense": lambda _, __: "eyJ\x00.ä.🙈",
}


def brought_along(claims: Claims) -> str:
    key = new_key("brought")
    between = Between("", key=key)
    head = {"alg": "RS256", "jwk": key.as_dict(private=False)}
    return unsigned(head, claims) + "." + between.signed(claims).rpartition(".")[2]


def other_words(signed: str, claims: Claims) -> str:
    head, _, signature = signed.split(".")
    said = json.dumps(claims | {"sub": "admin"}).encode()
    return f"{head}.{encoded(said)}.{signature}"


def as_kind(middle: Between, claims: Claims, kind: str) -> str:
    """Sign properly, and call it something else."""
    head = {"alg": "RS256", "kid": str(middle.key.kid), "typ": kind}
    return jwt.encode(head, claims, middle.key)


@pytest.mark.parametrize("kind", ["JWT", "jwt"])
def test_what_says_who_somebody_is_may_call_itself_so(
    town_in_a_file: Town, middle: Between, kind: str
) -> None:
    middle.sign = lambda claims: as_kind(middle, claims, kind)
    assert come(with_directory(town_in_a_file, middle.url), SUB).token


@pytest.mark.parametrize("way", SIGNED)
def test_what_the_directory_has_not_signed_is_not_believed(
    town_in_a_file: Town, middle: Between, way: str
) -> None:
    middle.sign = lambda claims: SIGNED[way](middle, claims)
    with pytest.raises(NotDone, match="nicht bestätigen"):
        come(with_directory(town_in_a_file, middle.url), SUB)
    assert nobody_came(town_in_a_file)


def test_another_state_is_refused(town_in_a_file: Town, middle: Between) -> None:
    house = with_directory(town_in_a_file, middle.url)
    for state in ("of somebody else", "", "ä"):
        begun = set_out(house, "/")
        answer = answer_of_the_provider(begun, SUB)
        with pytest.raises(NotDone, match="beginnen Sie noch einmal"):
            arrive(house, begun.ticket, {**answer, "state": state})
        with pytest.raises(NotDone, match="beginnen Sie noch einmal"):
            arrive(house, begun.ticket, answer)  # one try for each beginning
    assert not middle.asked_at("/oauth2/token")
    assert nobody_came(town_in_a_file)


def test_another_browser_is_refused(town_in_a_file: Town, middle: Between) -> None:
    """Whoever is sent the address at the end of somebody's sign-in does not become that person."""
    house = with_directory(town_in_a_file, middle.url)
    begun, other = set_out(house, "/"), set_out(house, "/")
    answer = answer_of_the_provider(begun, SUB)
    for ticket in (other.ticket, "", "guessed", "\x00", "ä" * 1000):
        with pytest.raises(NotDone, match="beginnen Sie noch einmal"):
            arrive(house, ticket, answer)
    assert nobody_came(town_in_a_file)
    assert arrive(house, begun.ticket, answer).token


def test_a_code_is_good_once(town: Town, middle: Between) -> None:
    house = with_directory(town, middle.url)
    begun = set_out(house, "/")
    answer = answer_of_the_provider(begun, SUB)
    arrive(house, begun.ticket, answer)
    with pytest.raises(NotDone, match="beginnen Sie noch einmal"):
        arrive(house, begun.ticket, answer)
    again = set_out(house, "/")
    state = answer_of_the_provider(again, SUB)["state"]
    with pytest.raises(NotDone, match="nicht bestätigen"):
        arrive(house, again.ticket, {**answer, "state": state})
    assert len(middle.asked_at("/oauth2/token")) == 2


def test_an_answer_meant_for_another_question_is_refused(
    town_in_a_file: Town, middle: Between
) -> None:
    """A code of an attacker's own sign-in, put into somebody else's: the nonce does not fit."""
    house = with_directory(town_in_a_file, middle.url)
    mine, theirs = set_out(house, "/"), set_out(house, "/")
    code = answer_of_the_provider(theirs, SUB)["code"]
    answer = answer_of_the_provider(mine, SUB) | {"code": code}
    with pytest.raises(NotDone, match="nicht bestätigen"):
        arrive(house, mine.ticket, answer)
    assert nobody_came(town_in_a_file)


@pytest.mark.parametrize("answer", [{}, {"code": ""}, {"kode": "x"}, {"code": "\x00ä"}])
def test_an_answer_without_a_real_code_is_refused(
    town_in_a_file: Town, middle: Between, answer: dict[str, str]
) -> None:
    house = with_directory(town_in_a_file, middle.url)
    begun = set_out(house, "/")
    state = answer_of_the_provider(begun, SUB)["state"]
    with pytest.raises(NotDone, match="nicht bestätigen"):
        arrive(house, begun.ticket, {"state": state, **answer})


def test_an_answer_of_another_directory_is_refused(town_in_a_file: Town, middle: Between) -> None:
    """RFC 9207: where a directory says its name, it must be the one that was asked."""
    house = with_directory(town_in_a_file, middle.url)
    begun = set_out(house, "/")
    answer = answer_of_the_provider(begun, SUB)
    with pytest.raises(NotDone, match="nicht bestätigen"):
        arrive(house, begun.ticket, {**answer, "iss": "https://login.example"})
    begun = set_out(house, "/")
    answer = answer_of_the_provider(begun, SUB)
    assert arrive(house, begun.ticket, {**answer, "iss": middle.url}).token


def test_a_directory_that_promises_its_name_must_say_it(
    town_in_a_file: Town, middle: Between
) -> None:
    promise = {"authorization_response_iss_parameter_supported": True}
    middle.pages = lambda found: found | promise
    with pytest.raises(NotDone, match="nicht bestätigen"):
        come(with_directory(town_in_a_file, middle.url), SUB)


def test_the_provider_signs_what_we_read(town_in_a_file: Town, middle: Between) -> None:
    """What is forged above starts from what a real provider says."""
    said: list[Claims] = []

    def listen(claims: Claims) -> Claims:
        said.append(claims)
        return claims

    middle.claims = listen
    come(with_directory(town_in_a_file, middle.url), SUB)
    [claims] = said
    assert {"iss", "sub", "aud", "exp", "iat", "nonce", "groups"} <= claims.keys()
    assert claims_of(middle.signed(claims)) == claims


STRONG = ("gold", "https://refeds.org/profile/mfa")


@pytest.mark.parametrize("way", ["bronze", "", None, ["gold"], "gold silver"])
def test_who_signed_in_there_in_a_weaker_way_than_the_setting_asks_for_stays_outside(
    town_in_a_file: Town, middle: Between, way: object
) -> None:
    middle.claims = lambda claims: claims | {"acr": way}
    house = with_directory(town_in_a_file, middle.url, strength=STRONG)
    with pytest.raises(NotDone, match="nicht stark genug"):
        come(house, SUB)
    assert nobody_came(town_in_a_file)


def test_the_strong_way_is_asked_for_and_lets_in(town_in_a_file: Town, middle: Between) -> None:
    middle.claims = lambda claims: claims | {"acr": "gold"}
    assert come(with_directory(town_in_a_file, middle.url, strength=STRONG), SUB).token
    begun = set_out(with_directory(town_in_a_file, middle.url, strength=STRONG), "/")
    assert dict(parse_qsl(urlsplit(begun.address).query))["acr_values"] == " ".join(STRONG)


def test_no_token_of_the_directory_is_kept_or_passed_on(
    town_in_a_file: Town, middle: Between
) -> None:
    """What it signs is read and forgotten: neither database nor browser get it."""
    signed: list[str] = []

    def sign(claims: Claims) -> str:
        signed.append(middle.signed(claims))
        return signed[-1]

    middle.sign = sign
    arrived = come(with_directory(town_in_a_file, middle.url), SUB)
    (token,) = signed
    kept = "".join(
        str(row)
        for (table,) in town_in_a_file.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        for row in town_in_a_file.rows(f'SELECT * FROM "{table}"')
    )
    assert SUB in kept
    for part in token.split("."):
        assert part not in kept
        assert part not in str(arrived)
