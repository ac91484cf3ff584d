import { builtInRoles, type Permissions, rowScopes } from "@rapport/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  commonPermissions,
  commonScope,
  firstExcess,
  isWithinPermissions,
  noPermissions,
} from "./permissions.rules.ts";
import { compileRights } from "./rights.rules.ts";

const scope = fc.constantFrom(...rowScopes);
const rights = fc.record({ create: fc.boolean(), read: scope, update: scope, delete: scope });
const object = fc.constantFrom("*", "people", "deals", "notes");
const fieldAccess = fc.constantFrom("none" as const, "read" as const, "write" as const);
const permissions: fc.Arbitrary<Permissions> = fc.record({
  objects: fc.dictionary(object, rights),
  fields: fc.dictionary(object, fc.dictionary(fc.constantFrom("email", "phone"), fieldAccess)),
  settings: fc.subarray(["members.manage", "exports.run"] as const).map((list) => [...list]),
});

describe("commonScope", () => {
  it.each([
    ["all", "own", "own"],
    ["team", "own", "own"],
    ["all", "region", "region"],
    ["region", "own", "none"],
    ["region", "team", "none"],
    ["none", "all", "none"],
    ["team", "team", "team"],
  ] as const)("%s and %s have %s in common", (one, other, common) => {
    expect(commonScope(one, other)).toBe(common);
    expect(commonScope(other, one)).toBe(common);
  });
});

describe("isWithinPermissions", () => {
  it("orders the built-in roles", () => {
    expect(isWithinPermissions(builtInRoles.viewer, builtInRoles.member)).toBe(true);
    expect(isWithinPermissions(builtInRoles.member, builtInRoles.admin)).toBe(true);
    expect(isWithinPermissions(builtInRoles.admin, builtInRoles.member)).toBe(false);
    expect(isWithinPermissions(noPermissions, builtInRoles.viewer)).toBe(true);
  });

  it("sees a field that the giver may not write", () => {
    const limited: Permissions = { ...builtInRoles.admin, fields: { people: { email: "read" } } };
    expect(firstExcess(builtInRoles.admin, limited)).toBe("write people.email");
    expect(firstExcess(limited, builtInRoles.admin)).toBeNull();
  });

  it("sees a wildcard that reaches an object the giver has less of", () => {
    const limited: Permissions = {
      ...builtInRoles.admin,
      objects: {
        ...builtInRoles.admin.objects,
        deals: { create: false, read: "own", update: "none", delete: "none" },
      },
    };
    expect(firstExcess(builtInRoles.member, limited)).toBe("create deals");
  });
});

describe("commonPermissions", () => {
  it("lies within both, whatever they are", () => {
    fc.assert(
      fc.property(permissions, permissions, (one, other) => {
        const common = commonPermissions(one, other);
        expect(isWithinPermissions(common, one)).toBe(true);
        expect(isWithinPermissions(common, other)).toBe(true);
      }),
    );
  });

  it("changes nothing when both are the same", () => {
    fc.assert(
      fc.property(permissions, (one) => {
        const common = compileRights(commonPermissions(one, one));
        const alone = compileRights(one);
        for (const key of ["people", "deals", "notes", "tickets"]) {
          expect(common.object(key)).toEqual(alone.object(key));
          expect(common.field(key, "email")).toBe(alone.field(key, "email"));
        }
      }),
    );
  });

  it("allows no field and no object that either side does not", () => {
    fc.assert(
      fc.property(permissions, permissions, object, (one, other, key) => {
        const [common, left, right] = [commonPermissions(one, other), one, other].map(
          compileRights,
        );
        const created = common?.object(key).create ?? true;
        expect(created && !(left?.object(key).create && right?.object(key).create)).toBe(false);
        const rank = { none: 0, read: 1, write: 2 };
        const access = rank[common?.field(key, "email") ?? "write"];
        expect(access).toBeLessThanOrEqual(
          Math.min(
            rank[left?.field(key, "email") ?? "none"],
            rank[right?.field(key, "email") ?? "none"],
          ),
        );
      }),
    );
  });
});
