#!/usr/bin/env bash
# Runs a command with a real speech recogniser at hand (RAPPORT_TEST_SPEECH): PocketSphinx from PyPI, whose package brings
# an English model along, in a folder that is kept between runs.
#   tools/ci/with-local-speech.sh npm test -- apps/server/test/local-speech.test.ts
set -euo pipefail
folder="${RAPPORT_LOCAL_SPEECH_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/rapport-local-speech}"
if ! "$folder/bin/python" -c "import pocketsphinx" 2>/dev/null; then
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet "pocketsphinx==5.1.1"
fi
RAPPORT_TEST_SPEECH="$folder/bin/python" exec "$@"
