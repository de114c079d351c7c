#!/bin/bash
# The peer of the drill line-cut: bird with BFD 3 × 300 ms on two routers, in namespaces made by hand, with nothing of landbridge in
# the way. The line is a bridge; taking a port out of it is a silent cut. $1 is the landbridge program, whose probe measures both.
# Prints the longest gap in milliseconds. To be run by: unshare -Urnmpf --map-auto --map-root-user --mount-proc --kill-child
set -e
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs none /run
mount -t tmpfs none /tmp
cd /tmp
for n in a r1 line r2 b; do ip netns add $n; ip -n $n link set lo up; done
cable() { ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"; ip -n "$1" link set "$2" up; ip -n "$3" link set "$4" up; }
cable a eth0 r1 lan; cable b eth0 r2 lan; cable r1 line line p1; cable r2 line line p2; cable r1 backup r2 backup
ip -n line link add sw type bridge; ip -n line link set sw up; ip -n line link set p1 master sw; ip -n line link set p2 master sw
address() { ip -n "$1" addr add "$3" dev "$2"; }
address a eth0 10.1.0.2/24; address r1 lan 10.1.0.1/24; address b eth0 10.2.0.2/24; address r2 lan 10.2.0.1/24
address r1 line 169.254.1.1/30; address r2 line 169.254.1.2/30; address r1 backup 169.254.2.1/30; address r2 backup 169.254.2.2/30
ip -n a route add default via 10.1.0.1; ip -n b route add default via 10.2.0.1
for n in r1 r2; do ip netns exec $n sysctl -qw net.ipv4.ip_forward=1; done
config() { # node, own number, other's number, own end, other end
  cat <<C
router id 1.1.1.$4; protocol device { scan time 1; } protocol direct { ipv4; interface "lan"; }
protocol kernel { ipv4 { export where source = RTS_BGP; import none; }; }
protocol bfd { interface "*" { min rx interval 300 ms; min tx interval 300 ms; multiplier 3; }; }
template bgp t { local as $2; hold time 30; keepalive time 10; connect delay time 1; graceful restart off; }
protocol bgp line from t { neighbor 169.254.1.$5 as $3; bfd on; ipv4 { next hop self; import filter { bgp_local_pref = 300; accept; }; export all; }; }
protocol bgp backup from t { neighbor 169.254.2.$5 as $3; ipv4 { next hop self; import filter { bgp_local_pref = 200; accept; }; export all; }; }
C
}
config r1 65001 65002 1 2 > r1.conf; config r2 65002 65001 2 1 > r2.conf
for n in r1 r2; do ip netns exec $n bird -c $n.conf -s $n.ctl -P $n.pid; done

for _ in $(seq 500); do [ "$(birdc -s r1.ctl show protocols | grep -c Established)" = 2 ] && break; sleep 0.02; done
for _ in $(seq 500); do birdc -s r1.ctl show bfd sessions | grep -q ' Up ' && break; sleep 0.02; done
mkfifo stop; ip netns exec b "$1" __stream echo < stop > echo.out & exec 9> stop
while ! [ -s echo.out ]; do sleep 0.01; done
(sleep 1; ip -n line link set p1 nomaster) &
sleep 4 | ip netns exec a "$1" __stream send "10.2.0.2:$(head -n1 echo.out)" 1000 | tail -n1
