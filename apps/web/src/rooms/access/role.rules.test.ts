import type { Permissions } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import {
  fieldAccess,
  hasOwnRights,
  rightsFor,
  withFieldAccess,
  withoutRights,
  withRights,
  withSetting,
} from "./role.rules.ts";

const base: Permissions = {
  objects: { "*": { create: true, read: "all", update: "own", delete: "none" } },
  fields: {},
  settings: ["exports.run"],
};

describe("rights of a role", () => {
  it("start from the line for all when an object gets its own", () => {
    const changed = withRights(base, "deals", { read: "team" });
    expect(changed.objects.deals).toEqual({
      create: true,
      read: "team",
      update: "own",
      delete: "none",
    });
    expect(rightsFor(changed, "people").read).toBe("all");
    expect(hasOwnRights(changed, "deals")).toBe(true);
    expect(withoutRights(changed, "deals")).toEqual(base);
  });

  it("give nothing where nothing is said", () => {
    expect(rightsFor({ ...base, objects: {} }, "deals").read).toBe("none");
  });

  it("keep only fields that are restricted", () => {
    const hidden = withFieldAccess(base, "deals", "amountMinor", "none");
    expect(fieldAccess(hidden, "deals", "amountMinor")).toBe("none");
    expect(fieldAccess(hidden, "deals", "name")).toBe("write");
    expect(withFieldAccess(hidden, "deals", "amountMinor", "write")).toEqual(base);
  });

  it("hold a setting once", () => {
    expect(withSetting(base, "exports.run", true).settings).toEqual(["exports.run"]);
    expect(withSetting(base, "exports.run", false).settings).toEqual([]);
  });
});
