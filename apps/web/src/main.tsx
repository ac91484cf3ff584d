import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/global.css";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element to draw into.");
// As a transition, so that drawing the first screen lets the browser in between.
startTransition(() => createRoot(root).render(<App />));
