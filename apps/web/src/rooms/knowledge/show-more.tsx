import { Button } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { FormError } from "../../ui/states.tsx";

/** Under a list that goes on. */
export const ShowMore = ({ list }: { list: UseInfiniteQueryResult }) =>
  list.hasNextPage ? (
    <>
      {list.isFetchNextPageError ? <FormError error={list.error} /> : null}
      <Button
        mt={12}
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        Show more
      </Button>
    </>
  ) : null;
