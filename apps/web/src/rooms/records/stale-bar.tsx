import { Button } from "@mantine/core";
import css from "./table.module.css";

/** Says that the rows are those of before, because they could not be loaded again. */
export const StaleBar = ({ onRetry }: { onRetry: () => void }) => (
  <div className={css.staleBar} role="status">
    <span>The list could not be refreshed. What you see may be out of date.</span>
    <Button variant="default" onClick={onRetry}>
      Try again
    </Button>
  </div>
);
