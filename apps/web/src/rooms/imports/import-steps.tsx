import css from "./import.module.css";
import type { ImportStep } from "./import.rules.ts";

const STEPS: { key: "upload" | ImportStep; label: string }[] = [
  { key: "upload", label: "File" },
  { key: "map", label: "Columns" },
  { key: "check", label: "Dry run" },
  { key: "run", label: "Import" },
  { key: "result", label: "Result" },
];

/** Where in the wizard one stands. */
export const ImportSteps = ({ at }: { at: "upload" | ImportStep }) => {
  const here = STEPS.findIndex((step) => step.key === at);
  return (
    <ol className={css.steps} aria-label="Steps">
      {STEPS.map((step, index) => (
        <li
          key={step.key}
          className={css.step}
          data-done={index < here || undefined}
          aria-current={index === here ? "step" : undefined}
        >
          <span className={css.stepNumber}>{index + 1}</span>
          {step.label}
        </li>
      ))}
    </ol>
  );
};
