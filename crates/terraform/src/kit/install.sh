#!/bin/sh
# Installs a rendered kit on this machine as the data centre's edge router. Run as root, after render.sh.
# usage: ./install.sh RENDERED_FOLDER
set -eu

if [ $# -ne 1 ] || [ ! -f "$1/bird.conf" ]; then
    echo "usage: $0 RENDERED_FOLDER" >&2
    exit 64
fi
rendered=$1
if grep -q '=$' "$rendered/ports"; then
    echo "say in $rendered/ports which port each line ends at" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "run it as root" >&2
    exit 1
fi
command -v bird >/dev/null || { echo "bird is missing: apt-get install bird2" >&2; exit 4; }
bird -p -c "$rendered/bird.conf"
tunnels=no
if [ -d "$rendered/tunnels" ]; then
    tunnels=yes
    command -v swanctl >/dev/null || {
        echo "strongSwan is missing: apt-get install charon-systemd strongswan-swanctl libstrongswan-standard-plugins" >&2
        exit 4
    }
fi

keep() {
    if [ -e "$1" ] && [ ! -e "$1.before-landbridge" ]; then cp -p "$1" "$1.before-landbridge"; fi
}

install -d -m 700 /etc/landbridge
install -m 700 "$rendered/links.sh" /etc/landbridge/
install -m 600 "$rendered/links" "$rendered/ports" /etc/landbridge/
install -m 644 "$rendered/landbridge-links.service" /etc/systemd/system/
keep /etc/bird/bird.conf
install -o root -g bird -m 640 "$rendered/bird.conf" /etc/bird/bird.conf
if [ "$tunnels" = yes ]; then
    keep /etc/strongswan.conf
    install -m 644 "$rendered/strongswan.conf" /etc/strongswan.conf
    for file in "$rendered"/tunnels/*.conf; do
        install -m 600 "$file" "/etc/swanctl/conf.d/landbridge-$(basename "$file")"
    done
    install -m 700 "$rendered/keep-tunnels.sh" /etc/landbridge/
    install -m 644 "$rendered/landbridge-tunnels.service" "$rendered/landbridge-tunnels.timer" /etc/systemd/system/
fi
systemctl daemon-reload
systemctl enable landbridge-links.service
systemctl restart landbridge-links.service
if [ "$tunnels" = yes ]; then
    systemctl enable strongswan.service
    systemctl restart strongswan.service
    systemctl enable --now landbridge-tunnels.timer
fi
systemctl enable bird.service
systemctl restart bird.service
