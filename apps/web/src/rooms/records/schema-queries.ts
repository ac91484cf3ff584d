// Changes of the schema itself: everything drawn from it is loaded again afterwards.
import { useMutation } from "@tanstack/react-query";
import { queryClient } from "../../platform/api.ts";
import { showDone, showError } from "../../ui/toast.tsx";

export const refreshSchema = async (): Promise<void> => {
  const heads = new Set(["schema", "fields", "object-types", "pipelines"]);
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => heads.has(String(queryKey[0])),
  });
};

interface SchemaWrite<T, R> {
  run: (input: T) => Promise<R>;
  done?: string;
  failed?: string;
}

/** One change of the schema. Without `failed`, the caller shows the error itself. */
export const useSchemaWrite = <T, R>({ run, done, failed }: SchemaWrite<T, R>) =>
  useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await refreshSchema();
      if (done) showDone(done);
    },
    onError: (error) => {
      if (failed) showError(error, failed);
    },
  });
