// Short messages after an act. An undo takes back the act by its id; after it, the cached lists are refreshed.
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { api, queryClient } from "../platform/api.ts";
import { newKey } from "../platform/new-key.ts";

const UNDO_OFFER_MS = 8_000;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : "Something went wrong. Try again.";

/** Says what failed and what to do; stays until closed. */
export const showError = (error: unknown, title = "That did not work"): void => {
  notifications.show({ color: "red", title, message: messageOf(error), autoClose: 12_000 });
};

export const showDone = (message: string): void => {
  notifications.show({ message, autoClose: 4_000, withBorder: true });
};

/** Takes back acts, the latest first, and says so. */
export const undoActs = async (actIds: string[]): Promise<void> => {
  try {
    for (const actId of actIds.toReversed()) await api.undo(actId);
    showDone("Undone.");
  } catch (error) {
    showError(error, "Could not undo");
  } finally {
    await queryClient.invalidateQueries();
  }
};

const offerUndo = (id: string, message: string, takeBack: () => void): void => {
  notifications.show({
    id,
    withBorder: true,
    autoClose: UNDO_OFFER_MS,
    message: (
      <Group justify="space-between" gap={12} wrap="nowrap">
        <Text size="sm" lineClamp={4} style={{ overflowWrap: "anywhere" }}>
          {message}
        </Text>
        <Button
          variant="default"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            takeBack();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
};

/** Says what was done and offers to take it back. */
export const showUndo = (message: string, acts: string | string[] | null): void => {
  const actIds = typeof acts === "string" ? [acts] : (acts ?? []);
  if (actIds.length === 0) showDone(message);
  else offerUndo(`undo-${actIds[0]}`, message, () => void undoActs(actIds));
};

/** As `showUndo`, of what was done in this browser alone. */
export const showTakeBack = (message: string, takeBack: () => void): void =>
  offerUndo(`take-back-${newKey()}`, message, takeBack);
