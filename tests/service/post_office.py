"""A mail server on this machine, for tests: it keeps what it takes over, and sends back what it is
told to."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audit.service.mail_server import MailServer, Security
from tests.ports import free_port

HERE = "127.0.0.1"
SENDER = "audit@musterstadt.de"
USER, PASSWORD = "audit", "Sieben Tauben"


@dataclass
class Office:
    """What it has taken over, and how it behaves."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """To whom, and what."""
    unknown: frozenset[str] = frozenset()
    """Addresses that it refuses."""
    too_busy: bool = False
    """It refuses every letter after it was said."""
    drops_at: str = ""
    """Breaks the line at `RCPT`, at `DATA`, or never."""
    lines: int = 0
    """How often somebody came."""

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.drops_at == "RCPT":
            self._drop(server)
        if address in self.unknown:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.drops_at == "DATA":
            self._drop(server)
            await asyncio.sleep(1)
        if self.too_busy:
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=AS_SENT)
        assert isinstance(letter, EmailMessage)
        self.taken.append((envelope.rcpt_tos[0], letter))
        return "250 OK"

    @staticmethod
    def _drop(server: SMTP) -> None:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()

    def as_server(self, security: Security = Security.NONE, **more: Any) -> MailServer:
        """Say how it is reached."""
        return MailServer(HERE, self.port, security, SENDER, **more)


@contextmanager
def post_office(office: Office | None = None, **how: Any) -> Iterator[Office]:
    """Open it until the block ends."""
    office = office or Office()
    office.port = free_port()
    controller = Controller(office, hostname=HERE, port=office.port, **how)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def knows_the_password(
    _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
) -> AuthResult:
    """Let the one user in."""
    assert isinstance(given, LoginPassword)
    right = given.login == USER.encode() and given.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


def certificate(folder: Path, host: str = HERE, days: int = 1) -> Path:
    """Make a certificate that believes in itself, with its key; a past one by negative days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Post")])
    now = datetime.now(UTC)
    try:
        names: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        names = x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}-{days}.pem"
    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(written + made.public_bytes(serialization.Encoding.PEM))
    return file


def shown_by(file: Path) -> ssl.SSLContext:
    """Let a server show a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
