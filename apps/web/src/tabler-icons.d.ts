// The icon package types only its index, and importing that index loads 6,000 modules in development.
declare module "@tabler/icons-react/dist/esm/icons/*" {
  import type { TablerIcon } from "@tabler/icons-react";

  const icon: TablerIcon;

  export { icon as default };
}
