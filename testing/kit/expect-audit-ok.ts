import { expect } from "@jest/globals";
import { audit, type AuditOptions, type AuditReport } from "../../server/audit/audit.js";

/** Runs the audit and expects that every invariant holds. A failure shows all violations. */
export async function expectAuditOk(options: AuditOptions): Promise<AuditReport> {
  const report = await audit(options);
  expect(report.violations).toEqual([]);
  expect(report.ok).toBe(true);
  return report;
}
