// What a message says about consent, as Segment's libraries do: `context.consent.categoryPreferences`.
const mostCategories = 50;
const maxNameLength = 100;

const partOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** By category: agreed or not; null when it says nothing. */
export function toldConsent(message: unknown): ReadonlyMap<string, boolean> | null {
  const consent = partOf(partOf(message, "context"), "consent");
  const preferences = partOf(consent, "categoryPreferences");
  if (typeof preferences !== "object" || preferences === null) return null;
  const said = new Map<string, boolean>();
  for (const [category, agrees] of Object.entries(preferences)) {
    if (said.size === mostCategories) break;
    if (typeof agrees === "boolean" && category.length <= maxNameLength)
      said.set(category.replaceAll("\u0000", ""), agrees);
  }
  return said.size > 0 ? said : null;
}
