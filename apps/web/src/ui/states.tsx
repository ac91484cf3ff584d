// The honest states that every screen shows in the same words and shape: empty, error, no right, loading.
import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core";
import { isRapportError } from "@rapport/sdk";
import type { ReactNode } from "react";
import { IconAlertTriangle, IconLock, IconWifiOff } from "./icons.ts";
import css from "./states.module.css";

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  children: ReactNode;
  /** The one action that fills the place. */
  action?: ReactNode;
}

export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <div className={css.empty}>
    {icon ? <div className={css.icon}>{icon}</div> : null}
    <Text fw={600} size="md">
      {title}
    </Text>
    <Text size="sm" c="dimmed" maw={420}>
      {children}
    </Text>
    {action ? <div className={css.action}>{action}</div> : null}
  </div>
);

interface ErrorStateProps {
  error: unknown;
  /** What the person wanted, as in "load the people". */
  doing: string;
  onRetry?: () => void;
}

const headlineOf = (error: unknown, doing: string): string => {
  if (!isRapportError(error)) return `Could not ${doing}`;
  if (error.isUnreachable) return "No connection to the server";
  if (error.status === 403) return "Your role does not allow this";
  if (error.status === 404) return "There is nothing here";
  return `Could not ${doing}`;
};

const adviceOf = (error: unknown): string => {
  if (!isRapportError(error)) return "Something unexpected happened in this page. Load it again.";
  if (error.isUnreachable) return "What you see may be out of date. Nothing you saved is lost.";
  if (error.status === 403)
    return "An admin of this workspace can change your role under Settings, Roles.";
  return error.message;
};

const iconOf = (error: unknown): ReactNode => {
  if (isRapportError(error) && error.isUnreachable) return <IconWifiOff size={24} stroke={1.5} />;
  if (isRapportError(error) && error.status === 403) return <IconLock size={24} stroke={1.5} />;
  return <IconAlertTriangle size={24} stroke={1.5} />;
};

/** What happened, what was kept, what to do. */
export const ErrorState = ({ error, doing, onRetry }: ErrorStateProps) => (
  <div className={css.empty} role="alert">
    <div className={css.icon}>{iconOf(error)}</div>
    <Text fw={600}>{headlineOf(error, doing)}</Text>
    <Text size="sm" c="dimmed" maw={460}>
      {adviceOf(error)}
    </Text>
    {isRapportError(error) && error.details.requestId ? (
      <Text size="xs" c="dimmed">
        Request {error.details.requestId}
      </Text>
    ) : null}
    {onRetry ? (
      <div className={css.action}>
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      </div>
    ) : null}
  </div>
);

/** An error beside a form, with each refused field. */
export const FormError = ({ error }: { error: unknown }) => {
  if (!error) return null;
  const fields = isRapportError(error) ? (error.details.errors ?? []) : [];
  const message = error instanceof Error ? error.message : "Something went wrong. Try again.";
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={16} />}>
      <Text size="sm">{message}</Text>
      {fields.map((field) => (
        <Text size="sm" key={`${field.path}${field.message}`}>
          {field.path}: {field.message}
        </Text>
      ))}
    </Alert>
  );
};

export const NoRight = ({ children }: { children: ReactNode }) => (
  <EmptyState icon={<IconLock size={24} stroke={1.5} />} title="Your role does not allow this">
    {children}
  </EmptyState>
);

/** Lines in the shape of what is coming. */
export const SkeletonLines = ({ lines = 6, height = 16 }: { lines?: number; height?: number }) => (
  <Stack gap={12} p={16} aria-busy="true" aria-label="Loading" role="status">
    {Array.from({ length: lines }, (_, index) => `line-${index}`).map((key, index) => (
      <Skeleton key={key} height={height} width={`${90 - ((index * 17) % 45)}%`} />
    ))}
  </Stack>
);
