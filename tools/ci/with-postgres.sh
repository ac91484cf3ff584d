#!/usr/bin/env bash
# Runs a command on a private PostgreSQL, which is gone afterwards:
#   tools/ci/with-postgres.sh npm test
# The command finds the cluster in RAPPORT_TEST_DATABASE_URL, as its superuser. Data folder, socket,
# port and password are new each time; nothing else on the machine is touched.
set -euo pipefail

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1) || {
  echo "No PostgreSQL in /usr/lib/postgresql: apt-get install postgresql" >&2
  exit 1
}
folder=$(mktemp -d /tmp/rapport-postgres-XXXXXX)
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

# PostgreSQL refuses to run as root.
as_postgres=()
if ((EUID == 0)); then
  as_postgres=(runuser -u postgres --)
  chown postgres "$folder"
fi

stop() {
  local status=$? pid
  trap - EXIT
  if pid=$(head -1 "$folder/data/postmaster.pid" 2>/dev/null); then
    kill -INT "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf '%s' "$password" >"$folder/password"
if ((EUID == 0)); then chown postgres "$folder/password"; fi
"${as_postgres[@]}" "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 \
  --auth=scram-sha-256 --pwfile="$folder/password" >"$folder/initdb.log"

# The data is thrown away, so nothing waits for the disk.
"${as_postgres[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" \
  -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$folder/postgres.log" 2>&1 &

for _ in $(seq 100); do
  "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
  sleep 0.1
done
"$bin/pg_isready" -q -h 127.0.0.1 -p "$port" || { cat "$folder/postgres.log" >&2; exit 1; }

export RAPPORT_TEST_DATABASE_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
"$@"
