"""Writes the last day of a wave as a file that calendars read (iCalendar, RFC 5545)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from audit.model.messages import Translator, message
from audit.model.waves import Wave

REMIND_BEFORE = timedelta(days=2)


@dataclass(frozen=True)
class Deadline:
    """The last day of a wave, for somebody."""

    wave: Wave
    address: str | None
    """Where the tasks wait; None when nobody has said how people reach the audit."""
    written: datetime


def write_deadline(deadline: Deadline, translator: Translator) -> bytes:
    """Write a day of the calendar that leaves its owner free, with a sign two days before.

    Its id stays the same, so that a wave that was extended moves the day it had before.
    """
    wave = deadline.wave
    title = message("Letzter Tag: {title}", title=" ".join(wave.title.split()))
    event = Event()
    event.add("uid", f"wave-{wave.id}@audit")
    event.add("sequence", (wave.closes - wave.opens).days)
    event.add("dtstamp", deadline.written)
    event.add("dtstart", wave.closes)
    event.add("dtend", wave.closes + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", translator.say(title))
    if deadline.address is not None:
        event.add("url", deadline.address)
        tasks = message("Ihre Aufgaben: {address}", address=deadline.address)
        event.add("description", translator.say(tasks))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", translator.say(title))
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Interkulturelle Oeffnung//Audit//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
