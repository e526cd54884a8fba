"""The composition root: settings, the command line, which process starts what."""
