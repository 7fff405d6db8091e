"""The only room that knows SQL: what the audit remembers, in SQLite or PostgreSQL.

Every function takes the connection of an open transaction. Whoever opened it commits it.
"""
