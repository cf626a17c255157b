"""Supply: purchases, receipts and the suppliers behind them."""
