/**
 * A small lint of the Dockerfile and the compose file, which are kept simple enough that
 * reading their lines is enough. It does not replace a build on a machine with Docker.
 */
import type { TextFile, Violation } from "./violation.ts";

type Demand = { message: string; isMet: (text: string) => boolean };

const finalStage = (text: string): string => text.slice(text.lastIndexOf("\nFROM "));

const DOCKERFILE: readonly Demand[] = [
  {
    message: "build in one stage and run in another",
    isMet: (text) => (text.match(/^FROM /gm) ?? []).length >= 2,
  },
  {
    message: "each FROM names a version, never latest",
    isMet: (text) =>
      [...text.matchAll(/^FROM (\S+)/gm)].every(
        ([, image]) => /:[\w.-]*\d/.test(image ?? "") || isEarlierStage(text, image),
      ),
  },
  {
    message: "the last stage runs as a user that is not root",
    isMet: (text) => /^USER (?!root\b|0\b)\S+/m.test(finalStage(text)),
  },
  {
    message: "HEALTHCHECK asks /api/health",
    isMet: (text) => /^HEALTHCHECK (.*\\\n)*.*\/api\/health/m.test(finalStage(text)),
  },
  {
    message: 'CMD is a list, ["…"], so that the process gets the stop signal',
    isMet: (text) => /^CMD \[/m.test(finalStage(text)),
  },
  {
    message: "install with npm ci, from the lock file",
    isMet: (text) => /npm ci\b/.test(text) && !/npm install\b/.test(text),
  },
  {
    message: "no secret in the image, nothing added from the network",
    isMet: (text) => !/^(ENV|ARG) .*(SECRET|PASSWORD|TOKEN|_KEY)|^ADD https?:/m.test(text),
  },
];

function isEarlierStage(text: string, image: string | undefined): boolean {
  return new RegExp(`^FROM \\S+ AS ${image}$`, "m").test(text);
}

const COMPOSE: readonly Demand[] = [
  {
    message: "indent with spaces",
    isMet: (text) => !text.includes("\t"),
  },
  {
    message: "has services and keeps its data in a named volume",
    isMet: (text) => /^services:$/m.test(text) && /^volumes:$/m.test(text),
  },
  {
    message: "each image names a version, never latest",
    isMet: (text) =>
      [...text.matchAll(/^\s+image: (\S+)/gm)].every(([, image]) => /:[\w.-]*\d/.test(image ?? "")),
  },
  {
    message: "a password comes from the environment, and its absence stops the start",
    isMet: (text) =>
      [...text.matchAll(/^\s+POSTGRES_PASSWORD: (.+)$/gm)].every(([, value]) =>
        /^"?\$\{\w+:\?/.test(value ?? ""),
      ),
  },
  {
    message: "publishes its port on this machine alone (127.0.0.1:…)",
    isMet: (text) =>
      [...text.matchAll(/^\s+- "?([\d.:]+)"?$/gm)].every(([, port]) =>
        (port ?? "").startsWith("127.0.0.1:"),
      ),
  },
];

export function checkDeploy(files: readonly TextFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const demands = path.endsWith("Dockerfile") ? DOCKERFILE : COMPOSE;
    return demands
      .filter(({ isMet }) => !isMet(text))
      .map(({ message }) => ({ rule: "deploy", file: path, line: 1, message }));
  });
}
