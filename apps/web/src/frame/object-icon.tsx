import {
  IconActivity,
  IconBox,
  IconBuilding,
  IconChecklist,
  IconCoin,
  IconNote,
  IconPackage,
  IconTicket,
  IconUsers,
} from "../ui/icons.ts";

const ICONS: Record<string, typeof IconBox> = {
  people: IconUsers,
  companies: IconBuilding,
  deals: IconCoin,
  products: IconPackage,
  tickets: IconTicket,
  tasks: IconChecklist,
  notes: IconNote,
  activities: IconActivity,
};

/** The sign of an object type; custom ones share a box. */
export const ObjectIcon = ({ object, size = 16 }: { object: string; size?: number }) => {
  const Icon = ICONS[object] ?? IconBox;
  return <Icon size={size} stroke={1.6} aria-hidden="true" />;
};
