// The rules that hold for a showtime in Redis after any sequence of steps.
import { CAPACITY, SEATS } from "./small-showtime.js";
import { BLOCKED, HELD, SOLD, type HoldState, type SeatState } from "./seat-state.js";

/** A sentence for every broken rule. */
export function brokenRules(state: SeatState & { looks: Record<string, number> }): string[] {
  return [...seatRules(state), ...countRules(state), ...recordRules(state)];
}

function seatRules({ bytes, owners, holds, pays }: SeatState): string[] {
  return bytes.flatMap((byte, seat) => {
    const owner = owners[seat];
    const hold = holds[owner ?? ""];
    const pay = pays[owner ?? ""];
    const isHeld = hold?.status === "H" && hold.seats.includes(seat);
    const isSold = pay?.state === "confirmed" && pay.seats.includes(seat);
    if (byte === HELD) return isHeld ? [] : [`seat ${seat} is held by no hold`];
    if (byte === SOLD) return isSold ? [] : [`seat ${seat} is sold by no payment`];
    return owner === undefined ? [] : [`seat ${seat} is free and owned by ${owner}`];
  });
}

const unitsOf = (covers: readonly { quantity: number }[]): number =>
  covers.reduce((sum, { quantity }) => sum + quantity, 0);

function countRules({ bytes, holds, members, pays, left, unsold }: SeatState): string[] {
  const held = Object.values(holds).filter(({ status }) => status === "H");
  const sold = Object.values(pays).flatMap((pay) => (pay.state === "confirmed" ? [pay] : []));
  const problems: string[] = [];
  const all = new Set([...held, ...sold].map(({ memberNo }) => memberNo));
  for (const member of new Set([...all, ...Object.keys(members).map(Number)])) {
    const isOwn = (cover: { memberNo: number }): boolean => cover.memberNo === member;
    const has = unitsOf(held.filter(isOwn)) + unitsOf(sold.filter(isOwn));
    if (members[member]?.count !== has) problems.push(`member ${member} has ${has}`);
  }
  const heldUnits = unitsOf(held.filter(({ isArea }) => isArea));
  const soldUnits = unitsOf(sold.filter(({ area }) => area !== undefined));
  if (left !== CAPACITY - heldUnits - soldUnits) problems.push(`the area has ${left} left`);
  const onSale = bytes.filter((byte) => byte !== SOLD && byte !== BLOCKED).length;
  if (unsold !== onSale + CAPACITY - soldUnits) problems.push(`unsold is ${unsold}`);
  if (bytes.length !== SEATS) problems.push(`the showtime has ${bytes.length} seats`);
  return problems;
}

function recordRules(state: SeatState & { looks: Record<string, number> }): string[] {
  const { holds, members, looks, bytes, owners } = state;
  const problems: string[] = [];
  const isWhole = (id: string, hold: HoldState): boolean =>
    hold.seats.every((seat) => bytes[seat] === HELD && owners[seat] === id);
  for (const [id, hold] of Object.entries(holds)) {
    const isLive = members[hold.memberNo]?.live.includes(id) ?? false;
    if (isLive !== (hold.status === "H")) problems.push(`hold ${id} live: ${isLive}`);
    if (hold.status === "H" && !isWhole(id, hold)) problems.push(`hold ${id} is not whole`);
    const isKept = hold.status === "P" || hold.status === "C";
    if (looks[id] === undefined && !isKept) problems.push(`no sweep looks at hold ${id}`);
  }
  for (const id of Object.keys(looks)) {
    if (!(id in holds)) problems.push(`a sweep looks for hold ${id}, which has no record`);
  }
  return problems;
}
