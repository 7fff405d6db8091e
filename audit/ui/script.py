"""What Streamlit runs at each click."""

from audit.ui.visit import visit

visit()
