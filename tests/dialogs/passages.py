"""Passages that many scripts of calls have in common."""

MENU = """
    hears   ...
    hears   menu.opciones
    presses 2
"""
KNOWN = f"""
    {MENU}
    hears   ident.telefono_conocido
    presses 1
    hears   ident.segundo_dato      tres últimos números de la cédula
"""
PERSON = """
    hears   bienvenida.prioridad
    pauses
    goes to attention
"""
BY_ACCOUNT = """
    hears   ident.como
    presses 1
    hears   ident.pedir_cuenta
"""
BY_DOCUMENT = """
    hears   ident.como
    presses 2
    hears   ident.pedir_cedula
"""
