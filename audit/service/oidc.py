"""OpenID Connect, seen by the one who asks: where to send people, and whom to believe.

Authorization code (OpenID Connect Core 1.0) with PKCE (RFC 7636), and with the name of the
answering directory (RFC 9207) where it gives one. What a signed claim must be like is checked by
Authlib, the signature by joserfc.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hmac import compare_digest
from secrets import token_urlsafe
from ssl import SSLCertVerificationError, SSLContext
from time import monotonic
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from audit.service.directory import Directory, is_safe

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""The ways of signing that are believed: with a key that only the directory has. Never `none`, and
never a secret that both know."""

SCOPE = "openid profile"
"""What is asked for: who it is, and the name. No address, no telephone number."""

PATIENCE = 10.0
"""Seconds to wait for the directory."""

LEEWAY = 60
"""Seconds by which its clock and ours may differ."""

KNOWN_FOR = 3600.0
"""Seconds for which it is not asked again where its pages are."""

LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


class Doubt(Exception):
    """Nobody was vouched for; `reason` is for the log and names nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Doubt):
    """The directory does not answer, or not as one."""


class Declined(Doubt):
    """The directory, or the person there, said no."""


@dataclass(frozen=True)
class Asked:
    """What was asked, to be compared with what comes back. It stays here."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> "Asked":
        """Draw what nobody can guess."""
        return cls(token_urlsafe(32), token_urlsafe(32), token_urlsafe(48))


