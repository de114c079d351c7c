#!/bin/sh
# Fills in what AWS gave: addresses and keys, from the outputs of applied stages.
# usage: ./render.sh OUTPUT_FOLDER OUTPUTS.json...
# Each OUTPUTS.json is what `terraform output -json` printed. The files written hold keys: only their owner can read them.
set -eu
umask 077

if [ $# -lt 2 ]; then
    echo "usage: $0 OUTPUT_FOLDER OUTPUTS.json..." >&2
    exit 64
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=$1
shift
command -v jq >/dev/null || { echo "jq is missing: install the package jq" >&2; exit 4; }
if [ -e "$out" ]; then
    echo "$out exists already: name a new folder" >&2
    exit 1
fi

# jq reads keys from files and never from its arguments, which every user of the machine can see. A value may hold only what
# addresses and keys of AWS hold, so that none can end a line or a quotation.
fill='add as $given | $text | gsub("@(?<name>[A-Z0-9_-]+)@";
    (.name | ascii_downcase) as $name
    | ($given[$name].value // error("no output \($name): apply the stage that gives it"))
    | if test("^[A-Za-z0-9._:/+=-]+$") then . else error("output \($name) holds odd characters") end)'

work=$(mktemp -d "${out%/}.XXXXXX")
trap 'rm -rf "$work"' EXIT
find "$here/router" -type f | while read -r file; do
    target=$work/${file#"$here/router/"}
    mkdir -p "$(dirname "$target")"
    if ! jq -rjs --rawfile text "$file" "$fill" "$@" >"$target"; then
        echo "$file was not filled in; nothing was written" >&2
        exit 1
    fi
    if [ -x "$file" ]; then chmod 700 "$target"; fi
done
cp "$here/ports" "$work/ports"
mv "$work" "$out"
trap - EXIT
