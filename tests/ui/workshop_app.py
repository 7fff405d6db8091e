"""The audit with the screens of the workshop: `streamlit run tests/ui/workshop_app.py`."""

import streamlit as st

from audit.service.house import Settings
from audit.ui import screens
from tests.ui.workshop import EXTRA, UPLOADS, keep

screens.SCREENS = (*screens.SCREENS, *EXTRA)

from audit.ui.server import SCRIPT, parts  # noqa: E402 - reads the screens when it is imported

app = st.App(SCRIPT, **parts(Settings.from_environment(), keep, UPLOADS))