class Provider:
    """A directory, and the address at which it sends people back to us."""

    def __init__(self, directory: Directory, back: str) -> None:
        self.directory = directory
        self.back = back
        self._pages: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    def way_in(self, asked: Asked) -> str:
        """Say to which address of the directory somebody goes to sign in."""
        strength = self.directory.strength
        wish = {"acr_values": " ".join(strength)} if strength else {}
        address: str = prepare_grant_uri(
            self._page("authorization_endpoint"),
            self.directory.client,
            "code",
            self.back,
            SCOPE,
            asked.state,
            nonce=asked.nonce,
            code_challenge=create_s256_code_challenge(asked.verifier),
            code_challenge_method="S256",
            **wish,
        )
        return address

    def way_out(self, back: str) -> str:
        """Say where one signs out of the directory itself. Raises `Unreachable` if nowhere."""
        query = {"client_id": self.directory.client, "post_logout_redirect_uri": back}
        address: str = add_params_to_uri(self._page("end_session_endpoint"), list(query.items()))
        return address

    def introduce(self) -> None:
        """See that the directory answers, by the name that the settings give it, and says where one
        signs in and what it signs with. Raises `Unreachable`."""
        self._known()
        for name in ("authorization_endpoint", "token_endpoint"):
            self._page(name)
        self._published()
        signs_by = self._known().get("id_token_signing_alg_values_supported")
        if not isinstance(signs_by, list) or not set(signs_by) & set(SIGNED_BY):
            raise Unreachable("signing")

    def vouched(self, asked: Asked, answer: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """Find out for whom the directory vouches, from what a browser brought back.

        Returns the claims, whose `sub` says who it is. Raises `Doubt`.
        """
        if not compare_digest(asked.state.encode(), answer.get("state", "").encode()):
            raise Doubt("state")
        self._refuse_another_issuer(answer)
        if "error" in answer:
            raise Declined("error")
        code = answer.get("code")
        if not code:
            raise Doubt("code")
        token = self._exchanged(code, asked.verifier)
        claims = self._believed(token, asked.nonce, now)
        subject = claims["sub"]
        if not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise Doubt("sub")
        return claims

    def _refuse_another_issuer(self, answer: Mapping[str, str]) -> None:
        promised = self._known().get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", None if promised else self.directory.issuer) != self.directory.issuer:
            raise Doubt("iss")

    def _exchanged(self, code: str, verifier: str) -> dict[str, Any]:
        """Give the code for what is signed; the directory takes each code once."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": verifier,
        }
        client, secret = self.directory.client, self.directory.secret
        offered = self._known().get("token_endpoint_auth_methods_supported")
        key: httpx.BasicAuth | None = None
        if isinstance(offered, list) and "client_secret_basic" not in offered:
            sent |= {"client_id": client, "client_secret": secret}
        else:
            key = httpx.BasicAuth(quote(client, safe=""), quote(secret, safe=""))
        where = self._page("token_endpoint")
        try:
            answer = httpx.post(where, data=sent, auth=key, timeout=PATIENCE, verify=_trusted())
        except httpx.HTTPError as error:
            raise Unreachable("token") from error
        if answer.status_code != 200:
            raise Doubt("code refused")
        return _mapping(answer, "token")

    def _believed(self, token: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """Read what is signed; raises `Doubt` unless it was signed by this directory, for us, now,
        and in answer to what was asked."""
        signed, client = token.get("id_token"), self.directory.client
        if not isinstance(signed, str):
            raise Doubt("id_token")
        try:
            read = self._decoded(signed)
            if str(read.header.get("typ", _OF_A_PERSON)).upper() != _OF_A_PERSON:
                raise Doubt("typ")
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self.directory.issuer},
                    "aud": {"essential": True, "value": client},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"client_id": client, "nonce": nonce, "access_token": token.get("access_token")},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
            self._refuse_a_weaker_way(claims)
        except ClaimError as error:
            raise Doubt(error.claim) from error
        except JoseError as error:
            raise Doubt(error.error) from error
        except (ValueError, TypeError) as error:
            raise Doubt("id_token") from error
        return dict(claims)

    def _refuse_a_weaker_way(self, claims: Mapping[str, Any]) -> None:
        """Raise `Doubt` when somebody signed in there in another way than the setting asks for; a
        directory may show the wish to nobody and forget it."""
        if self.directory.strength and claims.get("acr") not in self.directory.strength:
            raise Doubt("acr")

    def _decoded(self, signed: str) -> jwt.Token:
        """Check the signature; a key that is not known yet is asked for once."""
        if self._keys is not None:
            try:
                return jwt.decode(signed, self._keys, algorithms=SIGNED_BY)
            except InvalidKeyIdError:
                pass
        self._keys = self._published()
        return jwt.decode(signed, self._keys, algorithms=SIGNED_BY)

    def _published(self) -> KeySet:
        found = _mapping(_fetched(self._page("jwks_uri")), "keys")
        try:
            return KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreachable("keys") from error

    def _page(self, name: str) -> str:
        address = self._known().get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise Unreachable(name)
        return address

    def _known(self) -> dict[str, Any]:
        """Ask the directory where its pages are, once an hour."""
        if self._pages is None or monotonic() - self._pages[0] > KNOWN_FOR:
            found = _mapping(_fetched(description_of(self.directory.issuer)), "discovery")
            if found.get("issuer") != self.directory.issuer:
                raise Unreachable("issuer")
            self._pages = monotonic(), found
        return self._pages[1]


def description_of(issuer: str) -> str:
    """Say where a directory describes itself (OpenID Connect Discovery 1.0, section 4)."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


_OF_A_PERSON = "JWT"
"""How a token that says who somebody is calls itself, if at all; those for other purposes have
names of their own, e.g. `at+jwt` (RFC 9068) and `logout+jwt`."""


@cache
def _trusted() -> SSLContext:
    """Read once whose certificates are trusted: those of SSL_CERT_FILE, or the usual ones."""
    return httpx.create_ssl_context()


def _fetched(address: str) -> httpx.Response:
    try:
        answer = httpx.get(address, timeout=PATIENCE, verify=_trusted())
    except httpx.HTTPError as error:
        raise Unreachable("certificate" if _is_about_a_certificate(error) else "network") from error
    if answer.status_code != 200:
        raise Unreachable(f"status {answer.status_code}")
    return answer


def _is_about_a_certificate(error: BaseException | None) -> bool:
    """Tell whether somebody answered whom nobody vouches for; it stands below other errors."""
    while error is not None and not isinstance(error, SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _mapping(answer: httpx.Response, what: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise Unreachable(what) from error
    if not isinstance(found, dict):
        raise Unreachable(what)
    return found
