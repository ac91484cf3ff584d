/** That chance chose a record to get an action, or not. */
export interface Draw {
  recordId: string;
  treated: boolean;
  /** The probability with which it could be drawn. */
  propensity: number;
  at: string;
}
