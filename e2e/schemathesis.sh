#!/usr/bin/env bash
# Fuzzes every operation of the OpenAPI document against a server of its own on fresh data, and fails on
# any finding: server errors, answers that the document does not describe, wrong input that is accepted,
# right input that is not, methods, headers and credentials that are ignored.
#   e2e/schemathesis.sh                      embedded database
#   RAPPORT_DATABASE_URL=… e2e/schemathesis.sh   an empty PostgreSQL database
# SCHEMATHESIS names the program (tools/ci/fuzz-api.sh installs it); FUZZ_EXAMPLES how many cases an
# operation gets beside those that cover its schema. What is left out, and why: e2e/schemathesis.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${SCHEMATHESIS:-schemathesis}
folder=$(mktemp -d /tmp/rapport-fuzz-XXXXXX)
export PATH="$PWD/node_modules/.bin:$PATH"

node e2e/start-server.ts --data "$folder/data" --fast-clock >"$folder/server.log" 2>&1 &
server=$!
stop() {
  local status=$?
  trap - EXIT
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for _ in $(seq 300); do
  grep -q '^{"url"' "$folder/server.log" && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
  sleep 0.2
done
read -r url key < <(node -p 'const { url, key } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8").match(/^\{"url".*$/m)[0]); `${url} ${key}`' "$folder/server.log")

status=0
"$program" --config-file e2e/schemathesis.toml run "$url/api/openapi.json" \
  --header "Authorization: Bearer $key" --phases examples,coverage,fuzzing \
  --max-examples "${FUZZ_EXAMPLES:-10}" --seed 20261122 --workers 1 --no-shrink --output-truncate true || status=$?

# A fault that was answered with 500 is also in the server's log, with its cause.
if grep -v '^{"url"' "$folder/server.log" >"$folder/errors.log"; then
  echo "The server logged errors:" >&2
  head -c 20000 "$folder/errors.log" >&2
  ((status != 0)) || status=1
fi
exit "$status"
