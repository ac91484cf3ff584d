// A record's membership in a list.
export interface ListMember {
  id: string;
  listId: string;
  recordId: string;
  addedAt: string;
}
