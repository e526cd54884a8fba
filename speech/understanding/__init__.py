"""What callers say, understood: words to intents and values."""
