// A field that the server computes, and a value of it.
export interface ComputedField {
  object: string;
  key: string;
  label: string;
  type: "integer" | "text";
}

export interface ComputedValue {
  id: string;
  /** Null takes the value away. */
  value: number | string | null;
}
