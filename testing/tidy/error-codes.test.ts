import { expect, test } from "@jest/globals";
import { codesUsed } from "./error-codes.js";
import { renderErrorPage } from "./pages/error-page.js";

const codesIn = (text: string) => codesUsed({ path: "a.ts", text }).map(({ code }) => code);

test.each([
  'throw new AppError("SEAT_GONE", { seatId });',
  'if (error.code === "SEAT_GONE") offer();',
  'if (error?.code !== "SEAT_GONE") offer();',
  'switch (error.code) { case "SEAT_GONE": offer(); }',
  'ack({ ok: false, error: { code: "SEAT_GONE" } });',
])("N9 finds the error code in: %s", (text) => {
  expect(codesIn(text)).toEqual(["SEAT_GONE"]);
});

test("N9 ignores the codes of Node and MySQL", () => {
  expect(codesIn('if (e.code === "ECONNREFUSED" || e.code === "ER_DUP_ENTRY") again();')).toEqual(
    [],
  );
  expect(codesIn('throw new Error("SEAT_GONE");')).toEqual([]);
});

test("N9 gives every code its status, its retry and two sentences", () => {
  const section = /## SEAT_TAKEN\n\n409 · retry: never · ".+"\n\n- \*\*What went wrong:\*\* .+/;
  expect(renderErrorPage()).toMatch(section);
});
