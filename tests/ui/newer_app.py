"""The audit with questionnaires from a folder of its own: `streamlit run tests/ui/newer_app.py`.

The folder lies beside the answers, in `questionnaires/`.
"""

import streamlit as st

from audit.service import house

SETTINGS = house.Settings.from_environment()
house.QUESTIONNAIRES = SETTINGS.data / "questionnaires"  # before anything else takes it from there

from audit.ui.last_words import keep_last_words  # noqa: E402
from audit.ui.server import SCRIPT, parts  # noqa: E402

app = st.App(SCRIPT, **parts(SETTINGS, keep_last_words))
