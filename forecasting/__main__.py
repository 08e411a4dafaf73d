"""`python -m forecasting`: see `forecasting.cli`."""

import os
import sys

# One thread of linear algebra: the arrays are small, and the last digit of a sum must not depend on the cores.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from forecasting.cli import main  # noqa: E402  the setting must come before numpy is loaded

sys.exit(main())
