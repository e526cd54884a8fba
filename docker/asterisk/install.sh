#!/bin/bash
# Puts Asterisk 22 where the line can run it. The one recipe of image and local set-up.
#
#   docker/asterisk/install.sh [ROOT]
#
# ROOT       folder to run Asterisk from by `chroot ROOT asterisk …`
#            (argument, else LINEA_ASTERISK_ROOT, else var/asterisk-root of this project).
#            `/` installs by plain apt into the system itself: the Docker image does that.
#
# A host that has Asterisk 22 with the modules needed keeps it: ROOT becomes a link to `/`.
# Otherwise Debian testing is laid out in ROOT, beside it first and renamed when complete,
# so an interrupted run leaves nothing half-made. Run again it does nothing.
#
# Environment: LINEA_DEBIAN_MIRROR (default: the mirror of the host's apt), LINEA_DEBIAN_SUITE.
set -euo pipefail

RECIPE=1  # raise it when a change here must reach installed roots
SERIES=22
SUITE=${LINEA_DEBIAN_SUITE:-testing}
PACKAGES=(asterisk asterisk-prompt-es-co asterisk-core-sounds-es-wav asterisk-moh-opsound-wav)
MODULES=(res_agi res_speech res_aeap res_speech_aeap res_http_websocket res_srtp
         res_pjsip chan_pjsip res_pjsip_transport_websocket app_queue app_mixmonitor
         app_chanspy cel_custom func_talkdetect codec_ulaw codec_alaw)
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ROOT=${1:-${LINEA_ASTERISK_ROOT:-$PROJECT/var/asterisk-root}}
[ "$ROOT" = / ] || ROOT=${ROOT%/}
MARKER=.linea-asterisk
PART=$ROOT.part
OLD=$ROOT.old
LOG=$ROOT.log

say() { printf 'asterisk: %s (%d s)\n' "$*" "$SECONDS"; }
fail() { printf 'asterisk: %s\n' "$*" >&2; exit 1; }

# Run a command in the system under folder $1; entering one takes root, staying in this one doesn't.
inside() {
    local root=$1
    shift
    if [ "$root" = / ]; then "$@"; else chroot "$root" "$@"; fi
}

# The system under folder $1 has Asterisk of the series and every module needed.
is_suitable() {
    local version module
    version=$(inside "$1" asterisk -V 2>/dev/null) || return 1
    case $version in "Asterisk $SERIES."*) ;; *) return 1 ;; esac
    for module in "${MODULES[@]}"; do
        compgen -G "$1/usr/lib/*/asterisk/modules/$module.so" >/dev/null ||
            compgen -G "$1/usr/lib/asterisk/modules/$module.so" >/dev/null || return 1
    done
}

# Name lookups stay on this machine: without its own name here Asterisk asks a root server
# on every call. Rewritten on each run, for the name and the resolver may have changed.
write_network_files() {
    printf '127.0.0.1 localhost %s\n::1 localhost %s\n' "$(uname -n)" "$(uname -n)" >"$1/etc/hosts"
    cp -L /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
}

# The Debian mirror that the host's apt is set up with.
host_mirror() {
    apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$1 == "Debian" && $2 !~ /security/ { sub(/\/$/, "", $2); print $2; exit }'
}

# apt-get update under the command prefix "$@"; an expired Release file, and only that, is forgiven.
update_lists() {
    local answer
    answer=$("$@" apt-get -q update 2>&1) && ! grep -q '^E:' <<<"$answer" && return 0
    if grep -Eqi 'expired|caduc|valid-until' <<<"$answer"; then
        say "el índice de Debian está vencido; se acepta su firma sin la fecha"
        "$@" apt-get -q -o Acquire::Check-Valid-Until=false update >>"$LOG" 2>&1 && return 0
    fi
    printf '%s\n' "$answer" >>"$LOG"
    return 1
}

install_packages() {
    "$@" apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io \
        -o Dpkg::Use-Pty=0 install "${PACKAGES[@]}" >>"$LOG" 2>&1
}

refuse_services() {
    mkdir -p "$1/usr/sbin"
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod 755 "$1/usr/sbin/policy-rc.d"
}

