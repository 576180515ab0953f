import { expect } from "@jest/globals";
import { audit, type AuditOptions, type AuditReport } from "../../server/audit/audit.js";

/** Every invariant holds; what does not is shown whole. */
export async function expectAuditOk(options: AuditOptions): Promise<AuditReport> {
  const report = await audit(options);
  expect(report.violations).toEqual([]);
  expect(report.ok).toBe(true);
  return report;
}
