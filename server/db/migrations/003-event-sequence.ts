// One entry of the journal can make several events, so the sequence number of an event is made of
// the number of its entry and of the fact in it (server/db/journal/outbox-events.ts). Events of
// before were the first fact of their entry.
import type { Migration } from "./migration.js";

export const eventSequence: Migration = {
  name: "003-event-sequence",
  up: [
    `UPDATE outbox SET seq = seq * 10, event_id = CONCAT(event_id, '-0')
      WHERE event_id NOT LIKE '%-%-%' ORDER BY source, seq DESC`,
  ],
  down: [
    `UPDATE outbox SET seq = seq DIV 10, event_id = LEFT(event_id, CHAR_LENGTH(event_id) - 2)
      WHERE event_id LIKE '%-%-0' ORDER BY source, seq`,
  ],
};
