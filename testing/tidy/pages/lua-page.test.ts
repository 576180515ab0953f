import { expect, test } from "@jest/globals";
import { renderEntries, renderScripts, withPart, wrapped } from "./lua-page.js";

const HOLD = `#!lua
-- seat/hold: gives seats
-- until a deadline.
--
-- KEYS    1 control  2 sale
--         3 seats
-- ARGV    1 generation  2 class (-1 any)  3.. seat
-- OK      hold reply
-- REFUSE  {"SALE_NOT_OPEN", at} {"SALE_PAUSED"} while the shard recovers
-- ASK     none
-- RETRY   safe: once
--
local a = 1
`;

test("N9 writes each script from its head", () => {
  expect(renderScripts([{ name: "seat/hold", text: HOLD }])).toBe(`### \`seat/hold\`

Gives seats until a deadline.

- **KEYS** 1 control, 2 sale, 3 seats
- **ARGV** 1 generation, 2 class (-1 any), 3.. seat
- **OK** hold reply
- **REFUSE** \`SALE_NOT_OPEN\` (at); \`SALE_PAUSED\`: while the shard recovers
- **RETRY** safe: once`);
});

test("N9 marks scripts that only read, and sorts the areas", () => {
  const script = (name: string, flags: string) => ({
    name,
    text: HOLD.replace("#!lua", `#!lua${flags}`).replace("seat/hold", name),
  });
  const page = renderScripts([script("wallet/read", " flags=no-writes"), script("queue/join", "")]);
  expect(page.match(/### .*/g)).toEqual(["### `queue/join`", "### `wallet/read`"]);
  expect(page.match(/Only reads\./g)).toHaveLength(1);
  expect(() => renderScripts([script("hall/build", "")])).toThrow("no area of the page has");
});

test("N9 wraps at 100 columns, and starts no line with a mark that starts a list", () => {
  const text = wrapped(`- ${"word ".repeat(19)}abc - ${"word ".repeat(25)}end`, "  ");
  const lines = text.split("\n");
  expect(lines.map((line) => line.length <= 102)).toEqual(lines.map(() => true));
  expect(lines.slice(1).every((line) => /^ {2}\w/.test(line))).toBe(true);
});

test("N9 writes each kind of entry as the table of the journal declares it", () => {
  expect(renderEntries()).toContain(`
- **provisioned** by \`show/provision:<showtime>:<layout>\`: showtime, layout, seat_count, unsold.
- **sale** by `);
  expect(renderEntries()).toContain(
    "\n  status (released|expired), seats (list), area (number or -),",
  );
});

test("N9 replaces one part of a page and keeps the rest", () => {
  const page = "# A\n\n<!-- scripts: begin -->\n\nold\n\n<!-- scripts: end -->\n\nB\n";
  const again = withPart(page, "scripts", "new");
  expect(again).toBe("# A\n\n<!-- scripts: begin -->\n\nnew\n\n<!-- scripts: end -->\n\nB\n");
  expect(withPart(again, "scripts", "new")).toBe(again);
  expect(() => withPart("# A\n", "scripts", "new")).toThrow("the page has no part scripts");
});
