"""The pages in the browser: state and levers without Streamlit, and what draws them."""
