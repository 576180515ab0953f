/** So many at once, whatever the sale allows. */
export const CHOSEN_MAX = 8;
