// Why there is no form for who may change the workspace, but does not hold all rights.
import { Text } from "@mantine/core";

export const NeedsAllRights = () => (
  <Text size="sm" c="dimmed">
    A provider vouches for every member, admins too. Only a member whose role has all rights can
    connect one, change a connection or delete it.
  </Text>
);
