"""`retention`: what is no longer needed is deleted, and it is said how much that was."""

from audit.cli.terminal import say
from audit.model.messages import Message, Translator, message
from audit.model.problems import Problem, Refused
from audit.model.retention import NotAPeriod, periods_of
from audit.service.house import Settings, open_house
from audit.service.retention import Forgotten, forget


def forget_what_is_over(language: Translator, *, dry_run: bool) -> None:
    """Delete, or only count, and say it for each class of data."""
    settings = Settings.from_environment()
    try:
        periods = periods_of(settings.retention)
    except NotAPeriod as problem:
        raise Refused([Problem("AUDIT_RETENTION", None, problem.sentence)]) from None
    house = open_house(settings)
    done = forget(house, periods, dry_run=dry_run)
    house.close()
    for one in done:
        say(language, _line(one))
    say(language, _ONLY_TRIED if dry_run else _WRITTEN_DOWN)


def _line(one: Forgotten) -> Message:
    period = one.period
    return message(
        "{count} × {title} (Frist: {days} Tage {counted_from})",
        count=one.count,
        title=period.title,
        days=period.days,
        counted_from=period.counted_from,
    )


_ONLY_TRIED = message("So viel würde gelöscht. Gelöscht wurde nichts.")
_WRITTEN_DOWN = message("So viel wurde gelöscht. Es steht auch im Änderungsprotokoll.")
