"""The shell round the app: who may knock, what is let in, what an answer carries.

Plain ASGI: nothing here knows Streamlit, a page or a command; `app.py` puts it round what it serves.
"""
