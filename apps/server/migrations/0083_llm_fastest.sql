-- A purpose may ask the fastest model first. How long each takes is read from its answered calls of the last days: keys
-- are in the order of time, so the primary key of llm.calls finds them, and calls need no further index.
ALTER TABLE llm.routes DROP CONSTRAINT routes_pick_check;
ALTER TABLE llm.routes ADD CONSTRAINT routes_pick_check CHECK (pick IN ('listed', 'cheapest', 'fastest'));
