"""The audit in a browser.

server       one process: Streamlit's application, our routes, and the gate in front of both
gate         nobody passes without a stay that the house knows
signing_in   coming in and going out, as plain pages that need no JavaScript
visit        what happens at each click: who is there, in which language, on which screen
frame        what a screen is, and what it is given
screens/     the screens, one file each
environment  the one component that mends what Streamlit lacks for people with disabilities
"""
