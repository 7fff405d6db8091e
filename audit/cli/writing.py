"""`schema`: what editors and authors need to know about the questionnaire format."""


def write_format() -> None:
    """Write the JSON schema and the written reference."""
