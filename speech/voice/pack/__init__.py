"""Voice packs: recorded fragments from which any utterance of the line is composed."""
