import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkDeploy } from "./deploy-rules.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../deploy/${name}`, import.meta.url), "utf8");

const dockerfile = read("Dockerfile");
const compose = read("compose.yaml");

test("the files of this repository pass", () => {
  expect(checkDeploy([{ path: "deploy/Dockerfile", text: dockerfile }])).toEqual([]);
  expect(checkDeploy([{ path: "deploy/compose.yaml", text: compose }])).toEqual([]);
});

test.each([
  ["user that is not root", dockerfile.replace(/^USER .*$/m, "")],
  ["user that is not root", dockerfile.replace(/^USER .*$/m, "USER root")],
  ["HEALTHCHECK", dockerfile.replace("/api/health", "/")],
  ["names a version", dockerfile.replaceAll(/node:[\w.-]+/g, "node:latest")],
  ["names a version", dockerfile.replaceAll(/node:[\w.-]+/g, "node")],
  ["one stage", dockerfile.slice(dockerfile.lastIndexOf("\nFROM ") + 1)],
  ["CMD is a list", dockerfile.replace(/^CMD .*$/m, "CMD node start.mjs")],
  ["npm ci", dockerfile.replace("npm ci", "npm install")],
  ["no secret", `${dockerfile}\nENV RAPPORT_SECRET=abc\n`],
])("a Dockerfile is refused: %s", (message, text) => {
  const found = checkDeploy([{ path: "deploy/Dockerfile", text }]);
  expect(found.map((violation) => violation.message).join()).toContain(message);
});

test.each([
  ["spaces", compose.replace("  rapport:", "\trapport:")],
  ["named volume", compose.replace(/^volumes:$/m, "")],
  ["names a version", compose.replace(/pgvector:[\w.-]+/, "pgvector:latest")],
  ["comes from the environment", compose.replace(/POSTGRES_PASSWORD: .*/, "POSTGRES_PASSWORD: x")],
  ["this machine alone", compose.replace("127.0.0.1:4100:", "4100:")],
])("a compose file is refused: %s", (message, text) => {
  const found = checkDeploy([{ path: "deploy/compose.yaml", text }]);
  expect(found.map((violation) => violation.message).join()).toContain(message);
});
