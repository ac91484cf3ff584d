/** An action that a record got, or did not get, by chance. */
export interface Trial {
  recordId: string;
  treated: boolean;
  /** The probability with which it could get it. */
  propensity: number;
  at: string;
}
