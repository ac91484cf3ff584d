// The look: one accent (petrol), neutral greys, small type, borders before shadows. Values that Mantine has no
// name for are CSS variables in global.css.
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#eaf6f6",
  "#d2eaeb",
  "#a5d5d7",
  "#73bfc2",
  "#45a9ae",
  "#22969c",
  "#0f828a",
  "#0b6e75",
  "#085a60",
  "#06454a",
];

const gray: MantineColorsTuple = [
  "#fafafa",
  "#f4f4f5",
  "#ececef",
  "#e2e2e6",
  "#cfcfd5",
  "#9d9da6",
  "#666670",
  "#4b4b54",
  "#303036",
  "#1a1a1e",
];

const dark: MantineColorsTuple = [
  "#e8e8eb",
  "#c4c4cb",
  "#a2a2ac",
  "#76767f",
  "#34343a",
  "#2a2a2f",
  "#1f1f23",
  "#161619",
  "#101012",
  "#0a0a0b",
];

export const theme = createTheme({
  colors: { petrol, gray, dark },
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 7 },
  black: "#1a1a1e",
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Inter", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "16px", lineHeight: "1.35" },
      h3: { fontSize: "14px", lineHeight: "1.4" },
    },
  },
  components: {
    // In the colour of text: a title in the alert's own colour is too pale on its ground.
    Alert: { styles: { title: { color: "var(--mantine-color-text)" } } },
    Button: { defaultProps: { size: "xs" }, styles: { root: { fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
    TextInput: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { centered: false, yOffset: "12vh", overlayProps: { opacity: 0.4 } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, fz: 12 } },
    // The first item is in focus at once: a place to hold it before is a child that a menu may not have.
    Menu: {
      defaultProps: { shadow: "md", position: "bottom-end", withInitialFocusPlaceholder: false },
    },
  },
});
