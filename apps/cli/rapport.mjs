// `rapport …`. Plain JavaScript of 2020, so that an old Node can still read it and say what to do.
var version = process.versions.node.split(".").map(Number);
var isNewEnough = version[0] >= 24 || (version[0] === 22 && version[1] >= 18);

function explain(lines) {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exitCode = 1;
}

function begin() {
  if (process.loadEnvFile) {
    try {
      process.loadEnvFile(".env");
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return import("node:module")
    .then((module) => {
      if (module.enableCompileCache) module.enableCompileCache();
      return import("./src/main.ts");
    })
    .then((cli) => cli.main(process.argv.slice(2)))
    .catch((error) => {
      if (error.code === "ERR_MODULE_NOT_FOUND" && /node_modules|package/.test(error.message)) {
        return explain([
          `Some packages are missing: ${error.message}`,
          "Run `npm ci` in the project's folder, then try again.",
        ]);
      }
      explain([error instanceof Error ? error.stack : String(error)]);
    });
}

if (isNewEnough) {
  void begin();
} else {
  explain([
    `Rapport needs Node 24; this is Node ${process.versions.node}.`,
    "Run it as `npm run -s rapport -- …` in the project's folder: it brings its own Node 24 (after `npm ci`).",
    "Or install Node 24 from https://nodejs.org.",
  ]);
}
