import type { Migration } from "./migration.js";

export const accountsCatalogue: Migration = {
  name: "001-accounts-catalogue",
  up: [],
  down: [],
};
