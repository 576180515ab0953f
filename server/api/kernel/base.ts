/** Everything but health and documents stands below it. */
export const BASE = "/api/v1";
