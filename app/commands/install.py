"""`linea install`: what `./linea` installs for the line has been installed before this runs."""


def command() -> None:
    """Instala todo lo que la línea necesita, sin ponerla en marcha."""
    print("Todo está instalado. «./linea up» pone la línea en marcha.")
