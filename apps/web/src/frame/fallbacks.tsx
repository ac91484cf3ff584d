// What stands in for a screen that crashed or does not exist.
import { Anchor } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { EmptyState, ErrorState, SkeletonLines } from "../ui/states.tsx";

export const CrashScreen = ({ error, reset }: ErrorComponentProps) => (
  <main>
    <ErrorState
      error={error}
      doing="open this page"
      onRetry={() => {
        reset();
        window.location.reload();
      }}
    />
  </main>
);

export const NotFoundScreen = () => (
  <main>
    <EmptyState
      title="There is no page at this address"
      action={
        <Anchor component={Link} to="/" size="sm">
          Go to Home
        </Anchor>
      }
    >
      The link may be old, or part of it was cut off.
    </EmptyState>
  </main>
);

/** While a screen or the session loads. */
export const LoadingScreen = () => <SkeletonLines lines={8} />;
