// The door of the views room: all that others may import.
export { createViews, type Views, type ViewsDeps } from "./views.ts";
