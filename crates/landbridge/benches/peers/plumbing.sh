#!/bin/sh
# The peer of `landbridge up`: only the insurer's namespaces, cables, addresses and default routes, without daemons, tunnels or wires,
# made as lab scripts make them. $1 is `each` (one ip process a command) or `batch` (one ip process in all).
# Prints the milliseconds that it took. To be run by: unshare -Urnm --map-root-user
set -e
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs none /run
count=22
commands() {
  for n in $(seq $count); do echo "netns add n$n"; done
  for n in $(seq 2 $count); do
    echo "link add eth0 netns n$n type veth peer name p$n netns n1"
    echo "-n n$n addr add 10.0.$n.2/24 dev eth0"
    echo "-n n1 addr add 10.0.$n.1/24 dev p$n"
    echo "-n n$n link set eth0 up"
    echo "-n n1 link set p$n up"
    echo "-n n$n route add default via 10.0.$n.1"
  done
}
start=$(date +%s%N)
case $1 in
  each) commands | while read -r line; do ip $line; done ;;
  batch)
    # A batch stays in one namespace: cables in one, the rest in one a namespace.
    commands | grep -v '^-n' | ip -batch -
    for n in $(seq 2 $count); do commands | sed -n "s/^-n n$n //p" | ip -n "n$n" -batch -; done
    commands | sed -n 's/^-n n1 //p' | ip -n n1 -batch -
    ;;
esac
end=$(date +%s%N)
echo $(((end - start) / 1000000))
