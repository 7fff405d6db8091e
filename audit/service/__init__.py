"""Every action that a person can take, each with its right and its transaction.

Pages and command line call the same functions, so no right can be bypassed by a side door.
"""
