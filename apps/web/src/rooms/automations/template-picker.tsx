// Chooses a template and keeps the version that it has now; says when there is a newer one.
import { Anchor, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Select } from "../../ui/select.tsx";
import { templatesQuery } from "./automation-queries.ts";
import css from "./automations.module.css";

interface Chosen {
  templateId: string;
  templateVersion: number;
}

interface TemplatePickerProps {
  object: string;
  label: string;
  value: Chosen;
  onChange: (next: Chosen) => void;
}

export const TemplatePicker = ({ object, label, value, onChange }: TemplatePickerProps) => {
  const { data, isSuccess } = useQuery(templatesQuery);
  const templates = (data ?? []).filter((template) => template.object === object);
  const chosen = templates.find(({ id }) => id === value.templateId);
  const isNewer = chosen !== undefined && chosen.version > value.templateVersion;
  return (
    <div>
      <Select
        searchable
        aria-label={label}
        placeholder="Choose a template"
        data={templates.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen?.id ?? null}
        onChange={(id) => {
          const template = templates.find((one) => one.id === id);
          if (template) onChange({ templateId: template.id, templateVersion: template.version });
        }}
      />
      {isSuccess && templates.length === 0 ? (
        <p className={css.facts}>
          There is none for these records yet.{" "}
          <Anchor component={Link} to="/automations/templates/new" size="xs">
            Make a template
          </Anchor>
        </p>
      ) : null}
      {isSuccess && value.templateId !== "" && !chosen ? (
        <p className={css.facts}>The template was deleted; its text is kept for this automation.</p>
      ) : null}
      {isNewer ? (
        <p className={css.facts}>
          Uses version {value.templateVersion}; there is version {chosen.version}.{" "}
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => onChange({ templateId: chosen.id, templateVersion: chosen.version })}
          >
            Use version {chosen.version}
          </Button>
        </p>
      ) : null}
    </div>
  );
};
