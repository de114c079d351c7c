#!/bin/sh
# Makes or removes the router's interfaces towards AWS.
# usage: links.sh up|down
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

port_of() {
    device=$(sed -n "s/^$1=//p" "$here/ports")
    if [ -z "$device" ]; then
        echo "say in $here/ports which port $1 is" >&2
        exit 1
    fi
    echo "$device"
}

up() {
    sysctl -q -w net.ipv4.ip_forward=1
    while read -r kind interface address number port; do
        case $kind in
        vlan)
            device=$(port_of "$port")
            ip link set "$device" up
            ip link show "$interface" >/dev/null 2>&1 ||
                ip link add link "$device" name "$interface" type vlan id "$number"
            ;;
        xfrm)
            ip link show "$interface" >/dev/null 2>&1 ||
                ip link add "$interface" type xfrm dev lo if_id "$number"
            # Room for ESP in UDP within 1,500 bytes. Policies are looked up by the interface's id, not a second time on the way out.
            ip link set "$interface" mtu 1400
            sysctl -q -w "net.ipv4.conf.$interface.disable_policy=1"
            ;;
        loopback) ;;
        *) continue ;;
        esac
        ip address replace "$address" dev "$interface"
        ip link set "$interface" up
    done <"$here/links"
}

down() {
    while read -r kind interface address number port; do
        case $kind in
        vlan | xfrm) ip link delete "$interface" 2>/dev/null || true ;;
        loopback) ip address delete "$address" dev "$interface" 2>/dev/null || true ;;
        esac
    done <"$here/links"
}

case ${1:-} in
up) up ;;
down) down ;;
*)
    echo "usage: $0 up|down" >&2
    exit 64
    ;;
esac
