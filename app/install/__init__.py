"""What `./linea` needs before its own packages exist; imports only the standard library."""
