import { builtInRoles, type Permissions } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import {
  fieldAccess,
  hasEverything,
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

  it("are all rights only where no row, field or setting is withheld", () => {
    const { admin, member } = builtInRoles;
    const few = { create: true, read: "all", update: "own", delete: "all" } as const;
    expect(hasEverything(admin)).toBe(true);
    expect(hasEverything({ ...admin, fields: { deals: { name: "write" } } })).toBe(true);
    for (const less of [
      member,
      { ...admin, objects: {} },
      { ...admin, objects: { ...admin.objects, deals: few } },
      { ...admin, fields: { deals: { name: "read" } } } as const,
      { ...admin, settings: admin.settings.slice(1) },
    ])
      expect(hasEverything(less)).toBe(false);
  });

  it("hold a setting once", () => {
    expect(withSetting(base, "exports.run", true).settings).toEqual(["exports.run"]);
    expect(withSetting(base, "exports.run", false).settings).toEqual([]);
  });
});
