// Saving, switching and deleting automations and templates. Each says what it did and offers to take it back.
import type {
  Automation,
  AutomationChange,
  AutomationInput,
  Template,
  TemplateChange,
  TemplateInput,
} from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { automationQuery, automationsQuery, templateQuery } from "./automation-queries.ts";

const refresh = (): void => {
  void queryClient.invalidateQueries({ queryKey: automationsQuery.queryKey });
};

const keepRule = (rule: Automation): void => {
  queryClient.setQueryData(automationQuery(rule.id).queryKey, rule);
  refresh();
};

const isConflict = (error: unknown): boolean => isRapportError(error) && error.status === 412;

export const useCreateAutomation = () =>
  useMutation({
    mutationFn: (input: AutomationInput) => api.automations.create(input),
    onSuccess: ({ data, actId }) => {
      keepRule(data);
      showUndo(`Automation "${data.name}" saved.`, actId);
    },
  });

interface RuleEdit {
  rule: Pick<Automation, "id" | "version" | "name">;
  change: AutomationChange;
  done: string;
}

export const useChangeAutomation = () =>
  useMutation({
    mutationFn: ({ rule, change }: RuleEdit) =>
      api.automations.update(rule.id, change, { version: rule.version }),
    onSuccess: ({ data, actId }, { done }) => {
      keepRule(data);
      showUndo(done, actId);
    },
    onError: (error) => {
      showError(
        error,
        isConflict(error)
          ? "Someone else changed this automation"
          : "The automation was not changed",
      );
      refresh();
    },
  });

export const useDeleteAutomation = () =>
  useMutation({
    mutationFn: (rule: Automation) => api.automations.remove(rule.id),
    onSuccess: ({ actId }, rule) => {
      refresh();
      showUndo(`Automation "${rule.name}" deleted.`, actId);
    },
    onError: (error) => showError(error, "The automation was not deleted"),
  });

const keepTemplate = (template: Template): void => {
  queryClient.setQueryData(templateQuery(template.id).queryKey, template);
  void queryClient.invalidateQueries({ queryKey: ["templates"] });
};

interface TemplateEdit {
  template: Template | null;
  input: TemplateInput & TemplateChange;
}

export const useSaveTemplate = () =>
  useMutation({
    mutationFn: ({ template, input }: TemplateEdit) => {
      if (template === null) return api.templates.create(input);
      const { object: _object, ...change } = input;
      return api.templates.update(template.id, change, { version: template.version });
    },
    onSuccess: ({ data, actId }) => {
      keepTemplate(data);
      showUndo(`Template "${data.name}" saved.`, actId);
    },
    onError: (error) => {
      if (!isConflict(error)) return;
      showError(error, "Someone else changed this template");
      void queryClient.invalidateQueries({ queryKey: ["templates"] });
    },
  });

export const useDeleteTemplate = () =>
  useMutation({
    mutationFn: (template: Template) => api.templates.remove(template.id),
    onSuccess: ({ actId }, template) => {
      void queryClient.invalidateQueries({ queryKey: ["templates"] });
      showUndo(`Template "${template.name}" deleted.`, actId);
    },
    onError: (error) => showError(error, "The template was not deleted"),
  });
