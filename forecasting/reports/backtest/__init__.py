"""How good the forecasts were, as tables and sentences."""
