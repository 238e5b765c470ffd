# SPDX-License-Identifier: MIT
# Sourced by the commands of this folder: finds Node 20 or later (NODE) and installs the dependencies once.

servers=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
name=$(basename -- "$0")

new_enough() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; }

NODE=${TEGAMI_NODE:-node}
# Debian's may be older: then the one that the tests run with.
if [ -z "${TEGAMI_NODE:-}" ] && ! new_enough "$NODE"; then
  place=$("$servers/../../toolchain/node" 2>/dev/null) && NODE=$place/node
fi
if ! new_enough "$NODE"; then
  echo "$name: Node 20 or later is needed ($NODE is missing or older): install nodejs or set TEGAMI_NODE" >&2
  exit 1
fi

install_dependencies() {
  cmp -s "$servers/package-lock.json" "$servers/node_modules/.installed-lock" && return 0
  log="${TMPDIR:-/tmp}/tegami-npm-$$.log"
  (
    flock 9
    cmp -s "$servers/package-lock.json" "$servers/node_modules/.installed-lock" && exit 0
    cd "$servers" && ${TEGAMI_NPM:-npm} ci >"$log" 2>&1 && cp package-lock.json node_modules/.installed-lock
  ) 9<"$servers"
  status=$?
  if [ $status -ne 0 ]; then
    echo "$name: npm ci failed in $servers (npm missing, or no package registry in reach?): see $log" >&2
    exit 1
  fi
  rm -f "$log"
}
