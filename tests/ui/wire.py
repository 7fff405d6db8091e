"""Streamlit's websocket by hand: what somebody could say who has a stay and no browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.sync.connection import Connection
from websockets.typing import Origin, Subprotocol

from tests.ui.conftest import Server

PATIENCE = 30.0


@dataclass
class Told:
    """What a page told: its number, and all that was said."""

    page: str
    said: bytes

    def __contains__(self, text: str) -> bool:
        return text.encode() in self.said


@contextmanager
def wired(server: Server, cookies: Mapping[str, str], lost: str = "") -> Iterator["Wire"]:
    """Open a websocket; with the number of a page whose connection was lost, a claim to it."""
    kinds = ["streamlit", "nothing", *([lost] if lost else [])]
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        additional_headers=sent,
        origin=Origin(server.url),
        subprotocols=[Subprotocol(kind) for kind in kinds],
        max_size=None,
    ) as line:
        yield Wire(line)


class Wire:
    """An open websocket."""

    def __init__(self, line: Connection) -> None:
        self.line = line

    def ask(self, screen: str, query: str) -> None:
        """Ask for a screen at an address, as a browser does."""
        wish = BackMsg()
        wish.rerun_script.page_name = screen
        wish.rerun_script.query_string = query
        self.line.send(wish.SerializeToString())

    def told(self) -> Told:
        """Read until the page is complete."""
        page, said = "", b""
        while True:
            data = self.line.recv(timeout=PATIENCE)
            assert isinstance(data, bytes)
            said += data
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                page = message.new_session.initialize.session_id
            if kind == "script_finished" and message.script_finished == (
                ForwardMsg.FINISHED_SUCCESSFULLY
            ):
                return Told(page, said)

    def left_over(self, seconds: float) -> bytes:
        """Read what comes without being asked for."""
        said = b""
        try:
            while True:
                data = self.line.recv(timeout=seconds)
                said += data if isinstance(data, bytes) else data.encode()
        except TimeoutError:
            return said


def told(server: Server, cookies: Mapping[str, str], screen: str, query: str) -> Told:
    """Open a screen and close it again."""
    with wired(server, cookies) as wire:
        wire.ask(screen, query)
        return wire.told()
