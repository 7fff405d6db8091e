"""What a calendar reads in a file, for tests."""

from typing import Any

from icalendar import Calendar


def event_in(written: str | bytes) -> dict[str, str]:
    """Read the one event in a file, each entry as it is written."""
    calendar: Any = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    return {name: value.to_ical().decode() for name, value in event.items()}
