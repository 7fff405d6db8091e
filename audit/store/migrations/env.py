"""Runs the migrations on the connection that it is given; see `audit.store.migrating`."""

from alembic import context

from audit.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
