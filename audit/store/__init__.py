"""The only room that knows SQL: what the audit remembers, in SQLite or PostgreSQL.

Every function takes the connection of an open transaction. Whoever opened it commits it.
What is asked at each click is a statement of the module (`_SESSION`): putting it together takes
longer than the database needs for its answer.
"""
