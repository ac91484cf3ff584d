import { describe, expect, it } from "vitest";
import {
  areGroupsWithheld,
  claimAt,
  domainOf,
  isEmailVerified,
  listClaim,
  managesRole,
  nameIn,
  placementOf,
} from "./claims.rules.ts";

const rule = (group: string, more: object) => ({
  group,
  roleId: null,
  teamIds: [],
  regions: [],
  ...more,
});

describe("claims", () => {
  it("are found by name, also with dots in it, or by a path", () => {
    const claims = { "https://a.example/groups": ["x"], realm_access: { roles: ["y"] }, "a.b": 1 };
    expect(claimAt(claims, "https://a.example/groups")).toEqual(["x"]);
    expect(listClaim(claims, "realm_access.roles")).toEqual(["y"]);
    expect(claimAt(claims, "a.b")).toBe(1);
    expect(claimAt(claims, "realm_access.none.deeper")).toBeUndefined();
    expect(claimAt(claims, "constructor.name")).toBeUndefined();
    expect(listClaim({ groups: "one" }, "groups")).toEqual(["one"]);
    expect(listClaim({ groups: [1, "", "two", null] }, "groups")).toEqual(["two"]);
  });

  it.each([
    [{ email_verified: true }, true],
    [{ email_verified: "true" }, true],
    [{ email_verified: false }, false],
    [{ email_verified: "false" }, false],
    [{ xms_edov: 1 }, true],
    [{}, false],
  ])("%j says verified: %s", (claims, expected) => {
    expect(isEmailVerified(claims)).toBe(expected);
  });

  it("give a name, however little they hold", () => {
    expect(nameIn({ name: " Ada Byron " }, "ada@a.example")).toBe("Ada Byron");
    expect(nameIn({ given_name: "Ada", family_name: "Byron" }, "ada@a.example")).toBe("Ada Byron");
    expect(nameIn({}, "ada@a.example")).toBe("ada");
    expect(domainOf("a@b@C.Example")).toBe("c.example");
  });

  it("say when there were too many groups to send", () => {
    expect(areGroupsWithheld({ _claim_names: { groups: "src1" } }, "groups")).toBe(true);
    expect(areGroupsWithheld({ hasgroups: true }, "groups")).toBe(true);
    expect(areGroupsWithheld({ groups: [] }, "groups")).toBe(false);
  });
});

describe("placementOf", () => {
  const rules = [
    rule("admins", { roleId: "admin" }),
    rule("sales", { roleId: "seller", teamIds: ["north"], regions: ["EU"] }),
    rule("south", { teamIds: ["south", "north"] }),
  ];
  const mapping = { groupsClaim: "groups", regionClaim: null, rules };

  it.each([
    [["sales", "admins"], { roleId: "admin", teamIds: ["north"], regions: ["EU"] }],
    [["south"], { roleId: null, teamIds: ["south", "north"], regions: [] }],
    [["sales", "south"], { roleId: "seller", teamIds: ["north", "south"], regions: ["EU"] }],
    [[], { roleId: null, teamIds: [], regions: [] }],
    [["Sales"], { roleId: null, teamIds: [], regions: [] }],
  ])("of %j", (groups, expected) => {
    expect(placementOf({ groups }, mapping)).toEqual(expected);
  });

  it("leaves alone what no rule speaks of", () => {
    const only = { ...mapping, rules: [rule("a", { teamIds: ["north"] })] };
    expect(placementOf({ groups: ["a"] }, only)).toEqual({
      roleId: null,
      teamIds: ["north"],
      regions: null,
    });
    expect(managesRole(only)).toBe(false);
    expect(managesRole(mapping)).toBe(true);
  });

  it("takes regions from a claim of their own", () => {
    const byClaim = { groupsClaim: "groups", regionClaim: "user.region", rules: [] };
    expect(placementOf({ user: { region: ["EU", " UK ", "EU"] } }, byClaim).regions).toEqual([
      "EU",
      "UK",
    ]);
  });
});
