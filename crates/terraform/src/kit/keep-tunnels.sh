#!/bin/sh
# Begins again each tunnel that is not there. strongSwan repeats what stays without an answer, but not what was refused, as AWS does
# for a moment while it replaces its end of a tunnel.
set -eu
for file in /etc/swanctl/conf.d/landbridge-*.conf; do
    tunnel=$(basename "${file#*landbridge-}" .conf)
    if ! swanctl --list-sas --ike "$tunnel" | grep -q INSTALLED; then
        swanctl --initiate --child "$tunnel" --timeout 10 || echo "$tunnel does not come up" >&2
    fi
done
