"""Start here in a browser: `streamlit run audit_app.py`, which is `python -m audit serve`."""

import streamlit as st

from audit.service.house import Settings
from audit.ui.last_words import keep_last_words
from audit.ui.server import SCRIPT, parts

app = st.App(SCRIPT, **parts(Settings.from_environment(), keep_last_words))
