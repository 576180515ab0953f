/** So many seats or places can be chosen at once, even if the sale allows more. */
export const CHOSEN_MAX = 8;
