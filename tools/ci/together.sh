#!/usr/bin/env bash
# Runs two or more commands at once, shows what each printed when all have ended, and fails if one failed:
#   tools/ci/together.sh "npm run -s e2e" tools/ci/fuzz-api.sh
set -uo pipefail

folder=$(mktemp -d /tmp/rapport-together-XXXXXX)
trap 'rm -rf "$folder"' EXIT
pids=()
for command in "$@"; do
  bash -c "$command" >"$folder/${#pids[@]}.log" 2>&1 &
  pids+=($!)
done

status=0
for at in "${!pids[@]}"; do
  wait "${pids[$at]}"
  ended=$?
  printf -- '--- %s: exit code %d\n' "${@:$((at + 1)):1}" "$ended"
  cat "$folder/$at.log"
  ((ended == 0)) || status=1
done
exit "$status"
