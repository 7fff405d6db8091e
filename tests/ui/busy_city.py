"""Musterstadt as a real administration: with accounts, a directory, a mail server, and with what
its people have done together when the pictures of the manual are taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from audit.files.evidence_files import sound_file
from audit.model.accounts import Account
from audit.model.question_types import Choosing
from audit.model.waves import Entry
from audit.service.actions import Caller, NotDone
from audit.service.approving import approve, give_back, handed_in
from audit.service.commenting import say
from audit.service.delegating import give, hand_back
from audit.service.evidence import add_file, add_link
from audit.service.filling_in import save_entry
from audit.service.forms import open_form
from audit.service.house import House, Settings, open_house
from audit.service.passwords import hashed_password
from audit.service.people import add_deputy, add_person
from audit.service.sessions import caller_of, sign_in_for_demo
from audit.service.sides import agree, ask_for, hand_in
from audit.service.tasks import tasks
from audit.service.wave_plans import copy_of, save_plan
from audit.store.accounts import add_account, change_account
from audit.store.engine import writing
from audit.store.organisation import load_people
from tests.files.test_evidence_files import pdf

ADDRESS = "https://oeffnung.musterstadt.example"
SETTINGS: Mapping[str, str] = {
    "AUDIT_ADDRESS": ADDRESS,
    "AUDIT_OIDC_ISSUER": "http://127.0.0.1:9",
    "AUDIT_OIDC_CLIENT": "audit",
    "AUDIT_OIDC_SECRET": "made up",
    "AUDIT_OIDC_GROUPS": "steering=Lenkungsgruppe",
    "AUDIT_SMTP_HOST": "127.0.0.1",
    "AUDIT_SMTP_PORT": "9",
    "AUDIT_SMTP_SECURITY": "none",
    "AUDIT_SMTP_SENDER": "oeffnung@musterstadt.example",
}
"""Neither the directory nor the mail server is ever called: no picture needs their answer."""

HEAD, DELEGATE, PROJECT, ADMIN = "schneeweiss", "kwiatek", "morgenstern", "winter"
COLLEAGUE = "rosa-heide"
"""Has an account and no office."""
WITH_MAIL = ("abendroth", "apfelbaum", "eichengrund", "fiore", "frost", "schneeweiss", "zima")
WITHOUT_PASSWORD = ("ahornsberg", "nour")

AGREED = EVIDENCE = "forms"
DISCUSSED, ASKED_ABOUT = "public-contact", "letters"
"""Questions beside which people talk: in a sheet that was handed in, and in the open one."""
SEEN_OTHERWISE = ("interpreter-route", "children-interpret", "forms", "letters", "decisions")
"""Questions to which the counter gives the lowest answer."""


def make_busy(data: Path) -> dict[str, str]:
    """Let people do all this; returns the words for addresses: which sheet, which wave ..."""
    house = open_house(Settings(data=data, demo=True))
    _give_accounts(house)
    city = _City(house)
    city.hand_out_areas()
    city.talk()
    city.compare()
    city.show_evidence()
    reading = city.check()
    plan = city.plan()
    city.stand_in()
    house.close()
    return {
        "sheet": str(city.sheet),
        "reading": str(reading),
        "plan": plan,
        "running": city.wave,
        "agreed": AGREED,
        "evidence": EVIDENCE,
    }


def _give_accounts(house: House) -> None:
    kept = hashed_password("Vier Hasen im Regen")
    with writing(house.engine) as connection:
        for person in load_people(connection):
            mail = f"{person.id}@musterstadt.example"
            account = Account(person.id, mail, mail=mail if person.id in WITH_MAIL else None)
            if person.id not in WITHOUT_PASSWORD:
                account = replace(account, password=kept)
            add_account(connection, account)
    add_person(house, _caller(house, ADMIN), "Rosa Heide", "rosa.heide@musterstadt.example", [])
    with writing(house.engine) as connection:
        change_account(connection, COLLEAGUE, password=kept)


def _caller(house: House, who: str) -> Caller:
    found = caller_of(house, sign_in_for_demo(house, who))
    assert found is not None
    return found


@dataclass
class _City:
    """What is done in it, around the self-assessment of the Bürgerservice."""

    house: House

    def __post_init__(self) -> None:
        self.head, self.delegate, self.project = (
            _caller(self.house, who) for who in (HEAD, DELEGATE, PROJECT)
        )
        own = [one for one in tasks(self.house, self.head) if one.questionnaire.id == "opening"]
        running, *earlier = own
        self.sheet, self.wave = running.assessment.id, running.wave.id
        self.before = earlier[0].assessment.id

    def hand_out_areas(self) -> None:
        """Give areas to a colleague; one comes back."""
        give(self.house, self.head, self.sheet, ["communication", "personnel"], COLLEAGUE)
        give(self.house, self.head, self.sheet, ["competence"], DELEGATE)
        remark = "Die Zahl der Auszubildenden habe ich vom Personalservice."
        rosa = _caller(self.house, COLLEAGUE)
        hand_back(self.house, rosa, self.sheet, "personnel", remark, done=True)

    def talk(self) -> None:
        """Ask and answer beside a question of an area that a colleague has."""
        rosa = _caller(self.house, COLLEAGUE)
        asked = "Zählen die Bescheide der Stadtkasse mit? Die schreiben wir nicht selbst."
        say(self.house, rosa, self.sheet, ASKED_ABOUT, asked)
        reply = "Nein, bitte nur unsere eigenen Schreiben."
        say(self.house, self.head, self.sheet, ASKED_ABOUT, reply)

    def compare(self) -> None:
        """Ask for two views, which agree on much, and note what was agreed on one question."""
        self._view("Leitung", self.head, HEAD, lowest=())
        self._view("Schalter", self.delegate, DELEGATE, lowest=SEEN_OTHERWISE)
        self._answer(self.head, self.sheet, lowest=(), only=[AGREED])
        after = open_form(self.house, self.head, self.sheet).revisions[AGREED]
        remark = "Im Netz gibt es die Hilfen, am Schalter liegen sie noch nicht aus."
        agree(self.house, self.head, self.sheet, AGREED, remark, after=after)

    def _view(self, name: str, who: Caller, person: str, *, lowest: tuple[str, ...]) -> None:
        view = ask_for(self.house, self.head, self.sheet, name, person)
        self._answer(who, view, lowest=lowest)
        hand_in(self.house, who, self.sheet)

    def _answer(
        self, who: Caller, sheet: int, *, lowest: tuple[str, ...], only: list[str] | None = None
    ) -> None:
        """Answer as in the wave before, and some questions with what is worth least."""
        before = open_form(self.house, self.head, self.before).sheet.entries
        form = open_form(self.house, who, sheet)
        for question in form.questionnaire.questions():
            for cell in question.cells():
                entry = before.get(cell.id, Entry())
                if question.id in lowest:
                    assert isinstance(question, Choosing)
                    scales = form.questionnaire.scales
                    least = min(question.options_in(scales), key=lambda one: one.points or 0)
                    entry = Entry(least.code)
                if entry.value and (only is None or question.id in only):
                    self._save(who, sheet, cell.id, entry, form.revisions.get(cell.id, 0))

    def _save(self, who: Caller, sheet: int, cell: str, entry: Entry, after: int) -> None:
        try:
            save_entry(self.house, who, sheet, cell, entry, after=after)
        except NotDone:
            return  # was answered in other words, or is not asked after the answers before

    def show_evidence(self) -> None:
        """Put a link and a file beside a question."""
        address = "https://www.musterstadt.example/formulare"
        add_link(self.house, self.head, self.sheet, EVIDENCE, address, "Alle Formulare im Netz")
        file = sound_file("Dienstanweisung Formulare.pdf", pdf())
        add_file(self.house, self.head, self.sheet, EVIDENCE, file)

    def check(self) -> int:
        """Approve two sheets, give one back, and talk about another one; returns its number."""
        waiting = handed_in(self.house, self.project, self.wave)
        opening = [one for one in waiting if one.questionnaire.id == "opening"]
        by_unit = {str(one.unit.id): one.assessment for one in opening}
        for unit in ("finanzen", "gebaeude", "soziales", "planung"):
            if unit in by_unit:
                sheet = by_unit.pop(unit)
                approve(self.house, self.project, sheet.id, after=sheet.revision)
        doors = [one.assessment for one in waiting if one.access_point is not None]
        why = "Bitte nennen Sie bei „trifft nicht zu“ den Grund."
        give_back(self.house, self.project, doors[0].id, why, after=doors[0].revision)
        sheet = by_unit["standesamt"]
        head = _caller(self.house, "rosenthal")
        say(self.house, head, sheet.id, DISCUSSED, "Gemeint sind nur Termine, nicht das Telefon.")
        reply = "Danke. Bitte zählen Sie das Telefon mit; so steht es in der Anleitung."
        say(self.house, self.project, sheet.id, DISCUSSED, reply)
        return sheet.id

    def plan(self) -> str:
        """Plan the next wave."""
        plan = replace(copy_of(self.house, self.project, self.wave), title="Nächste Erhebung")
        save_plan(self.house, self.project, plan)
        return plan.id

    def stand_in(self) -> None:
        """Let the head be stood in for while she is on leave."""
        admin, today = _caller(self.house, ADMIN), self.house.today()
        first, last = today + timedelta(days=7), today + timedelta(days=21)
        add_deputy(self.house, admin, HEAD, DELEGATE, first, last)
