"""One browser window, as far as the server can tell: Streamlit's messages through a websocket.

It sends what a browser sends, the states of all widgets on the page each time, and reads all that
comes back. It draws nothing.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

PATIENCE = 60.0
"""Seconds after which a page counts as broken."""


class Broken(Exception):
    """The page did not do what it should."""


@dataclass(frozen=True)
class Field:
    """Something on the page that people can fill in or press."""

    id: str
    key: str
    """What the app calls it."""
    kind: str
    """Streamlit's name of the widget."""
    options: tuple[str, ...] = ()
    """What people read, for widgets to choose from."""


@dataclass
class Window:
    """A window on one page; the person stays on it or turns to another part of it."""

    socket: ClientConnection
    page: str
    query: str
    fields: dict[str, Field] = field(default_factory=dict)
    """What stands on the page, by its key, from top to bottom."""
    told: str = ""
    """What a screen reader was told last."""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _page_hash: str = ""
    _kept: list[str] = field(default_factory=list)

    async def open(self) -> float:
        """Open the page; returns the seconds until it is complete."""
        return await self._run()

    async def choose(self, of: Field, option: str) -> float:
        """Choose one option; returns the seconds until the page is complete again."""
        state = WidgetState(id=of.id)
        if of.kind == "radio":
            state.string_value = option
        else:
            state.string_array_value.data.append(option)
        self._states[of.id] = state
        return await self._run()

    async def write(self, into: Field, text: str) -> float:
        """Write a text; returns the seconds until the page is complete again."""
        self._states[into.id] = WidgetState(id=into.id, string_value=text)
        return await self._run()

    async def press(self, button: Field) -> float:
        """Press a button; returns the seconds until the page is complete again."""
        return await self._run(WidgetState(id=button.id, trigger_value=True))

    async def _run(self, *pressed: WidgetState) -> float:
        """Let the page run; raises Broken when it fails, or takes too long."""
        start = time.perf_counter()
        await self.socket.send(self._wish(pressed))
        try:
            async with asyncio.timeout(PATIENCE):
                await self._read_page()
        except TimeoutError:
            raise Broken(f"No page after {PATIENCE:.0f} s") from None
        return time.perf_counter() - start

    def _wish(self, pressed: tuple[WidgetState, ...]) -> bytes:
        wish = BackMsg()
        rerun = wish.rerun_script
        rerun.query_string = self.query
        rerun.page_script_hash = self._page_hash
        if not self._page_hash:
            rerun.page_name = self.page
        rerun.cached_message_hashes.extend(self._kept)
        rerun.widget_states.widgets.extend([*self._states.values(), *pressed])
        return bytes(wish.SerializeToString())

    async def _read_page(self) -> None:
        """Read until the script has finished; what is no longer on the page is forgotten."""
        self.told = ""
        before, self._states = self._states, {}
        self.fields, self._kept = {}, []
        while True:
            read = ForwardMsg.FromString(await self._received())
            match read.WhichOneof("type"):
                case "delta":
                    self._read(read.delta.new_element, before)
                    if read.metadata.cacheable:
                        self._kept.append(read.hash)
                case "ref_hash":
                    self._kept.append(read.ref_hash)
                case "navigation":
                    self._page_hash = read.navigation.page_script_hash
                case "page_info_changed":
                    self.query = read.page_info_changed.query_string
                case "page_not_found":
                    raise Broken(f"There is no page {self.page}")
                case "script_finished" if _is_complete(read):
                    return
                case _:
                    pass

    async def _received(self) -> bytes:
        received = await self.socket.recv()
        return received.encode() if isinstance(received, str) else received

    def _read(self, element: Element, before: dict[str, WidgetState]) -> None:
        """Note a widget and the value that a browser would send for it from now on.

        The server may set a value (`set_value`), which counts more than what was there before.
        """
        match element.WhichOneof("type"):
            case "radio":
                radio = element.radio
                state = WidgetState(id=radio.id, string_value=radio.raw_value)
                known = state if radio.set_value else before.get(radio.id)
                self._keep("radio", radio.id, known, tuple(radio.options))
            case "button_group":
                group = element.button_group
                state = WidgetState(id=group.id)
                state.string_array_value.data.extend(group.raw_values)
                known = state if group.set_value else before.get(group.id)
                options = tuple(option.content for option in group.options)
                self._keep("button_group", group.id, known, options)
            case "checkbox":
                box = element.checkbox
                value = box.value if box.set_value else box.default
                state = WidgetState(id=box.id, bool_value=value)
                known = state if box.set_value else before.get(box.id, state)
                self._keep("checkbox", box.id, known)
            case "text_area":
                area = element.text_area
                text = area.value if area.set_value else area.default
                state = WidgetState(id=area.id, string_value=text)
                known = state if area.set_value else before.get(area.id, state)
                self._keep("text_area", area.id, known)
            case "button":
                self._keep("button", element.button.id, None)
            case "bidi_component":
                self.told = json.loads(element.bidi_component.json or "{}").get("told", "")
            case "exception":
                raise Broken(element.exception.message)
            case "alert" if element.alert.format == Alert.ERROR:
                raise Broken(element.alert.body)

    def _keep(
        self, kind: str, id_: str, state: WidgetState | None, options: tuple[str, ...] = ()
    ) -> None:
        key = id_.split("-", 2)[2]
        self.fields[key] = Field(id_, key, kind, options)
        if state is not None:
            self._states[id_] = state


def _is_complete(read: ForwardMsg) -> bool:
    if read.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
        raise Broken("The script does not compile")
    return read.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
