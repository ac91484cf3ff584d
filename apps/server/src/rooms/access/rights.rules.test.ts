import { builtInRoles, type Permissions } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { type Principal, systemContext } from "../../platform/context.ts";
import {
  compileRights,
  isWithin,
  permissionsOf,
  type RowAction,
  rowLimit,
} from "./rights.rules.ts";

const me = "00000000-0000-7000-8000-000000000001";
const mate = "00000000-0000-7000-8000-000000000002";
const stranger = "00000000-0000-7000-8000-000000000003";

function principal(permissions: Permissions, more: Partial<Principal> = {}): Principal {
  return {
    kind: "user",
    id: me,
    label: "Me",
    workspaceId: me,
    memberId: me,
    teamMemberIds: [me, mate],
    regions: ["EMEA"],
    rights: compileRights(permissions),
    rateLimitPerMinute: 1,
    ...more,
  };
}

const reading = (
  read: Permissions["objects"][string]["read"],
  rest: Partial<Permissions["objects"][string]> = {},
): Permissions => ({
  objects: { people: { create: false, read, update: "none", delete: "none", ...rest } },
  fields: {},
  settings: [],
});

describe("rowLimit", () => {
  const rows = {
    mine: { ownerId: me, region: null },
    ofMyTeam: { ownerId: mate, region: "AMER" },
    ofMyRegion: { ownerId: stranger, region: "EMEA" },
    foreign: { ownerId: stranger, region: "AMER" },
    nobodys: { ownerId: null, region: null },
  };

  it.each([
    ["none", []],
    ["own", ["mine"]],
    ["team", ["mine", "ofMyTeam"]],
    ["region", ["ofMyRegion"]],
    ["all", Object.keys(rows)],
  ] as const)("scope %s reaches %j", (scope, expected) => {
    const limit = rowLimit(principal(reading(scope)), "people", "read");
    const reached = Object.entries(rows)
      .filter(([, row]) => isWithin(limit, row))
      .map(([name]) => name);
    expect(reached).toEqual(expected);
  });

  it.each(["update", "delete"] as RowAction[])(
    "lets nobody %s what they may not read",
    (action) => {
      const limit = rowLimit(
        principal(reading("none", { update: "all", delete: "all" })),
        "people",
        action,
      );
      expect(limit).toEqual({ kind: "none" });
    },
  );

  it("gives an owner's scope to nobody who is no member", () => {
    expect(rowLimit(principal(reading("own"), { memberId: null }), "people", "read")).toEqual({
      kind: "none",
    });
  });

  it("knows nothing of an object that no role names", () => {
    expect(rowLimit(principal(reading("all")), "deals", "read")).toEqual({ kind: "none" });
  });
});

describe("compileRights", () => {
  const rights = compileRights({
    objects: {
      "*": builtInRoles.viewer.objects["*"],
      deals: { ...builtInRoles.admin.objects["*"] },
    },
    fields: { "*": { email: "none" }, people: { phone: "read", email: "read" } },
    settings: ["audit.read"],
  });

  it.each([
    ["people", "email", "read"],
    ["people", "phone", "read"],
    ["people", "city", "write"],
    ["companies", "email", "none"],
    ["deals", "constructor", "write"],
  ] as const)("%s.%s is %s", (object, field, access) => {
    expect(rights.field(object, field)).toBe(access);
  });

  it("takes an object's own entry before the wildcard", () => {
    expect(rights.object("deals").create).toBe(true);
    expect(rights.object("people").create).toBe(false);
    expect(compileRights(reading("all")).object("constructor").create).toBe(false);
  });

  it("knows when no field is restricted", () => {
    expect(rights.allFields("people")).toBe(false);
    expect(compileRights(builtInRoles.admin).allFields("people")).toBe(true);
  });

  it("has the settings that were given, and no others", () => {
    expect(rights.has("audit.read")).toBe(true);
    expect(rights.has("roles.manage")).toBe(false);
  });
});

describe("permissionsOf", () => {
  it("answers what the rights were made from", () => {
    expect(permissionsOf(principal(builtInRoles.viewer))).toBe(builtInRoles.viewer);
  });

  it("gives everything to the server's own hand, and nothing to rights of unknown origin", () => {
    expect(permissionsOf(systemContext(me, "r").principal)).toEqual(builtInRoles.admin);
    const forged = { ...compileRights(builtInRoles.admin) };
    expect(permissionsOf(principal(builtInRoles.viewer, { rights: forged })).settings).toEqual([]);
  });
});
