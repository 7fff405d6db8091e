"""The only room that opens files people write: questionnaires, tables of answers, translations."""
