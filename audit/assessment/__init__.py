"""Questionnaire + answers -> results: the one bridge from words to numbers."""
