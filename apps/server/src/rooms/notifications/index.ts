// The door of the notifications room: all that others may import.
export {
  createNotifications,
  type Notifications,
  type NotificationsDeps,
} from "./notifications.ts";
export type { RecordWindow, ShownRecord } from "./notifications-deps.ts";
