#!/usr/bin/env bash
# Makes a sweep in parts with GNU parallel, and merges them:
#   sweep.sh PARTS OUT FILE [what else `vpcsim sweep` takes]
# A part that is there already is not made again, so that a broken sweep goes on where it stopped.
# VPCSIM names the program, JOBS how many parts are made at once (default: one a processor).
set -euo pipefail
[ "$#" -ge 3 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
parts=$1 out=$2
shift 2
export VPCSIM=${VPCSIM:-vpcsim}
part() {
  local folder="$1-parts/$2" number=$2 of=$3
  shift 3
  [ -e "$folder/sweep.json" ] || "$VPCSIM" sweep "$@" --shard "$number/$of" --threads 1 --out "$folder" > /dev/null
}
export -f part
SHELL=$(command -v bash) parallel ${JOBS:+--jobs "$JOBS"} --quote part "$out" {} "$parts" "$@" ::: $(seq "$parts")
"$VPCSIM" sweep merge "$out"-parts/* --out "$out"
