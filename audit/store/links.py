"""Links that are used up by one reply, and links that are taken back.

Nothing leads from a reply to its link. A database keeps more than its columns: PostgreSQL notes
with each row which transaction wrote it, and that of the reply wrote the row of the link, too. So
whenever one link of a batch is used up, the same transaction writes all rows of the batch anew.
"""

from sqlalchemy import Connection, case, select, true, update

from audit.model.waves import Link
from audit.store.schema import links


def use_up(connection: Connection, link: Link) -> bool:
    """Note that the one reply to a link is sent; False when it was before, or is taken back."""
    batch = (links.c.wave == link.wave) & (links.c.batch == link.batch)
    held = select(links).where(batch).order_by(links.c.token).with_for_update()
    rows = {row.token: row for row in connection.execute(held)}
    if rows[link.token].used or rows[link.token].withdrawn:
        return False
    used = case((links.c.token == link.token, true()), else_=links.c.used)
    connection.execute(update(links).where(batch).values(used=used))
    return True


def withdraw(connection: Connection, token: str) -> None:
    """Take a link back: nobody comes in by it any more, and nobody who is in sends."""
    connection.execute(update(links).where(links.c.token == token).values(withdrawn=True))


def withdraw_batch(connection: Connection, wave: str, batch: int) -> None:
    """Take all links of a batch back."""
    query = update(links).where(links.c.wave == wave, links.c.batch == batch)
    connection.execute(query.values(withdrawn=True))
