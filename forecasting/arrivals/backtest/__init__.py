"""How good the forecasts were: rolling origins, hindsight, scores, and the record they leave."""
