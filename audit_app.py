"""Start here: `python -m audit serve` runs this file by several processes, and `streamlit run
audit_app.py` by one."""

import sys

import streamlit as st

from audit.model.problems import Refused
from audit.service.house import Settings
from audit.ui.last_words import keep_last_words
from audit.ui.processes import Place, serve
from audit.ui.server import SCRIPT, parts

try:
    app = st.App(SCRIPT, **parts(Settings.from_environment(), keep_last_words))
    """What Streamlit runs at each click."""
except Refused as refused:
    sys.exit(str(refused))

if __name__ == "__main__":
    serve(app, Place.named_by(sys.argv[1:]))
