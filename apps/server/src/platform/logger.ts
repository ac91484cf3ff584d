// Structured logs: a constant message plus fields. Bodies, prompts and personal data are never logged.
// error = someone must act now; warn = it healed itself.
import pino from "pino";

export interface Logger {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** `output`: commands keep their standard output for the answer. */
export function createLogger(level: string, output: "stdout" | "stderr" = "stdout"): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["*.password", "*.authorization", "*.cookie", "*.secret"],
      censor: "[hidden]",
    },
    serializers: { error: pino.stdSerializers.err },
  };
  return output === "stderr"
    ? pino(options, pino.destination({ dest: 2, sync: true }))
    : pino(options);
}

export const silentLogger: Logger = createLogger("silent");