trim() {
    rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/cache/apt/*.bin "$1"/var/lib/apt/lists/*
}

write_marker() {
    printf 'recipe=%s\nversion=%s\n' "$RECIPE" "$(inside "$1" asterisk -V)" >"$1/$MARKER"
}

install_into_system() {
    LOG=/tmp/linea-asterisk-install.log
    say "instalando ${PACKAGES[0]} con apt en este sistema"
    update_lists env || fail "apt-get update falló; vea $LOG"
    install_packages env DEBIAN_FRONTEND=noninteractive || fail "apt-get install falló; vea $LOG"
    is_suitable / || fail "los paquetes de este sistema no traen Asterisk $SERIES completo"
    trim /
    write_marker /
}

unmount_part() {
    local point
    for point in proc sys dev/pts dev; do
        mountpoint -q "$PART/$point" 2>/dev/null && umount -l "$PART/$point"
    done
    return 0
}

discard_part() {
    unmount_part
    rm -rf --one-file-system "$PART"
}

ensure_debootstrap() {
    if command -v debootstrap >/dev/null && [ -e "$KEYRING" ]; then return; fi
    say "instalando debootstrap"
    update_lists env || fail "apt-get update falló; revise la red y /etc/apt (detalle en $LOG)"
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install \
        debootstrap debian-archive-keyring >>"$LOG" 2>&1 ||
        fail "apt no pudo instalar debootstrap; vea $LOG"
}

bootstrap_debian() {
    local mirror=$1
    say "preparando Debian $SUITE en $ROOT (unos 20 s)"
    debootstrap --variant=minbase --keyring="$KEYRING" "$SUITE" "$PART" "$mirror" >>"$LOG" 2>&1 &&
        return
    if grep -qiE 'signature|unknown key|gpgv' "$LOG"; then
        fail "la firma de Debian no se pudo comprobar; actualice el paquete debian-archive-keyring"
    fi
    fail "debootstrap falló; revise la red y el espacio en disco (detalle en $LOG)"
}

install_into_part() {
    local mirror=$1 there=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$PART")
    say "instalando Asterisk y sus voces (unos 15 s)"
    refuse_services "$PART"
    write_network_files "$PART"
    mkdir -p "$PART/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$PART/etc/ssl/certs/" 2>/dev/null || true
    printf 'deb %s %s main\n' "$mirror" "$SUITE" >"$PART/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::https?::' >"$PART/etc/apt/apt.conf.d/90host" || true
    update_lists "${there[@]}" || fail "apt-get update falló en $PART; vea $LOG"
    install_packages "${there[@]}" || fail "apt no pudo instalar Asterisk; vea $LOG"
    rm -f "$PART/etc/apt/apt.conf.d/90host"
}

install_into_folder() {
    local mirror
    [ "$(id -u)" = 0 ] || fail "hace falta ser root para instalar Asterisk; repita con sudo"
    mkdir -p "$(dirname "$ROOT")"
    exec 9>"$ROOT.lock"
    flock -n 9 || { say "otra instalación está en curso; se espera a que termine"; flock 9; }
    swap_in
    if is_current; then return; fi
    : >"$LOG"
    ensure_debootstrap
    mirror=${LINEA_DEBIAN_MIRROR:-$(host_mirror)}
    if [ -z "$mirror" ]; then update_lists env || true; mirror=$(host_mirror); fi
    [ -n "$mirror" ] || fail "apt no nombra un espejo de Debian; indíquelo en LINEA_DEBIAN_MIRROR"
    trap discard_part EXIT
    discard_part
    bootstrap_debian "$mirror"
    install_into_part "$mirror"
    unmount_part
    is_suitable "$PART" || fail "Debian $SUITE no trae Asterisk $SERIES completo"
    trim "$PART"
    mkdir -p "$PART/srv/linea"
    write_marker "$PART"
    trap - EXIT
    swap_in
}

# A new recipe replaces the system, not what the line keeps in it; interrupted, it is taken up here.
swap_in() {
    if [ -e "$PART/$MARKER" ]; then
        if [ -e "$ROOT" ] && [ ! -e "$OLD" ]; then mv -T "$ROOT" "$OLD"; fi
        mv -T "$PART" "$ROOT"
    fi
    [ -e "$OLD" ] || return 0
    if [ -d "$OLD/srv/linea" ]; then
        rm -rf --one-file-system "$ROOT/srv/linea"
        mv -T "$OLD/srv/linea" "$ROOT/srv/linea"
    fi
    rm -rf --one-file-system "$OLD"
}

is_current() {
    [ ! -e "$OLD" ] || return 1
    local first=
    [ -r "$ROOT/$MARKER" ] && read -r first <"$ROOT/$MARKER"
    [ "$first" = "recipe=$RECIPE" ] || { [ -L "$ROOT" ] && [ -x "$ROOT/usr/sbin/asterisk" ]; }
}

if is_current; then
    [ "$ROOT" = / ] || [ -L "$ROOT" ] || [ ! -w "$ROOT/etc" ] || write_network_files "$ROOT"
    exit 0
fi
if [ "$ROOT" = / ]; then
    install_into_system
elif [ -z "${LINEA_ASTERISK_PRIVATE:-}" ] && [ ! -e "$ROOT" ] && is_suitable /; then
    say "se usa el Asterisk de este sistema: $(asterisk -V)"
    mkdir -p "$(dirname "$ROOT")"
    ln -sfn / "$ROOT"
    exit 0
else
    install_into_folder
    write_network_files "$ROOT"
fi
say "listo: $(inside "$ROOT" asterisk -V)"
