// For editors and `npx depcruise`; the rules themselves are made from tools/rooms.json.
import { cruiseOptions } from "./tools/architecture/import-rules.ts";

const {
  ruleSet,
  validate: _validate,
  baseDir: _baseDir,
  ...options
} = cruiseOptions(import.meta.dirname);

export default { ...ruleSet, options };
