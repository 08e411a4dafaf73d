"""`python -m forecasting`: see `forecasting.cli`."""

import sys

from forecasting.cli import main

sys.exit(main())
