"""The words of the audit: question types, questionnaires, answers, problems. No disk, no clock, no
screen."""
