"""Computer telephony integration: what Asterisk does, who is called, and the desks' web."""
