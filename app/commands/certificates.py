"""`linea certificates`: HTTPS with an authority of our own, and how browsers come to trust it."""

from __future__ import annotations

from datetime import datetime

import typer

from app import certificates
from app.certificates import OwnAuthority, UnusableCertificate
from app.settings import Settings, load
from ivr.clock import BOGOTA, SystemClock

app = typer.Typer(
    help="El certificado de HTTPS con que se abren las páginas desde otros equipos.",
    no_args_is_help=True,
)


@app.command()
def create(
    again: bool = typer.Option(
        False, "--de-nuevo", help="Otra autoridad: habrá que confiar en ella en cada navegador."
    ),
) -> None:
    """Crea la autoridad propia y el certificado, si no los hay; los renueva si hace falta."""
    own, now = _own(load()), SystemClock().now()
    if again:
        own.create(now)
    own.current(now)
    _describe(own)
    print("«./linea certificates trust» dice cómo hacer que un navegador confíe.")


@app.command()
def show() -> None:
    """Muestra qué certificado se usa, para qué nombres, hasta cuándo, y su huella."""
    settings = load()
    given = certificates.given(settings)
    if given is not None:
        certificate = given.read()
        print(f"Certificado de los ajustes: {given.certificate}")
        print(f"  para     {certificate.subject.rfc4514_string()}")
        print(f"  de       {certificate.issuer.rfc4514_string()}")
        print(f"  vence    {_day(certificate.not_valid_after_utc)}")
        return
    _describe(_own(settings))


@app.command()
def trust() -> None:
    """Dice cómo hacer que los navegadores de cada sistema confíen en la autoridad propia."""
    settings = load()
    own = _own(settings)
    own.current(SystemClock().now())
    address = f"https://{own.names[0]}:{settings.ports.web}/autoridad.crt"
    print(
        INSTRUCTIONS.format(
            file=own.authority.certificate,
            address=address,
            fingerprint=certificates.fingerprint(own.authority.read()),
        )
    )


def _own(settings: Settings) -> OwnAuthority:
    """The authority of the settings. Raises UnusableCertificate where there is to be none."""
    if (own := certificates.own_authority(settings)) is not None:
        return own
    if settings.web.certificate:
        raise UnusableCertificate("Los ajustes dan un certificado (web.certificate).")
    raise UnusableCertificate(
        "La línea atiende solo a este equipo (network.host) y ahí no hace falta HTTPS."
    )


def _describe(own: OwnAuthority) -> None:
    authority, certificate = own.authority.read(), own.pair.read()
    print(f"Autoridad propia: {own.authority.certificate}")
    print(f"  huella   {certificates.fingerprint(authority)}  (SHA-256)")
    print(f"  vence    {_day(authority.not_valid_after_utc)}")
    print(f"Certificado: {own.pair.certificate}")
    print(f"  para     {', '.join(own.names)}")
    print(f"  vence    {_day(certificate.not_valid_after_utc)}; se renueva solo, un mes antes")
    if missing := own.uncovered():
        print(
            f"La autoridad no puede responder por {', '.join(missing)}: se creó antes. "
            "«./linea certificates create --de-nuevo» hace otra."
        )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BOGOTA):%Y-%m-%d}"


INSTRUCTIONS = """\
La autoridad está en {file}
y se puede bajar de {address}
Compare siempre la huella SHA-256 antes de confiar:
  {fingerprint}

Windows (Chrome, Edge)  como administrador: certutil -addstore Root autoridad.crt
macOS                   sudo security add-trusted-cert -d -r trustRoot \\
                          -k /Library/Keychains/System.keychain autoridad.crt
Debian, Ubuntu          cp autoridad.crt /usr/local/share/ca-certificates/linea.crt
                        update-ca-certificates
  Chromium, Chrome      certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n linea -i autoridad.crt
                        (paquete libnss3-tools)
Firefox (todos)         Ajustes, Privacidad y seguridad, Ver certificados, Autoridades,
                        Importar: «confiar para identificar sitios web»
Android                 Ajustes, Seguridad, Cifrado y credenciales, Instalar un certificado,
                        Certificado de CA
iPhone, iPad            abra la dirección en Safari, instale el perfil en Ajustes y actívelo en
                        General, Información, Ajustes de confianza de certificados

La autoridad solo puede responder por los nombres y direcciones de esta línea. Detalles:
docs/https.md"""
