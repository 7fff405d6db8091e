"""The servers that this one depends on, the directory and the mail server: whether they answer as
the settings say. No person signs in, and no letter is sent."""

from collections.abc import Iterator, Mapping

from audit.model.messages import Message, message
from audit.service.delivery import PATIENCE, Trouble, knock
from audit.service.directory import THIS_MACHINE, Directory
from audit.service.house import Settings
from audit.service.mail_server import MailServer, Security
from audit.service.oidc import Provider, Unreachable, description_of
from audit.service.verifying import Finding, Verdict


def neighbours(settings: Settings) -> Iterator[Finding]:
    """Ask each of them that the settings name."""
    if settings.directory is not None:
        yield directory_answers(settings.directory)
    if settings.mail is not None:
        yield from mail_server_answers(settings.mail)


def directory_answers(directory: Directory) -> Finding:
    """Ask the directory who it is, and where its pages and keys are."""
    issuer = directory.issuer
    try:
        Provider(directory, back="").introduce()
    except Unreachable as doubt:
        sentence = _DIRECTORY.get(doubt.reason, _NO_DIRECTORY)
        words = {"issuer": issuer, "page": description_of(issuer)}
        return Finding(Verdict.BAD, Message(sentence.text, words))
    return Finding(
        Verdict.GOOD,
        message("Der Anmeldedienst {issuer} antwortet, heißt so und zeigt seine Schlüssel.",
                issuer=issuer),
    )  # fmt: skip


def mail_server_answers(server: MailServer, patience: float = PATIENCE) -> Iterator[Finding]:
    """Open a line to the mail server, protected and signed in as for a letter."""
    words = {"host": server.host, "port": server.port, "security": server.security.value}
    trouble = knock(server, patience)
    if trouble is not None:
        yield Finding(Verdict.BAD, Message(_MAIL[trouble].text, words))
        return
    is_open = server.security is Security.NONE
    yield Finding(Verdict.GOOD, Message((_IN_THE_OPEN if is_open else _ENCRYPTED).text, words))
    if is_open and server.host not in THIS_MACHINE:
        yield Finding(Verdict.NOTE, Message(_OVER_THE_NETWORK.text, words))


_DIRECTORY: Mapping[str, Message] = {
    "network": message(
        "Der Anmeldedienst {issuer} antwortet nicht: Bitte prüfen Sie AUDIT_OIDC_ISSUER, und ob "
        "dieser Rechner ihn durch Firewall und Proxy erreicht."
    ),
    "certificate": message(
        "Das Zertifikat des Anmeldedienstes {issuer} gilt nicht: Bitte erneuern Sie es dort, oder "
        "nennen Sie in SSL_CERT_FILE eine Datei mit den Zertifikaten, denen zu glauben ist."
    ),
    "issuer": message(
        "Der Anmeldedienst unter {issuer} nennt sich anders: Bitte übernehmen Sie als "
        "AUDIT_OIDC_ISSUER, was in {page} als „issuer“ steht, "
        "Zeichen für Zeichen."
    ),
    "keys": message(
        "Die Schlüssel des Anmeldedienstes {issuer} lassen sich nicht lesen: Bitte prüfen Sie, was "
        "unter der Adresse liegt, die seine Beschreibung als „jwks_uri“ nennt."
    ),
    "signing": message(
        "Der Anmeldedienst {issuer} unterschreibt nicht so, dass es sich prüfen lässt: Bitte "
        "stellen Sie dort für diese Anwendung RS256 oder ES256 ein."
    ),
}
"""What to do, by the reason of the doubt."""

_NO_DIRECTORY = message(
    "Unter {page} liegt keine vollständige Beschreibung eines "
    "Anmeldedienstes: Bitte prüfen Sie AUDIT_OIDC_ISSUER; bei Keycloak endet es auf /realms/NAME."
)

_NO_MAIL = message(
    "Der Mailserver {host} antwortet am Anschluss {port} nicht: Bitte prüfen Sie AUDIT_SMTP_HOST "
    "und AUDIT_SMTP_PORT, und ob AUDIT_SMTP_SECURITY ({security}) zu diesem Anschluss passt."
)
_MAIL: Mapping[Trouble, Message] = {
    Trouble.NO_ANSWER: _NO_MAIL,
    Trouble.BROKEN: _NO_MAIL,
    Trouble.CERTIFICATE: message(
        "Das Zertifikat des Mailservers {host} gilt nicht: Bitte nennen Sie ihn in "
        "AUDIT_SMTP_HOST, wie er darin heißt, und in AUDIT_SMTP_CERTIFICATES eine Datei mit den "
        "Zertifikaten, denen zu glauben ist."
    ),
    Trouble.LOGIN: message(
        "Der Mailserver {host} nimmt Benutzer und Passwort nicht an: Bitte prüfen Sie "
        "AUDIT_SMTP_USER und AUDIT_SMTP_PASSWORD."
    ),
    Trouble.NOT_OFFERED: message(
        "Der Mailserver {host} bietet am Anschluss {port} nicht an, was eingestellt ist: Bitte "
        "prüfen Sie AUDIT_SMTP_SECURITY ({security}), und ob er dort Anmeldungen annimmt."
    ),
}
_ENCRYPTED = message(
    "Der Mailserver {host} antwortet, verschlüsselt und mit gültigem Zertifikat; verschickt wurde "
    "nichts."
)
_IN_THE_OPEN = message("Der Mailserver {host} antwortet; verschickt wurde nichts.")
_OVER_THE_NETWORK = message(
    "E-Mails gehen unverschlüsselt an den Mailserver {host}: Bitte setzen Sie AUDIT_SMTP_SECURITY "
    "auf starttls oder tls, wenn er es anbietet."
)
