#!/usr/bin/env bash
# Two customer networks in network namespaces, both 10.0.0.0/24, and an edge before each: a CETP
# laboratory from nothing, on one machine, as root. Needs savd and savctl in the path, ip and nft.
#
#   cetp-lab.sh up       makes it, starts the edges, and lets alice ping bob by name
#   cetp-lab.sh down     ends the edges and takes everything away
#
# alice 10.0.0.2 -- 10.0.0.1 west 192.0.2.1 == 192.0.2.2 east 10.0.0.1 -- 10.0.0.2 bob
# Namespaces and files are called after $LAB, "cetp" if there is none.
set -euo pipefail
lab=${LAB:-cetp}
dir=/run/$lab-lab

# HOST SIDE OTHER-SIDE OWN-RLOC OTHER-RLOC IDENTITY: the file of an edge with one host.
configuration() {
  cat <<FILE
[edge]
proxy-ipv4 = "100.64.0.0/16"
proxy-ipv6 = "fd00:ce7::/112"
dns-hosts = ["10.0.0.1"]
dns-world = ["$4"]
control = "$dir/$2.sock"

[[rloc]]
address = "$4"

[[upstream]]
zone = "$3.example"
servers = ["$5"]

[host."$1.$2.example"]
identities = ["$6"]
ipv4 = "10.0.0.2"
FILE
}

# SIDE HOST OWN-RLOC: an edge, its host, and the link between them.
network() {
  local edge=$lab-$1 host=$lab-$2
  ip netns add "$edge"
  ip netns add "$host"
  ip link add in0 netns "$edge" type veth peer name eth0 netns "$host"
  ip -n "$edge" address add 10.0.0.1/24 dev in0
  ip -n "$host" address add 10.0.0.2/24 dev eth0
  for device in lo in0; do ip -n "$edge" link set "$device" up; done
  for device in lo eth0; do ip -n "$host" link set "$device" up; done
  ip -n "$host" route add default via 10.0.0.1
  ip netns exec "$edge" sysctl -q -w net.ipv4.ip_forward=1
  # "ip netns exec" shows this to the host as its /etc/resolv.conf.
  mkdir -p "/etc/netns/$host"
  echo "nameserver 10.0.0.1" >"/etc/netns/$host/resolv.conf"
}

# SIDE: starts an edge and waits until it answers.
edge() {
  ip netns exec "$lab-$1" savd cetp-edge "$dir/$1.toml" >"$dir/$1.log" 2>&1 &
  echo $! >"$dir/$1.pid"
  for _ in $(seq 600); do
    savctl -s "$dir/$1.sock" cetp sessions >/dev/null 2>&1 && return
    kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null || break
    sleep 0.1
  done
  cat "$dir/$1.log" >&2
  return 1
}

up() {
  mkdir -p "$dir"
  network west alice
  network east bob
  ip link add out0 netns "$lab-west" type veth peer name out0 netns "$lab-east"
  ip -n "$lab-west" address add 192.0.2.1/24 dev out0
  ip -n "$lab-east" address add 192.0.2.2/24 dev out0
  for side in west east; do ip -n "$lab-$side" link set out0 up; done
  configuration alice west east 192.0.2.1 192.0.2.2 0a00000000aa >"$dir/west.toml"
  configuration bob east west 192.0.2.2 192.0.2.1 0b00000000bb >"$dir/east.toml"
  edge west
  edge east
  ip netns exec "$lab-alice" ping -c 3 bob.east.example
  savctl -s "$dir/west.sock" cetp sessions
  savctl -s "$dir/east.sock" cetp sessions
}

down() {
  for side in west east; do
    [ ! -e "$dir/$side.pid" ] || kill "$(cat "$dir/$side.pid")" 2>/dev/null || true
  done
  for name in west east alice bob; do
    ip netns delete "$lab-$name" 2>/dev/null || true
    rm -rf "/etc/netns/${lab:?}-$name"
  done
  rm -rf "$dir"
}

case "${1:-}" in
  up | down) "$1" ;;
  *) sed -n '2,9p' "$0" | cut -c3-; exit 2 ;;
esac
