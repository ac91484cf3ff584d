import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/global.css";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element to draw into.");
// The app is evaluated in a task after that of the libraries, and drawn as a transition: in between the browser gets
// its turns.
const { App } = await import("./app.tsx");
startTransition(() => createRoot(root).render(<App />));
