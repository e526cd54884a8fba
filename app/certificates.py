"""The certificate that browsers are shown: the one given, or one of an authority of our own.

The authority is made on first use. It may vouch for this line's names and addresses alone
(RFC 5280, name constraints), so that who trusts it trusts it for nothing else. What it signs
lasts 90 days and is renewed a month before its end.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.settings import PROJECT, Settings
from ivr.errors import LineaError

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_APART = timedelta(days=1)
HERE = ("localhost", "127.0.0.1", "::1")
NOWHERE = "192.0.2.1"  # an address of nobody (RFC 5737): nothing is sent to it

Key = ec.EllipticCurvePrivateKey


class UnusableCertificate(LineaError):
    """A certificate that is not there, not readable, or does not belong to its key."""

    code = "certificate_unusable"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate's file, with its chain, and its key's."""

    certificate: Path
    key: Path

    @property
    def digest(self) -> str:
        """What changes when one of the files does."""
        parts = (self.certificate.read_bytes(), self.key.read_bytes())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def read(self) -> x509.Certificate:
        """The certificate. Raises UnusableCertificate."""
        try:
            return x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError) as error:
            raise UnusableCertificate(f"{self.certificate}: no se puede leer ({error}).") from error


@dataclass(frozen=True, slots=True)
class OwnAuthority:
    """Our authority in ``folder``, and the certificate of ``names`` that it signed last."""

    folder: Path
    names: tuple[str, ...]
    entity: str

    @property
    def pair(self) -> Pair:
        """What browsers are shown."""
        return Pair(self.folder / "linea.pem", self.folder / "linea.key")

    @property
    def authority(self) -> Pair:
        """What they are to trust."""
        return Pair(self.folder / "autoridad.pem", self.folder / "autoridad.key")

    def current(self, now: datetime) -> Pair:
        """A certificate that lasts, made or renewed where need be. Raises UnusableCertificate."""
        if not (self.authority.certificate.exists() and self.authority.key.exists()):
            self.create(now)
        elif self._is_due(now):
            self._sign(now)
        return self.pair

    def create(self, now: datetime) -> None:
        """Make the authority anew: every browser must be told to trust it again."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(f"Línea Única - {self.entity}"[:64])
        certificate = (
            _begun(name, name, key, now, AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.NameConstraints(_limits(self.names), None), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(self.authority, [certificate], key)
        self._sign(now)

    def uncovered(self) -> tuple[str, ...]:
        """Names that the authority may not vouch for: it was made before they were set."""
        constraints = self.authority.read().extensions.get_extension_for_class(x509.NameConstraints)
        allowed = constraints.value.permitted_subtrees or []
        return tuple(name for name in self.names if not _is_within(name, allowed))

    def _is_due(self, now: datetime) -> bool:
        try:
            shown, authority = self.pair.read(), self.authority.read()
        except UnusableCertificate:
            return True
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uncovered = self.uncovered()
        wanted = {_general(name) for name in self.names if name not in uncovered}
        return (
            not self.pair.key.exists()
            or shown.not_valid_after_utc - now < RENEWED_BEFORE
            or shown.issuer != authority.subject
            or set(names) != wanted
        )

    def _sign(self, now: datetime) -> None:
        authority = self.authority.read()
        signer = _private(self.authority.key)
        uncovered = self.uncovered()
        names = [_general(name) for name in self.names if name not in uncovered]
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _begun(_name(self.names[0]), authority.subject, key, now, LASTS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        _write(self.pair, [certificate, authority], key)


def own_authority(settings: Settings) -> OwnAuthority | None:
    """Our authority, None where a certificate is given or nothing but loopback is served."""
    if not settings.https or settings.web.certificate:
        return None
    return OwnAuthority(settings.certificates_folder, names_of(settings), settings.entity.name)


def current(settings: Settings, now: datetime) -> Pair | None:
    """What browsers are shown now, None over plain HTTP. Raises UnusableCertificate."""
    own = own_authority(settings)
    if own is not None:
        return own.current(now)
    return given(settings)


def given(settings: Settings) -> Pair | None:
    """The certificate of the settings, found from the project's folder on."""
    web = settings.web
    if not web.certificate:
        return None
    return Pair(PROJECT / web.certificate, PROJECT / web.key)


def names_of(settings: Settings) -> tuple[str, ...]:
    """Every name and address under which browsers may open the line, the settings' first."""
    network = settings.network
    names: list[str] = [*settings.web.names]
    if not network.on_every_address:
        names.append(network.host)
    else:
        names += _outward_addresses()
    if network.external_address:
        names.append(network.external_address)
    machine = socket.gethostname()
    names += [machine] if _is_host_name(machine) else []
    return tuple(dict.fromkeys([*names, *HERE]))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as browsers show it."""
    digest = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _outward_addresses() -> list[str]:
    """The address from which this machine reaches others, where it does."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((NOWHERE, 9))
        return [str(probe.getsockname()[0])]
    return []


def _is_host_name(name: str) -> bool:
    return name.isascii() and all(part.replace("-", "").isalnum() for part in name.split("."))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    """What both kinds of certificate have in common."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_APART)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.lower())


def _limits(names: Sequence[str]) -> list[x509.GeneralName]:
    """The same as name constraints: an address is a network of one."""
    limits: list[x509.GeneralName] = []
    for name in names:
        general = _general(name)
        if isinstance(general, x509.IPAddress):
            general = x509.IPAddress(ipaddress.ip_network(str(general.value)))
        limits.append(general)
    return limits


def _is_within(name: str, allowed: Sequence[x509.GeneralName]) -> bool:
    general = _general(name)
    if isinstance(general, x509.IPAddress):
        return _limits([name])[0] in allowed
    domains = [one.value for one in allowed if isinstance(one, x509.DNSName)]
    return any(name.lower() == one or name.lower().endswith(f".{one}") for one in domains)


def _private(path: Path) -> Key:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise UnusableCertificate(f"{path}: no se puede leer ({error}).") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UnusableCertificate(f"{path}: no es la clave que la línea hizo.")
    return key


def _write(pair: Pair, chain: Sequence[x509.Certificate], key: Key) -> None:
    """Replace both files whole, the key first and for us alone."""
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _replace(pair.key, secret, 0o600)
    _replace(pair.certificate, b"".join(one.public_bytes(pem) for one in chain), 0o644)


def _replace(path: Path, content: bytes, mode: int) -> None:
    fresh = path.with_name(f".{path.name}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
