#!/bin/sh
# Tunes anything by HTTP alone, with curl and a POSIX shell.
#
#     CAIRN_URL=http://127.0.0.1:8080 sh examples/ask-tell/tune.sh my-study
#
# What is "trained" is the square of a distance; put a training of your own in the place of train().
set -eu
url=${CAIRN_URL:-http://127.0.0.1:8080}/api/v1
name=${1:-bowl-shell}

# The token goes by a file descriptor: an argument could be read by everybody on this machine.
call() {
  printf 'header = "Authorization: Bearer %s"\n' "${CAIRN_TOKEN:-}" | if [ -n "${CAIRN_TOKEN:-}" ]; then
    curl -sS --fail-with-body -K - -H 'Content-Type: application/json' "$@"
  else
    cat >/dev/null && curl -sS --fail-with-body -H 'Content-Type: application/json' "$@"
  fi
}
uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
# The number or word behind a name in a piece of JSON.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
train() { awk -v x="$1" -v y="$2" 'BEGIN {printf "%.6f", (x-1)^2 + (y+2)^2}'; }

study=$(call "$url/studies" -H "Idempotency-Key: $(uuid)" -d '{
  "name": "'"$name"'", "seed": 1,
  "space": {"parameters": [
    {"name": "x", "type": "REAL", "low": -5, "high": 5},
    {"name": "y", "type": "REAL", "low": -5, "high": 5}]},
  "objectives": [{"metric": "loss", "direction": "MINIMIZE"}],
  "budget": {"trials": 10}}' | sed 's/^{"id":\([0-9]*\).*/\1/')

while :; do
  lease=$(call "$url/leases" -d '{"request": "'"$(uuid)"'", "study": '"$study"', "worker": {"name": "shell"}, "hold": "PT5S"}')
  if [ -z "$lease" ]; then
    # The last trial's end is told a moment after its outcome.
    case $(call "$url/studies/$study" | field state) in ACTIVE) continue ;; *) break ;; esac
  fi
  attempt=$(echo "$lease" | field attempt)
  token=$(echo "$lease" | field token)
  loss=$(train "$(echo "$lease" | field x)" "$(echo "$lease" | field y)")
  call "$url/attempts/$attempt/measurements" -H "Cairn-Lease: $token" \
    -d '{"measurements": [{"step": 1, "metrics": {"loss": '"$loss"'}}]}' >/dev/null
  call "$url/attempts/$attempt/outcome" -H "Cairn-Lease: $token" \
    -d '{"result": "COMPLETED", "metrics": {"loss": '"$loss"'}}' >/dev/null
  echo "attempt $attempt: $loss"
done
echo "best $(call "$url/studies/$study/best" | field loss)"
