"""Staff, cost and residual funds of budget years.

Amounts are EUR at current prices; arrays hold years in rows and sample paths in columns.
Equations: docs/method.md, Staff to Funds.
"""
