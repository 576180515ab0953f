import type { ImportMembersBody, OnsaleClient } from "../../client-sdk/index.js";
import { planFan, type CrowdShape } from "./fan-plan.js";
import type { CrowdOrders } from "./crowd-process.js";

const IMPORT_MAX = 1_000;
const RICH = 2_000_000;
const POOR = 1_000;

/** Imports the fans of one run as members, with money by their plan and with access tokens. */
export async function importFans(
  admin: OnsaleClient,
  { fans, run, shape }: { readonly fans: number; readonly run: string; readonly shape: CrowdShape },
): Promise<CrowdOrders["fans"]> {
  const all: CrowdOrders["fans"][number][] = [];
  for (let first = 0; first < fans; first += IMPORT_MAX) {
    const numbers = Array.from({ length: Math.min(IMPORT_MAX, fans - first) }, (_, i) => first + i);
    const members = numbers.map((number) => ({
      email: `fan-${run}-${String(number)}@crowd.onsale.example`,
      name: `Fan ${String(number)}`,
      balance: planFan(number, shape).isPoor ? POOR : RICH,
    }));
    const body = { members, issueTokens: true };
    const imported = await admin.rest.ask<ImportMembersBody>("/admin/members/import", {
      method: "POST",
      body,
    });
    imported.members.forEach(({ id, accessToken }, at) => {
      if (accessToken === undefined) throw new Error("the import gave no tokens");
      all.push({ number: first + at, memberId: id, token: accessToken });
    });
  }
  return all;
}
