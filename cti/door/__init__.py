"""The door: the one origin that browsers see. It ends TLS, lets telephones through, hands on."""
