"""The commands of `linea`, one file each."""
