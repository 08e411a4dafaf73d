"""The script that Streamlit runs, alone in its folder: while it runs, imports are looked for there first."""
