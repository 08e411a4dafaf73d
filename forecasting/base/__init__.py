"""Words everyone uses: errors, months, quantiles, texts and German number formats."""
