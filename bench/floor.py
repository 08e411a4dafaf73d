"""An empty page with one slider: what Streamlit itself takes from a key press to the screen."""

import streamlit as st

st.set_page_config(layout="wide")
value = st.slider("slider", 0, 1000, 500)
with st.container(key="answer"):  # the browser replaces what is in it
    st.html(f'<section class="answer"><p class="main">{value}</p></section>')
