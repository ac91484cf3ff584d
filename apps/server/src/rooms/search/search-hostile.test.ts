// Text that was made to break things, as query and as value.
import { describe, expect, test } from "vitest";
import { TestIndex } from "../../../test/search/test-index.ts";

const index = new TestIndex();

describe("hostile input", () => {
  const hostile = [
    "\u0000",
    "\ud800",
    "a\ud800b",
    "\u202eevil",
    "'; DROP TABLE search.documents; --",
    "{1,2}",
    '","',
    "\\",
    "🙂🙂🙂",
    "ｆｕｌｌｗｉｄｔｈ",
    "Z̸̡̢͔̭͂͋a̵͠l̷͝g̶o̷",
    "ﷺ".repeat(500),
    "x".repeat(1000),
    "a b c d e f g h i j k l m n o p",
    "\u{10ffff}",
    "李小龍",
  ];

  test.each(hostile)("query %j answers", async (q) => {
    await index.person("Some", "Body");
    expect(Array.isArray(await index.find(q))).toBe(true);
  });

  test.each(hostile)("value %j can be stored and searched beside others", async (value) => {
    await index.person("Stable", value, { custom: { k: value }, jobTitle: value });
    await index.search.upkeep.round();
    expect(await index.find("stable")).toHaveLength(1);
  });

  test("full width, ligatures and scripts without spaces", async () => {
    await index.person("ｆｕｌｌ", "ﬁne");
    await index.create("companies", { name: "東京電力株式会社" });
    expect(await index.titles("full fine")).toHaveLength(1);
    expect(await index.titles("電力")).toEqual(["東京電力株式会社"]);
    expect(await index.titles("株式会社")).toEqual(["東京電力株式会社"]);
  });

  test("a novel in a note costs a hundred words", async () => {
    const body = Array.from({ length: 8000 }, (_, at) => `w${at}`).join(" ");
    await index.create("notes", { body: `opening ${body}` });
    const [row] = await index.database.asOwner(
      "SELECT cardinality(tokens) AS n FROM search.documents WHERE workspace_id = $1",
      [index.workspaceId],
    );
    // A record of the sample, one in 64, has each token twice.
    expect(Number(row?.n)).toBeLessThan(250);
    expect(await index.titles("opening")).toHaveLength(1);
  });
});
