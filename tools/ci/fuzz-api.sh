#!/usr/bin/env bash
# Installs Schemathesis into a folder of its own, and lets it loose on the whole OpenAPI document.
# The run itself, with its server, is e2e/schemathesis.sh; it finds the program in SCHEMATHESIS.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=node_modules/.cache/rapport/schemathesis
[[ -x $venv/bin/schemathesis ]] || {
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
}
export SCHEMATHESIS="$PWD/$venv/bin/schemathesis"
exec e2e/schemathesis.sh
