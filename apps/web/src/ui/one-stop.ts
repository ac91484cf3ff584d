// Tables and boards are one stop for the Tab key, with keys of their own inside; links elsewhere are stops themselves.
import { createContext, useContext } from "react";

const InOneStop = createContext(false);

/** Around what is one stop as a whole: `<OneStop value>`. */
export const OneStop = InOneStop.Provider;

/** The `tabIndex` of a link, wherever it is drawn. */
export const useLinkStop = (): -1 | undefined => (useContext(InOneStop) ? -1 : undefined);
